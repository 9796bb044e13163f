package failover_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
)

// streamScripts are what may be wrong with a peer that is to deliver blocks.
var streamScripts = []script{
	{name: "well"},
	{name: "gone", gone: true},
	{name: "hangs", hangs: true},
	{name: "dies on the way", dies: half},
	{name: "dies at once", dies: 1},
	{name: "hangs on the way", mute: half, says: failover.Down},
	{name: "withholds", mute: half},
	{name: "withholds, and claims little", mute: half, modest: true},
	{name: "lags", blocks: half},
	{name: "lags far behind", blocks: 1},
	{name: "claims too much", claims: 1_000_000},
	{name: "claims too little", modest: true},
	{name: "lags, and claims too much", blocks: half, claims: 1_000_000},
	{name: "from a snapshot", first: half},
	{name: "busy with questions", says: failover.Busy},
	{name: "answers no questions", says: failover.Rejected},
	{name: "skips a block", skips: true},
	{name: "sends what cannot be read", unreadable: true},
	{name: "forbids", forbids: true},
}

// gives reports whether a peer delivers a block that it is asked for.
func (s script) gives(number uint64) bool {
	withheld := s.mute > 0 && number >= s.mute || s.dies > 0 && number >= s.dies
	return !s.gone && !s.hangs && !s.forbids && !s.skips && !s.unreadable && !withheld && number >= s.first && number < s.length()
}

func (s script) length() uint64 {
	if s.blocks == 0 {
		return chainHeight
	}
	return s.blocks
}

// says reports whether a peer says that its chain is longer than a number.
func (s script) saysLonger(number uint64) bool {
	return s.alive() && s.says == failover.Endorsed && !s.modest && max(s.length(), s.claims) > number
}

// alive reports whether it answers anything.
func (s script) alive() bool { return !s.gone && !s.hangs && s.says != failover.Down }

// absent reports whether it says of a block that it does not have it, and silent
// whether it says nothing.
func (s script) absent(number uint64) bool {
	return !s.gone && !s.hangs && !s.forbids && (s.mute == 0 || number < s.mute) && (number < s.first || number > s.length())
}

func (s script) silent(number uint64) bool {
	return s.alive() && !s.forbids && (s.mute > 0 && number >= s.mute || number == s.length())
}

func (s script) final() bool { return s.forbids || s.skips || s.unreadable }

// Every pair of troubles: blocks come each once and in order, all that one of the two
// peers gives, and soon. When nobody gives the next one it is waited for if it may come,
// and otherwise the fault says whether it is of use to ask again.
func TestBlocks(t *testing.T) {
	t.Parallel()
	for _, own := range streamScripts {
		for _, other := range streamScripts {
			t.Run(own.name+", "+other.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					reads, _ := fakes(own, other)
					ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
					defer cancel()
					end := uint64(0) // the first block that nobody gives, or that nobody knows to be missing
					longer := func() bool { return own.saysLonger(end) || other.saysLonger(end) }
					for end < chainHeight && (own.gives(end) || other.gives(end) && (!own.silent(end) || longer())) {
						end++
					}
					next, began := uint64(0), time.Now()
					var ended error
					for block, err := range reads.Blocks(ctx, 0) {
						if ended = err; err != nil {
							break
						}
						require.Equal(t, next, block.Number)
						if next++; next == chainHeight {
							break
						}
					}
					require.Equal(t, end, next)
					switch {
					case end == chainHeight:
						require.NoError(t, ended)
						require.Less(t, time.Since(began), time.Minute)
					case own.absent(end) || other.absent(end):
						require.ErrorIs(t, ended, context.DeadlineExceeded)
					case (own.silent(end) || other.silent(end)) && !longer():
						require.ErrorIs(t, ended, context.DeadlineExceeded)
					case own.final() || other.final():
						requireFault(t, client.Failed, ended)
					default:
						requireFault(t, client.Unavailable, ended)
					}
				})
			})
		}
	}
}

// A peer that withholds a block is left alone, also if it gave others before: to wait
// for it again would cost as much time again.
func TestBlocksWithheld(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		reads, pool := fakes(script{mute: half}, script{})
		began := time.Now()
		for block, err := range reads.Blocks(t.Context(), 0) {
			require.NoError(t, err)
			if block.Number == chainHeight-1 {
				break
			}
		}
		_, streams := pool.Own()[0].counts()
		require.Equal(t, 1, streams)
		require.Equal(t, failover.DefaultLimits().Silence+failover.StallPeriod, time.Since(began), "one silence")
		require.False(t, pool.Healthy(pool.Own()[0]))
	})
}

