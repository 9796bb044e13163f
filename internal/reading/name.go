package reading

import (
	"reflect"
	"regexp"
	"strings"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/membership/refusal"
)

var (
	idPattern      = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*(@[a-z0-9][a-z0-9-]*)?$`)
	hexPattern     = regexp.MustCompile(`^[0-9a-f]+$`)
	profilePattern = regexp.MustCompile(`^[A-Za-z0-9._@-]+$`)
	codePattern    = regexp.MustCompile(`^[0-9A-Z]+$`)
	slugPattern    = regexp.MustCompile(`^[a-z0-9-]*$`)
	periodPattern  = regexp.MustCompile(`^\d{4}(-\d{2})?$`)
)

// ID is an id, or a part of one, in the form that the ledger has: a text that is
// none stays as it is.
func ID(text string) string { return normalize(text, strings.ToLower, idPattern) }

// Hex is a digest, a key's hash or a proposal's id, or the beginning of one.
func Hex(text string) string { return normalize(text, strings.ToLower, hexPattern) }

// Profile is the name of a profile, whose letters are its own.
func Profile(text string) string {
	return normalize(text, func(name string) string { return name }, profilePattern)
}

// Code is a code in capitals: LEI, USCC, a country's.
func Code(text string) string { return normalize(text, strings.ToUpper, codePattern) }

func normalize(text string, letters func(string) string, form *regexp.Regexp) string {
	if tidy := letters(input.Fold(text)); form.MatchString(tidy) {
		return tidy
	}
	return text
}

// IsName reports whether a word can be no id of a class or an organ, and is the name by
// which a charter calls it.
func IsName(word string) bool { return !slugPattern.MatchString(ID(word)) }

// date reads what a claim speaks of: a year, a month or a day.
func date(text string) (any, *input.ValueError) {
	if text == "" || periodPattern.MatchString(text) {
		return text, nil
	}
	if _, wrong := input.Day(text); wrong != nil && (wrong.Problem == input.NoSuchDay || input.MeantDay(text) != "") {
		return nil, wrong
	}
	return text, nil // what nobody can read is for the rules to refuse
}

func tidying(tidy func(string) string) input.Read {
	return func(text string) (any, *input.ValueError) { return tidy(text), nil }
}

// readers has, by name, how fields and flags are read whose type says nothing.
var readers = newReaders() //nolint:gochecknoglobals // fixed

func newReaders() map[string]input.Read {
	reads := map[string]input.Read{
		"scope":  readChoice(reflect.TypeFor[scope]()),
		"sector": tidying(func(text string) string { return string(Choice[sector](text)) }), // or any other
	}
	for _, one := range []struct {
		read  input.Read
		names string
	}{
		{tidying(ID), "alliance party subject about as founder founders applicant parties memberOf notMemberOf"},
		{tidying(ID), "slug host class classes group organ organs agreement agreements figure measure"},
		{tidying(Hex), "document evidence digest key proposal"},
		{tidying(Code), "lei uscc jurisdiction jurisdictions"},
		{date, "from to asOf as-of"},
	} {
		for _, name := range strings.Fields(one.names) {
			reads[name] = one.read
		}
	}
	return reads
}

// idLength is that of a proposal's id, and minBeginning of what may stand for it.
const (
	idLength     = 24
	minBeginning = 4
)

// Beginning reports whether a word is the beginning of a proposal's id, and not the
// whole.
func Beginning(word string) bool {
	return hexPattern.MatchString(word) && len(word) >= minBeginning && len(word) < idLength
}

// Only is the one proposal that a beginning stands for, of those whose ids begin so.
// It refuses with UNKNOWN_RECORD if there is none, and as a misuse, naming them, if
// there are several.
func Only(beginning string, ids []string) (string, error) {
	switch len(ids) {
	case 0:
		return "", &refusal.Error{Code: refusal.UnknownRecord, Params: map[string]string{"record": "proposal", "id": beginning}}
	case 1:
		return ids[0], nil
	}
	return "", cli.NewUsageError("usage.ambiguous", "value", beginning, "choices", strings.Join(ids, ", "))
}
