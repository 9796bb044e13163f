package health_test

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/health"
	"allianceregistry/audit/replay"
)

// source is a host's, of which a test says how it is.
type source struct {
	name   string
	blocks [][]byte
	claims uint64 // more than it has, if not 0
	err    error
	hangs  bool
}

func (s *source) Name() string { return s.name }
func (s *source) Host() string { return "industry" }

func (s *source) Height(ctx context.Context) (uint64, error) {
	if s.hangs {
		<-ctx.Done()
		return 0, ctx.Err()
	}
	return max(uint64(len(s.blocks)), s.claims), s.err
}

func (s *source) Blocks(_ context.Context, from uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, raw := range s.blocks[min(from, uint64(len(s.blocks))):] {
			if !yield(raw, nil) {
				return
			}
		}
	}
}

// verified is a chain of which so many blocks were verified.
type verified [][]byte

var until = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

func (v verified) Checkpoint(context.Context) (chain.Checkpoint, error) {
	return chain.Checkpoint{Next: uint64(len(v))}, nil
}

func (v verified) Before(_ context.Context, height uint64, _ time.Time) ([]byte, time.Time, error) {
	return blocktest.Hash(v[height-1]), until.Add(time.Duration(height) * time.Hour), nil
}

// chainOf is a chain of so many blocks, of keys of its own.
func chainOf(blocks int) [][]byte {
	c := blocktest.NewRaft("industry", "academia")
	for i := len(c.All()); i < blocks; i++ {
		c.Append(c.Define("registry", int64(i), block.Policy{Reference: "/Channel/Application/Endorsement"}).Envelope())
	}
	return c.All()[:blocks]
}

// TestLook: a host is shown as it is, and what it says is not taken for verified.
func TestLook(t *testing.T) {
	t.Parallel()
	ours := chainOf(30)
	other := append(append([][]byte{}, ours[:29]...), chainOf(30)[29])
	for name, row := range map[string]struct {
		source *source
		want   health.Host
	}{
		"ok/level":            {&source{blocks: ours}, health.Host{State: health.Level, Height: 30, Time: until.Add(30 * time.Hour)}},
		"ok/a little behind":  {&source{blocks: ours[:20]}, health.Host{State: health.Level, Height: 20, Behind: 10, Time: until.Add(20 * time.Hour)}},
		"ok/ahead":            {&source{blocks: append(append([][]byte{}, ours...), ours[0])}, health.Host{State: health.Level, Height: 31}},
		"ok/says a million":   {&source{blocks: ours, claims: 1 << 20}, health.Host{State: health.Level, Height: 1 << 20}},
		"fail/far behind":     {&source{blocks: ours[:19]}, health.Host{State: health.Behind, Height: 19, Behind: 11, Time: until.Add(19 * time.Hour)}},
		"fail/another block":  {&source{blocks: other}, health.Host{State: health.Differs, Height: 30, Time: until.Add(30 * time.Hour)}},
		"fail/gives nothing":  {&source{blocks: ours[:5], claims: 30}, health.Host{State: health.Silent, Height: 30, Time: until.Add(30 * time.Hour), Problem: "it does not give the last block that it says it has"}},
		"fail/no block":       {&source{}, health.Host{State: health.Silent, Problem: "it says that it has no blocks"}},
		"fail/does not speak": {&source{err: errors.New("refused")}, health.Host{State: health.Silent, Problem: "refused"}},
		"fail/another number": {&source{blocks: append(append([][]byte{}, ours[:29]...), ours[3])}, health.Host{State: health.Differs, Height: 30, Time: until.Add(30 * time.Hour), Problem: "what it gives as its last block: it is another one"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b health.Board
			require.NoError(t, b.Look(t.Context(), []chain.Source{row.source}, verified(ours)))
			got := b.Report()
			require.False(t, got.Failed)
			require.Len(t, got.Hosts, 1)
			require.Equal(t, got.Hosts[0].Asked, got.Hosts[0].Since)
			row.want.Host, row.want.Asked, row.want.Since, row.want.Grew = "industry", got.Hosts[0].Asked, got.Hosts[0].Since, got.Hosts[0].Grew
			require.Equal(t, row.want, got.Hosts[0])
		})
	}
}

// TestSince: a state is shown since it was found first; who falls silent keeps the height
// that it had; that nobody can be asked takes nothing away.
func TestSince(t *testing.T) {
	t.Parallel()
	ours := chainOf(30)
	one, two := &source{name: "one", blocks: ours[:5]}, &source{name: "two", blocks: ours}
	var b health.Board
	look := func() health.Report {
		require.NoError(t, b.Look(t.Context(), []chain.Source{one, two}, verified(ours)))
		return b.Report()
	}
	first := look()
	second := look()
	require.Equal(t, first.Hosts[0].Since, second.Hosts[0].Since)
	require.Equal(t, first.Hosts[1].Grew, second.Hosts[1].Grew)
	require.False(t, second.Hosts[0].Asked.Before(first.Hosts[0].Asked))

	one.err = errors.New("away")
	third := look()
	require.Equal(t, health.Silent, third.Hosts[0].State)
	require.True(t, third.Hosts[0].Since.After(first.Hosts[0].Since))
	require.Equal(t, first.Hosts[0].Grew, third.Hosts[0].Grew)

	one.err, one.blocks = nil, nil
	fourth := look()
	require.EqualValues(t, 5, fourth.Hosts[0].Height, "what it said last")
	b.Fail()
	require.True(t, b.Report().Failed)
	require.Equal(t, fourth.Hosts, b.Report().Hosts)

	ctx, stop := context.WithCancel(t.Context())
	stop()
	require.Error(t, b.Look(ctx, []chain.Source{two}, verified(ours)))
	require.Equal(t, fourth.Hosts, b.Report().Hosts)
}

// TestCompare: one comparison runs at a time, tells how far it is, and another one waits
// for the pause.
func TestCompare(t *testing.T) {
	t.Parallel()
	var b health.Board
	var runs atomic.Int32
	told, go_ := make(chan struct{}), make(chan struct{})
	run := func(progress replay.Progress) (replay.Comparison, error) {
		runs.Add(1)
		progress(replay.PhaseBlocks, 3, 9)
		close(told)
		<-go_
		return replay.Comparison{Common: 9}, nil
	}
	require.True(t, b.Compare(run))
	<-told
	for range 20 {
		require.False(t, b.Compare(run))
	}
	r := b.Report()
	require.Nil(t, r.Last)
	require.Equal(t, []any{replay.PhaseBlocks, uint64(3), uint64(9)}, []any{r.Running.Phase, r.Running.Done, r.Running.Total})
	close(go_)
	b.Wait()
	require.False(t, b.Compare(run))
	require.EqualValues(t, 1, runs.Load())
	r = b.Report()
	require.Nil(t, r.Running)
	require.EqualValues(t, 9, r.Last.Result.Common)
	require.Equal(t, r.Last.Ended.Add(health.Pause), r.Next())
}
