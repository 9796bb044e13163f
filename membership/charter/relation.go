package charter

import (
	"encoding/json"
	"math/bits"
	"strings"

	"allianceregistry/membership/form"
)

// holds compares a count with a share of a base, exactly: count×q with base×p for
// the amount p/q, as numbers of 128 bits. No share of nothing is ever reached:
// else two thirds of the votes cast would admit an applicant on whom nobody votes.
func (r Relation) holds(count, base, p, q int64) bool {
	if base == 0 && r == AtLeast {
		return false
	}
	switch c := compareProducts(count, q, base, p); r {
	case AtLeast:
		return c >= 0
	case MoreThan:
		return c > 0
	case AtMost:
		return c <= 0
	default:
		return c < 0
	}
}

// compareProducts compares a×b with c×d; none is negative.
func compareProducts(a, b, c, d int64) int {
	high1, low1 := bits.Mul64(uint64(a), uint64(b))
	high2, low2 := bits.Mul64(uint64(c), uint64(d))
	switch {
	case high1 != high2:
		if high1 > high2 {
			return 1
		}
		return -1
	case low1 > low2:
		return 1
	case low1 < low2:
		return -1
	}
	return 0
}

// needed is the least, or for the ceilings the greatest, whole number that
// satisfies the relation with p/q of the base; p is at most q, or the base 1.
func (r Relation) needed(base, p, q int64) int {
	if base == 0 && r == AtLeast {
		return 1
	}
	high, low := bits.Mul64(uint64(base), uint64(p))
	quotient, rest := bits.Div64(high, low, uint64(q))
	share := int(quotient)
	switch {
	case r == AtLeast && rest > 0, r == MoreThan:
		return share + 1
	case r == LessThan && rest == 0:
		return share - 1
	}
	return share
}

// Amount is a number of votes such as "2", or a fraction such as "2/3".
type Amount string

// maxAmount bounds both parts of a fraction.
const maxAmount = 1_000_000_000

// UnmarshalJSON also takes a plain number, as a person writes it.
func (a *Amount) UnmarshalJSON(text []byte) error {
	var number json.Number
	if err := json.Unmarshal(text, &number); err == nil && len(text) > 0 && text[0] != '"' {
		*a = Amount(number)
		return nil
	}
	var words string
	err := json.Unmarshal(text, &words)
	*a = Amount(words)
	return err
}

// parse returns the fraction's parts, the denominator 1 for a number. It is
// false for what is neither, for leading zeros (one amount has one spelling),
// and for parts that are too large or a denominator of zero.
func (a Amount) parse() (numerator, denominator int64, ok bool) {
	above, below, fraction := strings.Cut(string(a), "/")
	if !fraction {
		below = "1"
	}
	numerator, fine := form.ReadNumber(above, maxAmount)
	denominator, ok = form.ReadNumber(below, maxAmount)
	return numerator, denominator, ok && fine && denominator > 0
}
