package membership

import "time"

// Engine is the version of the rules that this package decides by. It stands in
// every decision.
const Engine = "1"

// maxTally is the most endorsements that a decision reads: one less than the
// number of keys that Fabric gives to a range by default
// (ledger.state.totalQueryLimit, 10,000), beyond which it would fall silent.
const maxTally = 9999

// Tally counts a proposal's endorsements.
type Tally struct {
	For     int `json:"for"`
	Against int `json:"against"`
	Abstain int `json:"abstain"`
}

func (t Tally) of(position Position) int {
	switch position {
	case For:
		return t.For
	case Against:
		return t.Against
	default:
		return t.Abstain
	}
}

func tallyOf(endorsements []Endorsement) Tally {
	var tally Tally
	for _, endorsement := range endorsements {
		switch endorsement.Position {
		case For:
			tally.For++
		case Against:
			tally.Against++
		case Abstain:
			tally.Abstain++
		}
	}
	return tally
}

// Decision is the outcome of a proposal, with the figures that it rests on.
type Decision struct {
	Schema   int            `json:"schema"`
	Proposal string         `json:"proposal"`
	Alliance string         `json:"alliance"`
	Outcome  ProposalStatus `json:"outcome"`
	Tally    Tally          `json:"tally"`
	Figures  []Figure       `json:"figures"`
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
func (Decide) Name() string      { return "Decide" }
func (t Decide) request() string { return "" }
func (Decide) needs() Role       { return Delegate }
func (t Decide) check() error    { return checkProposalID(t.Proposal) }

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
	if err := put(a.store, decisionKey(proposal.ID), decision); err != nil {
		return Event{}, err
	}
	if err := put(a.store, proposalKey(proposal.ID), proposal); err != nil {
		return Event{}, err
	}
	if decision.Outcome == Accepted {
		if err := a.admit(proposal.Alliance, proposal.Subject, proposal.Class, proposal.ID); err != nil {
			return Event{}, err
		}
	}
	return decision.event(proposal), nil
}

// decide works out the outcome. It refuses with NOT_DECIDABLE while the voting
// period runs and the rule does not allow, or the figures do not permit, an
// early decision.
func (a act) decide(proposal Proposal) (Decision, error) {
	if err := a.tx.after(proposal.Filed); err != nil {
		return Decision{}, err
	}
	charter, err := charterOf(a.store, proposal.Alliance, proposal.Charter)
	if err != nil {
		return Decision{}, err
	}
	entries, err := a.store.Scan(endorsementsKey(proposal.ID), maxTally)
	if err != nil {
		return Decision{}, err
	}
	endorsements, err := decodeAll[Endorsement](entries)
	if err != nil {
		return Decision{}, err
	}
	for _, endorsement := range endorsements { // a decision is not older than what it counts
		if err := a.tx.after(endorsement.Stamp); err != nil {
			return Decision{}, err
		}
	}
	rule, tally := charter.Rules.Admit, tallyOf(endorsements)
	figures, met := rule.Pass.evaluate(tally)
	outcome, certain := rule.outcome(met, !a.tx.Time.Before(proposal.Closes))
	if !certain {
		return Decision{}, refuse(NotDecidable, "proposal", proposal.ID, "needed", itoa(figures[0].Needed),
			"actual", itoa(figures[0].Actual), "closes", proposal.Closes.Format(time.RFC3339))
	}
	return Decision{
		Schema: schema, Proposal: proposal.ID, Alliance: proposal.Alliance, Outcome: outcome, Tally: tally, Figures: figures,
		Charter: proposal.Charter, Engine: Engine, By: a.party, Stamp: a.tx.stamp(),
	}, nil
}

// outcome tells what a proposal comes to, and whether that is certain.
func (r Rule) outcome(met, closed bool) (ProposalStatus, bool) {
	switch {
	case met && (closed || r.Early):
		return Accepted, true
	case closed:
		return Rejected, true
	default:
		return Voting, false
	}
}

// event is the same for whoever sends the decision, and whenever.
func (d Decision) event(proposal Proposal) Event {
	return Event{
		Schema: schema, Type: ProposalDecidedAs, Tx: d.Stamp.Tx, Time: d.Stamp.Time, By: d.By,
		Alliance: d.Alliance, Party: proposal.Subject, Proposal: d.Proposal, Class: proposal.Class, Status: string(d.Outcome),
	}
}
