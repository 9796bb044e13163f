package membership

import (
	"slices"
	"strconv"
)

// Poll is what of a proposal a vote on it rests on. A trial has one too, though
// nothing is recorded of it.
type Poll struct {
	// ID and Alliance are what a refusal names; a trial has neither.
	ID       string
	Alliance string
	Action   Action
	// Subject is the party that it is about, SubjectGroup its affiliate group, By the
	// party that filed it.
	Subject      string
	SubjectGroup string
	By           string
	// Class and Organ are those that the action is about.
	Class string
	Organ string
	// Seal is the epoch whose seal gives the electorate.
	Seal int
	// Voters are those whom the rule names one by one, Recused those who have no say,
	// RecusedGroups the affiliate groups that have none.
	Voters        []Voter
	Recused       []Voter
	RecusedGroups []string
	Figures       map[string]int
}

// Actor is who takes part in a proposal: the party, the one that sent the transaction for
// it, and the affiliate group that it belongs to.
type Actor struct {
	Party  string
	Sender string
	Group  string
}

// Outcome is what a vote has come to.
type Outcome string

// The outcomes, as proposals' statuses call them.
const (
	Undecided Outcome = "voting"
	Passed    Outcome = "accepted"
	Failed    Outcome = "rejected"
)

// recusedOf lists who has no say on a proposal, and the affiliate groups that have
// none: the parties that its rule recuses, as far as they are active members of the
// seal. What a party is there is looked up by a function.
func (p Poll) recusedOf(rule Rule, sponsors []string, of func(party string) (Voter, bool, error)) (voters []Voter, groups []string, err error) {
	for _, party := range p.recusedParties(rule, sponsors) {
		voter, active, err := of(party)
		if err != nil {
			return nil, nil, err
		}
		if active {
			voters = append(voters, voter)
		}
		if party == p.Subject && slices.Contains(rule.recusals(p.Action), RecuseAffiliates) {
			for _, group := range []string{voter.Group, p.SubjectGroup} {
				if group != "" && !slices.Contains(groups, group) {
					groups = append(groups, group)
				}
			}
		}
	}
	return voters, groups, nil
}

// recusedParties lists the parties that a rule recuses, in the order of their ids.
func (p Poll) recusedParties(rule Rule, sponsors []string) []string {
	var parties []string
	for _, recusal := range rule.recusals(p.Action) {
		switch recusal {
		case RecuseSubject, RecuseAffiliates:
			parties = append(parties, p.Subject)
		case RecuseFiler:
			parties = append(parties, p.By)
		case RecuseSponsors:
			parties = append(parties, sponsors...)
		}
	}
	slices.Sort(parties)
	return slices.Compact(parties)
}

// called tells whether a party votes by its seat, whatever its class.
// It refuses with RECUSED, with OUTSIDE_ELECTORATE who was not an active member of
// the seal or is not whom the rule calls, and with NO_RIGHT.
func (p Poll) called(charter Charter, rule Rule, voter Voter, active bool) (seated bool, err error) {
	if p.recuses(voter) {
		return false, refuse(Recused, "proposal", p.ID, "party", voter.Party)
	}
	outside := refuse(OutsideElectorate, "proposal", p.ID, "party", voter.Party, "epoch", strconv.Itoa(p.Seal))
	if !active {
		return false, outside
	}
	class, err := charter.class(voter.Class)
	if err != nil {
		return false, err
	}
	if rule.Electorate.named() {
		index := slices.IndexFunc(p.Voters, func(v Voter) bool { return v.Party == voter.Party })
		if index < 0 || !rule.Electorate.covers(p.Voters[index]) {
			return false, outside
		}
		if rule.Electorate.Organ != "" {
			return true, nil
		}
	} else if !rule.Electorate.classed(voter.Class) {
		return false, outside
	}
	return false, class.permits(Vote)
}

// ballot is the vote on a proposal that was opened, nobody having voted.
func (p Poll) ballot(sealed []Bloc, charter Charter, rule Rule) Ballot {
	b := Ballot{Charter: charter, Rule: rule, Figures: p.Figures}
	for _, voter := range p.Voters {
		if charter.permits(rule, voter) && !p.recuses(voter) {
			b.Voters = append(b.Voters, voter)
		}
	}
	b.Electorate = p.electorate(sealed, charter, rule, b.Voters)
	return b
}

// figuresOf lists the recorded figures of which a rule demands a share.
func (c Charter) figuresOf(rule Rule) []string {
	var wanted []string
	for _, e := range rule.expressions() {
		e.each(func(leaf Expression) {
			if _, is := c.FigureKind(string(leaf.Of)); is {
				wanted = append(wanted, string(leaf.Of))
			}
		})
	}
	return wanted
}

// outcome is what a vote has come to: nothing while the voting period runs and the rule
// or the votes to come do not allow a decision.
func (r Rule) outcome(x Explanation, closed bool) Outcome {
	switch {
	case !closed && !(r.Early && x.Certain):
		return Undecided
	case x.Met:
		return Passed
	}
	return Failed
}

// left are the rights that a standing leaves to members of a class, and probation.
func (c Class) left(state StandingState, probation bool) []Right {
	rights := []Right{}
	for _, right := range c.Rights {
		if c.keeps(right, state, probation) {
			rights = append(rights, right)
		}
	}
	return rights
}

// keeps tells whether a standing leaves a right to members of a class, and probation:
// also one that they have by a seat, or as those whom a rule names.
func (c Class) keeps(right Right, state StandingState, probation bool) bool {
	switch {
	case probation && !slices.Contains(c.ProbationRights, right):
		return false
	case state == Lapsed:
		return slices.Contains(c.LapsedRights, right)
	case state == Grace && len(c.GraceRights) > 0:
		return slices.Contains(c.GraceRights, right)
	}
	return true
}

// refuses refuses with RECUSED whom a rule recuses, as far as the proposal itself says
// it: also where it would speak for an alliance.
func (p Poll) refuses(rule Rule, who Actor) error {
	for _, recusal := range rule.recusals(p.Action) {
		if p.recusedBy(recusal, who) {
			return refuse(Recused, "proposal", p.ID, "party", who.Party)
		}
	}
	return nil
}

func (p Poll) recusedBy(recusal Recusal, who Actor) bool {
	switch recusal {
	case RecuseSubject:
		return p.Subject == who.Party || p.Subject == who.Sender
	case RecuseFiler:
		return p.By == who.Party
	case RecuseAffiliates:
		return p.Subject == who.Party || who.Group != "" && who.Group == p.SubjectGroup
	}
	return false
}
