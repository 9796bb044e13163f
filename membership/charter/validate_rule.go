package charter

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"allianceregistry/membership/refusal"
)

func (c Charter) validateRule(d *Defects, path string, key Action, rule *Rule) {
	if !c.checkRuleKey(d, path, key) {
		return
	}
	if rule == nil {
		d.add(path, Missing)
		return
	}
	known := rule.at(key)
	rule = &known
	action, _ := key.Split()
	if rule.Open {
		c.validateOpen(d, path, action, *rule)
	}
	c.validatePeriods(d, path, *rule)
	c.validateAtMeeting(d, path, *rule)
	d.validateLongest(path, action, *rule)
	c.validateWho(d, path+".proposers", rule.Proposers)
	d.noSubject(path+".proposers", rule.Proposers)
	met := 0
	c.validateVote(d, path, action, *rule, &met)
	c.validateElection(d, path, key, *rule)
	c.validateSuccession(d, path, action, *rule)
	c.validateRequirements(d, path+".requires", rule.Requires)
	if rule.Sponsors != nil {
		rule.Sponsors.validateSponsors(d, c, *rule, path+".sponsors", &met)
	}
	c.validateSteps(d, path, action, *rule, &met)
}

// validateVote checks who votes by a rule, and how it is counted.
func (c Charter) validateVote(d *Defects, path string, action Action, rule Rule, met *int) {
	c.validateWho(d, path+".electorate", rule.Electorate)
	c.validateChoices(d, path, rule)
	rule.validateProxies(d, c, path)
	d.validateReasons(path+".reasons", rule.Reasons)
	if !rule.Open {
		rule.Pass.validate(d, c, path+".pass", 1, met)
	}
	if rule.Fallback != nil {
		rule.Fallback.validate(d, c, path+".fallback", 1, met)
	}
	if rule.Veto != nil {
		rule.Veto.validate(d, c, path+".veto", 1, met)
	}
	c.validateConsent(d, path, rule, met)
	c.validateCasting(d, path, rule)
	c.validateExtension(d, path, rule, met)
	d.validateSubject(path, action, rule)
}

// checkRuleKey enters a key of no rule: of an action that there is not, which it reports, of a part that is
// not declared or that the action has no use for.
func (c Charter) checkRuleKey(d *Defects, path string, key Action) bool {
	action, part := key.Split()
	if actions := ActionsBy(d.engine); !slices.Contains(actions, action) {
		choices := make([]string, 0, len(actions))
		for _, one := range actions {
			choices = append(choices, string(one))
		}
		d.add(path, NotAmong, "value", refusal.Clip(string(action)), "choices", strings.Join(choices, ", "))
		return false
	}
	if what := action.partKind(); what != "" && part != "" {
		c.checkDeclared(d, path, what, part)
	} else if key.Outside() != action {
		d.add(path, NoUse, "because", string(action))
	}
	return c.checkMeetingOf(d, path, key)
}

func (c Charter) validatePeriods(d *Defects, path string, rule Rule) {
	if !rule.Open {
		d.checkDuration(path+".voting", rule.Voting, MinVoting, MaxVoting)
	}
	d.validateClear(path, rule)
	if rule.Timelock != "" {
		d.checkDuration(path+".timelock", rule.Timelock, time.Second, MaxVoting)
	}
	if rule.OpensAtOnce() {
		if rule.Expiry != "" {
			d.add(path+".expiry", NoUse, "because", "sponsors, discussion")
		}
		return
	}
	d.checkDuration(path+".expiry", rule.Expiry, MinVoting, MaxVoting)
	if rule.Discussion == "" {
		return
	}
	d.checkDuration(path+".discussion", rule.Discussion, time.Second, MaxVoting)
	_, discussed := rule.bounds(ClearDiscussion, rule.Discussion)
	if expires, _, _ := rule.Expiry.Bounds(); discussed >= expires {
		d.add(path+".expiry", ExpiresFirst, "discussion", string(rule.Discussion))
	}
}

func (c Charter) validateChoices(d *Defects, path string, rule Rule) {
	d.checkChoice(path+".affiliates", rule.Affiliates, "", AffiliatesOne)
	d.checkChoice(path+".suspended", rule.Suspended, "", SuspendedLapse)
	d.checkChoice(path+".lockOut", rule.LockOut, "", LockOutAccepted)
	d.checkChoice(path+".silence", rule.Silence, "", SilenceAccepted)
	checkDistinct(d, path+".recused", rule.Recused,
		[]string{string(RecuseSubject), string(RecuseAffiliates), string(RecuseSponsors), string(RecuseFiler), string(RecuseNobody)})
	if len(rule.Recused) > 1 && slices.Contains(rule.Recused, RecuseNobody) {
		d.add(path+".recused", NoUse, "because", string(RecuseNobody))
	}
	if rule.Cap != "" {
		if p, q, ok := rule.Cap.parse(); !ok || p == 0 || p >= q {
			d.add(path+".cap", NotShare, "value", refusal.Clip(string(rule.Cap)))
		}
	}
	if rule.Early && rule.Changing {
		d.add(path+".early", NoUse, "because", "changing")
	}
	if rule.Early && rule.Suspended == SuspendedLapse {
		d.add(path+".early", NoUse, "because", "suspended")
	}
}

