package form

import (
	"strings"
	"time"
)

// Duration is a length of time in the form of ISO 8601-1, in days, hours,
// minutes and seconds of fixed length: P7D, PT36H, P1DT12H30M. Years, months
// and fractions are refused: their length would be open to dispute.
type Duration string

// Parse returns the duration, and false if the form is wrong.
func (d Duration) Parse() (time.Duration, bool) {
	rest, found := strings.CutPrefix(string(d), "P")
	if !found || rest == "" || len(d) > 40 {
		return 0, false
	}
	days, clock, timed := strings.Cut(rest, "T")
	if timed && clock == "" {
		return 0, false
	}
	first, ok := sumOf(days, []unit{{'D', 24 * time.Hour}})
	second, fine := sumOf(clock, []unit{{'H', time.Hour}, {'M', time.Minute}, {'S', time.Second}})
	return first + second, ok && fine
}

// Length returns the duration of a charter that was validated; of what has not the form
// it is 0.
func (d Duration) Length() time.Duration {
	length, _ := d.Parse()
	return length
}

type unit struct {
	letter byte
	length time.Duration
}

// maxCount bounds the number before a unit: no sum of such overflows.
const maxCount = 99999

// sumOf adds up parts like 12H30M, whose units come in the given order.
func sumOf(text string, units []unit) (time.Duration, bool) {
	var sum time.Duration
	for _, u := range units {
		digits, rest, found := strings.Cut(text, string(u.letter))
		if !found {
			continue
		}
		count, ok := count(digits)
		if !ok {
			return 0, false
		}
		sum += time.Duration(count) * u.length
		text = rest
	}
	return sum, text == ""
}

func count(digits string) (int, bool) {
	n := 0
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
		if n = n*10 + int(digits[i]-'0'); n > maxCount {
			return 0, false
		}
	}
	return n, digits != ""
}
