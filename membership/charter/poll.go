package charter

import (
	"slices"
	"strconv"

	"allianceregistry/membership/refusal"
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
	// Successor is who would succeed the subject: it has no say where the subject has none.
	Successor string
	// Class, Organ, Resolution and Amendment (their kinds) are those that the action is about.
	Class      string
	Organ      string
	Resolution string
	Amendment  string
	// Seal is the epoch whose seal gives the electorate.
	Seal int
	// Voters are those whom the rule names one by one, Recused those who have no say,
	// RecusedGroups the affiliate groups that have none.
	Voters        []Voter
	Recused       []Voter
	RecusedGroups []string
	Figures       map[string]int
	// Seats are to be filled by an election, and Candidates stand in it, in the order in which
	// ties are decided.
	Seats      int
	Candidates []string
	// Retiring are those who leave the organ by it, ByElection says that it is for the rest of terms.
	Retiring   []string
	ByElection bool
	// Emergency says that the emergency rule decides.
	Emergency bool
	// Meeting is the kind of meeting at which it is decided, Present who was there when the
	// vote opened.
	Meeting string
	Present *Assembly
}

// Matter is what the proposal is about, as far as rules differ by it.
func (p Poll) Matter() Matter {
	return Matter{p.Action, p.Class, p.Organ, p.Resolution, p.Amendment, p.Emergency, p.Meeting}
}

// Leaves reports whether who sits in the organ leaves it by an election, unless elected again.
func (p Poll) Leaves(e Election, party string) bool {
	return !p.ByElection && (e.Renews || slices.Contains(p.Retiring, party))
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

// FindRecused lists who has no say on a proposal, and the affiliate groups that have
// none: the parties that its rule recuses, as far as they are active members of the
// seal. What a party is there is looked up by a function.
func (p Poll) FindRecused(rule Rule, sponsors []string, of func(party string) (Voter, bool, error)) (voters []Voter, groups []string, err error) {
	for _, party := range p.recusedParties(rule, sponsors) {
		voter, active, err := of(party)
		if err != nil {
			return nil, nil, err
		}
		if active {
			voters = append(voters, voter)
		}
		if slices.Contains(p.concerned(), party) && slices.Contains(rule.recusals(p.Action), RecuseAffiliates) {
			for _, group := range []string{voter.Group, p.SubjectGroup} {
				if group != "" && !slices.Contains(groups, group) {
					groups = append(groups, group)
				}
			}
		}
	}
	return voters, groups, nil
}

// concerned are those whom a proposal is about.
func (p Poll) concerned() []string {
	if p.Successor == "" {
		return []string{p.Subject}
	}
	return []string{p.Subject, p.Successor}
}

// recusedParties lists the parties that a rule recuses, in the order of their ids.
func (p Poll) recusedParties(rule Rule, sponsors []string) []string {
	var parties []string
	for _, recusal := range rule.recusals(p.Action) {
		switch recusal {
		case RecuseSubject, RecuseAffiliates:
			parties = append(parties, p.concerned()...)
		case RecuseFiler:
			parties = append(parties, p.By)
		case RecuseSponsors:
			parties = append(parties, sponsors...)
		}
	}
	slices.Sort(parties)
	return slices.Compact(parties)
}

// CheckVoter refuses whom a vote is not open to: with RECUSED; with OUTSIDE_ELECTORATE
// who was no active member of the seal, or is not of the rule's electorate; and with
// NO_RIGHT; with PROPOSAL_DECIDED anybody where nobody votes. It reports whether the party votes by its seat, whatever its class.
func (p Poll) CheckVoter(c Charter, rule Rule, voter Voter, active bool) (seated bool, err error) {
	if p.Recuses(voter) {
		return false, refusal.New(refusal.Recused, "proposal", p.ID, "party", voter.Party)
	}
	outside := refusal.New(refusal.OutsideElectorate, "proposal", p.ID, "party", voter.Party, "epoch", strconv.Itoa(p.Seal))
	if !active {
		return false, outside
	}
	if rule.Open {
		return false, refusal.New(refusal.ProposalDecided, "proposal", p.ID, "status", string(Passed))
	}
	class, err := c.FindClass(voter.Class)
	if err != nil {
		return false, err
	}
	if rule.Electorate.Named() {
		index := slices.IndexFunc(p.Voters, func(v Voter) bool { return v.Party == voter.Party })
		if index < 0 || !rule.Electorate.Covers(p.Voters[index]) {
			return false, outside
		}
		if rule.Electorate.grants() {
			return true, nil
		}
	} else if !rule.Electorate.coversClass(voter.Class) {
		return false, outside
	}
	return false, class.Permits(Vote)
}

// Ballot is the vote on a proposal that was opened, nobody having voted.
func (p Poll) Ballot(sealed []Bloc, c Charter, rule Rule) Ballot {
	b := Ballot{Charter: c, Rule: rule, Figures: p.Figures}
	if rule.Open {
		return b
	}
	for _, voter := range p.Voters {
		if c.permits(rule, voter) && !p.Recuses(voter) {
			b.Voters = append(b.Voters, voter)
		}
	}
	b.Electorate = p.electorate(sealed, c, rule, b.Voters)
	b.Present = p.Present.ballots(b.Voters)
	return b
}

// CheckRecusal refuses with RECUSED whom a rule recuses, as far as the proposal itself says
// it: also where it would speak for an alliance.
func (p Poll) CheckRecusal(rule Rule, who Actor) error {
	for _, recusal := range rule.recusals(p.Action) {
		if p.recusedBy(recusal, who) {
			return refusal.New(refusal.Recused, "proposal", p.ID, "party", who.Party)
		}
	}
	return nil
}

func (p Poll) recusedBy(recusal Recusal, who Actor) bool {
	switch recusal {
	case RecuseSubject:
		return slices.Contains(p.concerned(), who.Party) || slices.Contains(p.concerned(), who.Sender)
	case RecuseFiler:
		return p.By == who.Party
	case RecuseAffiliates:
		return slices.Contains(p.concerned(), who.Party) || who.Group != "" && who.Group == p.SubjectGroup
	}
	return false
}

// Recuses reports whether a voter has no say on a proposal that is voted on.
func (p Poll) Recuses(v Voter) bool {
	if v.Group != "" && slices.Contains(p.RecusedGroups, v.Group) {
		return true
	}
	return slices.ContainsFunc(p.Recused, func(r Voter) bool { return r.Party == v.Party })
}

// electorate is who may vote on a proposal: the members of the seal whom the rule
// and their class permit, the recused left out; or those named one by one.
func (p Poll) electorate(sealed []Bloc, c Charter, rule Rule, voters []Voter) []Bloc {
	if rule.Electorate.Named() {
		return blocsOf(voters)
	}
	var may []Bloc
	for _, bloc := range sealed {
		if bloc.Active > 0 && c.permits(rule, Voter{Class: bloc.Class, Group: bloc.Group}) {
			may = append(may, Bloc{Class: bloc.Class, Group: bloc.Group, Weights: bloc.Weights, Active: bloc.Active})
		}
	}
	recused := slices.DeleteFunc(slices.Clone(p.Recused), func(v Voter) bool { return !c.permits(rule, v) })
	return subtract(may, recused, p.RecusedGroups)
}
