package membership

import "time"

// Engine is the version of the rules that this package decides by. It stands in
// every decision.
const Engine = "2"

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
	rule, err := charter.rule(*p)
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
		Charter: proposal.Charter, Engine: Engine, By: a.party, Stamp: a.tx.stamp(),
	}
	if err := a.tx.after(proposal.Filed); err != nil {
		return decision, err
	}
	charter, err := charterOf(a.store, proposal.Alliance, proposal.Charter)
	if err != nil {
		return decision, err
	}
	rule, err := charter.rule(proposal)
	if err != nil {
		return decision, err
	}
	switch {
	case proposal.Status.Settled(): // withdrawn: all else has a decision
		return decision, refuse(ProposalDecided, "proposal", proposal.ID, "status", string(proposal.Status))
	case proposal.Status == Filed:
		return a.expire(proposal, charter, rule, decision)
	}
	return a.count(proposal, charter, rule, decision)
}

// expire settles a proposal that was not put to the vote in time. It refuses
// with NOT_VOTING while there is time.
func (a act) expire(proposal Proposal, charter Charter, rule Rule, decision Decision) (Decision, error) {
	if a.tx.Time.Before(proposal.Expires) {
		return decision, refuse(NotVoting, "proposal", proposal.ID, "status", string(proposal.Status))
	}
	decision.Outcome, decision.Explanation = Expired, Ballot{Charter: charter, Rule: rule}.Explain()
	return decision, nil
}

// count settles a proposal by its votes. It refuses with NOT_DECIDABLE while the
// voting period runs, unless the rule allows an early decision and the outcome
// is certain.
func (a act) count(proposal Proposal, charter Charter, rule Rule, decision Decision) (Decision, error) {
	if err := a.tx.after(*proposal.Opened); err != nil {
		return decision, err
	}
	endorsements, err := scanAll[Endorsement](a.store, endorsementsKey(proposal.ID), maxTally)
	if err != nil {
		return decision, err
	}
	for _, endorsement := range endorsements { // a decision is not older than what it counts
		if err := a.tx.after(endorsement.Stamp); err != nil {
			return decision, err
		}
	}
	votes, err := ballot(a.store, proposal, charter, rule, endorsements)
	if err != nil {
		return decision, err
	}
	decision.Tally, decision.Explanation = votes.Tally(), votes.Explain()
	decision.Outcome = rule.reached(decision.Explanation, !a.tx.Time.Before(proposal.Closes))
	if decision.Outcome == Voting {
		first := decision.Explanation.leaves()[0]
		return decision, refuse(NotDecidable, "proposal", proposal.ID, "needed", itoa(first.Needed),
			"actual", itoa(first.Actual), "closes", proposal.Closes.Format(time.RFC3339))
	}
	return decision, nil
}

// event is the same for whoever sends the decision, and whenever.
func (d Decision) event(proposal Proposal) Event {
	status := d.Outcome
	if !d.Enacts.IsZero() {
		status = Timelocked
	}
	return Event{
		Schema: schema, Type: ProposalDecidedAs, Tx: d.Stamp.Tx, Time: d.Stamp.Time, By: d.By,
		Alliance: d.Alliance, Party: proposal.Subject, Proposal: d.Proposal, Class: proposal.Class, Action: string(proposal.Action),
		Status: string(status),
	}
}