// Where nothing happens nobody is left, whatever the peers answer to the question how
// long their chains are, if they only answer.
func TestBlocksStay(t *testing.T) {
	t.Parallel()
	for name, own := range map[string]script{
		"ok/well": {}, "ok/busy": {says: failover.Busy}, "ok/answers no questions": {says: failover.Rejected},
		"ok/refuses": {says: failover.Refused}, "ok/says that it has nothing": {modest: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				reads, pool := fakes(own, script{})
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
				defer cancel()
				for _, err := range reads.Blocks(ctx, 0) {
					if err != nil {
						require.ErrorIs(t, err, context.DeadlineExceeded)
					}
				}
				_, streams := pool.Own()[0].counts()
				require.Equal(t, 1, streams)
				_, streams = pool.All()[1].counts()
				require.Zero(t, streams)
			})
		})
	}
}

// A stream that is late with a block has a moment to bring it.
func TestBlocksLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		reads, pool := fakes(script{blocks: half}, script{})
		pool.All()[1].change(func(s *script) { s.blocks = half })
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		time.AfterFunc(2900*time.Millisecond, func() { pool.All()[1].change(func(s *script) { s.blocks = half + 1 }) })
		time.AfterFunc(3100*time.Millisecond, func() { pool.Own()[0].change(func(s *script) { s.blocks = half + 1 }) })
		for block, err := range reads.Blocks(ctx, 0) {
			if err != nil {
				require.ErrorIs(t, err, context.DeadlineExceeded)
			} else {
				require.LessOrEqual(t, block.Number, uint64(half))
			}
		}
		_, streams := pool.Own()[0].counts()
		require.Equal(t, 1, streams)
	})
}

// A reader that had to leave the own host's peer comes back to it, also while
// another's gives it block after block or has none to give; and not before it has as
// many blocks.
func TestBlocksComeHome(t *testing.T) {
	t.Parallel()
	const grown = 61 // blocks of the other peer after a minute
	for name, row := range map[string]struct {
		back   script
		idle   bool   // there are no more blocks
		from   uint64 // the first block that is read
		modest bool   // the other claims to have none
		broken bool   // the connection to the own is down
		want   bool
	}{
		"ok/it is ahead":                {back: script{blocks: 1_000_000}, want: true},
		"ok/it has as many blocks":      {back: script{blocks: grown}, idle: true, want: true},
		"ok/nothing happens":            {back: script{blocks: grown}, idle: true, from: grown, want: true},
		"fail/it lags":                  {back: script{blocks: 2}},
		"fail/it lags, nothing more":    {back: script{blocks: 2}, idle: true},
		"fail/it lags, the other lies":  {back: script{blocks: 2}, idle: true, modest: true},
		"fail/it is gone":               {back: script{gone: true}},
		"fail/its connection is broken": {back: script{blocks: grown}, idle: true, broken: true},
		"fail/it says little":           {back: script{modest: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				reads, pool := fakes(script{hangs: true}, script{blocks: 3, modest: row.modest})
				own, other := pool.All()[0], pool.All()[1]
				own.broken = row.broken
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
				defer cancel()
				go func() { // a block a second
					for failover.Pause(ctx, time.Second) {
						other.change(func(s *script) {
							if !row.idle || s.blocks < grown {
								s.blocks++
							}
						})
					}
				}()
				before := 1 // streams of the own peer
				if row.broken {
					before = 0 // the other's is tried first, and good
				}
				time.AfterFunc(70*time.Second, func() { own.change(func(s *script) { *s = row.back }) })
				next := row.from
				for block, err := range reads.Blocks(ctx, next) {
					if err != nil {
						require.ErrorIs(t, err, context.DeadlineExceeded)
						break
					}
					require.Equal(t, next, block.Number)
					next++
					if _, streams := own.counts(); streams > before {
						break
					}
				}
				_, streams := own.counts()
				require.Equal(t, row.want, streams > before)
				if _, streams = other.counts(); !row.want {
					require.Equal(t, 1, streams, "nor is the other left for it")
				}
			})
		})
	}
}

// A block that no peer has yet is waited for.
func TestBlocksToCome(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		reads, pool := fakes(script{blocks: 2}, script{gone: true})
		time.AfterFunc(time.Minute, func() { pool.Own()[0].change(func(s *script) { s.blocks = 6 }) })
		for block, err := range reads.Blocks(t.Context(), 5) {
			require.NoError(t, err)
			require.EqualValues(t, 5, block.Number)
			break
		}
	})
}

func TestBlocksEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		reads, pool := fakes(script{}, script{})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Minute, cancel)
		var last error
		for _, err := range reads.Blocks(ctx, 0) {
			last = err
		}
		require.ErrorIs(t, last, context.Canceled)
		require.True(t, pool.Healthy(pool.Own()[0]), "it was the caller who left")
	})
	require.True(t, failover.Final(failover.ErrClosed))
	require.False(t, failover.Final(errors.New("the connection broke")))
	require.ErrorIs(t, failover.NoBlock("NOT_FOUND"), failover.ErrAbsent)
	require.ErrorIs(t, failover.NoBlock("FORBIDDEN"), failover.ErrForbidden)
	require.EqualError(t, failover.NoBlock("SERVICE_UNAVAILABLE"), "the peer answered SERVICE_UNAVAILABLE")
}
