package plain

import (
	"slices"
	"strings"

	"allianceregistry/membership/charter"
)

// commonRules is the key of the item that says what holds in every decision.
const commonRules = "*"

// defaults are the sentences that a rule has where its charter says nothing: by whom it is
// proposed, when it is decided. Who is recused depends on the action.
func (c charterWriter) defaults(action charter.Action) []sentence {
	recused := c.say("rule.nobodyRecused")
	if action.RecusesSubject() {
		recused = c.say("rule.recused", "who", c.say("recuse.subject"))
	}
	var list item
	list.add("proposers", c.say("rule.proposersByRight", "who", c.withRight(charter.ProposeRight)))
	list.add("discussion", c.say("rule.atOnce"))
	list.add("electorate", c.say("rule.electorateByRight", "who", c.withRight(charter.Vote)))
	list.add("recused", recused)
	list.add("affiliates", c.say("rule.affiliatesEach"))
	list.add("early", c.say("rule.atClose"))
	list.add("changing", c.say("rule.final"))
	list.add("suspended", c.say("rule.stand"))
	return list.sentences
}

// abridged says once what several rules leave to the defaults, and leaves it out of these. Of two
// charters it is not left out: there a rule is compared with itself.
func (c charterWriter) abridged(rules []item) []item {
	isDefault := func(one item, s sentence) bool {
		action, _ := charter.Action(one.key).Split()
		return len(s.Parts) == 0 && slices.ContainsFunc(c.defaults(action), func(d sentence) bool { return d.topic == s.topic && d.Text == s.Text })
	}
	count := map[string]int{}
	sponsored := false
	for _, one := range rules {
		for _, s := range one.sentences {
			if isDefault(one, s) {
				count[s.topic]++
			}
			sponsored = sponsored || s.topic == "sponsors"
		}
	}
	for i, one := range rules {
		rules[i].sentences = slices.DeleteFunc(slices.Clone(one.sentences), func(s sentence) bool { return count[s.topic] > 1 && isDefault(one, s) })
		for at, s := range rules[i].sentences {
			rules[i].sentences[at].Clause = c.abridgedStep(s, count)
		}
	}
	return append([]item{c.commonItem(count, sponsored)}, rules...)
}

// abridgedStep leaves out of a vote that follows how votes are counted where it is as in most;
// who votes in it is said, for that is another than in the one before.
func (c charterWriter) abridgedStep(s sentence, count map[string]int) Clause {
	said := s.Clause
	if !strings.HasPrefix(s.topic, "step") {
		return said
	}
	counting := []string{"affiliates", "early", "changing", "suspended"}
	said.Parts = slices.DeleteFunc(slices.Clone(said.Parts), func(part Clause) bool {
		return slices.ContainsFunc(c.defaults(""), func(d sentence) bool {
			return count[d.topic] > 1 && d.Text == part.Text && slices.Contains(counting, d.topic)
		})
	})
	return said
}

// commonItem says what holds in every decision whose rule says nothing else.
func (c charterWriter) commonItem(count map[string]int, sponsored bool) item {
	one := item{key: commonRules, title: c.say("common.title")}
	one.add("figures", c.say("common.figures"))
	if sponsored {
		one.add("sponsors", c.say("common.sponsors"))
	}
	unless := Clause{Text: c.say("common.lead"), Listed: true}
	for _, s := range c.defaults("") {
		if count[s.topic] < 2 {
			continue
		}
		if s.topic == "recused" {
			s.Text = c.say("common.recused")
		}
		unless.Parts = append(unless.Parts, s.Clause)
	}
	if len(unless.Parts) > 0 {
		one.addClause("unless", unless)
	}
	return one
}
