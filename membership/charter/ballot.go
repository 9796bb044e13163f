package charter

import (
	"slices"
)

// Ballot is the vote on a proposal, as figures only: by which charter and rule,
// who may vote, and who did. It is worked out the same by whoever has the figures:
// the chaincode, a client's dry run, a charter's own tests, an auditor.
type Ballot struct {
	Charter Charter
	Rule    Rule
	// Electorate are those who may vote, alike ones together. Only the active
	// members of a bloc count.
	Electorate []Bloc
	// Voters are those of the electorate whom the rule names one by one: by their
	// seat, as founders, or by their ids.
	Voters []Voter
	Votes  []Cast
	// Present are those who were there when a vote at a meeting opened, as if each voted for;
	// nil where it is not at a meeting.
	Present []Cast
	// Figures are the charter's recorded figures.
	Figures map[string]int
	// engine is the version of the rules by which it is counted, the present one
	// without it.
	Engine string
	// classes are the places of the charter's classes, if they are known already; left is
	// the work that is left to an examination, nil where work is not counted.
	classIndexes map[string]int
	budget       *int
}

// byTwo reports whether a ballot is counted by the rules of version 2.
func (b Ballot) byTwo() bool { return b.Engine == EngineTwo }

// Cast is one vote: whose, from which host, and what it says; in an election also whom it
// names, the best first.
type Cast struct {
	Voter
	Host     string
	Position Position
	// Proxy is who cast it for the voter, empty for the voter itself.
	Proxy   string
	Ranking []string
}

// Explain works out the rule with its figures: what must pass, what vetoes, and
// what a fallback would accept.
func (b Ballot) Explain() Explanation {
	if b.Rule.Open {
		return Explanation{Kind: OpenExplained, Met: true, Certain: true}
	}
	count := b.counter().counts
	pass := b.Rule.Pass.evaluate(count)
	if b.Rule.Veto == nil && b.Rule.Fallback == nil && b.Rule.Consent == nil {
		return pass
	}
	pass.Role = RolePass
	parts := []Explanation{pass}
	for _, other := range []struct {
		role string
		of   *Expression
	}{{RoleFallback, b.Rule.Fallback}, {RoleConsent, b.Rule.Consent}} {
		if other.of != nil {
			x := other.of.evaluate(count)
			x.Role = other.role
			parts = append(parts, x)
		}
	}
	if len(parts) > 1 {
		parts = []Explanation{combine("any", parts, true)}
	}
	if b.Rule.Veto != nil {
		veto := b.Rule.Veto.evaluate(count)
		veto.Role = RoleVeto
		parts = append(parts, Explanation{Kind: "not", Parts: []Explanation{veto}, Met: !veto.Met, Certain: veto.Certain})
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return combine("all", parts, false)
}

// accepts reports whether the rule is met, as Explain does, and looks no further than it
// must.
func (b Ballot) accepts() bool { return b.Rule.accepts(comparisonsHold(b.counter().counts)) }

// Tally counts the members' votes, one each.
func (b Ballot) Tally() Tally {
	tally := Tally{Present: headCount(b.Present)}
	for _, bloc := range b.Electorate {
		tally.Electorate += bloc.Active
	}
	hosts := map[string]bool{}
	for _, cast := range b.Votes {
		if cast.Proxy != "" {
			tally.Proxies++
		}
		switch cast.Position {
		case For:
			tally.For++
			hosts[cast.Host] = true
		case Against:
			tally.Against++
		case Abstain:
			tally.Abstain++
		}
	}
	tally.Hosts = len(hosts)
	return tally
}

// groupOrParty is the affiliate group of a voter, or itself: no group is named like a party.
func (v Voter) groupOrParty() string {
	if v.Group != "" {
		return v.Group
	}
	return "party:" + v.Party
}

// bloc is the bloc of one voter.
func (v Voter) bloc() Bloc {
	return Bloc{Class: v.Class, Group: v.Group, Weights: v.Weights, Active: 1 + v.alike}
}

// blocsOf gathers voters into blocs.
func blocsOf(voters []Voter) []Bloc {
	var blocs []Bloc
	for _, voter := range voters {
		blocs = AddToBlocs(blocs, Presence{State: Active, Class: voter.Class, Group: voter.Group, Weights: voter.Weights}, 1+voter.alike)
	}
	return blocs
}

// subtract takes voters out of blocs, and whole affiliate groups.
func subtract(blocs []Bloc, voters []Voter, groups []string) []Bloc {
	left := slices.Clone(blocs)
	for _, voter := range voters {
		if !slices.Contains(groups, voter.Group) || voter.Group == "" {
			left = AddToBlocs(left, Presence{State: Active, Class: voter.Class, Group: voter.Group, Weights: voter.Weights}, -1)
		}
	}
	return slices.DeleteFunc(left, func(b Bloc) bool {
		return b.Active <= 0 || b.Group != "" && slices.Contains(groups, b.Group)
	})
}

// Position is what an endorsement says.
type Position string

// The positions that a member can take.
const (
	For     Position = "for"
	Against Position = "against"
	Abstain Position = "abstain"
	// Sponsor is the position on a proposal that is not yet voted on.
	Sponsor Position = "sponsor"
)

// positions are the positions of a vote, in the order of positionWeights.
func positions() []Position { return []Position{For, Against, Abstain} }

func (p Position) index() int { return slices.Index(positions(), p) }

// countsTowards returns 1 if a vote of this position counts, else 0.
func (p Position) countsTowards(count Count) int64 {
	counted := false
	switch count {
	case CountFor, CountSponsors:
		counted = p == For
	case CountAgainst:
		counted = p == Against
	case CountAbstain:
		counted = p == Abstain
	case CountCast:
		counted = p != Abstain
	case CountTakingPart:
		counted = true
	}
	if counted {
		return 1
	}
	return 0
}
