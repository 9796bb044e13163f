package rest

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"allianceregistry/audit/index"
	"allianceregistry/internal/input"
	"allianceregistry/internal/web"
	"allianceregistry/membership/refusal"
)

// question is one request, with parameters that were checked.
type question struct {
	*handler
	texts    map[string]string // by the parameters' names
	verified Verified
	cursor   cursor
	digest   string
}

// read takes a request apart, and refuses what the operation does not take.
func (h *handler) read(r *http.Request, op operation) (question, error) {
	q := question{handler: h, texts: map[string]string{}}
	if !web.Accepts(r, jsonType) {
		return q, newProblem(NotAcceptable, "accept", refusal.Clip(r.Header.Get("Accept")), "offered", jsonType)
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil || !isUTF8(values) {
		return q, newProblem(BadQuery)
	}
	for _, p := range op.parameters {
		if p.inPath {
			values[p.name] = append([]string{r.PathValue(p.name)}, values[p.name]...)
		}
	}
	if err := checkNames(values, op); err != nil {
		return q, err
	}
	for _, p := range op.parameters {
		if !values.Has(p.name) && !p.required {
			continue
		}
		text := values.Get(p.name)
		if text == "" {
			return q, refusal.New(refusal.Required, "field", p.name)
		}
		if err := cmp.Or(p.checkLength(text), p.check(p.name, text)); err != nil {
			return q, err
		}
		q.texts[p.name] = text
	}
	q.digest = q.sum(r.URL.Path)
	if err := q.readCursor(); err != nil {
		return q, err
	}
	q.verified, err = h.verify(r.Context(), q)
	return q, err
}

func isUTF8(values url.Values) bool {
	for name, texts := range values {
		if !utf8.ValidString(name) || slices.ContainsFunc(texts, func(text string) bool { return !utf8.ValidString(text) }) {
			return false
		}
	}
	return true
}

// checkNames refuses parameters that the operation does not have, or that stand twice.
func checkNames(values url.Values, op operation) error {
	var names []string
	for _, p := range op.parameters {
		if !p.inPath {
			names = append(names, p.name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		in := slices.Contains(op.inPath(), name)
		if !in && !slices.Contains(names, name) {
			return newProblem(UnknownParameter, "parameter", refusal.Clip(name), "parameters", strings.Join(names, ", "))
		}
		if len(values[name]) > 1 {
			return newProblem(RepeatedParameter, "parameter", name)
		}
	}
	return nil
}

// sum tells questions apart: a page of one goes on in no other.
func (q question) sum(path string) string {
	sum := sha256.New()
	sum.Write([]byte(path))
	for _, name := range slices.Sorted(maps.Keys(q.texts)) {
		if name != cursorName && name != limitName && name != languageName {
			sum.Write([]byte("\x00" + name + "\x00" + q.texts[name]))
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

func (q question) text(name string) string { return q.texts[name] }

func (q question) number(name string) int {
	number, _ := strconv.Atoi(q.texts[name]) // it was checked
	return number
}

// moment is a time, or an edge of a day; the zero time if it was not given.
func (q question) moment(name string, edge input.Edge) time.Time {
	at, _ := input.Moment(q.texts[name], edge) // it was checked
	return at
}

// period is the time that a list is bounded by. It refuses one that ends before it begins.
func (q question) period() (since, until time.Time, err error) {
	since, until = q.moment("since", input.Begin), q.moment("until", input.End)
	if !since.IsZero() && !until.IsZero() && !since.Before(until) {
		err = newProblem(BadPeriod, "since", q.text("since"), "until", q.text("until"))
	}
	return since, until, err
}

// page is the page of a list that is asked for.
func (q question) page() index.Page {
	return index.Page{Size: q.number(limitName), Bookmark: q.cursor.Bookmark, Oldest: q.text(orderName) == "oldest"}
}

// checkAlliance refuses an alliance that is not in the index, with UNKNOWN_RECORD; an empty
// one is any.
func (q question) checkAlliance(ctx context.Context, alliance string) error {
	if alliance == "" {
		return nil
	}
	_, err := q.index.Alliance(ctx, alliance)
	return err
}
