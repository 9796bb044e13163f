package membership

import "time"

// PutToVote opens the vote on a filed proposal, once it has its sponsors. Any
// party may send it; sent again it answers with the first time.
type PutToVote struct {
	Proposal string `json:"proposal"`
}

// Name implements Transaction.
func (PutToVote) Name() string    { return "PutToVote" }
func (PutToVote) request() string { return "" }
func (PutToVote) needs() Role     { return Delegate }
func (t PutToVote) check() error  { return checkProposalID(t.Proposal) }

func (t PutToVote) apply(a act) (Event, error) {
	proposal, err := must[Proposal](a.store, proposalKey(t.Proposal))
	if err != nil {
		return Event{}, err
	}
	if proposal.Opened != nil {
		return proposal.openedEvent(), nil
	}
	if err := a.checkFiled(proposal); err != nil {
		return Event{}, err
	}
	charter, err := charterOf(a.store, proposal.Alliance, proposal.Charter)
	if err != nil {
		return Event{}, err
	}
	rule, err := charter.rule(proposal)
	if err != nil {
		return Event{}, err
	}
	sponsors, err := scanAll[Endorsement](a.store, sponsorshipsKey(proposal.ID), maxTally)
	if err != nil {
		return Event{}, err
	}
	if len(sponsors) < rule.Sponsors {
		return Event{}, refuse(SponsorsMissing, "proposal", proposal.ID, "needed", itoa(rule.Sponsors),
			"actual", itoa(len(sponsors)), "expires", proposal.Expires.Format(time.RFC3339))
	}
	for _, sponsor := range sponsors {
		if err := a.tx.after(sponsor.Stamp); err != nil {
			return Event{}, err
		}
	}
	if err := a.putToVote(&proposal, charter, rule); err != nil {
		return Event{}, err
	}
	return proposal.openedEvent(), put(a.store, proposalKey(proposal.ID), proposal)
}

// checkFiled refuses with NOT_FILED, PROPOSAL_EXPIRED or TIME_REVERSED.
func (a act) checkFiled(p Proposal) error {
	if p.Status != Filed {
		return refuse(NotFiled, "proposal", p.ID, "status", string(p.Status))
	}
	if !a.tx.Time.Before(p.Expires) {
		return refuse(ProposalExpired, "proposal", p.ID, "expired", p.Expires.Format(time.RFC3339))
	}
	return a.tx.after(p.Filed)
}

// putToVote pins the last seal: it fixes who may vote, and what shares are taken
// of. The subject of a proposal about a member has no vote on it.
func (a act) putToVote(p *Proposal, charter Charter, rule Rule) error {
	seal, err := a.recent(p.Alliance, charter)
	if err != nil {
		return err
	}
	stamp := a.tx.stamp()
	p.Status, p.Opened, p.OpenedBy, p.Closes = Voting, &stamp, a.party, rule.closes(a.tx.Time)
	p.Seal, p.Electorate = seal.Epoch, seal.voters(charter)
	subject, _, err := get[Membership](a.store, membershipKey(p.Alliance, p.Subject))
	if err != nil {
		return err
	}
	if votes(subject, seal.Epoch, charter) {
		p.Electorate--
	}
	return nil
}

// votes tells whether a member had a vote at the end of an epoch.
func votes(member Membership, epoch int, charter Charter) bool {
	period, there := member.AtEpoch(epoch)
	if !there || period.State != Active {
		return false
	}
	class, found := charter.Class(period.Class)
	return found && class.permits(Vote) == nil
}

func (p Proposal) openedEvent() Event {
	return Event{
		Schema: schema, Type: ProposalPutToVote, Tx: p.Opened.Tx, Time: p.Opened.Time, By: p.OpenedBy, Alliance: p.Alliance,
		Party: p.Subject, Proposal: p.ID, Action: string(p.Action), Status: string(Voting), Epoch: p.Seal,
	}
}
