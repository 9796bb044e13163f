package charter

import (
	"strconv"
	"time"

	"allianceregistry/membership/form"
)

// Extension prolongs a voting period in which too few took part: as often as it says at most.
// Nobody has to declare it. Votes are taken until the last moment to which the period can be
// prolonged, and which of them count follows from when they were cast: those before the first
// of its ends at which enough had taken part, or before the last.
type Extension struct {
	// Quorum is what must be met at the end of the period, or it is prolonged.
	Quorum Expression `json:"quorum"`
	// By is how long it is prolonged each time.
	By form.Duration `json:"by"`
	// Most is how often.
	Most int `json:"most"`
}

// MaxExtensions is how often a voting period may be prolonged at most.
const MaxExtensions = 5

// quorum is that of the extension, none without it.
func (r Rule) quorum() []Expression {
	if r.Extension == nil {
		return nil
	}
	return []Expression{r.Extension.Quorum}
}

// Extends returns the last moment to which a voting period can be prolonged that closes at a
// time: the zero time where it cannot be.
func (c Charter) Extends(r Rule, closes time.Time) time.Time {
	if r.Extension == nil {
		return time.Time{}
	}
	for range r.Extension.Most {
		closes = c.After(r.Extension.By, closes)
	}
	return closes
}

// Prolonged returns when a voting period ends that closes at a time, as things stand at a
// moment, and how often it was prolonged for that. Enough reports whether the votes
// before a time were.
func (c Charter) Prolonged(r Rule, closes, at time.Time, enough func(before time.Time) bool) (end time.Time, times int) {
	if r.Extension == nil {
		return closes, 0
	}
	for times < r.Extension.Most && !at.Before(closes) && !enough(closes) {
		closes = c.After(r.Extension.By, closes)
		times++
	}
	return closes, times
}

// HasEnough reports whether the votes of a ballot meet the quorum of its rule's extension.
func (b Ballot) HasEnough() bool {
	return b.Rule.Extension.Quorum.met(comparisonsHold(b.counter().counts))
}

// validateExtension checks how a voting period is prolonged. Before version 6 none was.
func (c Charter) validateExtension(d *Defects, path string, rule Rule, met *int) {
	if rule.Extension == nil || d.before(EngineSix, path+".extension", "extension") {
		return
	}
	at := path + ".extension"
	rule.Extension.Quorum.validate(d, c, at+".quorum", 1, met)
	d.checkDuration(at+".by", rule.Extension.By, MinVoting, MaxVoting)
	if most := rule.Extension.Most; most < 1 || most > MaxExtensions {
		d.add(at+".most", OutOfRange, "value", strconv.Itoa(most), "least", "1", "most", strconv.Itoa(MaxExtensions))
	}
}
