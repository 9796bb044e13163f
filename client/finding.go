package client

import (
	"encoding/json"
	"fmt"

	"allianceregistry/membership"
)

// FindingCode names what was found of a host. Codes are stable.
type FindingCode string

// What is found of a host that answers otherwise than it should.
const (
	// AnswerMismatch: its answer is not about what was asked, or a charter in it has
	// another digest than the answer says.
	AnswerMismatch FindingCode = "ANSWER_MISMATCH"
	// AnswerAlone: two other hosts agree on another answer, also after a while.
	AnswerAlone FindingCode = "ANSWER_ALONE"
	// AnswerDisputed: another host answers otherwise, also after a while, and nobody
	// decides between them: its answer was taken all the same.
	AnswerDisputed FindingCode = "ANSWER_DISPUTED"
	// ResultAlone: its peer came to another result of a transaction than the others,
	// which agree with each other.
	ResultAlone FindingCode = "RESULT_ALONE"
)

// Form is the Field of an answer that cannot be read as one to what was asked.
const Form = "form"

// FindingCodes lists the codes.
func FindingCodes() []FindingCode {
	return []FindingCode{AnswerMismatch, AnswerAlone, AnswerDisputed, ResultAlone}
}

// Finding is what was found of a host while a client worked: it is not to be believed,
// or far behind the others; or one of two is. What was asked or sent went on with the
// other hosts, unless the finding is an error or AnswerDisputed.
type Finding struct {
	Code FindingCode `json:"code"`
	// Host is the host's MSP ID.
	Host string `json:"host"`
	// Other is the host that says otherwise, see AnswerDisputed.
	Other string `json:"other,omitempty"`
	// About is the name of the question or the transaction.
	About string `json:"about"`
	// Field, Asked and Answered tell what is other than what was asked, see AnswerMismatch.
	Field    string `json:"field,omitempty"`
	Asked    string `json:"asked,omitempty"`
	Answered string `json:"answered,omitempty"`
}

// Error says what was found, for programmers.
func (f *Finding) Error() string {
	switch {
	case f.Code == AnswerMismatch && f.Field == Form:
		return fmt.Sprintf("%s: %s of host %s cannot be read: %s", f.Code, f.About, f.Host, f.Answered)
	case f.Code == AnswerMismatch:
		return fmt.Sprintf("%s: %s of host %s: the %s is %s, not %s", f.Code, f.About, f.Host, f.Field, f.Answered, f.Asked)
	case f.Code == AnswerDisputed:
		return fmt.Sprintf("%s: %s of host %s, against host %s", f.Code, f.About, f.Host, f.Other)
	}
	return fmt.Sprintf("%s: %s of host %s", f.Code, f.About, f.Host)
}

// WithFindings sets whom to notify of what is found of hosts: a function that may be
// called from several goroutines at once. Without it nobody is notified.
func WithFindings(notify func(Finding)) Option { return func(c *Client) { c.notify = notify } }

// Noting returns this client, with one more to be notified of what is found of hosts: of what
// it does for somebody who is to be told, too.
func (c *Client) Noting(notify func(Finding)) *Client {
	noting := *c
	noting.notify = func(f Finding) {
		c.report(f)
		notify(f)
	}
	return &noting
}

func (c *Client) report(f Finding) {
	if c.notify != nil {
		c.notify(f)
	}
}

// decode reads an answer and looks whether it is about what was asked; the error is a
// *membership.Mismatch.
func decode[R any](q membership.Query[R], text []byte) (answer R, err error) {
	if err := json.Unmarshal(text, &answer); err != nil {
		return answer, &membership.Mismatch{Field: Form, Asked: q.Name(), Answered: err.Error()}
	}
	return answer, membership.CheckAnswer(q, answer)
}
