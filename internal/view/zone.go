package view

import (
	"regexp"
	"slices"
	"time"
)

// Zones are the choices of whose time a table shows: that of the records, or that
// of this computer's time zone. What programs read is always in UTC.
func Zones() []string { return []string{"utc", "local"} }

// zonedForm is a time in a zone, with its distance from UTC.
const zonedForm = "2006-01-02 15:04:05-07:00"

// timePattern is a time as When and End write it.
var timePattern = regexp.MustCompile(`\b(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)Z`)

// In is the same answer with the times of its rows in a zone, each with its
// distance from UTC.
func (v View) In(zone *time.Location) View {
	rows := make([][]string, 0, len(v.Rows))
	for _, row := range v.Rows {
		cells := slices.Clone(row)
		for i := range cells {
			cells[i] = InZone(cells[i], zone)
		}
		rows = append(rows, cells)
	}
	v.Rows = rows
	return v
}

// Local is a time as tables show it in this computer's zone.
func Local(at time.Time) string { return InZone(When(at), time.Local) }

// InZone is a text with the times that When and End wrote into it in a zone.
func InZone(text string, zone *time.Location) string {
	return timePattern.ReplaceAllStringFunc(text, func(found string) string {
		parts, days := timePattern.FindStringSubmatch(found), 0
		if parts[2] == "24:00:00" { // the end of the day, which is the beginning of the next
			parts[2], days = "00:00:00", 1
		}
		at, err := time.Parse(time.DateTime, parts[1]+" "+parts[2])
		if err != nil { // no time that this program wrote
			return found
		}
		return at.AddDate(0, 0, days).In(zone).Format(zonedForm)
	})
}
