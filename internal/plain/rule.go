package plain

import (
	"slices"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/election"
)

// keys lists the charter's rules in the order of the actions, an action's own
// before those that it has for single classes, organs and kinds of resolutions and amendments.
func (c charterWriter) keys() []charter.Action {
	keys := slices.DeleteFunc(c.Rules.Keys(), func(key charter.Action) bool { return c.Rules[key] == nil })
	place := func(key charter.Action) int {
		action, _ := key.Split()
		return slices.Index(charter.Actions(), action)
	}
	slices.SortStableFunc(keys, func(a, b charter.Action) int { return place(a) - place(b) })
	return keys
}

// ruleTitle names what a rule decides: to admit a member to class Observer.
func (c charterWriter) ruleTitle(key charter.Action) string {
	said := c.subjectMatter(key)
	if key.Meeting() != "" {
		said = c.say("rule.at", "action", said, "meeting", c.meeting(key.Meeting()))
	}
	return c.say("rule.title", "action", said, "id", string(key))
}

// subjectMatter is what a rule decides, wherever it does.
func (c charterWriter) subjectMatter(key charter.Action) string {
	action, part := key.Split()
	name := "action." + string(action)
	if part == "" {
		return c.say(name)
	}
	what := c.class(part)
	switch action {
	case charter.SeatAction, charter.Elect, charter.Vacate:
		what = c.organ(part)
	case charter.Resolve:
		kind, _ := c.ResolutionKind(part)
		what = c.name(kind.Names, part)
	case charter.Amend:
		kind, _ := c.AmendmentKind(part)
		what = c.name(kind.Names, part)
	}
	return c.say(name+".part", "part", what)
}

// emergencyRule says when a rule takes the place of another, and then what it says.
func (c charterWriter) emergencyRule(key charter.Action) item {
	one := item{key: string(key), title: c.say("emergency.title", "rule", c.ruleTitle(key))}
	one.add("when", c.say("emergency.when"))
	if rule := c.Emergency[key]; rule != nil {
		one.sentences = append(one.sentences, c.ruleItem(key, *rule).sentences...)
	}
	return one
}

// rule says the rule of an action, from who proposes to what happens after.
func (c charterWriter) rule(key charter.Action) item {
	rule, _ := c.RuleAt(key)
	return c.ruleItem(key, rule)
}

func (c charterWriter) ruleItem(key charter.Action, rule charter.Rule) item {
	one := item{key: string(key), title: c.ruleTitle(key)}
	action, _ := key.Split()
	c.filing(&one, action, rule)
	if rule.Open {
		c.open(&one, action, rule)
		return one
	}
	c.vote(&one, action, rule)
	c.steps(&one, action, rule)
	c.afterVoting(&one, rule)
	if rule.Succession != nil {
		c.succession(&one, *rule.Succession)
	}
	return one
}

// vote says who votes, and what is accepted.
func (c charterWriter) vote(one *item, action charter.Action, rule charter.Rule) {
	c.voting(one, action, rule)
	lead := "rule.pass"
	switch {
	case rule.Election != nil:
		c.election(one, *rule.Election)
		lead = "rule.electionPass"
	case len(rule.Steps) > 0:
		lead = "rule.votePass"
	}
	one.addClause("pass", c.condition(lead, rule.Pass))
	if rule.Veto != nil {
		one.addClause("veto", c.condition("rule.veto", *rule.Veto))
	}
	if rule.Fallback != nil {
		one.addClause("fallback", c.condition("rule.fallback", *rule.Fallback))
	}
	c.prolonging(one, rule)
	c.counting(one, rule)
	c.accepting(one, rule)
}

// election says who stands, how ballots are counted and who leaves.
func (c charterWriter) election(one *item, e charter.Election) {
	one.add("nomination", c.say("rule.nomination"))
	one.add("method", c.say("method."+string(e.Method)))
	if e.Measure == "" {
		one.add("measure", c.say("rule.ballotEach"))
	} else {
		one.add("measure", c.say("rule.ballotWeighed", "measure", c.measure(e.Measure)))
	}
	if e.Ties == election.TiesUndecided {
		one.add("ties", c.say("rule.tiesUndecided"))
	} else {
		one.add("ties", c.say("rule.tiesByOrder"))
	}
	switch {
	case e.Renews:
		one.add("renews", c.say("rule.renews"))
	case e.Retires != "":
		one.add("renews", c.say("rule.retires", "share", c.share(e.Retires)))
	default:
		one.add("renews", c.say("rule.fills"))
	}
	c.following(one, e)
}

