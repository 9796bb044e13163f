package membership

import (
	"errors"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The most characters (code points) that texts may have.
const (
	MaxName   = 200
	MaxWord   = 60
	MaxReason = 2000
)

// Names are a name by language: "zh", "en", or another ISO 639 code.
type Names map[string]string

// maxNames bounds the languages of one name.
const maxNames = 20

func (n Names) check(field string) error {
	if len(n) == 0 {
		return refuse(Required, "field", field)
	}
	if len(n) > maxNames {
		return refuse(TooMany, "what", field, "most", strconv.Itoa(maxNames))
	}
	for _, language := range n.languages() {
		if !isLanguage(language) {
			return refuse(BadChoice, "field", field, "value", clip(language), "choices", strings.Join([]string{"zh", "en", "ISO 639"}, ", "))
		}
		if err := checkText(field+"."+language, n[language], 1, MaxName); err != nil {
			return err
		}
	}
	return nil
}

func (n Names) languages() []string {
	languages := make([]string, 0, len(n))
	for language := range n {
		languages = append(languages, language)
	}
	sort.Strings(languages)
	return languages
}

// isLanguage tells whether a text has the form of an ISO 639 code.
func isLanguage(text string) bool {
	if len(text) < 2 || len(text) > 3 {
		return false
	}
	for _, letter := range text {
		if letter < 'a' || letter > 'z' {
			return false
		}
	}
	return true
}

// clip shortens a refused value, so that a refusal never carries much of it.
func clip(text string) string {
	const most = 80
	if utf8.RuneCountInString(text) <= most {
		return strings.ToValidUTF8(text, "�")
	}
	return strings.ToValidUTF8(string([]rune(text)[:most])+"…", "�")
}

// oneOf refuses a value that is not among the choices.
func oneOf(field, value string, choices ...string) error {
	for _, choice := range choices {
		if value == choice {
			return nil
		}
	}
	named := slices.DeleteFunc(slices.Clone(choices), func(choice string) bool { return choice == "" }) // nothing is no word to choose
	return refuse(BadChoice, "field", field, "value", clip(value), "choices", strings.Join(named, ", "))
}

// firstError returns the first refusal of several checks. All of them are made:
// what writes is no check.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// asRefusal is an error of a check that touches no ledger: always a refusal.
func asRefusal(err error) *Error {
	var refusal *Error
	if !errors.As(err, &refusal) {
		refusal = refuse(Malformed, "detail", clip(err.Error()))
	}
	return refusal
}
