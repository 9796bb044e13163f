package charter

import "allianceregistry/membership/refusal"

// An emergency rule stands under the key of a rule, and in its place where that one is out
// of reach: where it could not be met though everybody voted for who has a say. That is
// looked at generously, so that nobody brings it about: whoever is suspended counts, whoever
// would be recused, and whoever has lost a right by its standing. (docs/adr/0038)

// OutOfReach is why a rule could not be met.
type OutOfReach struct {
	// Rule is its key, Where the part of it that could not be met: proposers, sponsors,
	// electorate or pass.
	Rule  Action `json:"rule"`
	Where string `json:"where"`
	// Explanation is that part with its figures, had everybody voted for or sponsored.
	Explanation *Explanation `json:"explanation,omitempty" metadata:",optional"`
}

// The parts of a rule that may not be met.
const (
	WhereProposers  = "proposers"
	WhereSponsors   = "sponsors"
	WhereElectorate = "electorate"
	WherePass       = "pass"
)

// AsItIs is a composition of so many members as blocs count, the suspended among them, some
// of whom are known one by one: their seats are those that they have, and nobody is thought
// to sit where nobody does.
func (c Charter) AsItIs(sealed []Bloc, named []Voter) Composition {
	var whole []Bloc
	for _, bloc := range sealed {
		bloc.Active, bloc.Suspended = bloc.Active+bloc.Suspended, 0
		whole = append(whole, bloc)
	}
	return memberComposition(whole, named, len(whole))
}

// OutOfReach reports whether a rule could not be met by an alliance as it is, and why. Its work is that of
// one decision. What is not certain counts as in reach: a rule that votes for do not do best by, or that
// takes a share of a recorded figure.
func (c Charter) OutOfReach(key Action, among Composition) (OutOfReach, bool) {
	rule := c.Rules[key]
	if rule == nil || !rule.at(key).emergencyFits(c) {
		return OutOfReach{}, false
	}
	action, _ := key.Split()
	x := examination{Charter: c, engine: Engine, action: action, rule: *rule}
	whole, voters := x.sayOf(among)
	if !whole.proposes && !action.MayProposeForItself() {
		return OutOfReach{Rule: key, Where: WhereProposers}, true
	}
	if rule.Sponsors != nil {
		if e := c.ExplainSponsors(Engine, *rule, whole.sponsors, blocPerVoter(nil, voters)); !e.Met {
			return OutOfReach{key, WhereSponsors, &e}, true
		}
	}
	if len(voters) == 0 {
		return OutOfReach{Rule: key, Where: WhereElectorate}, true
	}
	b := Ballot{Charter: c, Rule: *rule, Voters: voters, Electorate: blocPerVoter(nil, voters), Votes: whole.votes}
	if e := b.Explain(); !e.Met {
		return OutOfReach{key, WherePass, &e}, true
	}
	return OutOfReach{}, false
}

// say is what an alliance could say on a proposal at most.
type say struct {
	proposes        bool
	sponsors, votes []Cast
}

// sayOf is what the members could say under the rule, and who of them votes.
func (x *examination) sayOf(among Composition) (whole say, voters []Voter) {
	for _, voter := range among.Voters {
		class, found := x.Class(voter.Class)
		whole.proposes = whole.proposes || x.mayPropose(voter)
		if found && class.Permits(SponsorRight) == nil {
			whole.sponsors = append(whole.sponsors, Cast{Voter: voter, Position: Sponsor})
		}
		if x.permits(x.rule, voter) {
			voters = append(voters, voter)
			whole.votes = append(whole.votes, Cast{Voter: voter, Position: For})
		}
	}
	return whole, voters
}

// emergencyFits reports whether it can be told for certain that a rule is out of reach.
func (r Rule) emergencyFits(c Charter) bool {
	return !r.Open && !r.AtMeeting() && len(r.Steps) == 0 && !r.AsksSubject() && r.forIsBest() && len(c.FiguresOf(r)) == 0
}

// OrdinaryKey is the key of the rule that decides a matter where there is no emergency; false
// if there is none. A part that has a rule of its own, at a meeting or outside, is decided by none for
// the whole action: else a meeting could go round what protects the part.
func (c Charter) OrdinaryKey(m Matter) (Action, bool) {
	key := m.Action + "/" + Action(m.part())
	if !c.DecidesBy(key) {
		key = m.Action
	}
	if key = key.At(m.Meeting); c.Rules[key] == nil {
		return "", false
	}
	return key, true
}

// validateEmergency checks the emergency rules. Before version 6 there were none.
func (c Charter) validateEmergency(d *Defects) {
	if len(c.Emergency) > 0 && d.before(EngineSix, "emergency", "emergency") {
		return
	}
	for _, key := range c.Emergency.Keys() {
		path, rule, ordinary := "emergency."+refusal.Clip(string(key)), c.Emergency[key], c.Rules[key]
		c.validateRule(d, path, key, rule)
		action, _ := key.Split()
		switch {
		case rule == nil:
		case action == Admit || action == Succeed:
			d.add(path, NoUse, "because", string(action))
		case ordinary == nil:
			d.add("rules."+refusal.Clip(string(key)), Missing)
		case rule.Open || ordinary.Open:
			d.add(path, NoUse, "because", "open")
		case len(rule.Steps) > 0:
			d.add(path+".steps", NoUse, "because", "emergency")
		case rule.Discussion == "":
			d.add(path+".discussion", Missing)
		case !ordinary.at(key).emergencyFits(c):
			d.add(path, NoUse, "because", "rules."+refusal.Clip(string(key)))
		}
	}
}

// placedRule is a rule, its key, where it stands in the charter, and whether it is for an emergency.
type placedRule struct {
	key       Action
	path      string
	rule      *Rule
	emergency bool
}

// placedRules lists the rules in order, the emergency rules after the others.
func (c Charter) placedRules() []placedRule {
	list := make([]placedRule, 0, len(c.Rules)+len(c.Emergency))
	for _, key := range c.Rules.Keys() {
		list = append(list, placedRule{key, "rules." + string(key), c.Rules[key], false})
	}
	for _, key := range c.Emergency.Keys() {
		list = append(list, placedRule{key, "emergency." + string(key), c.Emergency[key], true})
	}
	return list
}
