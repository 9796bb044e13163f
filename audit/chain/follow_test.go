package chain

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"math"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/semaphore"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// endless gives its blocks and then waits, as a peer does, or fails.
type endless struct {
	blocks
	err      error
	released chan struct{}
}

func (e endless) Blocks(ctx context.Context, from uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		defer close(e.released)
		for raw := range e.blocks.Blocks(ctx, from) {
			if !yield(raw, nil) {
				return
			}
		}
		if e.err == nil {
			<-ctx.Done()
		}
		yield(nil, errors.Join(e.err, ctx.Err()))
	}
}

// chainOf is a channel with so many more blocks of one transaction each.
func chainOf(t testing.TB, more int) *network {
	n := raft(t)
	for range more {
		n.Append(n.put("key", "value").Envelope())
	}
	return n
}

func follow(t *testing.T, v *Verifier, m *Memory, source Source, stop uint64) (seen []uint64, last error) {
	t.Helper()
	for verified, err := range v.Follow(t.Context(), source, m, 3) {
		if err != nil {
			return seen, err
		}
		m.Apply(verified)
		if seen = append(seen, verified.Block.Number); verified.Block.Number == stop {
			break
		}
	}
	return seen, nil
}

func TestFollow(t *testing.T) {
	t.Parallel()
	n := chainOf(t, 8)
	all := n.All()
	begin := func() (*Verifier, *Memory) { return New(blocktest.Hash(all[0]), blocktest.ChannelID), NewMemory() }

	t.Run("ok/to the end", func(t *testing.T) {
		t.Parallel()
		v, m := begin()
		seen, err := follow(t, v, m, blocks(all), 99)
		require.NoError(t, err)
		require.Equal(t, []uint64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, seen)
	})
	t.Run("ok/lets a waiting source go", func(t *testing.T) {
		t.Parallel()
		v, m := begin()
		source := endless{blocks: all, released: make(chan struct{})}
		seen, err := follow(t, v, m, source, 4)
		require.NoError(t, err)
		require.Len(t, seen, 5)
		<-source.released
		seen, err = follow(t, v, m, blocks(all), 99)
		require.NoError(t, err)
		require.Equal(t, []uint64{5, 6, 7, 8, 9}, seen, "from where it stood")
	})
	t.Run("fail/source", func(t *testing.T) {
		t.Parallel()
		v, m := begin()
		gone := errors.New("the peer is gone")
		seen, err := follow(t, v, m, endless{blocks: all[:3], err: gone, released: make(chan struct{})}, 99)
		require.ErrorIs(t, err, gone)
		require.Equal(t, []uint64{0, 1, 2}, seen)
	})
	t.Run("fail/broken, and another source has it right", func(t *testing.T) {
		t.Parallel()
		v, m := begin()
		false3 := append(append([][]byte{}, all[:3]...), blocktest.Edit(all[3], func(e *blocktest.Editor) { e.SetCode(0, staleRead) }), all[4])
		seen, err := follow(t, v, m, blocks(false3), 99)
		var broken *Broken
		require.ErrorAs(t, err, &broken)
		require.Equal(t, uint64(3), broken.Findings[0].Block)
		require.Equal(t, []uint64{0, 1, 2}, seen)
		seen, err = follow(t, v, m, blocks(all), 99)
		require.NoError(t, err)
		require.Equal(t, []uint64{3, 4, 5, 6, 7, 8, 9}, seen)
	})
	t.Run("fail/context", func(t *testing.T) {
		t.Parallel()
		v, m := begin()
		ctx, cancel := context.WithCancel(t.Context())
		source := endless{blocks: all, released: make(chan struct{})}
		var last error
		for verified, err := range v.Follow(ctx, source, m, 2) {
			if last = err; err == nil {
				m.Apply(verified)
			}
			if verified.Block.Number == 9 {
				cancel()
			}
		}
		cancel()
		require.ErrorIs(t, last, context.Canceled)
	})
}

