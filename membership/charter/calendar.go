package charter

import (
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// ClearPeriod names a period of a rule whose days are clear ones: neither the day on which
// it begins nor the day after it counts, and it ends with a day of the charter's zone.
type ClearPeriod string

// The periods that can have clear days.
const (
	ClearDiscussion ClearPeriod = "discussion"
	ClearVoting     ClearPeriod = "voting"
)

// maxClearDays bounds the clear days of a period, which lasts up to one day more.
const maxClearDays = 365

// After returns when a period that the charter speaks of ends, if it begins at a moment:
// years, months and days by the calendar of the charter's zone.
func (c Charter) After(period form.Duration, from time.Time) time.Time {
	return period.After(from, c.Zone)
}

// Opens returns the end of a discussion that begins at a time.
func (c Charter) Opens(r Rule, from time.Time) time.Time {
	return c.end(r, ClearDiscussion, r.Discussion, from)
}

// Closes returns the end of a voting period that begins at a time.
func (c Charter) Closes(r Rule, from time.Time) time.Time {
	return c.end(r, ClearVoting, r.Voting, from)
}

// Expires returns when a proposal lapses that was filed at a time.
func (c Charter) Expires(r Rule, from time.Time) time.Time { return c.After(r.Expiry, from) }

func (c Charter) end(r Rule, name ClearPeriod, period form.Duration, from time.Time) time.Time {
	if slices.Contains(r.Clear, name) {
		return form.ClearDaysAfter(from, period.Days(), c.Zone)
	}
	return c.After(period, from)
}

// bounds returns how short and how long a period can be. Clear days are up to one more than
// they are called, since a day begins before what happens on it.
func (r Rule) bounds(name ClearPeriod, period form.Duration) (shortest, longest time.Duration) {
	shortest, longest, _ = period.Bounds()
	if slices.Contains(r.Clear, name) {
		longest += 24 * time.Hour
	}
	return shortest, longest
}

// UsesCalendar reports whether anything in the charter goes by the calendar: a year, a
// month, or clear days.
func (c Charter) UsesCalendar() bool {
	var periods []form.Duration
	for _, class := range c.Classes {
		periods = append(periods, class.Duration, class.Grace, class.Probation)
		periods = append(periods, waits(class.Requires)...)
		if class.Confirmation != nil {
			periods = append(periods, class.Confirmation.Every, class.Confirmation.Grace)
		}
	}
	if c.Waivers != nil {
		periods = append(periods, c.Waivers.Longest)
	}
	for _, organ := range c.Organs {
		periods = append(periods, organ.Duration)
	}
	for _, agreement := range c.Agreements {
		periods = append(periods, agreement.Grace)
	}
	if c.Dues != nil {
		periods = append(periods, c.Dues.Grace)
	}
	if len(c.Meetings) > 0 { // whose notice is clear days
		return true
	}
	for _, one := range c.placedRules() {
		rule := one.rule
		if rule == nil {
			continue
		}
		for i := range len(rule.Steps) + 1 {
			of := rule.Step(i)
			if len(of.Clear) > 0 {
				return true
			}
			if periods = append(periods, of.Voting); of.Extension != nil {
				periods = append(periods, of.Extension.By)
			}
		}
		periods = append(periods, rule.Discussion, rule.Expiry, rule.Timelock, rule.Longest)
		periods = append(periods, waits(rule.Requires)...)
	}
	return slices.ContainsFunc(periods, func(d form.Duration) bool {
		years, months, _, ok := d.Calendar()
		return ok && years+months > 0
	})
}

// waits are how long requirements demand that somebody has been a member.
func waits(list []Requirement) []form.Duration {
	periods := make([]form.Duration, 0, len(list))
	for _, r := range list {
		periods = append(periods, r.MemberFor)
	}
	return periods
}

// validateZone checks the zone. Before version 5 there was none.
func (c Charter) validateZone(d *Defects) {
	if c.Zone == "" {
		return
	}
	if d.before(EngineFive, "zone", "zone") {
		return
	}
	if _, ok := c.Zone.Offset(); !ok {
		d.add("zone", NotZone, "value", refusal.Clip(string(c.Zone)))
	}
}

// validateClear checks which periods of a rule have clear days: those that are whole days.
// Before version 5 there were none.
func (d *Defects) validateClear(path string, rule Rule) {
	if len(rule.Clear) == 0 || d.before(EngineFive, path+".clear", "clear") {
		return
	}
	checkDistinct(d, path+".clear", rule.Clear, []string{string(ClearDiscussion), string(ClearVoting)})
	for _, one := range []struct {
		name   ClearPeriod
		period form.Duration
	}{{ClearDiscussion, rule.Discussion}, {ClearVoting, rule.Voting}} {
		if days := one.period.Days(); slices.Contains(rule.Clear, one.name) && (days == 0 || days > maxClearDays) {
			d.add(path+"."+string(one.name), NotClearDays, "value", refusal.Clip(string(one.period)), "most", strconv.Itoa(maxClearDays))
		}
	}
}

// validateLongest checks how long a suspension lasts at most. Before version 5 each lasted until
// a decision ended it.
func (d *Defects) validateLongest(path string, action Action, rule Rule) {
	switch {
	case rule.Longest == "" || d.before(EngineFive, path+".longest", "longest"):
	case action != Suspend:
		d.add(path+".longest", NoUse, "because", string(action))
	default:
		d.checkOptional(path+".longest", rule.Longest)
	}
}

// bounds returns how short and how long a period can be, and false if it has not the form of
// its day: before version 5 none had years or months.
func (d *Defects) bounds(period form.Duration) (shortest, longest time.Duration, ok bool) {
	if length, fixed := period.Parse(); fixed || Before(d.engine, EngineFive) {
		return length, length, fixed
	}
	return period.Bounds()
}
