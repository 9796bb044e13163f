package main

import (
	"context"
	"fmt"
	"time"

	"allianceregistry/membership"
)

// fewVoters is the electorate with which the large one is compared.
const fewVoters = 10

// decisionCost is what deciding cost with one electorate, all of whom had voted.
type decisionCost struct {
	Voters int `json:"voters"`
	// Live is the latency of the decision as a transaction, in the middle of so
	// many; Asked that of asking a peer what it would be, without the ledger's wait.
	Live      float64 `json:"liveMillis"`
	Decisions int     `json:"decisions"`
	Asked     float64 `json:"askedMillis"`
	// All is milliseconds of CPU over all processes for one decision as a transaction.
	All float64 `json:"allMillis"`
	// Chaincode and Peer are milliseconds of CPU for one such answer.
	Chaincode float64 `json:"chaincodeMillis"`
	Peer      float64 `json:"peerMillis"`
}

// electorate compares decisions by many voters with decisions by few.
type electorate struct {
	Few  decisionCost `json:"few"`
	Many decisionCost `json:"many"`
}

// decisions is how many proposals each electorate decides; the middle one counts.
const decisions = 5

func (b *bench) compareElectorates(ctx context.Context) error {
	few, err := b.measureDecisions(ctx, fewVoters)
	if err != nil {
		return err
	}
	many, err := b.measureDecisions(ctx, b.electorate)
	b.report.Electorate = &electorate{few, many}
	return err
}

// measureDecisions founds an alliance, has all voters vote on a few proposals, and decides
// them. Each proposal is to suspend a member of whom nobody else needs anything.
func (b *bench) measureDecisions(ctx context.Context, voters int) (decisionCost, error) {
	d := decisionCost{Voters: voters, Decisions: decisions}
	members := b.pool.parties[:voters+decisions]
	b.logf("electorate: admitting %d members", len(members))
	alliance, err := b.pool.assemble(ctx, fmt.Sprintf("vote-%d", voters), members)
	if err != nil {
		return d, err
	}
	chair := members[0]
	var live []float64
	var spent time.Duration
	for _, subject := range members[voters:] {
		proposal, err := chair.suspend(ctx, alliance, subject.id)
		if err != nil {
			return d, err
		}
		if err := b.vote(ctx, members[:voters], proposal); err != nil {
			return d, err
		}
		if d.Asked == 0 {
			if err := b.measureAnswer(ctx, chair, proposal, &d); err != nil {
				return d, err
			}
		}
		took, used, err := b.decide(ctx, chair, proposal)
		if err != nil {
			return d, err
		}
		live, spent = append(live, millis(took)), spent+used
	}
	d.Live, d.All = median(live), millis(spent)/decisions
	b.logf("electorate: %d voters, a decision takes %.0f ms", voters, d.Live)
	return d, nil
}

// decide decides a proposal, and tells how long that took, and how much CPU all
// processes used until every peer had it.
func (b *bench) decide(ctx context.Context, chair party, proposal string) (took, used time.Duration, err error) {
	if err := b.pool.syncPeers(ctx); err != nil {
		return 0, 0, err
	}
	before, err := b.meter.read()
	if err != nil {
		return 0, 0, err
	}
	began := time.Now()
	if err := chair.decide(ctx, proposal); err != nil {
		return 0, 0, err
	}
	took = time.Since(began)
	if err := b.pool.syncPeers(ctx); err != nil {
		return 0, 0, err
	}
	after, err := b.meter.read()
	for _, one := range after.since(before) {
		used += one
	}
	return took, used, err
}

// vote has all voters vote, and recounts.
func (b *bench) vote(ctx context.Context, voters []party, proposal string) error {
	if err := b.pool.syncPeers(ctx); err != nil {
		return err
	}
	if err := parallel(ctx, len(voters), setupConcurrency, func(ctx context.Context, i int) error {
		return voters[i].endorse(ctx, proposal)
	}); err != nil {
		return err
	}
	if err := b.pool.syncPeers(ctx); err != nil {
		return err
	}
	said := map[string]bool{}
	for _, voter := range voters {
		said[voter.id] = true
	}
	found, err := b.pool.recount(ctx, proposal, said)
	b.report.Loss = b.report.Loss.add(found)
	return err
}

// measureAnswer asks one peer again and again what the decision would be, and measures what
// an answer costs.
func (b *bench) measureAnswer(ctx context.Context, chair party, proposal string, d *decisionCost) error {
	r, err := b.runRound(ctx, workload{"ask", func(ctx context.Context, _ int) error {
		_, err := chair.Try(ctx, membership.Decide{Proposal: proposal})
		return err
	}}, 1, 0, 2*time.Second)
	switch {
	case err != nil:
		return err
	case r.first != nil:
		return r.first
	}
	d.Asked = millis(quantile(r.times, 0.5))
	d.Chaincode = millis(r.cpu["chaincode"]) / float64(len(r.times))
	d.Peer = millis(r.cpu["peer"]) / float64(len(r.times))
	return nil
}