// validateReasons checks of which votes reasons are demanded. Before version 5 they were of none.
func (d *Defects) validateReasons(path string, reasons []Position) {
	if len(reasons) > 0 && d.before(EngineFive, path, "reasons") {
		return
	}
	checkDistinct(d, path, reasons, []string{string(For), string(Against), string(Abstain)})
}

// validate enters what has no meaning in an expression. It counts the expressions
// that it meets, over all of a rule.
func (e Expression) validate(d *Defects, c Charter, path string, depth int, met *int) {
	if *met++; *met > maxExpressions || depth > maxDepth {
		if *met <= maxExpressions+1 {
			d.add(path, ExpressionSize, "most", strconv.Itoa(maxExpressions), "depth", strconv.Itoa(maxDepth))
		}
		return
	}
	kinds := 0
	for _, present := range []bool{len(e.All) > 0, len(e.Any) > 0, len(e.Not) > 0, e.Votes != ""} {
		if present {
			kinds++
		}
	}
	switch {
	case kinds != 1, len(e.Not) > 1:
		d.add(path, NotOneOf, "choices", "all, any, not, votes")
	case e.Votes != "":
		e.validateComparison(d, c, path)
	case e.Of != "" || e.Who != nil || e.Measure != "" || len(e.amounts()) > 0:
		d.add(path, NoUse, "because", "votes")
	}
	for _, list := range []struct {
		name string
		of   []Expression
	}{{"all", e.All}, {"any", e.Any}, {"not", e.Not}} {
		for i, inner := range list.of {
			inner.validate(d, c, path+"."+list.name+"["+strconv.Itoa(i)+"]", depth+1, met)
		}
	}
}

func (e Expression) validateComparison(d *Defects, c Charter, path string) {
	present := c.presentWord()
	if e.Votes == CountSponsors || !e.Votes.isVotes() && !e.Votes.isDistinct() && (present == "" || e.Votes != CountPresent) {
		d.add(path+".votes", NotAmong, "value", refusal.Clip(string(e.Votes)),
			"choices", "for, against, abstain, cast, taking part, hosts, groups"+present)
	}
	e.validateAmount(d, path)
	c.validateWho(d, path+".who", e.Who)
	if e.Measure != "" {
		c.checkDeclared(d, path+".measure", "measure", e.Measure)
	}
	_, figure := c.FigureKind(string(e.Of))
	if e.Of != "" && !e.Of.isBase() && !figure && (present == "" || e.Of != CountPresent) {
		d.add(path+".of", NotAmong, "value", refusal.Clip(string(e.Of)), "choices", "cast, taking part, electorate"+present+", "+c.figureIDs())
	}
	if e.Votes.isDistinct() && (e.Of != "" || e.Measure != "") {
		d.add(path+".of", NoShareOf, "votes", string(e.Votes))
	}
}

func (c Charter) figureIDs() string {
	list := make([]string, 0, len(c.Figures))
	for _, kind := range c.Figures {
		list = append(list, kind.ID)
	}
	return strings.Join(list, ", ")
}

func (e Expression) validateAmount(d *Defects, path string) {
	amounts := e.amounts()
	if len(amounts) != 1 {
		d.add(path, NotOneOf, "choices", "atLeast, moreThan, atMost, lessThan")
		return
	}
	numerator, denominator, ok := amounts[0].amount.parse()
	at := path + "." + string(amounts[0].relation)
	switch {
	case !ok:
		d.add(at, NotAmount, "value", refusal.Clip(string(amounts[0].amount)))
	case e.Of == "" && denominator != 1:
		d.add(at, FractionOfNone)
	case e.Of != "" && numerator > denominator:
		d.add(at, MoreThanWhole)
	}
}

// validateSponsors checks an expression over sponsorships: it counts sponsors,
// by class or organ, and nothing else; or, since version 5, a share of the electorate, which must not
// be named one by one, for that is looked up only when the vote opens.
func (e Expression) validateSponsors(d *Defects, c Charter, rule Rule, path string, met *int) {
	e.eachComparison(func(leaf Expression) {
		d.noSubject(path+".who", leaf.Who)
		if leaf.Votes != CountSponsors && !leaf.Votes.isDistinct() {
			d.add(path, NotAmong, "value", refusal.Clip(string(leaf.Votes)), "choices", "sponsors, hosts, groups")
		}
		share := leaf.Of == CountElectorate && leaf.Votes == CountSponsors && !Before(d.engine, EngineFive) &&
			!leaf.Who.Named() && !rule.Electorate.Named()
		if leaf.Of != "" && !share || leaf.Measure != "" {
			d.add(path, NoShareOf, "votes", string(leaf.Votes))
		}
	})
	asVotes := e.asVotes()
	asVotes.validate(d, c, path, 1, met)
}

// asVotes is an expression over sponsorships as one over votes for.
func (e Expression) asVotes() Expression {
	if e.Votes == CountSponsors {
		e.Votes = CountFor
	}
	for _, list := range []*[]Expression{&e.All, &e.Any, &e.Not} {
		changed := make([]Expression, 0, len(*list))
		for _, inner := range *list {
			changed = append(changed, inner.asVotes())
		}
		*list = changed
	}
	return e
}
