package form_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership/form"
)

func at(t require.TestingT, text string) time.Time {
	moment, err := time.Parse(time.RFC3339Nano, text)
	require.NoError(t, err)
	return moment.UTC()
}

func TestAfter(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		period form.Duration
		zone   form.Zone
		from   string
		want   string
	}{
		"ok/a month":                         {"P1M", "", "2026-03-15T10:30:00Z", "2026-04-15T10:30:00Z"},
		"ok/a month from the 31st":           {"P1M", "", "2026-01-31T10:30:00Z", "2026-02-28T10:30:00Z"},
		"ok/in a leap year":                  {"P1M", "", "2028-01-31T10:30:00Z", "2028-02-29T10:30:00Z"},
		"ok/three months over a year's end":  {"P3M", "", "2026-11-30T10:30:00Z", "2027-02-28T10:30:00Z"},
		"ok/a year from a leap day":          {"P1Y", "", "2028-02-29T10:30:00Z", "2029-02-28T10:30:00Z"},
		"ok/four years from a leap day":      {"P4Y", "", "2028-02-29T10:30:00Z", "2032-02-29T10:30:00Z"},
		"ok/eight years over 2100":           {"P8Y", "", "2096-02-29T10:30:00Z", "2104-02-29T10:30:00Z"},
		"ok/four years to 2100":              {"P4Y", "", "2096-02-29T10:30:00Z", "2100-02-28T10:30:00Z"},
		"ok/400 years, 2000 being leap":      {"P400Y", "", "2000-02-29T00:00:00Z", "2400-02-29T00:00:00Z"},
		"ok/a year and a half":               {"P1Y6M", "", "2026-08-31T10:30:00Z", "2028-02-29T10:30:00Z"},
		"ok/months before days":              {"P1M1D", "", "2026-01-31T10:30:00Z", "2026-03-01T10:30:00Z"},
		"ok/and a clock":                     {"P1MT36H", "", "2026-01-31T10:30:00Z", "2026-03-01T22:30:00Z"},
		"ok/thirteen months":                 {"P13M", "", "2026-12-31T10:30:00Z", "2028-01-31T10:30:00Z"},
		"ok/to the millisecond":              {"P1M", "", "2026-01-31T23:59:59.999Z", "2026-02-28T23:59:59.999Z"},
		"ok/east, already the 1st of March":  {"P1M", "+08:00", "2026-02-28T16:00:00Z", "2026-03-31T16:00:00Z"},
		"ok/east, still the 28th":            {"P1M", "+08:00", "2026-02-28T15:59:59Z", "2026-03-28T15:59:59Z"},
		"ok/west, still the 31st of January": {"P1M", "-05:00", "2026-02-01T04:00:00Z", "2026-03-01T04:00:00Z"},
		"ok/days are no calendar's":          {"P30D", "+08:00", "2026-01-31T10:30:00Z", "2026-03-02T10:30:00Z"},
		"fail/no duration":                   {"soon", "", "2026-01-31T10:30:00Z", "2026-01-31T10:30:00Z"},
		"fail/half of one":                   {"P1Y5", "", "2026-01-31T10:30:00Z", "2026-01-31T10:30:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, at(t, row.want), row.period.After(at(t, row.from), row.zone))
		})
	}
}

func TestClearDays(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		days int
		zone form.Zone
		from string
		want string
	}{
		"ok/fourteen, from the 1st": {14, "", "2026-03-01T10:30:00Z", "2026-03-16T00:00:00Z"},
		"ok/from its first moment":  {14, "", "2026-03-01T00:00:00Z", "2026-03-16T00:00:00Z"},
		"ok/from its last":          {14, "", "2026-03-01T23:59:59.999Z", "2026-03-16T00:00:00Z"},
		"ok/east":                   {14, "+08:00", "2026-03-01T16:00:00Z", "2026-03-16T16:00:00Z"},
		"ok/east, the day before":   {14, "+08:00", "2026-03-01T15:59:59Z", "2026-03-15T16:00:00Z"},
		"ok/west":                   {1, "-09:30", "2026-03-01T00:00:00Z", "2026-03-02T09:30:00Z"},
		"ok/over a leap day":        {1, "", "2028-02-28T12:00:00Z", "2028-03-01T00:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, at(t, row.want), form.ClearDaysAfter(at(t, row.from), row.days, row.zone))
		})
	}
}

