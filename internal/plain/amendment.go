package plain

import (
	"errors"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// amendmentItem says which amendments are of a kind. That it has a rule of its own goes without saying.
func (c charterWriter) amendmentItem(k charter.AmendmentKind) item {
	one := item{key: k.ID, names: k.Names, title: c.say("amendment.title", "amendment", c.name(k.Names, k.ID), "id", k.ID)}
	one.addClause("touches", Clause{Text: c.say("amendment.touches"), Parts: c.touches(k.Touches)})
	one.add("itself", c.say("amendment.itself"))
	if k.Apart {
		one.add("apart", c.say("amendment.apart"))
	}
	return one
}

// touches lists parts of the charter.
func (c charterWriter) touches(t charter.Touches) (said []Clause) {
	for _, key := range t.Rules {
		said = append(said, Clause{Text: c.say("touch.rule", "rule", c.ruleTitle(key))})
	}
	for _, class := range t.Classes {
		said = append(said, Clause{Text: c.say("touch.class", "class", c.class(class))})
	}
	for _, organ := range t.Organs {
		said = append(said, Clause{Text: c.say("touch.organ", "organ", c.organ(organ))})
	}
	for _, part := range t.Parts {
		said = append(said, Clause{Text: c.say("part." + string(part))})
	}
	return said
}

// amending says by which rule of a charter an amendment is decided, and why; nothing where the charter tells
// no kinds of amendments apart.
func (c charterWriter) amending(to charter.Charter) []Clause {
	if len(c.Amendments) == 0 {
		return nil
	}
	by, err := c.AmendingBy(to)
	denied := (*refusal.Error)(nil)
	switch {
	case errors.As(err, &denied):
		return []Clause{{Text: c.say("amending.mixed", "first", c.amendment(denied.Params["amendment"]), "apart", c.amendment(denied.Params["apart"]))}}
	case by.Kind == "" && !c.DecidesBy(charter.Amend):
		return []Clause{{Text: c.say("amending.none")}}
	case by.Kind == "":
		return []Clause{{Text: c.say("amending.common")}}
	}
	because := c.touches(by.Touches)
	if by.Itself {
		because = append(because, Clause{Text: c.say("touch.itself")})
	}
	return []Clause{{Text: c.say("amending.kind", "rule", c.ruleTitle(charter.Amend+"/"+charter.Action(by.Kind))), Parts: because}}
}

func (c charterWriter) amendment(id string) string {
	kind, _ := c.AmendmentKind(id)
	return c.quotedName(kind.Names, id)
}
