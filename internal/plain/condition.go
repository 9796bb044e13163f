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
	inner := c.expression(e)
	return Clause{Text: c.say(lead, "condition", inner.Text), Parts: inner.Parts, Listed: true}
}

// expression says one that stands among others.
func (c charterWriter) expression(e charter.Expression) Clause {
	switch {
	case e.Votes != "":
		return Clause{Text: c.compared(e)}
	case len(e.All) > 0:
		return Clause{Text: c.say("clause.all"), Parts: c.expressions(e.All), Listed: true}
	case len(e.Any) > 0:
		return Clause{Text: c.say("clause.any"), Parts: c.expressions(e.Any), Listed: true}
	default:
		return Clause{Text: c.say("clause.not"), Parts: c.expressions(e.Not), Listed: true}
	}
}

func (c charterWriter) expressions(list []charter.Expression) []Clause {
	said := make([]Clause, 0, len(list))
	for _, e := range list {
		said = append(said, c.expression(e))
	}
	return said
}

// compared says a comparison: at least two thirds of the votes cast by members of
// class Issuer, abstentions apart, are for it.
func (c charterWriter) compared(e charter.Expression) string {
	by, weighed := "", ""
	if e.Who != nil {
		by = c.say("votes.by", "who", c.who(e.Who))
	}
	if e.Measure != "" {
		weighed = c.say("votes.weighed", "measure", c.measure(e.Measure))
	}
	quantity := c.quantity(e)
	switch {
	case e.Votes == charter.CountSponsors && e.Of == charter.CountElectorate:
		return c.say("sponsor.sponsors.share", "quantity", quantity, "who", c.who(e.Who))
	case e.Votes == charter.CountHosts, e.Votes == charter.CountGroups, e.Votes == charter.CountSponsors:
		return c.say(c.counted(c.kind(e)+"."+string(e.Votes), e), "quantity", quantity, "by", by, "who", c.who(e.Who))
	case e.Of == "":
		return c.say(c.counted("compare.number", e), "quantity", quantity, "by", by, "weighed", weighed,
			"kind", c.say(c.singular("votes.kind."+string(e.Votes), isSingular(e))))
	case e.Of == charter.CountCast, e.Of == charter.CountTakingPart, e.Of == charter.CountElectorate:
		return c.say("compare."+string(e.Of), "quantity", quantity, "by", by, "weighed", weighed,
			"kind", c.say("votes.kind."+string(e.Votes)))
	default:
		return c.say("compare.figure", "quantity", quantity, "by", by, "weighed", weighed,
			"kind", c.say("votes.sum."+string(e.Votes)), "figure", c.figure(string(e.Of)))
	}
}

// kind tells what is compared: votes, or sponsorships.
func (c charterWriter) kind(e charter.Expression) string {
	if c.sponsoring || e.Votes == charter.CountSponsors {
		return "sponsor"
	}
	return "compare"
}

// counted is the key of a text in the singular or plural.
func (c charterWriter) counted(key string, e charter.Expression) string {
	return c.singular(key, isSingular(e))
}
