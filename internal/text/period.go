package text

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"allianceregistry/membership/refusal"
)

// unitDays has the days of each unit in which people write a length of time. Months and years
// have none that all agree on: the days are those that a charter may well mean.
var unitDays = map[string]int{ //nolint:gochecknoglobals // fixed
	"d": 1, "day": 1, "days": 1, "天": 1, "日": 1, "w": 7, "week": 7, "weeks": 7, "周": 7, "星期": 7,
	"m": 30, "month": 30, "months": 30, "月": 30, "个月": 30, "y": 365, "year": 365, "years": 365, "年": 365,
}

var lengthPattern = regexp.MustCompile(`^p?([0-9]{1,4}) ?([a-z]+|\p{Han}+)$`)

// durationHint returns the key of what to say of a text that is no period, and the period
// that may be meant; empty if nobody knows.
func durationHint(value string) (key, instead string) {
	found := lengthPattern.FindStringSubmatch(strings.ToLower(strings.TrimSpace(value)))
	if found == nil || unitDays[found[2]] == 0 {
		return "problem.NOT_A_DURATION", ""
	}
	count, _ := strconv.Atoi(found[1]) // they are digits
	key = "problem.NOT_A_DURATION.meant"
	if unitDays[found[2]] >= 30 {
		key = "problem.NOT_A_DURATION.months"
	}
	return key, "P" + strconv.Itoa(count*unitDays[found[2]]) + "D"
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
