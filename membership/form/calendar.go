package form

import "time"

// The calendar is the Gregorian one, by the wall clock of a zone. How long a year or a
// month is depends on where it begins:
//
//	31 January 10:00   and P1M   28 February 10:00, in a leap year the 29th
//	29 February 10:00  and P1Y   28 February 10:00
//	30 November 10:00  and P3M1D  1 March 10:00: months first, then days
//
// Where the month that it ends in has no such day, it ends on that month's last day. A
// longer period never ends earlier, and one that begins on a later day never ends on an earlier.

// Zone is a fixed offset from UTC, such as +08:00; empty for UTC. Names of places are no
// zones: what they stand for is in tables that differ from one machine to another, and
// change after the fact.
type Zone string

// Offset returns the zone's distance from UTC, and false if the form is wrong: a sign,
// two digits for hours and two for minutes, from -12:00 to +14:00, the offsets that are
// in use. UTC is the empty one alone, so that each zone has one form.
func (z Zone) Offset() (time.Duration, bool) {
	if z == "" {
		return 0, true
	}
	if len(z) != len("+08:00") || z[3] != ':' || z[0] != '+' && z[0] != '-' {
		return 0, false
	}
	hours, fine := count(string(z[1:3]))
	minutes, too := count(string(z[4:6]))
	offset := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if z[0] == '-' {
		offset = -offset
	}
	return offset, fine && too && minutes < 60 && offset != 0 && offset >= -12*time.Hour && offset <= 14*time.Hour
}

// location is the zone of a charter that was validated.
func (z Zone) location() *time.Location {
	offset, ok := z.Offset()
	if !ok || offset == 0 {
		return time.UTC
	}
	return time.FixedZone(string(z), int(offset/time.Second))
}

// In is a moment by the zone's clock.
func (z Zone) In(at time.Time) time.Time { return at.In(z.location()) }

// After returns when a period of this length ends that begins at a moment. Of what has
// not the form it is that moment.
func (d Duration) After(from time.Time, zone Zone) time.Time {
	months, fixed, ok := d.parts()
	switch {
	case !ok:
		return from
	case months == 0:
		return from.Add(fixed)
	}
	return addMonths(from.In(zone.location()), months).Add(fixed).In(from.Location())
}

// addMonths is the same day and time of day some months later, or the last day of a month
// that has no such day.
func addMonths(from time.Time, months int) time.Time {
	hour, minute, second := from.Clock()
	first := time.Date(from.Year(), from.Month()+time.Month(months), 1, hour, minute, second, from.Nanosecond(), from.Location())
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(from.Day(), last)-1)
}

// ClearDaysAfter returns when a period of so many clear days ends that begins at a moment:
// with the last of them, at midnight in the zone. The day of the moment is not one of
// them, nor is the day that begins then.
func ClearDaysAfter(from time.Time, days int, zone Zone) time.Time {
	local := from.In(zone.location())
	return time.Date(local.Year(), local.Month(), local.Day()+days+1, 0, 0, 0, 0, local.Location()).In(from.Location())
}

// Bounds returns the shortest and the longest that a duration can be, wherever it begins:
// a year 365 to 366 days; fewer months than twelve as many days as they have at least and
// at most, such as one month 28 to 31. It returns false if the form is wrong.
func (d Duration) Bounds() (shortest, longest time.Duration, ok bool) {
	months, fixed, ok := d.parts()
	if !ok {
		return 0, 0, false
	}
	years, rest := months/12, months%12
	least := [...]int{0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334}
	most := [...]int{0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337}
	return time.Duration(years*365+least[rest])*day + fixed, time.Duration(years*366+most[rest])*day + fixed, true
}
