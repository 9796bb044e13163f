package form

import (
	"strings"

	"allianceregistry/membership/refusal"
)

// maxSlug bounds a slug: the length of a label in a domain name (RFC 1035), which it
// may become.
const maxSlug = 63

// maxRequest bounds a request id: a UUID fits, and so does a readable one.
const maxRequest = 64

// SplitID takes the id of a party or an alliance, slug@host, apart. It refuses
// with BAD_ID. The host is the one under which the id was first registered; see IsHost.
func SplitID(field, id string) (slug, host string, err error) {
	slug, host, found := strings.Cut(id, "@")
	if !found || !IsSlug(slug) || !IsHost(host) {
		return "", "", refusal.New(refusal.BadID, "field", field, "value", refusal.Clip(id))
	}
	return slug, host, nil
}

// CheckID refuses with BAD_ID what is not the id of a party or an alliance, slug@host.
// The refusal names the field.
func CheckID(field, id string) error {
	_, _, err := SplitID(field, id)
	return err
}

// CheckSlug refuses with BAD_ID what is no slug; see IsSlug. The refusal names the field.
func CheckSlug(field, slug string) error {
	if !IsSlug(slug) {
		return refusal.New(refusal.BadID, "field", field, "value", refusal.Clip(slug))
	}
	return nil
}

// IsSlug reports whether a text is 1 to 63 lower-case letters, digits and inner
// hyphens, all of ASCII, so that two ids that look alike are the same.
func IsSlug(text string) bool {
	if text == "" || len(text) > maxSlug || text[0] == '-' || text[len(text)-1] == '-' {
		return false
	}
	for i := range len(text) {
		if letter := text[i]; !isLowerAlnum(letter) && letter != '-' {
			return false
		}
	}
	return true
}

func isLowerAlnum(letter byte) bool {
	return letter >= 'a' && letter <= 'z' || letter >= '0' && letter <= '9'
}

// CheckRequest refuses with BAD_ID a request id that is not 1 to 64 of letters, digits,
// hyphens, dots or underscores.
func CheckRequest(request string) error {
	valid := request != "" && len(request) <= maxRequest
	for i := range len(request) {
		letter := request[i]
		upper := letter >= 'A' && letter <= 'Z'
		valid = valid && (upper || isLowerAlnum(letter) || strings.IndexByte("-._", letter) >= 0)
	}
	if !valid {
		return refusal.New(refusal.BadID, "field", "request", "value", refusal.Clip(request))
	}
	return nil
}

// CheckDigest refuses with BAD_DIGEST what is not a SHA-256 in lower-case hex; empty passes
// where it is optional.
func CheckDigest(field, value string, optional bool) error {
	if value == "" && optional {
		return nil
	}
	valid := len(value) == 64
	for i := range len(value) {
		letter := value[i]
		valid = valid && (letter >= '0' && letter <= '9' || letter >= 'a' && letter <= 'f')
	}
	if !valid {
		return refusal.New(refusal.BadDigest, "field", field)
	}
	return nil
}

// CheckLEI refuses with BAD_LEI what is not a legal entity identifier: 18 letters or digits
// and two check digits, of which the number, letters read as 10 to 35, leaves 1
// when divided by 97 (ISO 17442-1, check digits of ISO/IEC 7064 MOD 97-10). The
// check digits are 02 to 98: 00, 01 and 99 would leave the same as 97, 98 and 02,
// and be a second spelling of the same code. Letters are capitals. Empty passes.
func CheckLEI(lei string) error {
	if lei == "" {
		return nil
	}
	remainder, valid := 0, len(lei) == 20
	for i := range len(lei) {
		switch letter := lei[i]; {
		case letter >= '0' && letter <= '9':
			remainder = (remainder*10 + int(letter-'0')) % 97
		case letter >= 'A' && letter <= 'Z' && i < 18:
			remainder = (remainder*100 + int(letter-'A') + 10) % 97
		default:
			valid = false
		}
	}
	if !valid || remainder != 1 || lei[18:] < "02" || lei[18:] > "98" {
		return refusal.New(refusal.BadLEI, "value", refusal.Clip(lei))
	}
	return nil
}
