// Package trial decides proposals that nobody made: a charter is tried before anybody
// lives by it, or a vote before anybody casts it.
//
//	Vote.Run  a proposal on trial, its sponsors and votes by name ─► Verdict
//	WhatIf    so many votes for and against ─► Verdict, of members made up or given
//	Example   members for a charter that has none yet
//
// What comes out is what the ledger would decide: it is the same engine (package charter).
// Who may not vote is refused here too, and with the same code.
package trial

import (
	"errors"
	"maps"
	"slices"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/election"
	"allianceregistry/membership/refusal"
)

// Outcome is what comes of a trial.
type Outcome string

// The outcomes.
const (
	Accepted     Outcome = "accepted" // also where a timelock runs before it is enacted
	Rejected     Outcome = "rejected"
	Open         Outcome = "open"          // the voting period runs, and nothing is certain
	NotSponsored Outcome = "not sponsored" // it could not be put to the vote
	Refused      Outcome = "refused"       // it could not be proposed
	Void         Outcome = "void"          // accepted, but there would be nothing left to do
)

// Outcomes lists the outcomes.
func Outcomes() []Outcome {
	return []Outcome{Accepted, Rejected, Open, NotSponsored, Refused, Void}
}

// Positions are those of votes, in the order in which they are cast here.
func Positions() []charter.Position {
	return []charter.Position{charter.For, charter.Against, charter.Abstain}
}

// Vote is a proposal on trial, and who says what. Members stand by their ids.
type Vote struct {
	Trial    charter.Trial
	Sponsors []string
	Votes    map[charter.Position][]string
	// Ballots are candidates by the member who votes for them in an election.
	Ballots map[string][]string
	// Proxies are the holders of those whose votes they cast, by the principals' ids.
	Proxies map[string]string
	// Suspended are members who were suspended after they voted.
	Suspended []string
	// Closed says that the voting period is over.
	Closed bool
}

// Verdict is what came of a vote.
type Verdict struct {
	Outcome Outcome `json:"outcome"`
	// Code and Params are for what the proposal was refused, not put to the vote, or void.
	Code   refusal.Code      `json:"code,omitempty"`
	Params map[string]string `json:"params,omitempty"`
	// Refused are the votes and sponsorships that were refused.
	Refused []Refusal      `json:"refused,omitempty"`
	Tally   *charter.Tally `json:"tally,omitempty"`
	// Explanation is the rule with its figures, if it came to a vote.
	Explanation *charter.Explanation `json:"explanation,omitempty"`
	// Election is how the ballots of an election were counted.
	Election *election.Result `json:"election,omitempty"`
}

// Refusal is a vote or a sponsorship that was refused.
type Refusal struct {
	Party    string            `json:"party"`
	Position charter.Position  `json:"position"`
	Code     refusal.Code      `json:"code"`
	Params   map[string]string `json:"params,omitempty"`
}

// Refuse enters why a proposal was refused, or not put to the vote.
func (v *Verdict) Refuse(err error) {
	v.Outcome = Refused
	var denied *refusal.Error
	if errors.As(err, &denied) {
		v.Code, v.Params = denied.Code, denied.Params
	}
	if v.Code == refusal.SponsorsMissing {
		v.Outcome = NotSponsored
	}
}

// Run files the proposal, collects the sponsorships and the votes, and decides.
func (v Vote) Run() (verdict Verdict) {
	rule, err := v.Trial.File()
	if err != nil {
		verdict.Refuse(err)
		return verdict
	}
	sponsors := verdict.collect(charter.Sponsor, v.Sponsors, func(party string) (charter.Cast, error) {
		return v.Trial.Sponsor(rule, party)
	})
	open, err := v.Trial.Open(rule, sponsors)
	if err != nil {
		verdict.Refuse(err)
		return verdict
	}
	var votes []charter.Cast
	represented := map[string]int{}
	for _, position := range Positions() {
		votes = append(votes, verdict.collect(position, v.Votes[position], func(party string) (charter.Cast, error) {
			holder := v.Proxies[party]
			if holder == "" {
				return open.Vote(party, position)
			}
			cast, err := open.ProxyVote(holder, party, position, represented[holder])
			if err == nil {
				represented[holder]++
			}
			return cast, err
		})...)
	}
	votes = append(votes, verdict.collect(charter.For, slices.Sorted(maps.Keys(v.Ballots)), func(party string) (charter.Cast, error) {
		return open.Rank(party, v.Ballots[party])
	})...)
	if rule.Suspended == charter.SuspendedLapse {
		votes = slices.DeleteFunc(votes, func(c charter.Cast) bool { return slices.Contains(v.Suspended, c.Party) })
	}
	verdict.decide(v, open, votes)
	return verdict
}

// collect casts what members say, and enters what is refused of it.
func (v *Verdict) collect(position charter.Position, parties []string, take func(string) (charter.Cast, error)) []charter.Cast {
	var casts []charter.Cast
	for _, party := range parties {
		cast, err := take(party)
		var denied *refusal.Error
		if errors.As(err, &denied) {
			v.Refused = append(v.Refused, Refusal{party, position, denied.Code, denied.Params})
			continue
		}
		casts = append(casts, cast)
	}
	return casts
}

// decide enters what the votes come to.
func (v *Verdict) decide(vote Vote, open charter.OpenTrial, votes []charter.Cast) {
	ballot := open.Ballot(votes)
	tally, explanation := ballot.Tally(), ballot.Explain()
	v.Tally, v.Explanation = &tally, &explanation
	switch open.Outcome(explanation, vote.Closed) {
	case charter.Passed:
		v.Outcome = Accepted
		if result, elects := open.Elect(ballot, vote.Suspended); elects {
			if v.Election = &result; len(result.Elected) == 0 {
				v.Outcome = Rejected
			}
		}
		if err := open.Enact(vote.Suspended); err != nil {
			v.Refuse(err)
			v.Outcome = Void
		}
	case charter.Failed:
		v.Outcome = Rejected
	default:
		v.Outcome = Open
	}
}
