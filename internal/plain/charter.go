package plain

import (
	"slices"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// charterWriter is one that is being said.
type charterWriter struct {
	*Writer
	charter.Charter
	// sponsoring says that conditions are on sponsorships.
	sponsoring bool
}

func (w *Writer) of(c charter.Charter) charterWriter { return charterWriter{Writer: w, Charter: c} }

// section is one part of a charter: its classes, its organs, its rules.
type section struct {
	key   string
	items []item
}

// rulesSection and emergencySection are the keys of the sections of the rules.
const (
	rulesSection     = "rules"
	emergencySection = "emergency"
)

// countedInSections is said of a language whose bylaws count articles anew in each section: 2.1, 2.2. Others
// count them through.
const countedInSections = "sections"

// item is a class, an organ, a rule: what a person would look up.
type item struct {
	key, title string
	names      form.Names
	sentences  []sentence
}

// sentence says one thing about an item. Its topic tells which: of two charters
// those of the same topic are compared.
type sentence struct {
	topic string
	Clause
}

// add appends a sentence without parts.
func (i *item) add(topic, text string) { i.addClause(topic, Clause{Text: text}) }

func (i *item) addClause(topic string, clause Clause) {
	i.sentences = append(i.sentences, sentence{topic, clause})
}

// Charter says all of a charter.
func (w *Writer) Charter(of charter.Charter) []Clause {
	var said []Clause
	for number, section := range w.of(of).articles() {
		one := Clause{Text: w.say("section.title", "number", w.numeral(number+1), "title", w.say("section."+section.key))}
		for _, item := range section.items {
			one.Parts = append(one.Parts, item.clause())
		}
		said = append(said, one)
	}
	return said
}

// Rule says the rules of an action: its own, those that it has for single
// classes, organs and kinds of resolutions and amendments, and its emergency rules; and after them what holds in every
// decision. It is empty if there is none.
func (w *Writer) Rule(of charter.Charter, action charter.Action) []Clause {
	var said, common []Clause
	for _, section := range w.of(of).articles() {
		if section.key != rulesSection && section.key != emergencySection {
			continue
		}
		for _, item := range section.items {
			key := charter.Action(item.key)
			if its, _ := key.Split(); key == action || its == action {
				said = append(said, item.clause())
			}
			if item.key == commonRules {
				common = append(common, item.clause())
			}
		}
	}
	if len(said) == 0 {
		return nil
	}
	return append(said, common...)
}

// articles are the sections as they are read: what holds in every decision is said once, and
// each item has its number.
func (c charterWriter) articles() []section {
	all := c.sections()
	article := 0
	for s := range all {
		if all[s].key == rulesSection {
			all[s].items = c.abridged(all[s].items)
		}
		for i := range all[s].items {
			article++
			one := &all[s].items[i]
			number := c.numeral(article)
			if c.say("item.counted") == countedInSections {
				number = c.numeral(s+1) + "." + c.numeral(i+1)
			}
			one.title = c.say("item.title", "number", number, "title", one.title)
		}
	}
	return all
}

func (i item) clause() Clause {
	whole := Clause{Text: i.title}
	for _, sentence := range i.sentences {
		whole.Parts = append(whole.Parts, sentence.Clause)
	}
	return whole
}

// sections are all that there are, those without anything left out.
func (c charterWriter) sections() []section {
	all := []section{
		{"general", []item{c.general()}},
		{"classes", each(c.Classes, c.classItem)},
		{"measures", each(c.Measures, c.measureItem)},
		{"organs", each(c.Organs, c.organItem)},
		{"agreements", each(c.Agreements, c.agreementItem)},
		{"dues", c.duesItems()},
		{"figures", each(c.Figures, c.figureItem)},
		{"resolutions", each(c.Resolutions, c.resolutionItem)},
		{"amendments", each(c.Amendments, c.amendmentItem)},
		{"meetings", each(c.Meetings, c.meetingItem)},
		{"waivers", c.waiverItems()},
		{"proxies", c.proxyItems()},
		{"invitations", c.invitationItems()},
		{rulesSection, append(each(c.keys(), c.rule), c.missingItem()...)},
		{emergencySection, each(c.Emergency.Keys(), c.emergencyRule)},
	}
	return slices.DeleteFunc(all, func(s section) bool { return len(s.items) == 0 })
}

func each[T any](list []T, say func(T) item) []item {
	items := make([]item, 0, len(list))
	for _, one := range list {
		items = append(items, say(one))
	}
	return items
}

// general says what belongs to no part: the founders' class, by how old a roster
// votes are taken, and by which calendar.
func (c charterWriter) general() item {
	one := item{key: "general", title: c.say("general.title")}
	one.add("founders", c.say("general.founders", "class", c.class(c.Founders)))
	if c.RecordDate == "" {
		one.add("recordDate", c.say("general.noRecordDate"))
	} else {
		one.add("recordDate", c.say("general.recordDate", "period", c.period(c.RecordDate)))
	}
	if c.Zone != "" || c.UsesCalendar() {
		one.add("zone", c.say("general.zone", "zone", string(c.Zone)))
	}
	return one
}
