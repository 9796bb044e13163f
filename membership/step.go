package membership

import (
	"errors"
	"strconv"
	"time"

	"allianceregistry/membership/charter"
)

// HeldVote is a vote on a proposal upon which another has followed: how it was held, and what
// it came to.
type HeldVote struct {
	Opened   Stamp     `json:"opened"`
	OpenedBy string    `json:"openedBy"`
	Closes   time.Time `json:"closes"`
	Extends  time.Time `json:"extends,omitzero" metadata:",optional"`
	// Seal gives its electorate, and Electorate is its size. The rest is as it is in a proposal.
	Seal          int             `json:"seal"`
	Electorate    int             `json:"electorate"`
	Voters        []charter.Voter `json:"voters,omitempty" metadata:",optional"`
	Recused       []charter.Voter `json:"recused,omitempty" metadata:",optional"`
	RecusedGroups []string        `json:"recusedGroups,omitempty" metadata:",optional"`
	Figures       map[string]int  `json:"figures,omitempty" metadata:",optional"`
	// Outcome is accepted or rejected, and what it rests on is as in a decision.
	Outcome     ProposalStatus      `json:"outcome"`
	Tally       charter.Tally       `json:"tally"`
	Explanation charter.Explanation `json:"explanation"`
	Lapsed      []string            `json:"lapsed,omitempty" metadata:",optional"`
	Late        []string            `json:"late,omitempty" metadata:",optional"`
	Extended    int                 `json:"extended,omitempty" metadata:",optional"`
	// Engine decided it, By is the party that sent it, and Stamp the transaction, which put the
	// proposal to the next vote.
	Engine string `json:"engine"`
	By     string `json:"by"`
	Stamp  Stamp  `json:"stamp"`
}

// StepVotes are the votes that were given in a step of a proposal.
type StepVotes struct {
	Step         int           `json:"step"`
	Endorsements []Endorsement `json:"endorsements"`
}

// votes is the part of a key under which a proposal's votes are kept: its id, and from the
// second vote on the number of the step. So no vote of one step counts in another.
func (p Proposal) votes() string { return votesOf(p.ID, p.Step) }

func votesOf(proposal string, step int) string {
	if step == 0 {
		return proposal
	}
	return proposal + "." + strconv.Itoa(step)
}

// LastClose is the last moment at which votes on a proposal may be taken. Where its rule
// prolongs the voting period, which of them count is known only in the end.
func (p Proposal) LastClose() time.Time {
	if p.Extends.IsZero() {
		return p.Closes
	}
	return p.Extends
}

// held is the vote that is on, and what it came to.
func (p Proposal) held(d Decision) HeldVote {
	return HeldVote{
		*p.Opened, p.OpenedBy, p.Closes, p.Extends, p.Seal, p.Electorate, p.Voters, p.Recused, p.RecusedGroups, p.Figures,
		d.Outcome, d.Tally, d.Explanation, d.Lapsed, d.Late, d.Extended, d.Engine, d.By, d.Stamp,
	}
}

// InStep is the proposal as it was when a vote on it was on, 0 being the first.
func (p Proposal) InStep(number int) Proposal {
	if number < 0 || number >= len(p.Steps) {
		return p
	}
	was := p.Steps[number]
	p.Status, p.Step, p.Steps = Voting, number, p.Steps[:number]
	p.Opened, p.OpenedBy, p.Closes, p.Extends, p.Seal, p.Electorate = &was.Opened, was.OpenedBy, was.Closes, was.Extends, was.Seal, was.Electorate
	p.Voters, p.Recused, p.RecusedGroups, p.Figures = was.Voters, was.Recused, was.RecusedGroups, was.Figures
	return p
}

// advance puts a proposal to the vote that follows upon a decided one, and reports whether
// there is one: a first vote so has no decision of its own, and the proposal is settled by
// the last.
func (a txn) advance(p *Proposal, d Decision) (bool, error) {
	c, err := charterOf(a.store, p.Alliance, p.Charter)
	if err != nil {
		return false, err
	}
	rule, err := p.rule(c)
	if err != nil {
		return false, err
	}
	next, follows := rule.Follows(p.Step, charter.Outcome(d.Outcome))
	if !follows {
		return false, nil
	}
	sponsors, err := scanAll[Endorsement](a.store, sponsorshipsKey(p.ID), maxTally)
	if err != nil {
		return false, err
	}
	p.Steps, p.Step = append(p.Steps[:len(p.Steps):len(p.Steps)], p.held(d)), next
	if err := a.putToVote(p, c, rule.Step(next), sponsors); err != nil {
		return false, err
	}
	a.put(ProposalKey(p.ID), *p)
	return true, nil
}

// RedecideStep works out again a vote upon which another has followed, from what it rests on: the
// charter, the seal and the votes of that step. What it returns equals the recorded one, or
// the record is wrong. It refuses as Redecide does, and returns an error where no vote follows.
func RedecideStep(p Proposal, number int, g Grounds) (HeldVote, error) {
	recorded := p.Steps[number]
	g.Proposal, g.Lapsed = p.InStep(number), recorded.Lapsed
	d, err := g.decide(Decision{Engine: recorded.Engine, By: recorded.By, Stamp: recorded.Stamp, Lapsed: recorded.Lapsed})
	if err != nil {
		return HeldVote{}, err
	}
	rule, err := g.Proposal.rule(g.Charter)
	if err != nil {
		return HeldVote{}, err
	}
	if _, follows := rule.Follows(number, charter.Outcome(d.Outcome)); !follows {
		return HeldVote{}, errors.New("no vote follows upon this one: " + p.ID)
	}
	return g.Proposal.held(d), nil
}

// prolonged returns when the vote ends as things stand at a moment, how often it was prolonged
// for that, and whose votes came later: they do not count. Whoever took part did, also where
// its vote has lapsed since.
func (g Grounds) prolonged(rule charter.Rule, at time.Time) (end time.Time, times int, late []string) {
	if rule.Extension == nil {
		return g.Proposal.Closes, 0, nil
	}
	end, times = g.Charter.Prolonged(rule, g.Proposal.Closes, at, func(before time.Time) bool {
		until := g
		until.Lapsed, until.Late = nil, g.since(before)
		return until.ballot(rule).HasEnough()
	})
	return end, times, g.since(end)
}

// since lists whose votes were given from a time on.
func (g Grounds) since(from time.Time) (parties []string) {
	for _, e := range g.Endorsements {
		if !e.Stamp.Time.Before(from) {
			parties = append(parties, e.Party)
		}
	}
	return parties
}

// votesBefore reads the votes of the steps before the one that a proposal has come to.
func votesBefore(s Store, p Proposal) ([]StepVotes, error) {
	var all []StepVotes
	for number := range p.Steps {
		given, err := allPages[Endorsement](s, endorsementsKey(p.InStep(number).votes()))
		if err != nil {
			return nil, err
		}
		all = append(all, StepVotes{number, given})
	}
	return all, nil
}
