package plain

import (
	"slices"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// who names members: by class, by the organ in which they sit, as founders, by
// their ids. Without anything it is all members.
func (c charterWriter) who(who *charter.Who) string {
	if who == nil {
		return c.say("who.members")
	}
	noun := c.say("who.members")
	if who.Founders {
		noun = c.say("who.founders")
	}
	if who.Subject {
		noun = c.say("who.subject")
	}
	if len(who.Classes) > 0 {
		noun = c.say("who.class", "noun", noun, "classes", c.or(c.classNames(who.Classes)))
	}
	if who.Seated() {
		organs := make([]string, 0, len(who.Seats()))
		for _, organ := range who.Seats() {
			organs = append(organs, c.organ(organ))
		}
		noun = c.say("who.organ", "noun", noun, "organ", c.or(organs))
	}
	if len(who.Parties) > 0 {
		noun = c.say("who.parties", "noun", noun, "parties", c.and(who.Parties))
	}
	return noun
}

// classNames names classes as words, each with its id where that differs.
func (c charterWriter) classNames(ids []string) []string {
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		class, _ := c.Class(id)
		names = append(names, c.say("quoted.class", "name", c.name(class.Names, id)))
	}
	return names
}

func (c charterWriter) class(id string) string {
	class, _ := c.Class(id)
	return c.quotedName(class.Names, id)
}

func (c charterWriter) organ(id string) string {
	organ, _ := c.Organ(id)
	return c.quotedName(organ.Names, id)
}

func (c charterWriter) agreement(id string) string {
	agreement, _ := c.Agreement(id)
	return c.quotedName(agreement.Names, id)
}

func (c charterWriter) figure(id string) string {
	kind, _ := c.FigureKind(id)
	return c.quotedName(kind.Names, id)
}

func (c charterWriter) measure(id string) string {
	index := slices.IndexFunc(c.Measures, func(m charter.Measure) bool { return m.ID == id })
	if index < 0 {
		return c.quotedName(nil, id)
	}
	return c.quotedName(c.Measures[index].Names, id)
}

func (c charterWriter) quotedName(names form.Names, id string) string {
	return c.say("quoted", "name", c.name(names, id))
}

// withRight names the members whose class has a right.
func (c charterWriter) withRight(right charter.Right) string {
	var ids []string
	for _, class := range c.Classes {
		if slices.Contains(class.Rights, right) {
			ids = append(ids, class.ID)
		}
	}
	switch len(ids) {
	case 0:
		return c.say("who.nobody")
	case len(c.Classes):
		return c.say("who.all")
	}
	return c.say("who.class", "noun", c.say("who.members"), "classes", c.and(c.classNames(ids)))
}
