package membership

import (
	"cmp"
	"slices"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// voter is what a member is for a rule that names members one by one: its class,
// group and weights at some time, and its seats and whether it is a founder now.
func (a txn) voter(alliance string, c charter.Charter, member Membership, was charter.Presence) (charter.Voter, error) {
	voter := charter.Voter{Party: member.Party, Class: was.Class, Group: was.Group, Weights: was.Weights}
	record, err := load[Alliance](a.store, AllianceKey(alliance))
	if err != nil {
		return voter, err
	}
	voter.Founder = slices.Contains(record.Founders, member.Party)
	state, err := a.stateOf(member)
	if err != nil {
		return voter, err
	}
	for _, organ := range c.Organs {
		seat, found, err := get[Seat](a.store, seatKey(alliance, organ.ID, member.Party))
		if err != nil {
			return voter, err
		}
		if found && seat.HeldAt(a.tx.Time) && (a.tx.two() || state != charter.Ended && member.spans(seat.From)) {
			voter.Organs = append(voter.Organs, organ.ID)
		}
	}
	return voter, nil
}

// namedVoters lists the active members of a seal whom a rule names one by one, also as whom the
// proposal is about, in the order of their ids: they are looked up once, when the vote opens.
func (a txn) namedVoters(p Proposal, c charter.Charter, rule charter.Rule) ([]charter.Voter, error) {
	parties, err := a.partiesNamed(p.Alliance, rule.Voters())
	if err != nil {
		return nil, err
	}
	if rule.AsksSubject() {
		parties = append(parties, p.Subject)
		slices.Sort(parties)
		parties = slices.Compact(parties)
	}
	voters, err := a.votersOf(p, c, parties, []charter.MembershipState{charter.Active})
	for i := range voters {
		voters[i].Subject = rule.AsksSubject() && voters[i].Party == p.Subject
	}
	return voters, err
}

// partiesNamed lists whom a rule names: by their seats, as founders, by their ids.
func (a txn) partiesNamed(alliance string, whos []*charter.Who) ([]string, error) {
	var parties []string
	for _, who := range whos {
		switch {
		case !who.Named():
			continue
		case who.Seated():
			for _, organ := range who.Seats() {
				seats, err := a.seats(alliance, organ)
				if err != nil {
					return nil, err
				}
				for _, seat := range seats {
					parties = append(parties, seat.Party)
				}
			}
		case who.Founders:
			record, err := load[Alliance](a.store, AllianceKey(alliance))
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

// recusedVoters lists the members of the seal who have no say on a proposal, and the
// affiliate group that has none.
func (a txn) recusedVoters(p Proposal, rule charter.Rule, sponsors []Endorsement) (voters []charter.Voter, groups []string, err error) {
	parties := make([]string, 0, len(sponsors))
	for _, sponsor := range sponsors {
		parties = append(parties, sponsor.Party)
	}
	return p.poll().FindRecused(rule, parties, func(party string) (charter.Voter, bool, error) {
		member, _, err := get[Membership](a.store, MembershipKey(p.Alliance, party))
		period, there := member.AtEpoch(p.Seal)
		voter := charter.Voter{Party: party, Class: period.Class, Group: period.Group, Weights: period.Weights}
		return voter, there && period.State == charter.Active, err
	})
}

// grounds reads what the outcome of a proposal that was opened rests on, with
// these endorsements. A function says whose vote still stands, where votes lapse.
func grounds(s Store, p Proposal, c charter.Charter, endorsements []Endorsement, stands func(Membership) (bool, error)) (Grounds, error) {
	g := Grounds{Proposal: p, Charter: c, Endorsements: endorsements}
	var err error
	if g.Seal, err = load[Seal](s, sealKey(p.Alliance, p.Seal)); err != nil {
		return g, err
	}
	rule, err := p.rule(c)
	if err != nil || rule.Suspended != charter.SuspendedLapse {
		return g, err
	}
	for _, endorsement := range endorsements {
		member, _, err := get[Membership](s, MembershipKey(p.Alliance, endorsement.Party))
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

// voteStands reports whether votes on a proposal stand, where they lapse with the membership
// that they were given by.
func (a txn) voteStands(p Proposal) func(Membership) (bool, error) {
	return func(m Membership) (bool, error) {
		state, err := a.stateOf(m)
		return state == charter.Active && (a.tx.two() || !m.beganAfter(p.Seal)), err
	}
}

// ballot is the vote. A vote that lacks the reason which the rule demands does not count, however it
// came to be recorded; nor does one that came too late.
func (g Grounds) ballot(rule charter.Rule) charter.Ballot {
	b := g.Proposal.poll().Ballot(g.Seal.Blocs, g.Charter, rule)
	for _, endorsement := range g.Endorsements {
		if !slices.Contains(g.Lapsed, endorsement.Party) && !slices.Contains(g.Late, endorsement.Party) && !rule.LacksReason(endorsement.Position, endorsement.Reason) {
			b.Votes = append(b.Votes, endorsement.cast())
		}
	}
	return b
}

// cast is an endorsement as a vote.
func (e Endorsement) cast() charter.Cast {
	return charter.Cast{
		Voter: charter.Voter{Party: e.Party, Class: e.Class, Group: e.Group, Weights: e.Weights, Organs: e.Organs, Founder: e.Founder},
		Host:  e.Host, Position: e.Position, Ranking: e.Ranking, Proxy: e.Proxy,
	}
}

// candidates lists who stands in an election once its vote opens: who was nominated and may
// still sit, where a part of the organ retires or for the rest of a term also who does not sit already; whoever has been a member longest first, then by id. It refuses with NO_CANDIDATES.
func (a txn) candidates(p Proposal, c charter.Charter, rule charter.Rule) ([]string, error) {
	if p.Action != charter.Elect {
		return nil, nil
	}
	nominations, err := a.nominated(p.ID)
	if err != nil {
		return nil, err
	}
	var unfit []string
	if rule.Election.Retires != "" || p.ByElection {
		parties := make([]string, 0, len(nominations))
		for _, n := range nominations {
			parties = append(parties, n.Party)
		}
		if unfit, err = a.unfit(p, c, rule, parties); err != nil {
			return nil, err
		}
	}
	since := map[string]time.Time{}
	var candidates []string
	for _, n := range nominations {
		if err := a.tx.after(n.Stamp); err != nil {
			return nil, err
		}
		fit, err := a.mayStand(p, c, n.Party)
		if err != nil {
			return nil, err
		}
		member, _, err := get[Membership](a.store, MembershipKey(p.Alliance, n.Party))
		if err != nil {
			return nil, err
		}
		if since[n.Party] = member.Since().Time; fit && !slices.Contains(unfit, n.Party) {
			candidates = append(candidates, n.Party)
		}
	}
	if len(candidates) == 0 {
		return nil, refusal.New(refusal.NoCandidates, "proposal", p.ID, "expires", p.Expires.Format(time.RFC3339))
	}
	slices.SortFunc(candidates, func(x, y string) int { return cmp.Or(since[x].Compare(since[y]), cmp.Compare(x, y)) })
	return candidates, nil
}
