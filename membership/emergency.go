package membership

import (
	"slices"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// outOfReach is why the rule could not be met in whose place an emergency rule decides a proposal: by
// the members of a seal, and by those whom it names one by one, as they were then.
func (p Proposal) outOfReach(c charter.Charter, seal Seal) (charter.OutOfReach, bool) {
	key, found := c.OrdinaryKey(p.poll().Matter())
	if !found {
		return charter.OutOfReach{}, false
	}
	return c.OutOfReach(key, c.AsItIs(seal.Blocs, p.Ordinary))
}

// inReach refuses with RULE_IN_REACH.
func (p Proposal) inReach() error {
	return refusal.New(refusal.RuleInReach, "alliance", p.Alliance, "action", string(p.Action))
}

// checkEmergency refuses with RULE_IN_REACH a proposal by an emergency rule, unless the
// ordinary one is out of reach of the members of the last seal; with SEAL_STALE and TIME_REVERSED if that
// may not be voted by.
func (a txn) checkEmergency(p Proposal, c charter.Charter) error {
	if !p.Emergency {
		return nil
	}
	seal, err := a.votableSeal(p.Alliance, c)
	if err == nil {
		p.Seal = seal.Epoch
		err = a.pinOrdinary(&p, c, seal)
	}
	return err
}

// pinOrdinary enters whom the ordinary rule names one by one, and refuses with
// RULE_IN_REACH where it can be met.
func (a txn) pinOrdinary(p *Proposal, c charter.Charter, seal Seal) error {
	if !p.Emergency {
		return nil
	}
	key, found := c.OrdinaryKey(p.poll().Matter())
	if !found {
		return p.inReach()
	}
	parties, err := a.partiesNamed(p.Alliance, c.Rules[key].Whos())
	if err != nil {
		return err
	}
	states := []charter.MembershipState{charter.Active, charter.Suspended}
	if p.Ordinary, err = a.votersOf(*p, c, parties, states); err != nil {
		return err
	}
	if _, out := p.outOfReach(c, seal); !out {
		return p.inReach()
	}
	return nil
}

// votersOf are those of some parties who are members at the seal of a proposal, in one of these states.
func (a txn) votersOf(p Proposal, c charter.Charter, parties []string, states []charter.MembershipState) ([]charter.Voter, error) {
	var voters []charter.Voter
	for _, party := range parties {
		member, found, err := get[Membership](a.store, MembershipKey(p.Alliance, party))
		if err != nil {
			return nil, err
		}
		period, there := member.AtEpoch(p.Seal)
		if !found || !there || !slices.Contains(states, period.State) {
			continue
		}
		voter, err := a.voter(p.Alliance, c, member, period.presence())
		if err != nil {
			return nil, err
		}
		voters = append(voters, voter)
	}
	return voters, nil
}
