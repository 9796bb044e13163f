package chain

import (
	"context"
	"errors"
	"iter"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// odd is a source that has some blocks and answers for them as it likes.
type odd struct {
	blocks
	says   uint64        // how many it says it has
	mute   bool          // does not say how many
	pause  time.Duration // before each block
	silent uint64        // the number from which on it gives nothing; 0 is none
}

func (o odd) Height(ctx context.Context) (uint64, error) {
	if o.mute {
		<-ctx.Done()
		return 0, ctx.Err()
	}
	return o.says, nil
}

func (o odd) Blocks(ctx context.Context, from uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		number := from
		for raw := range o.blocks.Blocks(ctx, from) {
			if o.silent > 0 && number >= o.silent {
				break
			}
			select {
			case <-time.After(o.pause):
			case <-ctx.Done():
				yield(nil, ctx.Err())
				return
			}
			if !yield(raw, nil) {
				return
			}
			number++
		}
		<-ctx.Done()
		yield(nil, ctx.Err())
	}
}

// Whoever owes a block and does not give it is left, and named. The clock is the
// test's own, so that a busy machine makes nobody slow.
func TestPatient(t *testing.T) {
	t.Parallel()
	const patience = 50 * time.Millisecond
	all := blocks(chainOf(t, 30).All())
	for name, row := range map[string]struct {
		source odd
		from   uint64
		code   string
		slow   bool
	}{
		"fail/nothing at all":           {odd{blocks: all, says: 32, silent: 1}, 1, SourceSilent, false},
		"fail/nothing after some":       {odd{blocks: all, says: 32, silent: 20}, 0, SourceSilent, false},
		"fail/says that it has more":    {odd{blocks: all, says: 1 << 62}, 0, SourceSilent, false},
		"fail/does not say how many":    {odd{blocks: all, mute: true}, 0, SourceSilent, false},
		"fail/a block now and then":     {odd{blocks: all, says: 32, pause: patience / 4}, 0, SourceSlow, true},
		"fail/slow, and then not there": {odd{blocks: all, says: 32, pause: 2 * patience}, 0, SourceSilent, false},
	} {
		ownClock(t, name, func(t *testing.T) {
			p := NewPatient(row.source, patience)
			_, _ = p.Height(t.Context()) // as everybody asks first
			var last error
			for _, err := range p.Blocks(t.Context(), row.from) {
				last = err
			}
			var silent *SilentError
			require.ErrorAs(t, last, &silent)
			found := silent.Finding()
			require.Equal(t, row.code, found.Code, "%v", last)
			require.Equal(t, Warning, found.Severity)
			require.Equal(t, row.slow, silent.Given > 0)
		})
	}
	ownClock(t, "fail/no height", func(t *testing.T) {
		_, err := NewPatient(odd{mute: true}, patience).Height(t.Context())
		var silent *SilentError
		require.ErrorAs(t, err, &silent)
	})
	ownClock(t, "ok/waits where its chain ends", func(t *testing.T) {
		p := NewPatient(odd{blocks: all, says: uint64(len(all))}, patience)
		ctx, cancel := context.WithTimeout(t.Context(), 10*patience)
		defer cancel()
		got := 0
		for _, err := range p.Blocks(ctx, 0) {
			if err != nil {
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.False(t, errors.As(err, new(*SilentError)))
				continue
			}
			got++
		}
		require.Equal(t, len(all), got)
	})
	ownClock(t, "ok/the reader takes its time", func(t *testing.T) {
		got := 0
		for _, err := range NewPatient(odd{blocks: all, says: uint64(len(all))}, patience).Blocks(t.Context(), 0) {
			require.NoError(t, err)
			if got++; got == 4 {
				break
			}
			time.Sleep(2 * patience)
		}
	})
}

// ownClock runs a test in which time passes only while everybody waits.
func ownClock(t *testing.T, name string, test func(t *testing.T)) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, test)
	})
}
