package charter

import (
	"slices"

	"allianceregistry/membership/election"
	"allianceregistry/membership/refusal"
)

// checkElection refuses with TOO_MANY or REQUIRED seats that cannot be filled, with NOT_A_MEMBER and
// SEAT_UNFIT a candidate who may not sit.
func (t Trial) checkElection(p Poll, rule Rule) error {
	if rule.Election == nil {
		return nil
	}
	organ, err := t.Charter.FindOrgan(p.Organ)
	if err := refusal.First(err, rule.Election.CheckSeats(organ, p.Seats)); err != nil {
		return err
	}
	for _, candidate := range p.Candidates {
		member, err := t.activeMember(candidate)
		if err == nil && (!t.Charter.MaySit(organ, member.Voter) || t.checkStanding(member, SeatRight) != nil) {
			err = refusal.New(refusal.SeatUnfit, "organ", organ.ID, "party", candidate)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Elect counts the ballots of an election in which enough took part, some members having been
// suspended since the vote opened; false if the rule elects nobody.
func (o OpenTrial) Elect(b Ballot, suspended []string) (election.Result, bool) {
	if o.rule.Election == nil {
		return election.Result{}, false
	}
	var candidates []string
	for _, candidate := range o.poll.Candidates {
		member, _ := o.trial.find(candidate)
		sits := slices.Contains(member.Organs, o.poll.Organ) && !o.rule.Election.Renews
		if !sits && !slices.Contains(suspended, candidate) {
			candidates = append(candidates, candidate)
		}
	}
	return b.Elect(o.poll.Seats, candidates), true
}
