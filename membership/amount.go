package membership

import (
	"encoding/json"
	"strings"
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
	numerator, fine := readNumber(above, maxAmount)
	denominator, ok = readNumber(below, maxAmount)
	return numerator, denominator, ok && fine && denominator > 0
}

// readNumber reads digits without leading zeros: false for all else, and for a number
// over the bound, which is of ten digits at most.
func readNumber(digits string, bound int64) (int64, bool) {
	if digits == "" || len(digits) > 10 || len(digits) > 1 && digits[0] == '0' {
		return 0, false
	}
	var n int64
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
		n = n*10 + int64(digits[i]-'0')
	}
	return n, n <= bound
}
