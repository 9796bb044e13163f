package health

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
)

// Board keeps what is known. It may be used from several goroutines; the zero Board knows
// nothing.
type Board struct {
	mu        sync.Mutex
	hosts     []Host
	failed    bool
	looked    time.Time
	running   *Comparison
	last      *Comparison
	comparing sync.WaitGroup
}

// Report is a copy of what a Board knows.
type Report struct {
	// Hosts are in the order of the sources; Looked is when they were asked last, the
	// zero time if never.
	Hosts  []Host
	Looked time.Time
	// Failed says that they could not be asked the last time: what Hosts says is older.
	Failed bool
	// Running is the comparison under way, Last the one that ended last; nil for none.
	Running, Last *Comparison
}

// Comparison is one comparison of the hosts.
type Comparison struct {
	Begun, Ended time.Time
	// Phase, Done and Total are how far it is: see replay.Progress.
	Phase       string
	Done, Total uint64
	Result      replay.Comparison
	// Err is why it came to no result.
	Err error
}

// Report is what is known now.
func (b *Board) Report() Report {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := Report{Hosts: slices.Clone(b.hosts), Looked: b.looked, Failed: b.failed, Last: b.last}
	if b.running != nil {
		running := *b.running
		r.Running = &running
	}
	return r
}

// Look asks every source, all at once. Its error is one of what was verified; what is the
// matter with a source is said of it.
func (b *Board) Look(ctx context.Context, sources []chain.Source, verified Verified) error {
	hosts, errs := make([]Host, len(sources)), make([]error, len(sources))
	var asked sync.WaitGroup
	for i, source := range sources {
		asked.Go(func() { hosts[i], errs[i] = ask(ctx, source, verified, time.Now()) })
	}
	asked.Wait()
	if err := errors.Join(append(errs, ctx.Err())...); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range hosts {
		hosts[i].follow(b.hosts)
	}
	b.hosts, b.looked, b.failed = hosts, time.Now(), false
	return nil
}

// follow takes over since when a source is as it is, and what height it had before it fell
// silent.
func (h *Host) follow(before []Host) {
	h.Since, h.Grew = h.Asked, h.Asked
	at := slices.IndexFunc(before, func(b Host) bool { return b.Source == h.Source })
	if at < 0 {
		return
	}
	was := before[at]
	if was.State == h.State {
		h.Since = was.Since
	}
	if h.State == Silent && h.Height == 0 {
		h.Height, h.Behind, h.Time = was.Height, was.Behind, was.Time
	}
	if was.Height == h.Height {
		h.Grew = was.Grew
	}
}

// Fail notes that no source could be asked. What was known of them stays.
func (b *Board) Fail() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed = true
}

// Pause is how long after a comparison the next may begin: readers ask for it, and hosts
// have to answer.
const Pause = time.Minute

// Next is when a comparison may begin; the zero time for at once.
func (r Report) Next() time.Time {
	if r.Last == nil {
		return time.Time{}
	}
	return r.Last.Ended.Add(Pause)
}

// Compare begins a comparison, and reports whether it did: one runs at a time, and there
// is a Pause between two. It goes on until run returns.
func (b *Board) Compare(run func(replay.Progress) (replay.Comparison, error)) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running != nil || b.last != nil && time.Since(b.last.Ended) < Pause {
		return false
	}
	c := &Comparison{Begun: time.Now()}
	b.running = c
	b.comparing.Go(func() {
		result, err := run(func(phase string, done, total uint64) {
			b.mu.Lock()
			defer b.mu.Unlock()
			c.Phase, c.Done, c.Total = phase, done, total
		})
		b.mu.Lock()
		defer b.mu.Unlock()
		c.Result, c.Err, c.Ended = result, err, time.Now()
		b.running, b.last = nil, c
	})
	return true
}

// Wait waits for the comparison that runs.
func (b *Board) Wait() { b.comparing.Wait() }
