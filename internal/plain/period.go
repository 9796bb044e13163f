package plain

import (
	"strconv"
	"time"

	"allianceregistry/membership/form"
)

// period says a length of time: 7 days, 1 day and 12 hours. What is no length of
// time stays as it is.
func (w *Writer) period(d form.Duration) string {
	length, ok := d.Parse()
	if !ok {
		return string(d)
	}
	var parts []string
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
