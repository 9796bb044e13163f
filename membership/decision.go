package membership

import (
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/election"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// maxTally is the most endorsements that a decision reads.
const maxTally = 100_000

// Decision is the outcome of a proposal, with the figures that it rests on.
type Decision struct {
	Schema   int            `json:"schema"`
	Proposal string         `json:"proposal"`
	Alliance string         `json:"alliance"`
	Outcome  ProposalStatus `json:"outcome"`
	Tally    charter.Tally  `json:"tally"`
	// Explanation is the rule with its figures.
	Explanation charter.Explanation `json:"explanation"`
	// Lapsed are the parties whose votes lapsed: members that were not active any
	// more, where the rule says so.
	Lapsed []string `json:"lapsed,omitempty" metadata:",optional"`
	// Extended is how often the vote was prolonged, since too few took part; Late are the parties that
	// voted after its end, which was not prolonged then: their votes do not count.
	Extended int      `json:"extended,omitempty" metadata:",optional"`
	Late     []string `json:"late,omitempty" metadata:",optional"`
	// Step is the vote that decided it, 0 being the first; see Proposal.Steps.
	Step int `json:"step,omitempty" metadata:",optional"`
	// Election is how the ballots of an election were counted; where too few took part none
	// were. Unfit are candidates who could not take a seat any more: they were passed over.
	Election *election.Result `json:"election,omitempty" metadata:",optional"`
	Unfit    []string         `json:"unfit,omitempty" metadata:",optional"`
	// Emergency is why the ordinary rule could not be met, where the emergency rule decided.
	Emergency *charter.OutOfReach `json:"emergency,omitempty" metadata:",optional"`
	// Because is the code for which an accepted proposal is void.
	Because refusal.Code `json:"because,omitempty" metadata:",optional"`
	// Enacts is when the timelock of an accepted proposal ends.
	Enacts time.Time `json:"enacts,omitzero" metadata:",optional"`
	// Charter and Engine are the versions that decided.
	Charter int    `json:"charter"`
	Engine  string `json:"engine"`
	// By is the party that sent the decision; it had no choice in it.
	By    string `json:"by"`
	Stamp Stamp  `json:"stamp"`
}

// Decide settles a proposal, once its rule allows; or puts it to the next vote, where one follows
// upon what this one came to. Any party may send it: the
// content leaves no choice. Sent again, it answers with the first decision.
type Decide struct {
	Proposal string `json:"proposal"`
}

// Name implements Transaction.
func (Decide) Name() string    { return "Decide" }
func (Decide) request() string { return "" }
func (Decide) needs() Role     { return Delegate }
func (t Decide) check() error  { return checkProposalID(t.Proposal) }

func (t Decide) prefetch(string) []Key {
	return []Key{ProposalKey(t.Proposal), decisionKey(t.Proposal)}
}

// apply reads the whole tally: an endorsement that is committed in between
// makes the ledger refuse this decision, and the client sends it again.
func (t Decide) apply(a txn) (Event, error) {
	proposal, err := load[Proposal](a.store, ProposalKey(t.Proposal))
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
	advanced, err := a.advance(&proposal, decision)
	if err != nil {
		return Event{}, err
	}
	if advanced {
		return proposal.openedEvent(), nil
	}
	proposal.Status = decision.Outcome
	if decision.Outcome == Accepted {
		if decision.Election != nil {
			proposal.Elected, proposal.Alternates = decision.Election.Elected, decision.Election.Alternates
		}
		if err := a.accept(&proposal, &decision); err != nil {
			return Event{}, err
		}
	}
	a.put(decisionKey(proposal.ID), decision)
	a.put(ProposalKey(proposal.ID), proposal)
	return decision.event(proposal), nil
}

// accept carries out an accepted proposal, or begins its timelock.
func (a txn) accept(p *Proposal, decision *Decision) error {
	c, err := charterOf(a.store, p.Alliance, p.Charter)
	if err != nil {
		return err
	}
	rule, err := p.rule(c)
	if err != nil {
		return err
	}
	if rule.Timelock != "" {
		p.Status, p.Enacts = Timelocked, c.After(rule.Timelock, a.tx.Time)
		decision.Enacts = p.Enacts
		return nil
	}
	p.Status, decision.Because, err = a.carryOut(*p)
	decision.Outcome = p.Status
	return err
}

// decide works out the outcome of a proposal.
func (a txn) decide(proposal Proposal) (Decision, error) {
	decision := a.newDecision(proposal)
	if err := a.tx.after(proposal.Filed); err != nil {
		return decision, err
	}
	c, err := charterOf(a.store, proposal.Alliance, proposal.Charter)
	if err != nil {
		return decision, err
	}
	if proposal.Status.Settled() { // withdrawn: all else has a decision
		return decision, refusal.New(refusal.ProposalDecided, "proposal", proposal.ID, "status", string(proposal.Status))
	}
	g := Grounds{Proposal: proposal, Charter: c}
	if proposal.Opened != nil {
		if g, err = a.gatherGrounds(proposal, c); err != nil {
			return decision, err
		}
		decision.Lapsed, decision.Unfit = g.Lapsed, g.Unfit
	}
	return g.decide(decision)
}

// newDecision is a decision on a proposal of which nothing is worked out yet.
func (a txn) newDecision(p Proposal) Decision {
	return Decision{
		Schema: form.Schema, Proposal: p.ID, Alliance: p.Alliance,
		Step: p.Step, Charter: p.Charter, Engine: a.tx.Engine, By: a.party, Stamp: a.tx.stamp(),
	}
}

// gatherGrounds reads what a proposal's outcome rests on. It refuses with TIME_REVERSED: a
// decision is not older than what it counts.
func (a txn) gatherGrounds(p Proposal, c charter.Charter) (Grounds, error) {
	if err := a.tx.after(*p.Opened); err != nil {
		return Grounds{}, err
	}
	endorsements, err := scanAll[Endorsement](a.store, endorsementsKey(p.votes()), maxTally)
	if err != nil {
		return Grounds{}, err
	}
	for _, endorsement := range endorsements {
		if err := a.tx.after(endorsement.Stamp); err != nil {
			return Grounds{}, err
		}
	}
	g, err := grounds(a.store, p, c, endorsements, a.voteStands(p))
	if err != nil {
		return g, err
	}
	g.Unfit, err = a.unfitCandidates(p)
	return g, err
}

// event is the same for whoever sends the decision, and whenever.
func (d Decision) event(proposal Proposal) Event {
	return Event{
		Schema: form.Schema, Type: ProposalDecidedAs, Tx: d.Stamp.Tx, Time: d.Stamp.Time, By: d.By,
		Alliance: d.Alliance, Party: proposal.Subject, Proposal: d.Proposal, Class: proposal.Class, Action: string(proposal.Action),
		Status: string(d.Outcome),
	}
}

// two reports whether a transaction runs by the rules of version 2.
func (tx Tx) two() bool { return tx.Engine == charter.EngineTwo }

// Grounds are what a decision rests on: nothing else decides.
type Grounds struct {
	Proposal Proposal
	// Charter is the version that the proposal names, Seal the one that gives its
	// electorate.
	Charter charter.Charter
	Seal    Seal
	// Endorsements are the votes, each member's last; Lapsed are the parties whose
	// votes lapsed, Late those that voted too late, Unfit the candidates who could take no seat any
	// more.
	Endorsements []Endorsement
	Lapsed       []string
	Late         []string
	Unfit        []string
}

// Redecide works out a recorded decision again from what it rests on, by the
// engine of its day: the outcome, the tally and the explanation, which then equal
// the recorded ones, or the record is wrong. It refuses with ENGINE_UNKNOWN a
// decision of an engine that this package does not have, with NO_RULE, with RULE_IN_REACH what an emergency rule could not decide, and with
// NOT_VOTING or NOT_DECIDABLE what could not be decided at the decision's time.
// That an accepted proposal was void, and who was unfit for a seat, it takes from the record: this is not a
// matter of the votes.
func Redecide(recorded Decision, g Grounds) (Decision, error) {
	g.Lapsed, g.Unfit = recorded.Lapsed, recorded.Unfit
	again := recorded
	again.Step = g.Proposal.Step
	again.Outcome, again.Tally, again.Explanation, again.Election, again.Emergency = "", charter.Tally{}, charter.Explanation{}, nil, nil
	again, err := g.decide(again)
	if err != nil {
		return again, err
	}
	if rule, err := g.Proposal.rule(g.Charter); err == nil {
		if _, follows := rule.Follows(g.Proposal.Step, charter.Outcome(again.Outcome)); follows {
			return again, refusal.New(refusal.NotDecidable, "proposal", g.Proposal.ID, "needed", "", "actual", "", "closes", "")
		}
	}
	if again.Outcome == Accepted && recorded.Outcome == Void {
		again.Outcome = Void
	}
	return again, nil
}

// decide fills in a decision's outcome, by the engine that stands in it. It refuses
// with NOT_VOTING what is filed and not yet expired; with NOT_DECIDABLE what is voted
// on, while the voting period runs, unless the rule allows an early decision and the
// outcome is certain.
func (g Grounds) decide(d Decision) (Decision, error) {
	if !slices.Contains(charter.Engines(), d.Engine) {
		return d, refusal.New(refusal.EngineUnknown, "engine", refusal.Clip(d.Engine))
	}
	p, at := g.Proposal, d.Stamp.Time
	rule, err := p.rule(g.Charter)
	if err != nil {
		return d, err
	}
	if p.Opened == nil {
		if at.Before(p.Expires) {
			return d, refusal.New(refusal.NotVoting, "proposal", p.ID, "status", string(p.Status))
		}
		d.Outcome, d.Explanation = Expired, charter.Ballot{Charter: g.Charter, Rule: rule, Engine: d.Engine}.Explain()
		return d, nil
	}
	if p.Emergency {
		why, out := p.outOfReach(g.Charter, g.Seal)
		if !out {
			return d, p.inReach()
		}
		d.Emergency = &why
	}
	end, extended, late := g.prolonged(rule, at)
	g.Late, d.Late, d.Extended = late, late, extended
	votes := g.ballot(rule)
	votes.Engine = d.Engine
	d.Tally, d.Explanation = votes.Tally(), votes.Explain()
	if d.Outcome = ProposalStatus(rule.Outcome(d.Explanation, !at.Before(end))); d.Outcome == Voting {
		first := d.Explanation.Leaves()[0].Figure
		return d, refusal.New(refusal.NotDecidable, "proposal", p.ID, "needed", strconv.Itoa(first.Needed),
			"actual", strconv.Itoa(first.Actual), "closes", end.Format(time.RFC3339))
	}
	if d.Outcome == Accepted && rule.Election != nil {
		g.elect(&d, votes)
	}
	return d, nil
}

// elect counts the ballots of an election in which enough took part. Who is unfit is passed
// over; where nobody is elected the election has failed.
func (g Grounds) elect(d *Decision, votes charter.Ballot) {
	var candidates []string
	for _, candidate := range g.Proposal.Candidates {
		if !slices.Contains(g.Unfit, candidate) {
			candidates = append(candidates, candidate)
		}
	}
	result := votes.Elect(g.Proposal.Seats, candidates)
	d.Election = &result
	if len(result.Elected) == 0 {
		d.Outcome = Rejected
	}
}
