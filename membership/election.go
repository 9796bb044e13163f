package membership

import (
	"slices"
	"strconv"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/election"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// checkRanking refuses a list of candidates that no election can have.
func checkRanking(ranking []string) error {
	if len(ranking) > election.MaxCandidates {
		return refusal.New(refusal.TooMany, "what", "candidates", "most", strconv.Itoa(election.MaxCandidates))
	}
	for i, party := range ranking {
		if err := form.CheckID("ranking", party); err != nil {
			return err
		}
		if slices.Contains(ranking[:i], party) {
			return refusal.New(refusal.BadID, "field", "ranking", "value", party)
		}
	}
	return nil
}

// checkBallot refuses what an election does not take for a ballot, and elsewhere with UNWANTED,
// or by rules before version 5 with UNKNOWN_FIELD, any. A sponsorship is none.
func (a txn) checkBallot(p Proposal, rule charter.Rule, t Endorse) error {
	switch {
	case len(t.Ranking) > 0 && charter.Before(a.tx.Engine, charter.EngineFive):
		return refusal.New(refusal.UnknownField, "field", "ranking", "fields", "")
	case rule.Election == nil || t.Position == charter.Sponsor:
		if len(t.Ranking) > 0 {
			return refusal.New(refusal.Unwanted, "field", "ranking", "action", string(p.Action))
		}
		return nil
	}
	return rule.Election.CheckBallot(p.poll(), t.Position, t.Ranking)
}

// checkSeats refuses with UNKNOWN_ORGAN, NO_RULE, REQUIRED and TOO_MANY an election of an organ
// that is none, or of seats that it has not.
func (p Proposal) checkSeats(c charter.Charter) error {
	organ, err := c.FindOrgan(p.Organ)
	if err != nil {
		return err
	}
	rule, err := p.rule(c)
	if err != nil {
		return err
	}
	return rule.Election.CheckSeats(organ, p.Seats)
}

// unfitCandidates lists the candidates of an election who can take no seat now: who is no active
// member, may not sit any more, or sits already where an election fills empty seats alone.
func (a txn) unfitCandidates(p Proposal) ([]string, error) {
	if p.Action != charter.Elect {
		return nil, nil
	}
	_, c, err := a.loadOpenAlliance(p.Alliance)
	if err != nil {
		return nil, err
	}
	decided, err := charterOf(a.store, p.Alliance, p.Charter)
	if err != nil {
		return nil, err
	}
	rule, err := p.rule(decided)
	if err != nil {
		return nil, err
	}
	return a.unfit(p, c, rule, p.Candidates)
}

// unfit lists those of some parties who can take no seat now, by the charter that is in force.
func (a txn) unfit(p Proposal, c charter.Charter, rule charter.Rule, parties []string) ([]string, error) {
	held, err := a.seats(p.Alliance, p.Organ)
	if err != nil {
		return nil, err
	}
	var unfit []string
	for _, party := range parties {
		fit, err := a.mayStand(p, c, party)
		if err != nil {
			return nil, err
		}
		if !fit || !rule.Election.Renews && slices.ContainsFunc(held, func(s Seat) bool { return s.Party == party }) {
			unfit = append(unfit, party)
		}
	}
	return unfit, nil
}

// elect counts the ballots of an election in which enough took part. Who is unfit is passed
// over; where nobody is elected the election has failed.
func (g Grounds) elect(d *Decision, votes charter.Ballot) {
	var candidates []string
	for _, candidate := range g.Proposal.Candidates {
		if !slices.Contains(g.Unfit, candidate) {
			candidates = append(candidates, candidate)
		}
	}
	result := votes.Elect(g.Proposal.Seats, candidates)
	d.Election = &result
	if len(result.Elected) == 0 {
		d.Outcome = Rejected
	}
}

// seatElected gives the elected their seats; where the election renews the organ, who else sits
// in it leaves. Who has become unfit while a timelock ran gets none. It refuses with
// UNKNOWN_ORGAN, SEAT_UNFIT if nobody is left, and ORGAN_FULL.
func (a txn) seatElected(p Proposal, c charter.Charter, rule charter.Rule) error {
	organ, err := c.FindOrgan(p.Organ)
	if err != nil {
		return err
	}
	unfit, err := a.unfit(p, c, rule, p.Elected)
	if err != nil {
		return err
	}
	elected := slices.DeleteFunc(slices.Clone(p.Elected), func(party string) bool { return slices.Contains(unfit, party) })
	held, err := a.seats(p.Alliance, organ.ID)
	if err != nil {
		return err
	}
	taken := len(elected)
	if !rule.Election.Renews {
		taken += len(held)
	}
	switch {
	case len(elected) == 0:
		return refusal.New(refusal.SeatUnfit, "organ", organ.ID, "party", p.Elected[0])
	case taken > organ.Seats:
		return refusal.New(refusal.OrganFull, "organ", organ.ID, "seats", strconv.Itoa(organ.Seats))
	}
	for _, seat := range held {
		if rule.Election.Renews && !slices.Contains(elected, seat.Party) {
			stamp := a.tx.stamp()
			seat.Vacated = &stamp
			a.writeSeat(seat)
		}
	}
	for _, party := range elected {
		if err := a.takeSeat(p.Alliance, c, organ, party, p.ID); err != nil {
			return err
		}
	}
	return nil
}
