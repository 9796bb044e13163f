package charter

import (
	"slices"
	"strconv"

	"allianceregistry/membership/election"
	"allianceregistry/membership/refusal"
)

// Enact refuses an accepted proposal with the code for which the ledger would call it
// void, some members having been suspended since the vote opened: STATE_UNFIT,
// SEAT_UNFIT, ORGAN_FULL, CLASS_FULL or NOTHING_TO_RENEW.
func (o OpenTrial) Enact(suspended []string) error {
	t, p := o.trial, o.poll
	if !p.Action.AboutMember() {
		return nil
	}
	member, found := t.find(p.Subject)
	state := MembershipState("")
	if found {
		state = Active
	}
	if member.Suspended || slices.Contains(suspended, p.Subject) {
		state = Suspended
	}
	if err := p.Action.Fits(p.Alliance, p.Subject, state); err != nil {
		return err
	}
	switch p.Action {
	case SeatAction:
		return t.checkSeat(p, member)
	case Vacate:
		if !slices.Contains(member.Organs, p.Organ) {
			return refusal.New(refusal.SeatUnfit, "organ", p.Organ, "party", p.Subject)
		}
	case Renew:
		if class, err := t.Charter.FindClass(member.Class); err != nil || class.Duration == "" {
			return refusal.First(err, refusal.New(refusal.NothingToRenew, "class", class.ID))
		}
	case Reclassify:
		if p.Class != member.Class {
			return t.checkClass(p.Class)
		}
	}
	return nil
}

// checkSeat refuses with SEAT_UNFIT or ORGAN_FULL.
func (t Trial) checkSeat(p Poll, member TrialMember) error {
	organ, err := t.Charter.FindOrgan(p.Organ)
	if err != nil {
		return err
	}
	section, err := organ.Section(member.Class, t.sealed())
	if err != nil {
		return refusal.New(refusal.SeatUnfit, "organ", organ.ID, "party", p.Subject)
	}
	sits := func(m TrialMember) bool { return slices.Contains(m.Organs, organ.ID) }
	switch {
	case sits(member) || !t.Charter.MaySit(organ, member.Voter) || t.checkStanding(member, SeatRight) != nil:
		return refusal.New(refusal.SeatUnfit, "organ", organ.ID, "party", p.Subject)
	case t.countMembers(func(m TrialMember) bool { return sits(m) && section.Has(m.Class) }) >= section.Seats:
		return refusal.New(refusal.OrganFull, "organ", organ.ID, "seats", strconv.Itoa(section.Seats))
	}
	return nil
}

// checkElection refuses with TOO_MANY or REQUIRED seats that cannot be filled, with NOT_A_MEMBER and
// SEAT_UNFIT a candidate who may not sit.
func (t Trial) checkElection(p Poll, rule Rule) error {
	if rule.Election == nil {
		return nil
	}
	organ, err := t.Charter.FindOrgan(p.Organ)
	if err := refusal.First(err, organ.CheckElected(p.Class)); err != nil {
		return err
	}
	section, err := organ.Section(p.Class, t.sealed())
	if err := refusal.First(err, rule.Election.CheckSeats(section, p.Seats)); err != nil {
		return err
	}
	for _, candidate := range p.Candidates {
		member, err := t.activeMember(candidate)
		if err == nil && (!t.Charter.MaySit(organ, member.Voter) || !section.Has(member.Class) || t.checkStanding(member, SeatRight) != nil) {
			err = refusal.New(refusal.SeatUnfit, "organ", organ.ID, "party", candidate)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// withRetiring is an election on trial with who leaves the organ by it, as if all who sit had sat as long:
// who sits and does not leave is no candidate then.
func (t Trial) withRetiring(p Poll, rule Rule) Poll {
	organ, _ := t.Charter.Organ(p.Organ)
	section, _ := organ.Section(p.Class, t.sealed()) // was checked when it was filed
	var sitting []Sitting
	for _, m := range t.Members {
		if slices.Contains(m.Organs, p.Organ) && section.Has(m.Class) {
			sitting = append(sitting, Sitting{Party: m.Party})
		}
	}
	if p.Retiring = rule.Election.Retiring(sitting); p.Retiring == nil {
		return p
	}
	sits := func(party string) bool {
		return slices.ContainsFunc(sitting, func(s Sitting) bool { return s.Party == party })
	}
	p.Candidates = slices.DeleteFunc(p.Candidates, func(party string) bool { return sits(party) && !p.Leaves(*rule.Election, party) })
	return p
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
		sits := slices.Contains(member.Organs, o.poll.Organ) && !o.poll.Leaves(*o.rule.Election, candidate)
		if !sits && !slices.Contains(suspended, candidate) {
			candidates = append(candidates, candidate)
		}
	}
	return b.Elect(o.poll.Seats, candidates), true
}

// ProxyVote returns a party's vote, cast by a holder that has cast so many for others before.
// It refuses with NO_PROXIES, PROXY_UNFIT and PROXY_LIMIT, and as it refuses either's own vote.
func (o OpenTrial) ProxyVote(holder, party string, position Position, before int) (Cast, error) {
	proxies, has := o.trial.Charter.ProxiesIn(o.rule)
	if !has {
		return Cast{}, refusal.New(refusal.NoProxies, "alliance", "")
	}
	by, err := o.trial.checkVoice(o.rule, holder, false)
	if err != nil {
		return Cast{}, err
	}
	cast, err := o.Vote(party, position)
	if err != nil {
		return cast, err
	}
	votes, err := o.poll.CheckHolder(proxies, by.Voter, cast.Voter)
	if err == nil && votes {
		_, err = o.Vote(holder, position)
	}
	if err == nil && before >= proxies.Most {
		err = refusal.New(refusal.ProxyLimit, "party", holder, "most", strconv.Itoa(proxies.Most))
	}
	cast.Host, cast.Proxy = by.Host, holder
	return cast, err
}
