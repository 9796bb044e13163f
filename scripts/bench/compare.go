package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"allianceregistry/client"
	"allianceregistry/membership"
)

// The names of workloads; the first of each group is what the others are
// compared with.
const (
	noopTx    = "no-op"
	joinTx    = "join"
	endorseTx = "endorse"
	noopRead  = "no-op read"
	query     = "query"
)

// comparison has the workloads, in groups that alternate round by round.
type comparison struct {
	writes, reads []workload
	joins         *joins
	endorsements  *endorsements
}

func (b *bench) prepare(ctx context.Context) (*comparison, error) {
	c, each := &comparison{}, b.perClient()
	var err error
	if c.joins, err = newJoins(ctx, b.pool, each); err != nil {
		return nil, fmt.Errorf("found alliances to join: %w", err)
	}
	if c.endorsements, err = newEndorsements(ctx, b.pool, each); err != nil {
		return nil, fmt.Errorf("file proposals to endorse: %w", err)
	}
	c.writes = []workload{{noopTx, b.pool.noop}, {joinTx, c.joins.call}, {endorseTx, c.endorsements.call}}
	c.reads = []workload{{noopRead, b.pool.evaluateNoop}, {query, func(ctx context.Context, party int) error {
		p := b.pool.parties[party]
		_, err := client.Ask(ctx, p.Client, membership.GetMembership{Alliance: c.endorsements.alliance, Party: p.id})
		return err
	}}}
	return c, nil
}

// runComparison plays all workloads with all numbers of clients.
func (b *bench) runComparison(ctx context.Context) error {
	c, err := b.prepare(ctx)
	if err != nil {
		return err
	}
	first := 0
	for _, clients := range b.clients {
		for _, group := range []struct {
			workloads []workload
			length    time.Duration
		}{{c.writes, b.length}, {c.reads, b.length / 2}} {
			cells, err := b.alternate(ctx, group.workloads, clients, first, group.length)
			if err != nil {
				return err
			}
			b.report.Cells = append(b.report.Cells, cells...)
		}
		first += clients
	}
	return b.audit(ctx, c)
}

// alternate plays each workload of a group once a round, every other round the
// other way round: so what the machine does besides meets all of them alike.
func (b *bench) alternate(ctx context.Context, group []workload, clients, first int, length time.Duration) ([]cell, error) {
	rounds := make([][]round, len(group))
	for turn := range b.rounds {
		for k := range group {
			i := k
			if turn%2 == 1 {
				i = len(group) - 1 - k
			}
			r, err := b.runRound(ctx, group[i], clients, first, length)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", group[i].name, err)
			}
			b.logf("%d clients, round %d of %d: %s %.1f/s, %d failed", clients, turn+1, b.rounds, group[i].name, r.perSecond(), r.failed)
			rounds[i] = append(rounds[i], r)
		}
	}
	cells := []cell{newCell(group[0].name, clients, rounds[0], nil)}
	for i := range group[1:] {
		cells = append(cells, newCell(group[i+1].name, clients, rounds[i+1], rounds[0]))
	}
	return cells, nil
}

// audit asks the ledger whether all that was acknowledged is there, once.
func (b *bench) audit(ctx context.Context, c *comparison) error {
	b.logf("asking the ledger for what was acknowledged")
	if err := b.pool.syncPeers(ctx); err != nil {
		return err
	}
	for _, one := range []func(context.Context) (loss, error){c.joins.audit, c.endorsements.audit} {
		found, err := one(ctx)
		if err != nil {
			return err
		}
		b.report.Loss = b.report.Loss.add(found)
	}
	return nil
}

// find returns a cell of the comparison.
func (r *report) find(workload string, clients int) (cell, bool) {
	i := slices.IndexFunc(r.Cells, func(c cell) bool { return c.Workload == workload && c.Clients == clients })
	if i < 0 {
		return cell{}, false
	}
	return r.Cells[i], true
}
