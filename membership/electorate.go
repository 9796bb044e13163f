package membership

import "slices"

// voter is what a member is for a rule that names members one by one: its class,
// group and weights at some time, and its seats and whether it is a founder now.
func (a act) voter(alliance string, charter Charter, member Membership, was Presence) (Voter, error) {
	voter := Voter{Party: member.Party, Class: was.Class, Group: was.Group, Weights: was.Weights}
	record, err := must[Alliance](a.store, allianceKey(alliance))
	if err != nil {
		return voter, err
	}
	voter.Founder = slices.Contains(record.Founders, member.Party)
	state, err := a.stateOf(member)
	if err != nil {
		return voter, err
	}
	for _, organ := range charter.Organs {
		seat, found, err := get[Seat](a.store, seatKey(alliance, organ.ID, member.Party))
		if err != nil {
			return voter, err
		}
		if found && seat.HeldAt(a.tx.Time) && (a.tx.two() || state != Ended && member.gave(seat.From)) {
			voter.Organs = append(voter.Organs, organ.ID)
		}
	}
	return voter, nil
}

// named lists the active members of a seal whom a rule names one by one, in the
// order of their ids: they are looked up once, when the vote opens.
func (a act) named(p Proposal, charter Charter, rule Rule) ([]Voter, error) {
	parties, err := a.namedParties(p.Alliance, rule)
	if err != nil {
		return nil, err
	}
	var voters []Voter
	for _, party := range parties {
		member, found, err := get[Membership](a.store, membershipKey(p.Alliance, party))
		if err != nil {
			return nil, err
		}
		period, there := member.AtEpoch(p.Seal)
		if !found || !there || period.State != Active {
			continue
		}
		voter, err := a.voter(p.Alliance, charter, member, period.presence())
		if err != nil {
			return nil, err
		}
		voters = append(voters, voter)
	}
	return voters, nil
}

// namedParties lists whom a rule names: by their seats, as founders, by their ids.
func (a act) namedParties(alliance string, rule Rule) ([]string, error) {
	var parties []string
	for _, who := range rule.voters() {
		switch {
		case !who.named():
			continue
		case who.Organ != "":
			seats, err := a.seats(alliance, who.Organ)
			if err != nil {
				return nil, err
			}
			for _, seat := range seats {
				parties = append(parties, seat.Party)
			}
		case who.Founders:
			record, err := must[Alliance](a.store, allianceKey(alliance))
			if err != nil {
				return nil, err
			}
			parties = append(parties, record.Founders...)
		default:
			parties = append(parties, who.Parties...)
		}
	}
	slices.Sort(parties)
	return slices.Compact(parties), nil
}

// recused lists the members of the seal who have no say on a proposal, and the
// affiliate group that has none.
func (a act) recused(p Proposal, rule Rule, sponsors []Endorsement) (voters []Voter, groups []string, err error) {
	parties := make([]string, 0, len(sponsors))
	for _, sponsor := range sponsors {
		parties = append(parties, sponsor.Party)
	}
	return p.poll().recusedOf(rule, parties, func(party string) (Voter, bool, error) {
		member, _, err := get[Membership](a.store, membershipKey(p.Alliance, party))
		period, there := member.AtEpoch(p.Seal)
		voter := Voter{Party: party, Class: period.Class, Group: period.Group, Weights: period.Weights}
		return voter, there && period.State == Active, err
	})
}

// recuses tells whether a voter has no say on a proposal that is voted on.
func (p Poll) recuses(v Voter) bool {
	if v.Group != "" && slices.Contains(p.RecusedGroups, v.Group) {
		return true
	}
	return slices.ContainsFunc(p.Recused, func(r Voter) bool { return r.Party == v.Party })
}

// grounds reads what the outcome of a proposal that was opened rests on, with
// these endorsements. Whose vote still stands, where votes lapse, is told by a function.
func grounds(s Store, p Proposal, charter Charter, endorsements []Endorsement, stands func(Membership) (bool, error)) (Grounds, error) {
	g := Grounds{Proposal: p, Charter: charter, Endorsements: endorsements}
	var err error
	if g.Seal, err = must[Seal](s, sealKey(p.Alliance, p.Seal)); err != nil {
		return g, err
	}
	rule, err := p.rule(charter)
	if err != nil || rule.Suspended != SuspendedLapse {
		return g, err
	}
	for _, endorsement := range endorsements {
		member, _, err := get[Membership](s, membershipKey(p.Alliance, endorsement.Party))
		if err != nil {
			return g, err
		}
		counts, err := stands(member)
		if err != nil {
			return g, err
		}
		if !counts {
			g.Lapsed = append(g.Lapsed, endorsement.Party)
		}
	}
	return g, nil
}

// stands tells whether votes on a proposal stand, where they lapse with the membership
// that they were given by.
func (a act) stands(p Proposal) func(Membership) (bool, error) {
	return func(m Membership) (bool, error) {
		state, err := a.stateOf(m)
		return state == Active && (a.tx.two() || !m.beganAfter(p.Seal)), err
	}
}

// ballot is the vote.
func (g Grounds) ballot(rule Rule) Ballot {
	b := g.Proposal.poll().ballot(g.Seal.Blocs, g.Charter, rule)
	for _, endorsement := range g.Endorsements {
		if !slices.Contains(g.Lapsed, endorsement.Party) {
			b.Votes = append(b.Votes, endorsement.cast())
		}
	}
	return b
}

// electorate is who may vote on a proposal: the members of the seal whom the rule
// and their class permit, the recused left out; or those named one by one.
func (p Poll) electorate(sealed []Bloc, charter Charter, rule Rule, voters []Voter) []Bloc {
	if rule.Electorate.named() {
		return blocsOf(voters)
	}
	var may []Bloc
	for _, bloc := range sealed {
		if bloc.Active > 0 && charter.permits(rule, Voter{Class: bloc.Class, Group: bloc.Group}) {
			may = append(may, Bloc{Class: bloc.Class, Group: bloc.Group, Weights: bloc.Weights, Active: bloc.Active})
		}
	}
	recused := slices.DeleteFunc(slices.Clone(p.Recused), func(v Voter) bool { return !charter.permits(rule, v) })
	return without(may, recused, p.RecusedGroups)
}

// cast is an endorsement as a vote.
func (e Endorsement) cast() Cast {
	return Cast{
		Voter: Voter{Party: e.Party, Class: e.Class, Group: e.Group, Weights: e.Weights, Organs: e.Organs, Founder: e.Founder},
		Host:  e.Host, Position: e.Position,
	}
}