func TestResume(t *testing.T) {
	t.Parallel()
	n := raft(t)
	for _, raw := range [][]byte{
		n.coded(nil, n.put("a", "1")),
		n.AppendConfig(n.Reconfigure(looser, n.Hosts[0].Admin, n.Hosts[1].Admin)),
		n.coded(nil, n.put("b", "1")),
	} {
		n.take(raw)
	}
	kept, err := json.Marshal(n.verifier.Checkpoint())
	require.NoError(t, err)
	var c Checkpoint
	require.NoError(t, json.Unmarshal(kept, &c))
	require.Equal(t, uint64(5), c.Next)
	require.Equal(t, uint64(3), c.ConfigBlock)

	n.verifier, err = Resume(c)
	require.NoError(t, err)
	require.Equal(t, c, n.verifier.Checkpoint())
	n.take(n.coded(nil, only(n.put("c", "1"), n.Hosts[0].Peer)))

	for name, change := range map[string]func(*Checkpoint){
		"fail/no configuration":      func(c *Checkpoint) { c.Config = nil },
		"fail/another block":         func(c *Checkpoint) { c.Config = n.All()[2] },
		"fail/another number":        func(c *Checkpoint) { c.ConfigBlock = 2 },
		"fail/configuration to come": func(c *Checkpoint) { c.Next = 3 },
		"fail/before the first":      func(c *Checkpoint) { *c = New([]byte("hash"), "registry").Checkpoint() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := c
			change(&changed)
			_, err := Resume(changed)
			require.Error(t, err)
		})
	}
}

func TestFirst(t *testing.T) {
	t.Parallel()
	n := raft(t)
	all := n.All()
	hash := blocktest.Hash(all[0])
	plain := blocktest.NewBlock(0, nil, 0, n.Orderers, n.put("a", "1").Envelope())
	for name, c := range map[string]struct {
		verifier *Verifier
		raw      []byte
		want     []string
	}{
		"fail/another root":        {New(blocktest.Hash(all[1]), blocktest.ChannelID), all[0], []string{WrongRoot}},
		"fail/another channel":     {New(hash, "other"), all[0], []string{WrongChannel}},
		"fail/not the first":       {New(hash, blocktest.ChannelID), all[1], []string{WrongNumber, WrongRoot}},
		"fail/no configuration":    {New(blocktest.Hash(plain), blocktest.ChannelID), plain, []string{Unreadable}},
		"fail/transaction changed": {New(hash, blocktest.ChannelID), blocktest.Edit(all[0], func(e *blocktest.Editor) { e.Replace(0, blocktest.Transactions(blocktest.NewRaft("x").All()[0])[0]) }), []string{WrongData}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := c.verifier.Verify(t.Context(), c.verifier.Prepare(c.raw, "peer"), NewMemory())
			var broken *Broken
			require.ErrorAs(t, err, &broken)
			require.Equal(t, c.want, codesOf(broken.Findings, Fault))
			require.Zero(t, c.verifier.Checkpoint().Next)
		})
	}
}

// deaf is a state that cannot be asked.
type deaf struct{ *Memory }

var errDeaf = errors.New("the database is locked")

func (deaf) Version(context.Context, string, string, string) (*block.Version, error) {
	return nil, errDeaf
}

// TestState has a fault of the state: it says nothing about the block, which can be
// tried again.
func TestState(t *testing.T) {
	t.Parallel()
	n := raft(t)
	raw := n.coded(nil, n.read([]block.Read{{Key: "x"}}))
	_, err := n.verifier.Verify(t.Context(), n.verifier.Prepare(raw, "peer"), deaf{n.memory})
	var broken *Broken
	require.ErrorIs(t, err, errDeaf)
	require.NotErrorAs(t, err, &broken)
	n.take(raw)
}

// huge gives one block of garbage after another, for ever, and counts them.
type huge struct {
	given atomic.Int64
	size  int
}

func (h *huge) Name() string                           { return "huge" }
func (h *huge) Height(context.Context) (uint64, error) { return math.MaxUint64, nil }

func (h *huge) Blocks(ctx context.Context, _ uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		raw := make([]byte, h.size) // the same each time: only the count matters
		for ctx.Err() == nil && yield(raw, nil) {
			h.given.Add(1)
		}
	}
}

// TestFollowHuge has a source that sends large blocks without end: few are taken
// from it at a time, and the first ends it.
func TestFollowHuge(t *testing.T) {
	t.Parallel()
	n := raft(t)
	source := &huge{size: maxAheadMiB << 20 / 4}
	var broken *Broken
	for _, err := range n.verifier.Follow(t.Context(), source, n.memory, 64) {
		require.ErrorAs(t, err, &broken)
	}
	require.NotNil(t, broken)
	require.LessOrEqual(t, source.given.Load(), int64(6))
	room := semaphore.NewWeighted(maxAheadMiB)
	for range 3 { // each a place more than a quarter
		require.True(t, room.TryAcquire(weight(make([]byte, source.size))))
	}
	require.False(t, room.TryAcquire(weight(make([]byte, source.size))), "there is no room for a fourth")
}
