package charter

import (
	"slices"
	"strconv"
)

// examineOrgans enters organs in which nobody sits nor ever could, though the charter
// needs them for something: those without a rule to seat, and those whose seats could
// only be given by who sits in them already, or in others like them.
func (c Charter) examineOrgans(d *Defects, among Composition) {
	seatable := c.seatable()
	for i, organ := range c.Organs {
		sits := func(v Voter) bool { return slices.Contains(v.Organs, organ.ID) }
		if !seatable[organ.ID] && c.mentions(organ.ID) && !slices.ContainsFunc(among.Voters, sits) {
			d.add("organs["+strconv.Itoa(i)+"]", NeverSeated, "organ", organ.ID)
		}
	}
}

// mentions reports whether something in the charter is done by who sits in an organ, or
// a rule fills it.
func (c Charter) mentions(organ string) bool {
	whos := []*Who{}
	if c.Dues != nil {
		whos = append(whos, c.Dues.By)
	}
	for _, kind := range c.Figures {
		whos = append(whos, kind.By)
	}
	for _, kind := range c.Meetings {
		whos = append(whos, kind.Conveners, kind.Chair)
	}
	for _, one := range c.placedRules() {
		if action, part := one.key.Split(); (action == SeatAction || action == Elect) && (part == "" || part == organ) {
			return true
		}
		whos = append(whos, one.rule.Whos()...)
	}
	return slices.ContainsFunc(whos, func(who *Who) bool { return slices.Contains(who.Seats(), organ) })
}

// seatable are the organs that can be filled, beginning with nobody but founders in
// theirs.
func (c Charter) seatable() map[string]bool {
	seated := map[string]bool{}
	for range c.Organs { // each round seats one more, or none
		for _, organ := range c.Organs {
			seated[organ.ID] = seated[organ.ID] || organ.Founders || c.canSeat(organ.ID, seated)
		}
	}
	return seated
}

// canSeat reports whether an organ can be filled, given those that can.
func (c Charter) canSeat(organ string, seated map[string]bool) bool {
	return slices.ContainsFunc([]Action{SeatAction, Elect}, func(action Action) bool {
		rule, err := c.RuleFor("", c.atMeeting(Matter{Action: action, Organ: organ}))
		return err == nil && !slices.ContainsFunc(c.neededOrgans(rule), func(needed []string) bool {
			return !slices.ContainsFunc(needed, func(one string) bool { return seated[one] })
		})
	})
}

// neededOrgans lists the organs, each time one of several, without which nothing is decided by a rule: in which its
// proposers and its voters sit, whose votes must be for it, and who record the
// figures that it takes a share of. Of alternatives it knows nothing.
func (c Charter) neededOrgans(rule Rule) [][]string {
	var organs [][]string
	need := func(who *Who) {
		if who.Seated() {
			organs = append(organs, who.Seats())
		}
	}
	need(rule.Proposers)
	need(rule.Electorate)
	for _, e := range []*Expression{rule.Sponsors, &rule.Pass} {
		for _, leaf := range e.mandatory() {
			need(leaf.Who)
		}
	}
	for _, step := range rule.Steps {
		if step.After == Passed { // what is rejected by default needs nobody
			organs = append(organs, c.neededOrgans(step.Rule)...)
		}
	}
	for _, e := range rule.expressions() {
		e.eachComparison(func(leaf Expression) {
			if kind, is := c.FigureKind(string(leaf.Of)); is {
				need(kind.By)
			}
		})
	}
	return organs
}

// mandatory lists the comparisons that must hold whatever else does, and that only
// votes for or sponsors can meet. Who would live by a charter is asked before its form is
// known to be right: a comparison with nothing demands nothing here.
func (e *Expression) mandatory() []Expression {
	if e == nil {
		return nil
	}
	if e.Votes != "" {
		amounts := e.amounts()
		if len(amounts) == 0 || e.Votes == CountAgainst || e.Votes == CountAbstain {
			return nil
		}
		if relation := amounts[0].relation; relation == AtMost || relation == LessThan {
			return nil
		}
		return []Expression{*e}
	}
	var all []Expression
	for i := range e.All {
		all = append(all, e.All[i].mandatory()...)
	}
	return all
}