func TestZones(t *testing.T) {
	t.Parallel()
	for zone, want := range map[form.Zone]time.Duration{
		"": 0, "+08:00": 8 * time.Hour, "-03:30": -210 * time.Minute, "+14:00": 14 * time.Hour, "-12:00": -12 * time.Hour, "+05:45": 345 * time.Minute,
	} {
		got, ok := zone.Offset()
		require.True(t, ok, zone)
		require.Equal(t, want, got)
	}
	for _, zone := range []form.Zone{"Z", "UTC", "+00:00", "-00:00", "+8:00", "08:00", "+0800", "+08:60", "+14:01", "-12:01", "+08:00 ", "Asia/Shanghai", "+٠8:00", "+08-00", "+-8:00"} {
		_, ok := zone.Offset()
		require.False(t, ok, zone)
	}
}

func drawMoment(t *rapid.T, name string) time.Time {
	return time.UnixMilli(rapid.Int64Range(946684800000, 4102444800000).Draw(t, name)).UTC()
}

func drawZone(t *rapid.T) form.Zone {
	return rapid.SampledFrom([]form.Zone{"", "+08:00", "-11:00", "+05:45", "+14:00", "-12:00"}).Draw(t, "zone")
}

// TestCalendarOrder: a longer period never ends earlier, and one that begins on a later day
// never ends on an earlier; each lies within its bounds.
func TestCalendarOrder(t *testing.T) {
	t.Parallel()
	periods := []form.Duration{
		"PT1H", "P1D", "P1M", "P1M1D", "P2M", "P3M", "P4M", "P5M", "P6M", "P7M", "P8M", "P9M", "P10M", "P11M", "P1Y", "P1Y1M", "P18M", "P2Y", "P4Y", "P100Y",
	}
	rapid.Check(t, func(t *rapid.T) {
		zone, first, second := drawZone(t), drawMoment(t, "from"), drawMoment(t, "another")
		if second.Before(first) {
			first, second = second, first
		}
		before := first
		for _, period := range periods {
			end := period.After(first, zone)
			require.False(t, end.Before(before), period)
			before = end
			shortest, longest, ok := period.Bounds()
			require.True(t, ok)
			require.GreaterOrEqual(t, end.Sub(first), shortest, period)
			require.LessOrEqual(t, end.Sub(first), longest, period)
			dayOf := func(at time.Time) string { return zone.In(at).Format(time.DateOnly) }
			if dayOf(first) < dayOf(second) {
				require.LessOrEqual(t, dayOf(end), dayOf(period.After(second, zone)), period)
			}
		}
		days := rapid.IntRange(1, 365).Draw(t, "days")
		ends := form.ClearDaysAfter(first, days, zone)
		require.False(t, form.ClearDaysAfter(second, days, zone).Before(ends), "one that begins later ends no earlier")
		require.Greater(t, ends.Sub(first), time.Duration(days)*24*time.Hour)
		require.LessOrEqual(t, ends.Sub(first), time.Duration(days+1)*24*time.Hour)
		hour, minute, second0 := zone.In(ends).Clock()
		require.Zero(t, hour+minute+second0)
	})
}

// TestBoundsAreReached: of fewer months than twelve the bounds are what some day comes to,
// of years with leap days and of the eight around 2100 that have none.
func TestBoundsAreReached(t *testing.T) {
	t.Parallel()
	for _, period := range []form.Duration{"P1M", "P2M", "P3M", "P4M", "P5M", "P6M", "P7M", "P8M", "P9M", "P10M", "P11M", "P1Y"} {
		shortest, longest, ok := period.Bounds()
		require.True(t, ok)
		least, most := time.Duration(1<<62), time.Duration(0)
		for from := at(t, "2092-01-01T00:00:00Z"); from.Year() < 2105; from = from.AddDate(0, 0, 1) {
			length := period.After(from, "").Sub(from)
			least, most = min(least, length), max(most, length)
		}
		require.Equal(t, []time.Duration{least, most}, []time.Duration{shortest, longest}, period)
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	for period, want := range map[form.Duration]int{
		"P14D": 14, "P1D": 1, "P0D": 0, "P014D": 0, "P1DT1H": 0, "PT24H": 0, "P1M": 0, "P1M1D": 0, "": 0, "P14": 0, "14D": 0, "P+4D": 0,
	} {
		require.Equal(t, want, period.Days(), period)
	}
	years, months, rest, ok := form.Duration("P18M3D").Calendar()
	require.True(t, ok)
	require.Equal(t, []any{1, 6, 72 * time.Hour}, []any{years, months, rest})
	for _, wrong := range []form.Duration{"P0M", "P0Y", "P1M1Y", "P1201Y", "P1Y1Y", "P1.5M", "P1W", "PY"} {
		_, _, ok := wrong.Bounds()
		require.False(t, ok, wrong)
	}
}
