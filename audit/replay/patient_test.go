package replay_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/replay"
)

// hanging is a peer that does not come to an end with what it is asked.
type hanging struct {
	*peer
	answers int // so often it answers all the same
	bytes   int // of an answer
}

func (h *hanging) hang(ctx context.Context) error {
	if h.answers--; h.answers >= 0 {
		return nil
	}
	<-ctx.Done()
	return ctx.Err()
}

func (h *hanging) Height(ctx context.Context) (uint64, error) {
	height, err := h.peer.Height(ctx)
	return height, errors.Join(err, h.hang(ctx))
}

func (h *hanging) Block(ctx context.Context, number uint64) ([]byte, error) {
	raw, err := h.peer.Block(ctx, number)
	return raw, errors.Join(err, h.hang(ctx))
}

func (h *hanging) Ask(ctx context.Context, name string, argument []byte) ([]byte, error) {
	if h.bytes > 0 {
		return bytes.Repeat([]byte("["), h.bytes), nil
	}
	answer, err := h.peer.Ask(ctx, name, argument)
	return answer, errors.Join(err, h.hang(ctx))
}

// Nobody waits for a peer without an end, nor for one that does so at each question, and
// whoever was not compared is named.
func TestPatientPeers(t *testing.T) {
	t.Parallel()
	for name, odd := range map[string]hanging{
		"at once": {}, "after its height": {answers: 1}, "later": {answers: 4}, "a large answer": {answers: 100, bytes: 17 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := lived(t)
				odd := odd
				odd.peer = w.peer("academia")
				patient := replay.WithPatience([]replay.Peer{&odd}, 0)[0]
				result, err := replay.Compare(t.Context(), []replay.Peer{w.peer("industry"), patient, w.peer("association")}, quick)
				require.NoError(t, err)
				require.Equal(t, []string{"peer.academia"}, replay.Unchecked(result.Findings))

				again := odd
				patient = replay.WithPatience([]replay.Peer{&again}, 0)[0]
				state, err := replay.CompareState(t.Context(), w.replayed(), patient, quick)
				require.NoError(t, err)
				require.Equal(t, []string{"peer.academia"}, replay.Unchecked(state.Findings))
			})
		})
	}
	t.Run("ok/one that answers", func(t *testing.T) {
		t.Parallel()
		w := lived(t)
		state, err := replay.CompareState(t.Context(), w.replayed(), replay.WithPatience([]replay.Peer{w.peer("academia")}, 0)[0], quick)
		require.NoError(t, err)
		require.Empty(t, state.Findings)
	})
}

// far is a peer each of whose answers takes so long.
type far struct {
	replay.Peer
	takes time.Duration
}

func (f *far) Ask(ctx context.Context, _ string, _ []byte) ([]byte, error) {
	select {
	case <-time.After(f.takes):
		return []byte("{}"), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// A peer that is only far away answers all that it is asked, and one that dawdles holds
// nobody up for long.
func TestPatienceWithAFarPeer(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		takes, patience time.Duration
		asked           int
		answers         bool
		atMost          time.Duration
	}{
		"ok/near":                {50 * time.Millisecond, 0, 10_000, true, 500 * time.Second},
		"ok/another continent":   {250 * time.Millisecond, 0, replay.DefaultQuestions + 500, true, 700 * time.Second},
		"ok/busy":                {120 * time.Millisecond, 0, 10_000, true, 1200 * time.Second},
		"ok/far, and given time": {2 * time.Second, time.Minute, replay.DefaultQuestions, true, 4000 * time.Second},
		"fail/for ever":          {250 * time.Millisecond, 0, 1_000_000, false, 20 * time.Minute},
		"fail/dawdles":           {600 * time.Millisecond, 0, 1_000_000, false, 10 * time.Minute},
		"fail/dawdles more":      {4 * time.Second, 0, 1_000_000, false, 6 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				peer := replay.WithPatience([]replay.Peer{&far{takes: row.takes}}, row.patience)[0]
				began, err := time.Now(), error(nil)
				for asked := 0; asked < row.asked && err == nil; asked++ {
					_, err = peer.Ask(t.Context(), "GetParty", nil)
				}
				require.LessOrEqual(t, time.Since(began), row.atMost)
				if row.answers {
					require.NoError(t, err)
					return
				}
				require.ErrorContains(t, err, "kept everybody waiting")
			})
		})
	}
}
