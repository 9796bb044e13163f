package plain

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"allianceregistry/membership/charter"
)

func itoa(n int) string { return strconv.Itoa(n) }

// classItem says a class: who may enter, with which rights, for how long, and what
// is lost by whom.
func (c charterWriter) classItem(class charter.Class) item {
	one := item{key: class.ID, names: class.Names, title: c.say("class.title", "class", c.name(class.Names, class.ID), "id", class.ID)}
	one.add("kinds", c.say("class.kinds", "kinds", c.and(words(c.Writer, "kind", class.Kinds))))
	if len(class.Requires) > 0 {
		one.addClause("requires", Clause{Text: c.say("class.requires"), Parts: c.requirements(class.Requires), Listed: true})
	}
	one.add("rights", c.rights("class.rights", "class.noRights", class.Rights))
	for _, measure := range slices.Sorted(maps.Keys(class.Weights)) {
		one.add("weight "+measure, c.say("class.weight", "weight", itoa(class.Weights[measure]), "measure", c.measure(measure)))
	}
	if class.Most > 0 {
		one.add("most", c.say(c.singular("class.most", class.Most == 1), "count", itoa(class.Most)))
	}
	c.duration(&one, class)
	c.obligations(&one, class)
	return one
}

// rights says a list of rights, or that there are none.
func (c charterWriter) rights(some, none string, rights []charter.Right) string {
	if len(rights) == 0 {
		return c.say(none)
	}
	return c.say(some, "rights", c.and(words(c.Writer, "right", rights)))
}

// duration says how long a membership of the class lasts, and its probation.
func (c charterWriter) duration(one *item, class charter.Class) {
	if class.Duration == "" {
		one.add("duration", c.say("class.forever"))
	} else {
		one.add("duration", c.say("class.duration", "period", c.period(class.Duration)))
	}
	if class.Grace != "" {
		one.add("grace", c.say("class.grace", "period", c.period(class.Grace)))
	}
	if class.Probation != "" {
		rights := c.rights("class.probationRights", "class.noProbationRights", class.ProbationRights)
		one.add("probation", c.say("class.probation", "period", c.period(class.Probation), "rights", rights))
	}
}

// participation says in how many votes members have to take part, and what else they lose.
func (c charterWriter) participation(one *item, class charter.Class) {
	if p := class.Participation; p != nil {
		key := c.singular("class.participation", p.Of == 1)
		one.add("participation", c.say(key, "in", c.say("participation.in."+cmp.Or(p.In, charter.InVotes)), "took", itoa(p.Took), "of", itoa(p.Of), "missed", itoa(p.Missable()+1), "rights", c.and(words(c.Writer, "right", p.Lost()))))
		one.add("presence", c.say("class.presence"))
	}
}

// confirmation says how often members confirm who acts for them.
func (c charterWriter) confirmation(one *item, class charter.Class) {
	f := class.Confirmation
	if f == nil {
		return
	}
	one.add("confirmation", c.say("class.confirmation", "period", c.period(f.Every)))
	if f.Grace == "" {
		one.add("confirmationGrace", c.say("class.noConfirmationGrace"))
	} else {
		one.add("confirmationGrace", c.say("class.confirmationGrace", "period", c.period(f.Grace)))
	}
}

// obligations says what members owe, and what rights are left to those who owe it.
func (c charterWriter) obligations(one *item, class charter.Class) {
	for _, agreement := range class.Agreements {
		one.add("agreement "+agreement, c.say("class.agreement", "agreement", c.agreement(agreement)))
	}
	if class.Dues {
		one.add("dues", c.say("class.dues"))
	}
	c.participation(one, class)
	c.confirmation(one, class)
	owes := class.Duration != "" || len(class.Agreements) > 0 || class.Dues || class.Confirmation != nil
	if !owes && len(class.GraceRights) == 0 && len(class.LapsedRights) == 0 {
		return
	}
	one.add("graceRights", c.rights("class.graceRights", "class.allGraceRights", class.GraceRights))
	one.add("lapsedRights", c.rights("class.lapsedRights", "class.noLapsedRights", class.LapsedRights))
}
