package text

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// units are those in which people write a length of time, and how a charter does: so many of
// its own.
var units = map[string]struct { //nolint:gochecknoglobals // fixed
	count  int
	letter string
}{
	"d": {1, "D"}, "day": {1, "D"}, "days": {1, "D"}, "天": {1, "D"}, "日": {1, "D"},
	"w": {7, "D"}, "week": {7, "D"}, "weeks": {7, "D"}, "周": {7, "D"}, "星期": {7, "D"},
	"m": {1, "M"}, "month": {1, "M"}, "months": {1, "M"}, "月": {1, "M"}, "个月": {1, "M"},
	"y": {1, "Y"}, "year": {1, "Y"}, "years": {1, "Y"}, "年": {1, "Y"},
}

var lengthPattern = regexp.MustCompile(`^p?([0-9]{1,4}) ?([a-z]+|\p{Han}+)$`)

// durationHint returns the key of what to say of a text that is no period, and the period
// that may be meant; empty if nobody knows.
func durationHint(value string) (key, instead string) {
	if _, _, ok := form.Duration(value).Bounds(); ok { // well written, where its length has to be fixed
		return "problem.NOT_A_DURATION.fixed", ""
	}
	found := lengthPattern.FindStringSubmatch(strings.ToLower(strings.TrimSpace(value)))
	if found == nil || units[found[2]].count == 0 {
		return "problem.NOT_A_DURATION", ""
	}
	count, _ := strconv.Atoi(found[1]) // they are digits
	return "problem.NOT_A_DURATION.meant", "P" + strconv.Itoa(count*units[found[2]].count) + units[found[2]].letter
}

// formatBounds writes lengths of time as charters do.
func formatBounds(params map[string]string) map[string]string {
	if !strings.HasPrefix(params["value"], "P") {
		return params
	}
	said := map[string]string{"value": params["value"]}
	for _, name := range []string{"least", "most"} {
		said[name] = params[name]
		if bound, err := time.ParseDuration(params[name]); err == nil {
			said[name] = formatDuration(bound)
		}
	}
	return said
}

// formatDuration writes a length of time as a charter does.
func formatDuration(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d%day == 0:
		return fmt.Sprintf("P%dD", d/day)
	case d%time.Hour == 0:
		return fmt.Sprintf("PT%dH", d/time.Hour)
	case d%time.Minute == 0:
		return fmt.Sprintf("PT%dM", d/time.Minute)
	}
	return fmt.Sprintf("PT%dS", d/time.Second)
}

// idKey is the key of what to say of an id that is none: what was expected depends
// on what it was to be the id of.
func idKey(field string) string {
	switch field {
	case "request":
		return "BAD_ID.request"
	case "proposal", "claim":
		return "BAD_ID.record"
	case "slug", "class", "organ", "resolution", "amendment", "figure", "agreement", "measure", "group":
		return "BAD_ID.slug"
	case "host":
		return "BAD_ID.host"
	}
	return string(refusal.BadID)
}