// following says for how long the elected sit, and who takes a seat that falls vacant.
func (c charterWriter) following(one *item, e charter.Election) {
	if len(e.Stagger) > 0 {
		terms := make([]string, 0, len(e.Stagger))
		for _, term := range e.Stagger {
			terms = append(terms, c.period(term))
		}
		one.add("stagger", c.say("rule.stagger", "terms", c.and(terms)))
	}
	if e.Alternates == 1 {
		one.add("alternates", c.say("rule.alternate"))
	} else if e.Alternates > 1 {
		one.add("alternates", c.say("rule.alternates", "count", itoa(e.Alternates)))
	}
	if e.OwnTier {
		one.add("ownTier", c.say("rule.ownTier"))
	}
	if e.ByElections {
		one.add("byElections", c.say("rule.byElections"))
	}
}

// filing says who proposes, and what must be before the vote.
func (c charterWriter) filing(one *item, action charter.Action, rule charter.Rule) {
	switch {
	case action == charter.Admit:
		one.add("proposers", c.say("rule.applicant"))
	case rule.Proposers != nil:
		one.add("proposers", c.say("rule.proposers", "who", c.who(rule.Proposers)))
	default:
		one.add("proposers", c.say("rule.proposersByRight", "who", c.withRight(charter.ProposeRight)))
	}
	open := ""
	if rule.Open {
		open = ".open"
	}
	if len(rule.Requires) > 0 {
		one.addClause("requires", Clause{Text: c.say("rule.requires"), Parts: c.requirements(rule.Requires), Listed: true})
	}
	if rule.Sponsors != nil {
		sponsors := c
		sponsors.sponsoring = true
		one.addClause("sponsors", sponsors.condition("rule.sponsors"+open, *rule.Sponsors))
	}
	switch {
	case rule.AtMeeting():
		one.add("discussion", c.say("rule.onAgenda", "meeting", c.meeting(charter.Action(one.key).Meeting())))
	case rule.OpensAtOnce() && rule.Open: // what follows says it
	case rule.OpensAtOnce():
		one.add("discussion", c.say("rule.atOnce"))
	case rule.Sponsors == nil && rule.Discussion != "":
		one.add("discussion", c.say("rule.discussion"+open, "period", c.rulePeriod(rule, charter.ClearDiscussion, rule.Discussion)))
	case rule.Discussion != "":
		one.add("discussion", c.say("rule.discussionAfter"+open, "period", c.rulePeriod(rule, charter.ClearDiscussion, rule.Discussion)))
	}
	if rule.Succession != nil {
		c.consents(one, *rule.Succession)
	}
	if rule.Expiry != "" {
		one.add("expiry", c.say("rule.expiry"+open, "period", c.period(rule.Expiry)))
	}
}

// open says how is accepted what nobody votes on.
func (c charterWriter) open(one *item, action charter.Action, rule charter.Rule) {
	if rule.OpensAtOnce() {
		one.add("open", c.say("rule.openAtOnce"))
	} else {
		one.add("open", c.say("rule.open"))
	}
	if rule.Sponsors != nil {
		c.recused(one, action, rule)
	}
	c.afterVoting(one, rule)
	c.accepting(one, rule)
}

