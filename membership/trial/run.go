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
	// Prolonged are the votes that were given in each of its extensions, which are over too.
	Prolonged []map[charter.Position][]string
	// Steps are the votes that follow upon this one. What comes to one that is not there is open.
	Steps []Step
}

// Step is a vote that follows upon another.
type Step struct {
	Votes     map[charter.Position][]string
	Proxies   map[string]string
	Suspended []string
	Closed    bool
	Prolonged []map[charter.Position][]string
}

// vote is a step as a vote.
func (s Step) vote() Vote {
	return Vote{Votes: s.Votes, Proxies: s.Proxies, Suspended: s.Suspended, Closed: s.Closed, Prolonged: s.Prolonged}
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
	// Step is the vote that decided, or that is next, 0 being the first; Before is what the votes
	// before came to.
	Step   int       `json:"step,omitempty"`
	Before []Verdict `json:"before,omitempty"`
	// Extended is how often the vote was prolonged.
	Extended int `json:"extended,omitempty"`
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
	verdict.vote(v, open)
	for step := 0; verdict.Outcome == Accepted || verdict.Outcome == Rejected; step++ {
		next, follows, err := open.Next(charter.Outcome(verdict.Outcome), sponsors)
		if !follows {
			break
		}
		if step >= len(v.Steps) {
			verdict.Outcome, verdict.Step = Open, step+1
			return verdict
		}
		verdict, open = Verdict{Before: append(verdict.Before, verdict.alone()), Refused: verdict.Refused, Step: step + 1}, next
		if err != nil {
			verdict.Refuse(err)
			return verdict
		}
		verdict.vote(v.Steps[step].vote(), open)
	}
	if err := open.Enact(v.suspended()); verdict.Outcome == Accepted && err != nil {
		verdict.Refuse(err)
		verdict.Outcome = Void
	}
	return verdict
}

// alone is what a vote came to, without what was before it.
func (v Verdict) alone() Verdict {
	v.Before, v.Refused = nil, nil
	return v
}

// suspended are the members who were suspended after some vote.
func (v Vote) suspended() []string {
	all := slices.Clone(v.Suspended)
	for _, step := range v.Steps {
		all = append(all, step.Suspended...)
	}
	return all
}

// vote takes the votes, as long as too few have voted also those that were given later, and decides.
func (v *Verdict) vote(of Vote, open charter.OpenTrial) {
	represented := map[string]int{}
	votes := v.votes(of, open, of.Votes, represented)
	votes = append(votes, v.collect(charter.For, slices.Sorted(maps.Keys(of.Ballots)), func(party string) (charter.Cast, error) {
		return open.Rank(party, of.Ballots[party])
	})...)
	enough, most := open.HasEnough(votes)
	for _, later := range of.Prolonged {
		if enough || v.Extended == most {
			v.late(later)
			continue
		}
		v.Extended++
		votes = append(votes, v.votes(of, open, later, represented)...)
		enough, _ = open.HasEnough(votes)
	}
	if open.Lapses() {
		votes = slices.DeleteFunc(votes, func(c charter.Cast) bool { return slices.Contains(of.Suspended, c.Party) })
	}
	if !enough && of.Closed {
		v.Extended = most
	}
	v.decide(of, open, votes)
}

// late enters that votes came when the vote was over.
func (v *Verdict) late(votes map[charter.Position][]string) {
	for _, position := range Positions() {
		v.collect(position, votes[position], func(string) (charter.Cast, error) {
			return charter.Cast{}, refusal.New(refusal.VotingClosed, "proposal", "", "closed", "")
		})
	}
}

// votes takes the votes that members or their proxies cast.
func (v *Verdict) votes(of Vote, open charter.OpenTrial, cast map[charter.Position][]string, represented map[string]int) (votes []charter.Cast) {
	for _, position := range Positions() {
		votes = append(votes, v.collect(position, cast[position], func(party string) (charter.Cast, error) {
			holder := of.Proxies[party]
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
	return votes
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
	case charter.Failed:
		v.Outcome = Rejected
	default:
		v.Outcome = Open
	}
}
