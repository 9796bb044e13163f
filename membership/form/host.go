package form

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"allianceregistry/membership/refusal"
)

// namedHost ends the id of a host whose MSP ID is no slug. No slug has a dot, so that no
// MSP has such an id by itself, and no name can be another MSP's ID.
const namedHost = ".msp"

// IsHost reports whether a text is the id of a host: a slug, which is the ID of its MSP
// too, or a slug and ".msp", which is the name of an MSP whose ID is no slug.
func IsHost(text string) bool { return IsSlug(strings.TrimSuffix(text, namedHost)) }

// CheckHost refuses with BAD_ID what is no host's id; see IsHost. The refusal names the field.
func CheckHost(field, host string) error {
	if !IsHost(host) {
		return refusal.New(refusal.BadID, "field", field, "value", refusal.Clip(host))
	}
	return nil
}

// HostNames returns the ids that the host of an MSP can have, the plainer first. An MSP ID
// that is a slug is its host's id, and there is no other.
//
// Of any other the plain name is the ID in lower case, other characters as hyphens, without
// "msp" at its end: org1.msp for Org1MSP, org2-example.msp for Org2.Example. Two IDs can
// have the same. Therefore each has another, with the first 16 digits of the SHA-256 of its
// ID in it, which is also the only one if an ID has no such letters, or too many, or looks
// like such a name itself. So whoever
// is admitted to a channel can be named, and nobody by what is not in its ID.
func HostNames(msp string) []string {
	if IsSlug(msp) {
		return []string{msp}
	}
	label := hostLabel(msp)
	sum := sha256.Sum256([]byte(msp))
	digits := hex.EncodeToString(sum[:8])
	head := strings.TrimRight(label[:min(len(label), maxSlug-len(digits)-1)], "-")
	distinct := strings.TrimLeft(head+"-"+digits, "-") + namedHost
	if !IsSlug(label) || endsInDigits(label) {
		return []string{distinct}
	}
	return []string{label + namedHost, distinct}
}

// endsInDigits reports whether a label ends as the second name of an MSP does: as a plain
// name it could be taken before the MSP whose second name it is.
func endsInDigits(label string) bool {
	const digits = 16
	at := len(label) - digits
	if at < 0 || at > 0 && label[at-1] != '-' {
		return false
	}
	return strings.Trim(label[at:], "0123456789abcdef") == ""
}

// hostLabel is what of an MSP ID can stand in a slug, of whatever length.
func hostLabel(msp string) string {
	words := strings.FieldsFunc(strings.Map(lowered, msp), func(letter rune) bool { return letter == '-' })
	label := strings.Join(words, "-")
	short := strings.TrimRight(strings.TrimSuffix(label, "msp"), "-")
	if short == "" {
		return label
	}
	return short
}

// lowered is a letter of ASCII in lower case, a digit, or else a hyphen.
func lowered(letter rune) rune {
	switch {
	case letter >= 'A' && letter <= 'Z':
		return letter - 'A' + 'a'
	case letter < 0x80 && isLowerAlnum(byte(letter)):
		return letter
	}
	return '-'
}
