package plain

import "allianceregistry/membership/charter"

// consents says in which forms a member is succeeded, and who consents.
func (c charterWriter) consents(one *item, s charter.SuccessionTerms) {
	one.add("forms", c.say("rule.succession.forms", "forms", c.or(words(c.Writer, "succession", s.Forms))))
	one.add("consents", c.say("rule.succession.consents"))
	if s.Ceased == charter.CeasedEvidence {
		one.add("ceased", c.say("rule.succession.ceased"))
	} else {
		one.add("ceased", c.say("rule.succession.never"))
	}
}

// succession says what goes over to a successor, and what ends.
func (c charterWriter) succession(one *item, s charter.SuccessionTerms) {
	one.add("weights", c.say("rule.succession.weights"))
	if s.Seats == charter.SeatsPass {
		one.add("seats", c.say("rule.succession.seatsPass"))
	} else {
		one.add("seats", c.say("rule.succession.seatsEnd"))
	}
	if s.Time == charter.TimeCounts {
		one.add("time", c.say("rule.succession.timeCounts"))
	} else {
		one.add("time", c.say("rule.succession.timeAnew"))
	}
	one.add("ends", c.say("rule.succession.ends"))
}

func (c charterWriter) invitationItems() []item {
	if c.Invitations == nil {
		return nil
	}
	one := item{key: "invitations", title: c.say("invitations.title")}
	one.add("counts", c.say("invitations.counts"))
	if c.Invitations.Most == 1 {
		one.add("most", c.say("invitations.one"))
	} else {
		one.add("most", c.say("invitations.most", "count", itoa(c.Invitations.Most)))
	}
	one.add("longest", c.say("invitations.longest", "period", c.period(c.Invitations.Longest)))
	one.add("end", c.say("invitations.end"))
	return []item{one}
}
