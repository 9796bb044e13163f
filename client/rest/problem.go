package rest

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"allianceregistry/client"
	"allianceregistry/client/faulttext"
	"allianceregistry/internal/problem"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/internal/web"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// What can be wrong with a request besides what package problem has, with the parameters of
// each.
const (
	tokenRefused  problem.Code = "TOKEN_REFUSED"           // none
	pageRefused   problem.Code = "PAGE_REFUSED"            // none
	keyMissing    problem.Code = "IDEMPOTENCY_KEY_MISSING" // none
	keyInvalid    problem.Code = "IDEMPOTENCY_KEY_INVALID" // none
	requestInBody problem.Code = "REQUEST_IN_BODY"         // none
)

// ownCodes are those, and those of package problem that are answered here.
func ownCodes() []problem.Code {
	return []problem.Code{
		tokenRefused, pageRefused, keyMissing, keyInvalid, requestInBody,
		problem.UnknownPath, problem.MethodNotAllowed, problem.NotAcceptable, problem.URITooLong, problem.BadQuery, problem.UnknownParameter,
		problem.RepeatedParameter, problem.UnsupportedType, problem.BadBody, problem.Internal,
	}
}

// faultPrefix begins the code of a fault of the network; its kind follows.
const faultPrefix = "NETWORK_"

// faultCode is the code of a kind of faults, as the command line has it.
func faultCode(kind client.FaultKind) string { return faultPrefix + strings.ToUpper(string(kind)) }

// statuses says with which HTTP status each code is answered that only a member's program has.
var statuses = problem.Statuses{ //nolint:gochecknoglobals // fixed
	{Status: http.StatusBadRequest, Codes: problem.Texts(keyMissing, keyInvalid, requestInBody)},
	{Status: http.StatusUnauthorized, Codes: problem.Texts(tokenRefused)},
	{Status: http.StatusForbidden, Codes: problem.Texts(pageRefused)},
	{Status: http.StatusServiceUnavailable, Codes: []string{faultCode(client.Conflict), faultCode(client.Unavailable), faultCode(client.Busy)}},
	{Status: http.StatusBadGateway, Codes: []string{faultCode(client.Failed), faultCode(client.Misled)}},
}

// statusOf is the HTTP status of a code; that of one that nobody knows is 500.
func statusOf(code string) int {
	return cmp.Or(statuses.Of(code), problem.Common.Of(code), http.StatusInternalServerError)
}

// Problem is why a request was not answered. Nothing of it took effect.
type Problem struct {
	web.Problem
	// Next is what to do about it, in the reader's language.
	Next string `json:"next,omitempty"`
	// Sponsors and Rule stand behind a refusal that goes by a proposal's figures: each
	// condition with what is needed and what there is.
	Sponsors *charter.Explanation `json:"sponsors,omitempty"`
	Rule     *charter.Explanation `json:"rule,omitempty"`
}

// refused is a refusal of this package's, before its language is known.
type refused struct {
	code   problem.Code
	params map[string]string
}

// Error implements error.
func (p *refused) Error() string { return string(p.code) }

func newProblem(code problem.Code, pairs ...string) error {
	p := &refused{code, map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		p.params[pairs[i]] = pairs[i+1]
	}
	return p
}

// typePrefix begins the type of a problem, which its code ends.
const typePrefix = "urn:alliance-registry:problem:"

// retryAfter is how many seconds to wait before a request is sent again.
const retryAfter = "5"

// refuse answers a request with the problem that an error is. What is neither a refusal nor a
// fault of the network is INTERNAL: nothing of it is said, and the log has it.
func (h *handler) refuse(ctx context.Context, w http.ResponseWriter, r *http.Request, err error) {
	language := web.Language(r)
	p := h.problemOf(ctx, err, saying(language))
	if p.Code == string(problem.Internal) {
		h.log.ErrorContext(ctx, "a request failed", "path", r.URL.Path, "error", err)
	}
	p.Type, p.Status, p.Instance = typePrefix+p.Code, statusOf(p.Code), r.URL.EscapedPath()
	p.Title = saying(language).Say("acting.title."+strconv.Itoa(p.Status), nil)
	header := w.Header()
	switch p.Status {
	case http.StatusUnauthorized:
		header.Set("WWW-Authenticate", "Bearer")
	case http.StatusServiceUnavailable:
		header.Set("Retry-After", retryAfter)
	}
	answer(w, r, p.Status, "application/problem+json", p)
}

// problemOf is an error in a language, with what stands behind it.
func (h *handler) problemOf(ctx context.Context, err error, said *text.Text) Problem {
	var own *refused
	var denied *refusal.Error
	var fault *client.Fault
	switch {
	case errors.As(err, &own):
		return Problem{Problem: web.Problem{Code: string(own.code), Parameters: own.params, Detail: said.Say("acting."+string(own.code), own.params)}}
	case errors.As(err, &denied):
		p := Problem{Problem: web.Problem{Code: string(denied.Code), Parameters: denied.Params, Detail: said.Refusal(denied)}, Next: said.Next(denied.Code)}
		var explained *client.Refused
		if errors.As(h.client.Explain(ctx, err), &explained) {
			p.Sponsors, p.Rule = explained.Dossier.Sponsors, &explained.Dossier.Explanation
		}
		return p
	case errors.As(err, &fault):
		params := map[string]string{"phase": string(fault.Phase)}
		if fault.Tx != "" {
			params["transaction"] = fault.Tx
		}
		if fault.Code != "" {
			params["validation"] = fault.Code
		}
		return Problem{Problem: web.Problem{Code: faultCode(fault.Kind), Parameters: params, Detail: faulttext.Say(said, fault)}}
	}
	return Problem{Problem: web.Problem{Code: string(problem.Internal), Detail: said.Say("acting."+string(problem.Internal), nil)}}
}

// answer writes an answer in the reader's language.
func answer(w http.ResponseWriter, r *http.Request, status int, kind string, what any) {
	header := w.Header()
	header.Set("Content-Type", kind)
	header.Set("Content-Language", web.Tag(web.Language(r)))
	header.Set("Cache-Control", "no-store")
	header.Set("Vary", "Accept-Language")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = view.JSON(w, what) // whoever asked has gone
}

//go:embed words/en.json words/zh.json
var texts embed.FS

// read reads the texts of each language once.
var read = map[string]func() (*text.Text, error){ //nolint:gochecknoglobals // fixed
	"en": sync.OnceValues(func() (*text.Text, error) { return readWords("en") }),
	"zh": sync.OnceValues(func() (*text.Text, error) { return readWords("zh") }),
}

// Words are the texts of this package.
func Words() fs.FS {
	words, err := fs.Sub(texts, "words")
	if err != nil {
		panic(err) // the folder is a part of this program
	}
	return words
}

func readWords(language string) (*text.Text, error) { return text.In(language, Words()) }

// saying are the texts of one of the catalogue's languages.
func saying(language string) *text.Text {
	said, err := read[language]()
	if err != nil {
		panic(err) // they are a part of this program
	}
	return said
}
