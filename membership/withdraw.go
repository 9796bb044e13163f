package membership

import "time"

// Withdraw takes a proposal back, before its vote has closed. Only the party
// that filed it can.
type Withdraw struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Proposal string `json:"proposal"`
	// About is what is taken back, see Proposal.About.
	About  *About `json:"about,omitempty" metadata:",optional"`
	Reason string `json:"reason,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (Withdraw) Name() string      { return "Withdraw" }
func (t Withdraw) request() string { return t.Request }
func (t Withdraw) actsFor() string { return t.As }
func (Withdraw) needs() Role       { return Officer }

func (t Withdraw) check() error {
	return firstError(checkRequest(t.Request), checkProposalID(t.Proposal), checkAbout(t.About),
		checkText("reason", t.Reason, 0, MaxReason))
}

func (t Withdraw) apply(a act) (Event, error) {
	proposal, err := must[Proposal](a.store, proposalKey(t.Proposal))
	if err := firstError(err, a.about(t.About, proposal)); err != nil {
		return Event{}, err
	}
	if proposal.By != a.party {
		return Event{}, refuse(NotTheFiler, "proposal", proposal.ID, "party", a.party)
	}
	if proposal.Status == Voting {
		err = a.checkVoting(proposal)
	} else if proposal.Status.Settled() {
		err = refuse(ProposalDecided, "proposal", proposal.ID, "status", string(proposal.Status))
	} else {
		err = a.checkFiled(proposal)
	}
	if err != nil {
		return Event{}, err
	}
	stamp := a.tx.stamp()
	proposal.Status, proposal.Withdrawn, proposal.Withdrawal = Withdrawn, &stamp, t.Reason
	event := a.event(ProposalWithdrawn)
	event.Alliance, event.Party, event.Proposal = proposal.Alliance, proposal.Subject, proposal.ID
	event.Action, event.Status = string(proposal.Action), string(Withdrawn)
	return event, put(a.store, proposalKey(proposal.ID), proposal)
}

// checkVoting refuses with PROPOSAL_DECIDED, NOT_VOTING, VOTING_CLOSED or
// TIME_REVERSED. It reads the absent decision: nothing that rests on this check
// is committed after the decision.
func (a act) checkVoting(p Proposal) error {
	decided, err := a.store.Get(decisionKey(p.ID))
	if err != nil {
		return err
	}
	switch {
	case decided != nil || p.Status.Settled():
		return refuse(ProposalDecided, "proposal", p.ID, "status", string(p.Status))
	case p.Status != Voting:
		return refuse(NotVoting, "proposal", p.ID, "status", string(p.Status))
	case !a.tx.Time.Before(p.Closes):
		return refuse(VotingClosed, "proposal", p.ID, "closed", p.Closes.Format(time.RFC3339))
	}
	return a.tx.after(*p.Opened)
}
