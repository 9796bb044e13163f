package plain

import (
	"allianceregistry/membership/charter"
)

// requirements say what is demanded of whom a proposal is about.
func (c charterWriter) requirements(list []charter.Requirement) []Clause {
	said := make([]Clause, 0, len(list))
	for i, r := range list {
		said = append(said, Clause{Text: c.requirement(r) + c.ending(i, len(list), "item.and", c.say("item.last"))})
	}
	return said
}

func (c charterWriter) requirement(r charter.Requirement) string {
	switch {
	case r.Agreement != "":
		return c.say("requires.agreement", "agreement", c.agreement(r.Agreement))
	case len(r.Jurisdictions) > 0:
		return c.say("requires.jurisdictions", "countries", c.or(r.Jurisdictions))
	case r.Evidence:
		return c.say("requires.evidence")
	case r.MemberOf != "":
		return c.say("requires.memberOf", "alliance", r.MemberOf)
	case r.NotMemberOf != "":
		return c.say("requires.notMemberOf", "alliance", r.NotMemberOf)
	case r.MemberFor != "":
		return c.say("requires.memberFor", "period", c.period(r.MemberFor))
	}
	return c.say("requires.standing")
}
