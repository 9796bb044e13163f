package membership

import (
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// begin puts a proposal to the vote; or, where its rule takes none, decides it.
func (a txn) begin(p *Proposal, c charter.Charter, rule charter.Rule, sponsors []Endorsement) error {
	if !rule.Open {
		return a.putToVote(p, c, rule, sponsors)
	}
	return a.enter(p, c)
}

// enter accepts a proposal without a vote. It has a decision as any other has, by the
// party that sent it; Opened says when it came to it, and Closes is the same moment. It
// refuses with TIME_REVERSED.
func (a txn) enter(p *Proposal, c charter.Charter) error {
	seal, err := lastSeal(a.store, p.Alliance)
	if err == nil {
		err = a.tx.after(seal.Stamp)
	}
	if err != nil {
		return err
	}
	stamp := a.tx.stamp()
	p.Opened, p.OpenedBy, p.Closes, p.Seal = &stamp, a.party, a.tx.Time, seal.Epoch
	decision, err := Grounds{Proposal: *p, Charter: c, Seal: seal}.decide(a.newDecision(*p))
	if err != nil {
		return err
	}
	p.Status = decision.Outcome
	if err := a.accept(p, &decision); err != nil {
		return err
	}
	a.put(decisionKey(p.ID), decision)
	return nil
}

// newDecision is a decision on a proposal of which nothing is worked out yet.
func (a txn) newDecision(p Proposal) Decision {
	return Decision{
		Schema: form.Schema, Proposal: p.ID, Alliance: p.Alliance,
		Charter: p.Charter, Engine: a.tx.Engine, By: a.party, Stamp: a.tx.stamp(),
	}
}

// openedAs is the status that a proposal came to when it was put to the vote, or was
// entered without one.
func (p Proposal) openedAs() ProposalStatus {
	if p.Opened.Time.Before(p.Closes) {
		return Voting
	}
	return Accepted
}
