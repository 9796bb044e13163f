package membership

import "time"

// maxTally is the most endorsements that a decision reads.
const maxTally = 100_000

// Decision is the outcome of a proposal, with the figures that it rests on.
type Decision struct {
	Schema   int            `json:"schema"`
	Proposal string         `json:"proposal"`
	Alliance string         `json:"alliance"`
	Outcome  ProposalStatus `json:"outcome"`
	Tally    Tally          `json:"tally"`
	// Explanation is the rule with its figures.
	Explanation Explanation `json:"explanation"`
	// Lapsed are the parties whose votes lapsed: members that were not active any
	// more, where the rule says so.
	Lapsed []string `json:"lapsed,omitempty" metadata:",optional"`
	// Because is the code for which an accepted proposal is void.
	Because Code `json:"because,omitempty" metadata:",optional"`
	// Enacts is when the timelock of an accepted proposal ends.
	Enacts time.Time `json:"enacts,omitzero" metadata:",optional"`
	// Charter and Engine are the versions that decided.
	Charter int    `json:"charter"`
	Engine  string `json:"engine"`
	// By is the party that sent the decision; it had no choice in it.
	By    string `json:"by"`
	Stamp Stamp  `json:"stamp"`
}

// Decide settles a proposal, once its rule allows. Any party may send it: the
// content leaves no choice. Sent again, it answers with the first decision.
type Decide struct {
	Proposal string `json:"proposal"`
}

// Name implements Transaction.
func (Decide) Name() string    { return "Decide" }
func (Decide) request() string { return "" }
func (Decide) needs() Role     { return Delegate }
func (t Decide) check() error  { return checkProposalID(t.Proposal) }

// apply reads the whole tally: an endorsement that is committed in between
// makes the ledger refuse this decision, and the client sends it again.
func (t Decide) apply(a act) (Event, error) {
	proposal, err := must[Proposal](a.store, proposalKey(t.Proposal))
	if err != nil {
		return Event{}, err
	}
	decided, found, err := get[Decision](a.store, decisionKey(t.Proposal))
	if err != nil {
		return Event{}, err
	}
	if found {
		return decided.event(proposal), nil
	}
	decision, err := a.decide(proposal)
	if err != nil {
		return Event{}, err
	}
	proposal.Status = decision.Outcome
	if decision.Outcome == Accepted {
		if err := a.accept(&proposal, &decision); err != nil {
			return Event{}, err
		}
	}
	if err := put(a.store, decisionKey(proposal.ID), decision); err != nil {
		return Event{}, err
	}
	return decision.event(proposal), put(a.store, proposalKey(proposal.ID), proposal)
}

// accept carries out an accepted proposal, or begins its timelock.
func (a act) accept(p *Proposal, decision *Decision) error {
	charter, err := charterOf(a.store, p.Alliance, p.Charter)
	if err != nil {
		return err
	}
	rule, err := p.rule(charter)
	if err != nil {
		return err
	}
	if rule.Timelock != "" {
		p.Status, p.Enacts = Timelocked, a.tx.Time.Add(rule.Timelock.length())
		decision.Enacts = p.Enacts
		return nil
	}
	p.Status, decision.Because, err = a.carryOut(*p)
	decision.Outcome = p.Status
	return err
}

// decide works out the outcome of a proposal.
func (a act) decide(proposal Proposal) (Decision, error) {
	decision := Decision{
		Schema: schema, Proposal: proposal.ID, Alliance: proposal.Alliance,
		Charter: proposal.Charter, Engine: a.tx.Engine, By: a.party, Stamp: a.tx.stamp(),
	}
	if err := a.tx.after(proposal.Filed); err != nil {
		return decision, err
	}
	charter, err := charterOf(a.store, proposal.Alliance, proposal.Charter)
	if err != nil {
		return decision, err
	}
	if proposal.Status.Settled() { // withdrawn: all else has a decision
		return decision, refuse(ProposalDecided, "proposal", proposal.ID, "status", string(proposal.Status))
	}
	so := Grounds{Proposal: proposal, Charter: charter}
	if proposal.Opened != nil {
		if so, err = a.voted(proposal, charter); err != nil {
			return decision, err
		}
		decision.Lapsed = so.Lapsed
	}
	return so.decide(decision)
}

// voted reads what a proposal's outcome rests on. It refuses with TIME_REVERSED: a
// decision is not older than what it counts.
func (a act) voted(p Proposal, charter Charter) (Grounds, error) {
	if err := a.tx.after(*p.Opened); err != nil {
		return Grounds{}, err
	}
	endorsements, err := scanAll[Endorsement](a.store, endorsementsKey(p.ID), maxTally)
	if err != nil {
		return Grounds{}, err
	}
	for _, endorsement := range endorsements {
		if err := a.tx.after(endorsement.Stamp); err != nil {
			return Grounds{}, err
		}
	}
	return grounds(a.store, p, charter, endorsements, a.stands(p))
}

// event is the same for whoever sends the decision, and whenever.
func (d Decision) event(proposal Proposal) Event {
	return Event{
		Schema: schema, Type: ProposalDecidedAs, Tx: d.Stamp.Tx, Time: d.Stamp.Time, By: d.By,
		Alliance: d.Alliance, Party: proposal.Subject, Proposal: d.Proposal, Class: proposal.Class, Action: string(proposal.Action),
		Status: string(d.Outcome),
	}
}
