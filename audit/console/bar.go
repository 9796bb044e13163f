package console

import (
	"strconv"

	"allianceregistry/internal/text"
	"allianceregistry/membership/charter"
)

// bar is a part of a rule as it is drawn: what it demands, how far that has come, and the
// parts that it has.
type bar struct {
	Demand, State, Tone string
	// Counted says that it compares numbers: Actual with Needed. Missing is how many more
	// are needed, in words; empty where more would not help.
	Counted        bool
	Actual, Needed int
	Missing        string
	// Share and Mark are where the bar ends, and where it must come to, in percent of its
	// width.
	Share, Mark string
	Parts       []*bar
}

// bar draws an explanation, as text.Explanation says it.
func (q *reader) bar(x charter.Explanation) *bar {
	said := q.text.Explanation(x, 0)[0]
	b := &bar{Demand: said[0], State: q.text.Say(text.ProgressKey(x), nil), Tone: progressTone(x)}
	if x.Figure != nil {
		b.Counted, b.Actual, b.Needed = true, x.Figure.Actual, x.Figure.Needed
		if more := text.Missing(x); more > 0 {
			b.Missing = q.say("rule.missing", "count", strconv.Itoa(more))
		}
		whole := max(x.Figure.Base, x.Figure.Actual, x.Figure.Needed, 1)
		b.Share, b.Mark = percent(x.Figure.Actual, whole), percent(x.Figure.Needed, whole)
	}
	for _, part := range x.Parts {
		b.Parts = append(b.Parts, q.bar(part))
	}
	return b
}

func progressTone(x charter.Explanation) string {
	switch {
	case x.Met:
		return "good"
	case x.Certain:
		return "bad"
	default:
		return "warn"
	}
}

// percent is a part of a whole, from 0% to 100%.
func percent(part, whole int) string {
	return strconv.Itoa(min(100, max(0, part*100/whole))) + "%"
}
