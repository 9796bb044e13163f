package charter

import (
	"encoding/json"
	"strings"

	"allianceregistry/membership/form"
)

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
