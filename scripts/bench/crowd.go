package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"allianceregistry/client"
	"allianceregistry/membership"
)

// crowd is what came of many clients that joined and endorsed in one alliance.
type crowd struct {
	Clients      int     `json:"clients"`
	Joins        int     `json:"joins"`
	Endorsements int     `json:"endorsements"`
	Decisions    int     `json:"decisions"`
	Seconds      float64 `json:"seconds"`
	PerSecond    float64 `json:"perSecond"`
	P50          float64 `json:"p50Millis"`
	P99          float64 `json:"p99Millis"`
	Attempts     int     `json:"attempts"`
	// Conflicts are the attempts that were committed as invalid, by validation
	// code; Faults are all that went wrong on the way, too.
	Conflicts int            `json:"conflicts"`
	Faults    map[string]int `json:"faults"`
	Failed    int            `json:"failed"`
	First     string         `json:"firstError,omitempty"`
	loss
}

// crowdRun is the crowd at work. The clients are the members of the alliance; each
// endorses, and each also sends the applications of some parties that are not
// members. The first half of the applications is filed before the rest of the
// work, in which endorsements of those and further joins come mixed.
type crowdRun struct {
	pool       *partyPool
	alliance   string
	members    []party
	applicants []party
	proposals  []string // of the applicants, empty while not acknowledged

	mu       sync.Mutex
	times    []time.Duration
	failed   int
	first    error
	endorsed []map[string]bool // of each applicant's proposal: who was acknowledged
}

func (b *bench) runCrowd(ctx context.Context) error {
	t := &crowdRun{pool: b.pool, members: b.pool.parties[:b.settings.crowd], applicants: b.pool.parties[b.settings.crowd:]}
	t.applicants = t.applicants[:min(len(t.applicants), b.transactions/2)]
	t.proposals, t.endorsed = make([]string, len(t.applicants)), make([]map[string]bool, len(t.applicants))
	var err error
	b.logf("crowd: admitting %d members", len(t.members))
	if t.alliance, err = b.pool.assemble(ctx, "crowd", t.members); err != nil {
		return err
	}
	endorsements := min(b.transactions-len(t.applicants), len(t.members)*(len(t.applicants)/2))
	b.logf("crowd: %d clients send %d joins and %d endorsements", len(t.members), len(t.applicants), endorsements)
	before, began := b.pool.log.snapshot(), time.Now()
	if err := t.work(ctx, endorsements); err != nil {
		return err
	}
	took, count := time.Since(began), b.pool.log.snapshot().since(before)
	c := &crowd{
		Clients: len(t.members), Joins: len(t.applicants), Endorsements: endorsements, Seconds: took.Seconds(),
		PerSecond: float64(len(t.times)) / took.Seconds(), P50: millis(quantile(t.times, 0.5)), P99: millis(quantile(t.times, 0.99)),
		Attempts: count.attempts, Conflicts: conflicts(count.faults), Faults: count.faults, Failed: t.failed,
	}
	if t.first != nil {
		c.First = t.first.Error()
	}
	b.report.Crowd = c
	b.logf("crowd: %.1f/s; recounting, and deciding on some", c.PerSecond)
	if c.loss, err = t.recount(ctx); err != nil {
		return err
	}
	c.Decisions, err = t.decideSome(ctx)
	return err
}

// work has all clients do their part.
func (t *crowdRun) work(ctx context.Context, endorsements int) error {
	half := len(t.applicants) / 2
	if err := parallel(ctx, half, len(t.members), t.join); err != nil {
		return err
	}
	if err := t.pool.syncPeers(ctx); err != nil {
		return err
	}
	clients := len(t.members)
	return parallel(ctx, clients, clients, func(ctx context.Context, m int) error {
		next := half + m
		for k := m; k < endorsements; k += clients { // the member's share of the endorsements
			if err := t.endorse(ctx, m, (m+k/clients)%half); err != nil {
				return err
			}
			if next < len(t.applicants) {
				if err := t.join(ctx, next); err != nil {
					return err
				}
				next += clients
			}
		}
		for ; next < len(t.applicants); next += clients {
			if err := t.join(ctx, next); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *crowdRun) join(ctx context.Context, i int) error {
	return t.timeCall(ctx, func(ctx context.Context) (err error) {
		t.proposals[i], err = t.applicants[i].join(ctx, t.alliance)
		return err
	})
}

func (t *crowdRun) endorse(ctx context.Context, m, i int) error {
	return t.timeCall(ctx, func(ctx context.Context) error {
		err := t.members[m].endorse(ctx, t.proposals[i])
		if err == nil {
			t.mu.Lock()
			defer t.mu.Unlock()
			if t.endorsed[i] == nil {
				t.endorsed[i] = map[string]bool{}
			}
			t.endorsed[i][t.members[m].id] = true
		}
		return err
	})
}

// timeCall notes how long a call took, or that it failed, which ends nothing.
func (t *crowdRun) timeCall(ctx context.Context, call func(context.Context) error) error {
	limited, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	began := time.Now()
	err := call(limited)
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case err == nil:
		t.times = append(t.times, time.Since(began))
	default:
		if t.failed++; t.first == nil {
			t.first = err
		}
	}
	return ctx.Err()
}

// recount asks the ledger for the applications and for each one's endorsements.
func (t *crowdRun) recount(ctx context.Context) (loss, error) {
	var found loss
	if err := t.pool.syncPeers(ctx); err != nil {
		return found, err
	}
	listed, err := t.pool.parties[0].Proposals(ctx, t.alliance)
	if err != nil {
		return found, err
	}
	there := map[string]int{}
	for _, proposal := range listed {
		there[proposal.Subject]++
	}
	var mu sync.Mutex
	err = parallel(ctx, len(t.applicants), 8, func(ctx context.Context, i int) error {
		var one loss
		if t.proposals[i] != "" {
			var err error
			if one, err = t.pool.recount(ctx, t.proposals[i], t.endorsed[i]); err != nil {
				return err
			}
		}
		one.Doubled += max(0, there[t.applicants[i].id]-1)
		mu.Lock()
		defer mu.Unlock()
		found = found.add(one)
		return nil
	})
	return found, err
}

// decideSome decides on some of the proposals that were endorsed, all at once, and
// compares the decisions' figures with what was acknowledged.
func (t *crowdRun) decideSome(ctx context.Context) (int, error) {
	var chosen []int
	for i, said := range t.endorsed {
		if len(said) > 0 && len(chosen) < 32 {
			chosen = append(chosen, i)
		}
	}
	return len(chosen), parallel(ctx, len(chosen), len(chosen), func(ctx context.Context, k int) error {
		i := chosen[k]
		asker := t.members[k%len(t.members)]
		if err := asker.decide(ctx, t.proposals[i]); err != nil {
			return err
		}
		dossier, err := client.Ask(ctx, asker.Client, membership.GetProposal{ID: t.proposals[i]})
		if err != nil {
			return err
		}
		if t.failed == 0 && (dossier.Decision == nil || dossier.Decision.Tally.For != len(t.endorsed[i])) {
			return fmt.Errorf("the decision on %s does not count the %d endorsements that were acknowledged", t.proposals[i], len(t.endorsed[i]))
		}
		return nil
	})
}

// conflicts adds up the attempts that were committed as invalid.
func conflicts(faults map[string]int) int {
	return faults["MVCC_READ_CONFLICT"] + faults["PHANTOM_READ_CONFLICT"]
}