// voting says how long is voted, by whom, and who has no say.
func (c charterWriter) voting(one *item, action charter.Action, rule charter.Rule) {
	one.add("voting", c.say("rule.voting", "period", c.rulePeriod(rule, charter.ClearVoting, rule.Voting)))
	if len(rule.Clear) > 0 {
		one.add("clear", c.say("rule.clear"))
	}
	switch {
	case rule.Electorate == nil:
		one.add("electorate", c.say("rule.electorateByRight", "who", c.withRight(charter.Vote)))
	case rule.Electorate.Subject:
		one.add("electorate", c.say("rule.electorateSubject"))
	case rule.Electorate.Seated():
		one.add("electorate", c.say("rule.electorateOfOrgan", "who", c.who(rule.Electorate)))
	default:
		one.add("electorate", c.say("rule.electorate", "who", c.who(rule.Electorate)))
	}
	if rule.AtMeeting() {
		one.add("present", c.say("rule.present"))
	}
	c.recused(one, action, rule)
}

// recused says who has no say.
func (c charterWriter) recused(one *item, action charter.Action, rule charter.Rule) {
	switch {
	case slices.Contains(rule.Recused, charter.RecuseNobody):
		one.add("recused", c.say("rule.nobodyRecused"))
	case len(rule.Recused) > 0:
		one.add("recused", c.say("rule.recused", "who", c.and(words(c.Writer, "recuse", rule.Recused))))
	case action.RecusesSubject():
		one.add("recused", c.say("rule.recused", "who", c.say("recuse.subject")))
	default:
		one.add("recused", c.say("rule.nobodyRecused"))
	}
}

// counting says how votes are counted.
func (c charterWriter) counting(one *item, rule charter.Rule) {
	if rule.Cap != "" {
		one.add("cap", c.say("rule.cap", "share", c.share(rule.Cap)))
	}
	if rule.Affiliates == charter.AffiliatesOne {
		one.add("affiliates", c.say("rule.affiliatesOne"))
	} else {
		one.add("affiliates", c.say("rule.affiliatesEach"))
	}
	switch {
	case rule.Early:
		one.add("early", c.say("rule.early"))
	case rule.Consent != nil:
		one.add("early", c.say("rule.atCloseElse"))
	default:
		one.add("early", c.say("rule.atClose"))
	}
	if rule.Changing {
		one.add("changing", c.say("rule.changing"))
	} else {
		one.add("changing", c.say("rule.final"))
	}
	if rule.Proxies {
		one.add("proxies", c.say("rule.proxies"))
	}
	if len(rule.Reasons) > 0 {
		one.add("reasons", c.say("rule.reasons", "votes", c.or(words(c.Writer, "reasoned", rule.Reasons))))
	}
	if rule.Suspended == charter.SuspendedLapse {
		one.add("suspended", c.say("rule.lapse"))
	} else {
		one.add("suspended", c.say("rule.stand"))
	}
}

// afterVoting says what comes after the votes.
func (c charterWriter) afterVoting(one *item, rule charter.Rule) {
	if rule.Timelock != "" {
		one.add("timelock", c.say("rule.timelock", "period", c.period(rule.Timelock)))
	}
	if rule.Longest != "" {
		one.add("longest", c.say("rule.longest", "period", c.period(rule.Longest)))
	}
}

// accepting says what the alliance has accepted of a vote.
func (c charterWriter) accepting(one *item, rule charter.Rule) {
	if rule.AcceptedBySilence() {
		one.add("silence", c.say("rule.silence"))
	}
	if rule.Silence == charter.SilenceAccepted {
		one.add("silenceAccepted", c.say("rule.silenceAccepted"))
	}
	if rule.LockOut == charter.LockOutAccepted {
		one.add("lockOut", c.say("rule.lockOut"))
	}
}

// missingRules is the key of the item that says which rules there are not.
const missingRules = "-"

// missingItem says which actions have no rule and therefore cannot be proposed.
func (c charterWriter) missingItem() []item {
	var missing []Clause
	for _, action := range charter.Actions() {
		isItsOwn := func(key charter.Action) bool {
			of, _ := key.Split()
			return of == action
		}
		if !slices.ContainsFunc(c.keys(), isItsOwn) {
			missing = append(missing, Clause{Text: c.say("rule.missing", "action", c.say("action."+string(action)))})
		}
	}
	if len(missing) == 0 {
		return nil
	}
	one := item{key: missingRules, title: c.say("rule.none")}
	one.addClause("none", Clause{Text: c.say("rule.without"), Parts: missing})
	return []item{one}
}
