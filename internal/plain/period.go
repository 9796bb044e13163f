package plain

import (
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// period says a length of time: one year and six months, 7 days, 1 day and 12 hours. What
// is no length of time stays as it is.
func (w *Writer) period(d form.Duration) string {
	years, months, length, ok := d.Calendar()
	if !ok {
		return string(d)
	}
	var parts []string
	for _, unit := range []struct {
		key   string
		count int
	}{{"year", years}, {"month", months}} {
		if unit.count > 0 {
			parts = append(parts, w.counted("period."+unit.key, unit.count))
		}
	}
	for _, unit := range []struct {
		key    string
		length time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}, {"second", time.Second}} {
		count := int(length / unit.length)
		length -= time.Duration(count) * unit.length
		switch count {
		case 0:
		case 1:
			parts = append(parts, w.say("period."+unit.key))
		default:
			parts = append(parts, w.say("period."+unit.key+"s", "count", strconv.Itoa(count)))
		}
	}
	if len(parts) == 0 {
		return w.say("period.none")
	}
	return w.list(parts, "list.period")
}

// counted says so many of a thing of which there is at least one, as bylaws do: in words up to
// twenty.
func (w *Writer) counted(key string, count int) string {
	return w.say(w.singular(key, count == 1), "count", w.lookUp("period.counts", strconv.Itoa(count)))
}

// rulePeriod says a period of a rule, whose days may be clear ones.
func (w *Writer) rulePeriod(r charter.Rule, name charter.ClearPeriod, period form.Duration) string {
	if days := period.Days(); days > 0 && slices.Contains(r.Clear, name) {
		return w.counted("period.clear", days)
	}
	return w.period(period)
}
