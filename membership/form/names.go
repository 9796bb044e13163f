package form

import (
	"sort"
	"strconv"
	"strings"

	"allianceregistry/membership/refusal"
)

// Names are one name by language: "zh", "en", or another code of two or three letters
// from ISO 639.
type Names map[string]string

// MaxNames is in how many languages one name may be given.
const MaxNames = 20

// Check refuses with REQUIRED where there is no name, with TOO_MANY where there are
// names in more than MaxNames languages, with BAD_CHOICE what is not the code of a
// language, and a name that CheckText refuses. The refusal names the field.
func (n Names) Check(field string) error {
	if len(n) == 0 {
		return refusal.New(refusal.Required, "field", field)
	}
	if len(n) > MaxNames {
		return refusal.New(refusal.TooMany, "what", field, "most", strconv.Itoa(MaxNames))
	}
	for _, language := range n.languages() {
		if !isLanguage(language) {
			return refusal.New(refusal.BadChoice, "field", field, "value", refusal.Clip(language), "choices", strings.Join([]string{"zh", "en", "ISO 639"}, ", "))
		}
		if err := CheckText(field+"."+language, n[language], 1, MaxName); err != nil {
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

// isLanguage reports whether a text has the form of an ISO 639 code.
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
