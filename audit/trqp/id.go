package trqp

import (
	"strings"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// scheme is that of ids which name the chain too.
const scheme = "alliance-registry:"

// URI is an id of a party or an alliance that is unique in the world: genesis is the hash of
// the chain's first block, in hexadecimal digits.
func URI(genesis, id string) string { return scheme + genesis + "/" + id }

// idOf reads an id in either form. It refuses with BAD_ID, and with UNKNOWN_RECORD one of
// another chain.
func (q *asked) idOf(field, text string) (string, error) {
	id := text
	if rest, is := strings.CutPrefix(text, scheme); is {
		genesis, local, _ := strings.Cut(rest, "/")
		if id = local; genesis != q.verified.Genesis {
			return "", refusal.Unknown("channel", refusal.Clip(text))
		}
	}
	return id, form.CheckID(field, id)
}
