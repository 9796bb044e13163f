package input

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Edge is which moment of a day is meant where only the day is written.
type Edge int

// The edges.
const (
	Begin Edge = iota // its first moment
	End               // the moment after its last: until that day, and all of it
)

// Moment reads a point in time: a day such as 2030-12-31, in UTC, of which the edge
// is taken, or a time with its zone, as RFC 3339 writes it or as the programs print
// it. A time without a zone is refused, and so is one whose year in UTC has not four digits.
func Moment(text string, edge Edge) (time.Time, *ValueError) {
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05Z07:00"} {
		if at, err := time.Parse(layout, text); err == nil && !isWritable(at) {
			return time.Time{}, NewValueError(NoSuchDay, "value", text)
		} else if err == nil {
			return at.UTC(), nil
		}
	}
	if day, ended := strings.CutSuffix(text, " 24:00:00Z"); ended && isDay.MatchString(day) { // as an end is printed
		return Moment(day, End)
	}
	if unzoned.MatchString(text) {
		return time.Time{}, NewValueError(NoTimeZone, "value", text, "instead", strings.Replace(text, " ", "T", 1)+"Z")
	}
	day, wrong := Day(text)
	if wrong == nil && edge == End {
		day = day.AddDate(0, 0, 1)
	}
	return day, wrong
}

// isWritable reports whether a time can be written in UTC by RFC 3339, whose years have four
// digits. Written in other zones some times can that lie hours before, or after, all of those.
func isWritable(at time.Time) bool {
	const lastYear = 9999
	year := at.UTC().Year()
	return year >= 0 && year <= lastYear
}

var (
	isDay   = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	unzoned = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$`)
)

// anyDay is what to type where nobody knows which day is meant.
const anyDay = "2030-12-31"

// Day reads a day as ISO 8601 writes it, and returns its first moment in UTC.
// Another way of writing it is refused, with this one.
func Day(text string) (time.Time, *ValueError) {
	if isDay.MatchString(text) {
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return day, NewValueError(NoSuchDay, "value", text)
		}
		return day, nil
	}
	return time.Time{}, NewValueError(NotADay, "value", text, "instead", cmp.Or(MeantDay(text), anyDay))
}

var (
	yearFirst = regexp.MustCompile(`^(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?日?$`)
	yearLast  = regexp.MustCompile(`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$`)
	joined    = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
)

// MeantDay is the day that is meant by another way of writing it, or both that may
// be; empty if it is none that is known.
func MeantDay(text string) string {
	text = Fold(text)
	for _, form := range []*regexp.Regexp{yearFirst, joined} {
		if found := form.FindStringSubmatch(text); found != nil {
			return dayOf(found[1], found[2], found[3])
		}
	}
	if found := yearLast.FindStringSubmatch(text); found != nil {
		first, second := dayOf(found[3], found[1], found[2]), dayOf(found[3], found[2], found[1])
		if first != "" && second != "" && first != second {
			return first + " / " + second
		}
		return cmp.Or(first, second)
	}
	for _, layout := range []string{"2 January 2006", "January 2, 2006", "2 Jan 2006", "Jan 2, 2006", "Jan 2 2006", "January 2 2006"} {
		if day, err := time.Parse(layout, text); err == nil {
			return day.Format(time.DateOnly)
		}
	}
	return ""
}

// dayOf is a day in its own form; empty if there is no such day.
func dayOf(year, month, day string) string {
	y, _ := strconv.Atoi(year) // they are digits
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	at := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if at.Day() != d || int(at.Month()) != m {
		return ""
	}
	return at.Format(time.DateOnly)
}
