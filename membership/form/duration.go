package form

import (
	"strconv"
	"strings"
	"time"
)

// Duration is a length of time in the form of ISO 8601-1: P7D, PT36H, P1DT12H30M, P3M,
// P1Y6M. Days, hours, minutes and seconds have a fixed length; years and months are those
// of the calendar, see After. Weeks and fractions are refused.
type Duration string

const day = 24 * time.Hour

// Parse returns a duration of fixed length, and false if the form is wrong or there are
// years or months in it: their length would be open to dispute where no calendar is.
func (d Duration) Parse() (time.Duration, bool) {
	months, fixed, ok := d.parts()
	if !ok || months > 0 {
		return 0, false
	}
	return fixed, true
}

// Length returns a fixed duration that was checked; of what is none it is 0.
func (d Duration) Length() time.Duration {
	length, _ := d.Parse()
	return length
}

// parts returns the months of a duration, those of its years too, and what of it has a
// fixed length. It returns false if the form is wrong.
func (d Duration) parts() (months int, fixed time.Duration, ok bool) {
	rest, found := strings.CutPrefix(string(d), "P")
	if !found || rest == "" || len(d) > 40 {
		return 0, 0, false
	}
	date, clock, timed := strings.Cut(rest, "T")
	if timed && clock == "" {
		return 0, 0, false
	}
	months, date, fine := cutMonths(date)
	first, ok := sumOf(date, []unit{{'D', day}})
	second, too := sumOf(clock, []unit{{'H', time.Hour}, {'M', time.Minute}, {'S', time.Second}})
	return months, first + second, fine && ok && too
}

// cutMonths returns the months at the beginning of a date's part, and what follows. None
// are not written, so that what has no months has a fixed length.
func cutMonths(date string) (months int, rest string, ok bool) {
	for _, u := range []struct {
		letter string
		months int
	}{{"Y", 12}, {"M", 1}} {
		digits, after, found := strings.Cut(date, u.letter)
		if !found {
			continue
		}
		count, fine := count(digits)
		if !fine || count == 0 || count > maxCalendar {
			return 0, "", false
		}
		months, date = months+count*u.months, after
	}
	return months, date, true
}

type unit struct {
	letter byte
	length time.Duration
}

// maxCount bounds the number before a unit: no sum of such overflows. maxCalendar
// bounds it before years and months.
const (
	maxCount    = 99999
	maxCalendar = 1200
)

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

// Days returns how many days a duration is that is said in days alone, such as P14D; 0
// for every other.
func (d Duration) Days() int {
	rest, _ := strings.CutPrefix(string(d), "P")
	digits, after, found := strings.Cut(rest, "D")
	days, ok := count(digits)
	if !found || !ok || after != "" || string(d) != "P"+strconv.Itoa(days)+"D" {
		return 0
	}
	return days
}

// Calendar takes apart the years and months of a duration, and the rest, which has a
// fixed length. It returns false if the form is wrong.
func (d Duration) Calendar() (years, months int, rest time.Duration, ok bool) {
	all, rest, ok := d.parts()
	return all / 12, all % 12, rest, ok
}
