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
	isID      = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*(@[a-z0-9][a-z0-9-]*)?$`)
	isHex     = regexp.MustCompile(`^[0-9a-f]+$`)
	isProfile = regexp.MustCompile(`^[A-Za-z0-9._@-]+$`)
	isCode    = regexp.MustCompile(`^[0-9A-Z]+$`)
	isSlug    = regexp.MustCompile(`^[a-z0-9-]*$`)
	isPeriod  = regexp.MustCompile(`^\d{4}(-\d{2})?$`)
)

// ID is an id, or a part of one, in the form that the ledger has: a text that is
// none stays as it is.
func ID(text string) string { return formed(text, strings.ToLower, isID) }

// Hex is a digest, a key's hash or a proposal's id, or the beginning of one.
func Hex(text string) string { return formed(text, strings.ToLower, isHex) }

// Profile is the name of a profile, whose letters are its own.
func Profile(text string) string {
	return formed(text, func(name string) string { return name }, isProfile)
}

// Code is a code in capitals: LEI, USCC, a country's.
func Code(text string) string { return formed(text, strings.ToUpper, isCode) }

func formed(text string, letters func(string) string, form *regexp.Regexp) string {
	if tidy := letters(input.Fold(text)); form.MatchString(tidy) {
		return tidy
	}
	return text
}

// IsName reports whether a word can be no id of a class or an organ, and is the name by
// which a charter calls it.
func IsName(word string) bool { return !isSlug.MatchString(ID(word)) }

// date reads what a claim speaks of: a year, a month or a day.
func date(text string) (any, *input.ValueError) {
	if text == "" || isPeriod.MatchString(text) {
		return text, nil
	}
	if _, wrong := input.Day(text); wrong != nil && (wrong.Problem == input.NoSuchDay || input.MeantDay(text) != "") {
		return nil, wrong
	}
	return text, nil // what nobody can read is for the rules to refuse
}

func always(tidy func(string) string) input.Read {
	return func(text string) (any, *input.ValueError) { return tidy(text), nil }
}

// named is how fields and flags of a name are read, whose type says nothing.
var named = namedReads() //nolint:gochecknoglobals // fixed

func namedReads() map[string]input.Read {
	reads := map[string]input.Read{
		"scope":  chosen(reflect.TypeFor[scope]()),
		"sector": always(func(text string) string { return string(Choice[sector](text)) }), // or any other
	}
	for _, one := range []struct {
		read  input.Read
		names string
	}{
		{always(ID), "alliance party subject about as founder founders applicant parties memberOf notMemberOf"},
		{always(ID), "slug host class classes group organ organs agreement agreements figure measure"},
		{always(Hex), "document evidence digest key proposal"},
		{always(Code), "lei uscc jurisdiction jurisdictions"},
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
	return isHex.MatchString(word) && len(word) >= minBeginning && len(word) < idLength
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
