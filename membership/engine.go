package membership

import (
	"slices"
	"strconv"
	"time"
)

// Engine is the version of the rules that this package runs by. It stands in every
// decision, so that an old one is decided again by the rules of its day. Whoever
// changes what is recorded after the same requests gives the rules a new version,
// and leaves the old ones here: docs/adr/0012 says what is different in which.
const Engine = "3"

// engineTwo is the version before: affiliates of several classes voted in each of
// them, and much that is refused now was not.
const engineTwo = "2"

// Engines lists the versions by which something is or was recorded, the oldest first.
func Engines() []string { return []string{engineTwo, Engine} }

// two tells whether a transaction runs by the rules of version 2.
func (tx Tx) two() bool { return tx.Engine == engineTwo }

// Grounds are what a decision rests on: nothing else decides.
type Grounds struct {
	Proposal Proposal
	// Charter is the version that the proposal names, Seal the one that gives its
	// electorate.
	Charter Charter
	Seal    Seal
	// Endorsements are the votes, each member's last; Lapsed are the parties whose
	// votes lapsed.
	Endorsements []Endorsement
	Lapsed       []string
}

// Redecide works out a recorded decision again from what it rests on, by the
// engine of its day: the outcome, the tally and the explanation, which then equal
// the recorded ones, or the record is wrong. It refuses with ENGINE_UNKNOWN a
// decision of an engine that this package does not have, with NO_RULE, and with
// NOT_VOTING or NOT_DECIDABLE what could not be decided at the decision's time.
// That an accepted proposal was void it takes from the record: this is not a
// matter of the votes.
func Redecide(recorded Decision, g Grounds) (Decision, error) {
	g.Lapsed = recorded.Lapsed
	again := recorded
	again.Outcome, again.Tally, again.Explanation = "", Tally{}, Explanation{}
	again, err := g.decide(again)
	if err == nil && again.Outcome == Accepted && recorded.Outcome == Void {
		again.Outcome = Void
	}
	return again, err
}

// decide fills in a decision's outcome, by the engine that stands in it. It refuses
// with NOT_VOTING what is filed and not yet expired; with NOT_DECIDABLE what is voted
// on, while the voting period runs, unless the rule allows an early decision and the
// outcome is certain.
func (g Grounds) decide(d Decision) (Decision, error) {
	if !slices.Contains(Engines(), d.Engine) {
		return d, refuse(EngineUnknown, "engine", clip(d.Engine))
	}
	p, at := g.Proposal, d.Stamp.Time
	rule, err := p.rule(g.Charter)
	if err != nil {
		return d, err
	}
	if p.Opened == nil {
		if at.Before(p.Expires) {
			return d, refuse(NotVoting, "proposal", p.ID, "status", string(p.Status))
		}
		d.Outcome, d.Explanation = Expired, Ballot{Charter: g.Charter, Rule: rule, engine: d.Engine}.Explain()
		return d, nil
	}
	votes := g.ballot(rule)
	votes.engine = d.Engine
	d.Tally, d.Explanation = votes.Tally(), votes.Explain()
	if d.Outcome = ProposalStatus(rule.outcome(d.Explanation, !at.Before(p.Closes))); d.Outcome == Voting {
		first := d.Explanation.leaves()[0]
		return d, refuse(NotDecidable, "proposal", p.ID, "needed", strconv.Itoa(first.Needed),
			"actual", strconv.Itoa(first.Actual), "closes", p.Closes.Format(time.RFC3339))
	}
	return d, nil
}
