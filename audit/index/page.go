package index

import (
	"encoding/base64"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The sizes of pages.
const (
	DefaultPage = 100
	MaxPage     = 10_000
)

// Page asks for a part of a long answer. The zero value is the newest rows.
type Page struct {
	// Size is the most rows, DefaultPage if it is 0; never more than MaxPage.
	Size int `json:"size,omitempty"`
	// Bookmark is the Next of the page before, empty for the first. It is refused
	// with BAD_BOOKMARK by another question than the one that gave it.
	Bookmark string `json:"bookmark,omitempty"`
	// Oldest asks for the oldest rows first.
	Oldest bool `json:"oldest,omitempty"`
}

func (p Page) size() int {
	if p.Size <= 0 {
		return DefaultPage
	}
	return min(p.Size, MaxPage)
}

// mark writes a bookmark: of which question, and behind which row it goes on.
func mark(question, last string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(question + " " + last))
}

// after reads a bookmark of a question, empty where there is none.
func (p Page) after(question string) (string, error) {
	if p.Bookmark == "" {
		return "", nil
	}
	text, err := base64.RawURLEncoding.DecodeString(p.Bookmark)
	asked, last, found := strings.Cut(string(text), " ")
	if err != nil || !found || asked != question || !utf8.ValidString(last) || strings.ContainsFunc(last, unicode.IsControl) {
		return "", newError(BadBookmark, err)
	}
	return last, nil
}

// span is the places on which a page goes on: a condition on column, the order,
// and the parameter.
func (p Page) span(question, column string) (where, order string, from int64, err error) {
	last, err := p.after(question)
	if err != nil {
		return "", "", 0, err
	}
	where, order, from = column+" < ?", column+" DESC", int64(never)
	if p.Oldest {
		where, order, from = column+" > ?", column, -1
	}
	if last != "" {
		if from, err = strconv.ParseInt(last, 10, 64); err != nil {
			return "", "", 0, newError(BadBookmark, err)
		}
	}
	return where, order, from, nil
}

// cutPage ends a page: of one row more than were asked for, the last is left out and
// says that there is a next page.
func cutPage[R any](rows []R, size int, question string, place func(R) string) ([]R, string) {
	if len(rows) <= size {
		return rows, ""
	}
	rows = rows[:size]
	return rows, mark(question, place(rows[size-1]))
}
