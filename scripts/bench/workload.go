package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"allianceregistry/client"
	"allianceregistry/membership"
)

// workload is one kind of call that clients make in a loop.
type workload struct {
	name string
	call func(ctx context.Context, party int) error
}

// errExhausted ends a client's round: nothing is left for it to send.
var errExhausted = errors.New("nothing is left to send")

// noop submits the contract's Version, as Client submits what it knows: again,
// after a pause, when it may succeed then.
func (c *partyPool) noop(ctx context.Context, party int) error {
	const attempts, pause = 10, 100 * time.Millisecond
	for attempt := 1; ; attempt++ {
		_, err := c.parties[party].ledger.Submit(ctx, "Version", nil)
		var fault *client.Fault
		if err == nil || !errors.As(err, &fault) || !fault.Retryable() || attempt == attempts {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause/2 + rand.N(pause)): // #nosec G404 -- it spreads attempts
		}
	}
}

func (c *partyPool) evaluateNoop(ctx context.Context, party int) error {
	_, err := c.parties[party].Version(ctx)
	return err
}

// joins has each party join one alliance after another, and knows what was
// acknowledged.
type joins struct {
	pool      *partyPool
	alliances []string
	// acknowledged has each party's proposals, of the alliances in their order.
	acknowledged [][]string
}

func newJoins(ctx context.Context, c *partyPool, each int) (*joins, error) {
	j := &joins{pool: c, alliances: make([]string, each), acknowledged: make([][]string, len(c.parties))}
	founder := c.parties[len(c.parties)-1]
	err := parallel(ctx, each, setupConcurrency, func(ctx context.Context, i int) (err error) {
		j.alliances[i], err = c.found(ctx, founder, fmt.Sprintf("join-%d", i))
		return err
	})
	if err == nil {
		err = c.syncPeers(ctx)
	}
	return j, err
}

func (j *joins) call(ctx context.Context, party int) error {
	next := len(j.acknowledged[party])
	if next == len(j.alliances) {
		return errExhausted
	}
	proposal, err := j.pool.parties[party].join(ctx, j.alliances[next])
	j.acknowledged[party] = append(j.acknowledged[party], proposal) // empty if it failed
	return err
}

// audit asks the ledger for all proposals.
func (j *joins) audit(ctx context.Context) (loss, error) {
	var found loss
	asker := j.pool.parties[0]
	for i, alliance := range j.alliances {
		listed, err := asker.Proposals(ctx, alliance)
		if err != nil {
			return found, err
		}
		there := map[string]int{} // by who joins: it can have one
		ids := map[string]bool{}
		for _, proposal := range listed {
			there[proposal.Subject]++
			ids[proposal.ID] = true
		}
		for _, n := range there {
			found.Doubled += n - 1
		}
		for _, proposals := range j.acknowledged {
			if i < len(proposals) && proposals[i] != "" && !ids[proposals[i]] {
				found.Lost++
			}
		}
	}
	return found, nil
}

// endorsements has each member of one alliance endorse one proposal after another.
type endorsements struct {
	pool      *partyPool
	alliance  string
	proposals []string
	// next is each party's next proposal, failed those that were not acknowledged.
	next   []int
	failed []map[int]bool
}

func newEndorsements(ctx context.Context, c *partyPool, each int) (*endorsements, error) {
	e := &endorsements{pool: c, proposals: make([]string, each), next: make([]int, len(c.parties)), failed: make([]map[int]bool, len(c.parties))}
	var err error
	if e.alliance, err = c.assemble(ctx, "endorse", c.parties); err != nil {
		return e, err
	}
	subject, filer := c.parties[len(c.parties)-1], c.parties[len(c.parties)-2]
	err = parallel(ctx, each, setupConcurrency, func(ctx context.Context, i int) (err error) {
		e.proposals[i], err = filer.suspend(ctx, e.alliance, subject.id)
		return err
	})
	if err == nil {
		err = c.syncPeers(ctx)
	}
	for i := 0; err == nil && i < each; i++ {
		_, err = filer.about(ctx, e.proposals[i])
	}
	return e, err
}

func (e *endorsements) call(ctx context.Context, party int) error {
	next := e.next[party]
	if next == len(e.proposals) {
		return errExhausted
	}
	e.next[party]++
	err := e.pool.parties[party].endorse(ctx, e.proposals[next])
	if err != nil {
		if e.failed[party] == nil {
			e.failed[party] = map[int]bool{}
		}
		e.failed[party][next] = true
	}
	return err
}

// audit compares each proposal's endorsements with what was acknowledged.
func (e *endorsements) audit(ctx context.Context) (loss, error) {
	var found loss
	for i, proposal := range e.proposals {
		said := map[string]bool{}
		for party, next := range e.next {
			if i < next && !e.failed[party][i] {
				said[e.pool.parties[party].id] = true
			}
		}
		lost, err := e.pool.recount(ctx, proposal, said)
		if err != nil {
			return found, err
		}
		found = found.add(lost)
	}
	return found, nil
}

// recount compares a proposal's endorsements and its tally with who was told that
// it had endorsed. An endorsement that failed for its client may stand there.
func (c *partyPool) recount(ctx context.Context, proposal string, said map[string]bool) (loss, error) {
	var found loss
	dossier, err := client.Ask(ctx, c.parties[0].Client, membership.GetProposal{ID: proposal})
	if err != nil {
		return found, err
	}
	there := map[string]int{}
	for _, endorsement := range dossier.Endorsements {
		there[endorsement.Party]++
	}
	for _, n := range there {
		found.Doubled += n - 1
	}
	for id := range said {
		if there[id] == 0 {
			found.Lost++
		}
	}
	if dossier.Tally.For != len(dossier.Endorsements) {
		return found, fmt.Errorf("proposal %s: its tally says %d for, its endorsements are %d", proposal, dossier.Tally.For, len(dossier.Endorsements))
	}
	return found, nil
}

// loss counts what was acknowledged and is not there, and what is there twice.
type loss struct {
	Lost    int `json:"lost"`
	Doubled int `json:"doubled"`
}

func (l loss) add(other loss) loss { return loss{l.Lost + other.Lost, l.Doubled + other.Doubled} }
