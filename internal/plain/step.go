package plain

import "allianceregistry/membership/charter"

// steps says which votes follow upon the first one, each with all that holds for it.
func (c charterWriter) steps(one *item, action charter.Action, rule charter.Rule) {
	for i, step := range rule.Steps {
		number := itoa(i + 2)
		following := item{}
		c.vote(&following, action, step.Rule)
		said := Clause{Text: c.say("rule.step."+string(step.After), "nth", c.lookUp("nth", number))}
		for _, sentence := range following.sentences {
			said.Parts = append(said.Parts, sentence.Clause)
		}
		one.addClause("step"+number, said)
	}
}

// prolonging says what is accepted before the close, what decides between as many for as
// against, and when the vote goes on.
func (c charterWriter) prolonging(one *item, rule charter.Rule) {
	if rule.Consent != nil {
		one.addClause("consent", c.condition("rule.consent", *rule.Consent))
	}
	if rule.Casting != nil {
		one.add("casting", c.say("rule.casting", "who", c.who(rule.Casting)))
	}
	if rule.Extension != nil {
		one.add("extension", c.say("rule.extension", "period", c.period(rule.Extension.By), "times", c.Writer.counted("times", rule.Extension.Most)))
		one.addClause("quorum", c.condition("rule.quorum", rule.Extension.Quorum))
	}
}
