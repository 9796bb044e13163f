package charter

import (
	"slices"
	"strconv"

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
	sits := func(m TrialMember) bool { return slices.Contains(m.Organs, organ.ID) }
	switch {
	case sits(member) || !t.Charter.MaySit(organ, member.Voter) || t.checkStanding(member, SeatRight) != nil:
		return refusal.New(refusal.SeatUnfit, "organ", organ.ID, "party", p.Subject)
	case t.countMembers(sits) >= organ.Seats:
		return refusal.New(refusal.OrganFull, "organ", organ.ID, "seats", strconv.Itoa(organ.Seats))
	}
	return nil
}
