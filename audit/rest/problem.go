package rest

import (
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"sync"

	"allianceregistry/audit/index"
	"allianceregistry/audit/words"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
	"allianceregistry/internal/problem"
	"allianceregistry/internal/text"
	"allianceregistry/internal/web"
	"allianceregistry/membership/refusal"
)

// Code names why a request was not answered, where neither the rules nor the index say so.
type Code = problem.Code

// What can be wrong with a question, with the parameters of each.
const (
	UnknownPath       = problem.UnknownPath
	MethodNotAllowed  = problem.MethodNotAllowed
	NotAcceptable     = problem.NotAcceptable
	URITooLong        = problem.URITooLong
	BadQuery          = problem.BadQuery
	UnknownParameter  = problem.UnknownParameter
	RepeatedParameter = problem.RepeatedParameter
	UnsupportedType   = problem.UnsupportedType
	BadBody           = problem.BadBody
	Internal          = problem.Internal

	BadNumber       Code = "BAD_NUMBER"       // parameter, value, least, most
	BadPeriod       Code = "BAD_PERIOD"       // since, until
	IndexEmpty      Code = "INDEX_EMPTY"      // none
	UnknownAction   Code = "UNKNOWN_ACTION"   // action, actions
	UnknownResource Code = "UNKNOWN_RESOURCE" // resource
)

// refused is a refusal of this package's, before its language is known.
type refused struct {
	code   string
	params map[string]string
	// detail says it instead of the code's text, where that is more.
	detail *catalogue.Message
}

// Error implements error.
func (p *refused) Error() string { return p.code }

func newProblem(code Code, pairs ...string) *refused {
	p := &refused{code: string(code), params: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		p.params[pairs[i]] = pairs[i+1]
	}
	return p
}

// NewError is a refusal with one of this package's codes; names and values of its parameters
// stand in turn.
func NewError(code Code, pairs ...string) error { return newProblem(code, pairs...) }

// newTimeProblem is BAD_TIME with what is wrong with it, and what to write instead if that is
// known.
func newTimeProblem(name, text string, wrong *input.ValueError) *refused {
	p := &refused{code: string(refusal.BadTime), params: maps.Clone(wrong.Params), detail: wrong.Message()}
	if p.params == nil {
		p.params = map[string]string{}
	}
	p.params["parameter"], p.params["time"] = name, refusal.Clip(text)
	return p
}

// Refuse answers a request with the problem that an error is. What is neither a refusal nor
// the index's is INTERNAL: nothing of it is said, and the log has it.
func Refuse(w http.ResponseWriter, r *http.Request, log *slog.Logger, err error) {
	language := web.Language(r)
	p := newAnswer(err, language)
	if p.Code == string(Internal) {
		log.ErrorContext(r.Context(), "a question failed", "path", r.URL.Path, "error", err)
	}
	p.Instance = r.URL.EscapedPath()
	header := w.Header()
	header.Set("Content-Language", web.Tag(language))
	header.Set("Cache-Control", "no-store")
	header.Set("Vary", "Cookie, Accept-Language")
	header.Set("X-Content-Type-Options", "nosniff")
	if p.Status == http.StatusServiceUnavailable {
		header.Set("Retry-After", strconv.Itoa(retryAfter))
	}
	p.Write(w)
}

// retryAfter is how many seconds to wait for an index that is not there yet, or in use.
const retryAfter = 5

// newAnswer is an error in a language.
func newAnswer(err error, language string) web.Problem {
	words, failed := Words(language)
	if failed != nil {
		panic(failed) // they are a part of this program
	}
	code, params, detail := said(err, words)
	status := Status(code)
	return web.Problem{
		Type: Prefix + "/problems/" + code, Title: words.Say("rest.title."+strconv.Itoa(status), nil),
		Status: status, Code: code, Parameters: params, Detail: detail,
	}
}

// said is the code, the parameters and the sentence of an error.
func said(err error, words *text.Text) (code string, params map[string]string, detail string) {
	var own *refused
	var denied *refusal.Error
	var indexed *index.Error
	switch {
	case errors.As(err, &own) && own.detail != nil:
		problem := words.Tell(own.detail, nil)
		return own.code, own.params, words.Compose("rest.value", catalogue.Params{"parameter": own.params["parameter"]}, catalogue.Params{"problem": problem})
	case errors.As(err, &own):
		return own.code, own.params, words.Say("rest."+own.code, own.params)
	case errors.As(err, &denied):
		return string(denied.Code), denied.Params, words.Refusal(denied)
	case errors.As(err, &indexed):
		params := maps.Clone(indexed.Params)
		if _, is := params["index"]; is { // where it lies on this machine is nobody's business
			params["index"] = filepath.Base(params["index"])
		}
		return string(indexed.Code), params, words.Say(string(indexed.Code), params)
	}
	return string(Internal), nil, words.Say("rest."+string(Internal), nil)
}

// texts are those that only this package says.
//
//go:embed words/en.json words/zh.json
var texts embed.FS

// saying reads the texts of each language once.
var saying = map[string]func() (*text.Text, error){ //nolint:gochecknoglobals // fixed
	"en": sync.OnceValues(func() (*text.Text, error) { return readWords("en") }),
	"zh": sync.OnceValues(func() (*text.Text, error) { return readWords("zh") }),
}

// Words are the texts of one of the catalogue's languages.
func Words(language string) (*text.Text, error) { return saying[language]() }

func readWords(language string) (*text.Text, error) {
	own, err := fs.Sub(texts, "words")
	if err != nil {
		return nil, err
	}
	return text.In(language, input.Words, words.Files, own)
}

// ownCodes are the codes of this package.
func ownCodes() []Code {
	return []Code{
		UnknownPath, MethodNotAllowed, NotAcceptable, URITooLong, BadQuery, UnknownParameter, RepeatedParameter, BadNumber, BadPeriod,
		IndexEmpty, UnsupportedType, BadBody, UnknownAction, UnknownResource, Internal,
	}
}

// codes are all that a problem can have, in alphabetical order.
func codes() []string {
	var list []string
	for _, code := range ownCodes() {
		list = append(list, string(code))
	}
	for _, code := range index.Codes() {
		list = append(list, string(code))
	}
	for _, code := range refusal.Codes() { // BAD_BOOKMARK is the index's too
		list = append(list, string(code))
	}
	slices.Sort(list)
	return slices.Compact(list)
}
