package membership

import (
	"encoding/json"
	"fmt"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// About says what a member's word on a proposal is about. The member signs it, and
// the rules compare it with the proposal: so no answer by which its program went, a
// dishonest host's say, carries its word over to something else.
type About struct {
	Alliance string         `json:"alliance"`
	Action   charter.Action `json:"action"`
	Subject  string         `json:"subject"`
	// Content is the digest of all that the proposal asks for.
	Content string `json:"content"`
}

// filing is what a proposal asks for, from its filing on: no later step changes it, but that
// an election has its candidates once it is voted on, and that a second vote is another one.
type filing struct {
	ID            string          `json:"id"`
	Alliance      string          `json:"alliance"`
	Action        charter.Action  `json:"action"`
	Subject       string          `json:"subject"`
	By            string          `json:"by"`
	Class         string          `json:"class,omitempty"`
	Group         string          `json:"group,omitempty"`
	Weights       charter.Weights `json:"weights,omitempty"`
	Organ         string          `json:"organ,omitempty"`
	Resolution    string          `json:"resolution,omitempty"`
	Amendment     string          `json:"amendment,omitempty"`
	Title         string          `json:"title,omitempty"`
	Document      string          `json:"document,omitempty"`
	CharterDigest string          `json:"charterDigest,omitempty"`
	Until         time.Time       `json:"until,omitzero"`
	Reason        string          `json:"reason,omitempty"`
	Evidence      string          `json:"evidence,omitempty"`
	// Charter is the version that decides.
	Charter int `json:"charter"`
	// Seats are those of an election, and Candidates who stands in it, once it is voted on.
	Seats      int      `json:"seats,omitempty"`
	Candidates []string `json:"candidates,omitempty"`
	// Retiring leave the organ by it; ByElection says that it is for the rest of terms.
	Retiring   []string `json:"retiring,omitempty"`
	ByElection bool     `json:"byElection,omitempty"`
	// Emergency says that the emergency rule decides.
	Emergency bool `json:"emergency,omitempty"`
	// Successor and Form are who would succeed the subject and how, Ceased that the subject has ceased to exist.
	Successor string                 `json:"successor,omitempty"`
	Form      charter.SuccessionForm `json:"form,omitempty"`
	Ceased    bool                   `json:"ceased,omitempty"`
	// MeetingKind is where it is decided.
	MeetingKind string `json:"meetingKind,omitempty"`
	// Step is the vote that it has come to: a word on one of them is none on another.
	Step int `json:"step,omitempty"`
}

// About is what a member's word on the proposal is about. The content is the SHA-256,
// in lower-case hex, of "proposal", a zero byte, and JSON of what was filed: the
// proposal's id, what it would do, to whom, by whom it was filed and why, and by which
// version of the charter it is decided; of an election that is voted on also who stands in it, and who leaves the organ by it.
func (p Proposal) About() (About, error) {
	content, err := form.Digest("proposal", filing{
		p.ID, p.Alliance, p.Action, p.Subject, p.By, p.Class, p.Group, p.Weights, p.Organ, p.Resolution, p.Amendment, p.Title, p.Document,
		p.CharterDigest, p.Until, p.Reason, p.Evidence, p.Charter, p.Seats, p.Candidates, p.Retiring, p.ByElection, p.Emergency, p.Successor, p.Form, p.Ceased, p.MeetingKind, p.Step,
	})
	return About{p.Alliance, p.Action, p.Subject, content}, err
}

// founding is what an alliance was founded as: no later step changes it, but for the
// charter.
type founding struct {
	ID           string                   `json:"id"`
	Names        form.Names               `json:"names"`
	Aliases      []string                 `json:"aliases,omitempty"`
	Sector       string                   `json:"sector,omitempty"`
	Scope        string                   `json:"scope,omitempty"`
	Jurisdiction string                   `json:"jurisdiction,omitempty"`
	Founders     []string                 `json:"founders"`
	Places       map[string]charter.Place `json:"places,omitempty"`
	Founded      Stamp                    `json:"founded"`
}

// Content returns the SHA-256, in lower-case hex, of what a founder consents to
// besides the charter: the alliance's names, its founders and their places among it.
func (a Alliance) Content() (string, error) {
	return form.Digest("alliance", founding{
		a.ID, a.Names, a.Aliases, a.Sector, a.Scope, a.Jurisdiction, a.Founders, a.Places, a.Founded,
	})
}

// Content returns the SHA-256 of the claim, in lower-case hex: what who attests or
// disputes it has read.
func (c Claim) Content() (string, error) { return form.Digest("claim", c) }

// Content returns the SHA-256 of the record, in lower-case hex: what a correction was
// made of.
func (p Party) Content() (string, error) { return form.Digest("party", p) }

// check refuses what no proposal can be.
func (x About) check() error {
	return refusal.First(form.CheckID("alliance", x.Alliance), form.CheckDigest("content", x.Content, false))
}

// checkAbout refuses a wrong form, if there is something to have a form.
func checkAbout(about *About) error {
	if about == nil {
		return nil
	}
	return about.check()
}

// matchAbout refuses with REQUIRED a word on a proposal that does not say what it is about,
// and with ABOUT_DIFFERS what is about something else. Version 2 knew no such field.
func (a txn) matchAbout(given *About, p Proposal) error {
	if given == nil || a.tx.two() {
		return a.checkPresence("about", given != nil)
	}
	recorded, err := p.About()
	if err != nil {
		return err
	}
	for _, field := range []struct{ name, given, recorded string }{
		{"alliance", given.Alliance, recorded.Alliance},
		{"action", string(given.Action), string(recorded.Action)},
		{"subject", given.Subject, recorded.Subject},
		{"content", given.Content, recorded.Content},
	} {
		if field.given != field.recorded {
			return aboutDiffers("proposal", p.ID, field.name, field.given, field.recorded)
		}
	}
	return nil
}

// matchContent is matchAbout for what says only by a digest what it is about.
func (a txn) matchContent(record, id, given string, of interface{ Content() (string, error) }) error {
	if given == "" || a.tx.two() {
		return a.checkPresence("content", given != "")
	}
	recorded, err := of.Content()
	if err == nil && given != recorded {
		err = aboutDiffers(record, id, "content", given, recorded)
	}
	return err
}

// checkPresence refuses with REQUIRED what must be said and is not, and by the rules of
// version 2 with UNKNOWN_FIELD what is said.
func (a txn) checkPresence(field string, given bool) error {
	switch {
	case given && a.tx.two():
		return refusal.New(refusal.UnknownField, "field", field, "fields", "")
	case !given && !a.tx.two():
		return refusal.New(refusal.Required, "field", field)
	}
	return nil
}

func aboutDiffers(record, id, field, given, recorded string) error {
	return refusal.New(refusal.AboutDiffers, "record", record, "id", id, "field", field, "given", refusal.Clip(given), "recorded", recorded)
}

// RestsOn names the record of which a transaction must say what it is about, and does
// not say it yet.
func RestsOn(t Transaction) (record Key, missing bool) {
	switch t := t.(type) {
	case Endorse:
		return ProposalKey(t.Proposal), t.About == nil
	case AppointProxy:
		return ProposalKey(t.Proposal), t.Proposal != "" && t.About == nil
	case Nominate:
		return ProposalKey(t.Proposal), t.About == nil
	case ConsentSuccession:
		return ProposalKey(t.Proposal), t.About == nil
	case Withdraw:
		return ProposalKey(t.Proposal), t.About == nil
	case DeclarePresence:
		return ProposalKey(t.Proposal), t.About == nil
	case Consent:
		return AllianceKey(t.Alliance), t.Content == "" || t.Charter == ""
	case Attest:
		return claimKey(t.About, t.Claim), t.Content == ""
	}
	return Key{}, false
}

// Complete is the transaction with what it is about, as the record tells that it rests
// on; what it says already stays. Whoever signs it answers for having read the record.
func Complete(t Transaction, record []byte) (Transaction, error) {
	if _, missing := RestsOn(t); !missing {
		return t, nil
	}
	switch t := t.(type) {
	case Endorse:
		about, err := fromRecord(record, Proposal.About)
		t.About = &about
		return t, err
	case AppointProxy:
		about, err := fromRecord(record, Proposal.About)
		t.About = &about
		return t, err
	case Nominate:
		about, err := fromRecord(record, Proposal.About)
		t.About = &about
		return t, err
	case ConsentSuccession:
		about, err := fromRecord(record, Proposal.About)
		t.About = &about
		return t, err
	case Withdraw:
		about, err := fromRecord(record, Proposal.About)
		t.About = &about
		return t, err
	case DeclarePresence:
		about, err := fromRecord(record, Proposal.About)
		t.About = &about
		return t, err
	case Consent:
		return t.complete(record)
	case Attest:
		content, err := fromRecord(record, Claim.Content)
		t.Content = content
		return t, err
	}
	return t, nil
}

func (t Consent) complete(record []byte) (Transaction, error) {
	content, err := fromRecord(record, func(a Alliance) (string, error) {
		if t.Charter == "" {
			t.Charter = a.CharterDigest
		}
		return a.Content()
	})
	if t.Content == "" {
		t.Content = content
	}
	return t, err
}

// fromRecord returns something that a record says, given as it is stored.
func fromRecord[R, S any](record []byte, of func(R) (S, error)) (S, error) {
	var kept R
	if err := json.Unmarshal(record, &kept); err != nil {
		var none S
		return none, fmt.Errorf("read a record: %w", err)
	}
	return of(kept)
}
