package plain

import (
	"allianceregistry/membership/charter"
)

// condition says an expression: a comparison as one sentence, others as a heading
// with their parts. Lead is the key of what the sentence begins with, such as
// "the proposal is accepted if".
func (c charterWriter) condition(lead string, e charter.Expression) Clause {
	if e.Votes != "" {
		return Clause{Text: c.say(lead, "condition", c.say("clause.only", "clause", c.compared(e)))}
	}
	inner := c.expression(e, c.say("item.last"))
	return Clause{Text: c.say(lead, "condition", inner.Text), Parts: inner.Parts, Listed: true}
}

// expression says one that stands among others, the last of its sentences with this end.
func (c charterWriter) expression(e charter.Expression, end string) Clause {
	switch {
	case e.Votes != "":
		return Clause{Text: c.compared(e) + end}
	case len(e.All) > 0:
		return Clause{Text: c.say("clause.all"), Parts: c.expressions(e.All, "item.and", end), Listed: true}
	case len(e.Any) > 0:
		return Clause{Text: c.say("clause.any"), Parts: c.expressions(e.Any, "item.or", end), Listed: true}
	default:
		return Clause{Text: c.say("clause.not"), Parts: c.expressions(e.Not, "item.and", end), Listed: true}
	}
}

func (c charterWriter) expressions(list []charter.Expression, joint, end string) []Clause {
	said := make([]Clause, 0, len(list))
	for i, e := range list {
		said = append(said, c.expression(e, c.ending(i, len(list), joint, end)))
	}
	return said
}

// ending is what stands behind one of so many items of a list: "; and" before the last.
func (w *Writer) ending(i, count int, joint, end string) string {
	switch i {
	case count - 1:
		return end
	case count - 2:
		return w.say(joint)
	}
	return w.say("item.next")
}

// compared says a comparison: at least two thirds of the votes cast by members of
// class Issuer are in favour, abstentions not counted.
func (c charterWriter) compared(e charter.Expression) string {
	switch {
	case e.Votes == charter.CountSponsors && e.Of == charter.CountElectorate:
		return c.say("sponsor.sponsors.share", "quantity", c.quantity(e), "who", c.who(e.Who))
	case e.Votes == charter.CountHosts, e.Votes == charter.CountGroups, e.Votes == charter.CountSponsors:
		return c.say(c.singular(c.kind(e)+"."+string(e.Votes), isSingular(e)), "quantity", c.quantity(e), "by", c.by(e), "who", c.who(e.Who))
	}
	weighed := ""
	if e.Measure != "" {
		weighed = c.say("votes.weighed", "measure", c.measure(e.Measure))
	}
	figure, votes := "", string(e.Votes)
	if isFigure(e.Of) {
		figure = c.figure(string(e.Of))
	}
	return c.say(c.comparedBy(e), "quantity", c.quantity(e), "who", c.who(e.Who), "by", c.by(e), "weighed", weighed, "figure", figure,
		"verb", c.say(c.singular("verb."+votes, isSingular(e) && e.Measure == "")), "ballots", c.say("ballots."+votes), "kind", c.say("votes.sum."+votes))
}

// by says whose votes are meant, where they are not everybody's.
func (c charterWriter) by(e charter.Expression) string {
	if e.Who == nil {
		return ""
	}
	return c.say("votes.by", "who", c.who(e.Who))
}

// comparedBy is the key of the text of a comparison of votes: by what they are compared with,
// by whether they are weighed, and of all, one or none of them.
func (c charterWriter) comparedBy(e charter.Expression) string {
	key := "compare.number"
	switch {
	case isFigure(e.Of):
		return "compare.figure"
	case e.Of != "":
		key = "compare." + string(e.Of)
	}
	if e.Measure != "" && (e.Of == "" || e.Of == charter.CountElectorate) {
		key += ".weighed"
	}
	relation, amount := comparison(e)
	switch {
	case e.Of != "" && relation == charter.AtLeast && isWhole(amount):
		return key + ".all"
	case isNone(e) && e.Measure == "":
		return key + ".none"
	}
	return c.singular(key, isSingular(e))
}

// isFigure reports whether what a share is taken of is a recorded figure.
func isFigure(of charter.Count) bool {
	return of != "" && of != charter.CountCast && of != charter.CountTakingPart && of != charter.CountElectorate && of != charter.CountPresent
}

// kind tells what is compared: votes, or sponsorships.
func (c charterWriter) kind(e charter.Expression) string {
	if c.sponsoring || e.Votes == charter.CountSponsors {
		return "sponsor"
	}
	return "compare"
}
