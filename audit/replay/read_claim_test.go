package replay_test

import (
	"context"
	"errors"
	"iter"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
)

// claiming is a source that says what height it has, and waits where it has nothing
// more, as a peer does.
type claiming struct {
	*blocktest.Channel
	name   string
	height uint64
	gives  int
	// then is given behind its last block, or is why there is none.
	then []byte
	why  error
}

// errNothing has a source end without an error.
var errNothing = errors.New("nothing")

func (c *claiming) Name() string                           { return c.name }
func (c *claiming) Height(context.Context) (uint64, error) { return c.height, nil }

func (c *claiming) Blocks(ctx context.Context, from uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, raw := range c.All()[min(from, uint64(c.gives)):c.gives] {
			if !yield(raw, nil) {
				return
			}
		}
		if errors.Is(c.why, errNothing) {
			return
		}
		if c.then != nil || c.why != nil {
			yield(c.then, c.why)
			return
		}
		<-ctx.Done()
		yield(nil, ctx.Err())
	}
}

// A source that says it has more than there is holds nobody up, and is named.
func TestReadClaims(t *testing.T) {
	t.Parallel()
	channel := blocktest.NewRaft("association", "industry", "academia")
	for i := range int64(3) {
		channel.Append(channel.Define("other", i+1, block.Policy{Reference: "/Channel/Application/Endorsement"}).Envelope())
	}
	honest := func() *claiming { return &claiming{channel, "honest", 4, 4, nil, nil} }
	for name, c := range map[string]struct {
		sources []chain.Source
		fails   bool
		named   []string
	}{
		"ok/honest":           {[]chain.Source{honest(), honest()}, false, nil},
		"ok/one behind":       {[]chain.Source{&claiming{channel, "behind", 2, 2, nil, nil}, honest()}, false, nil},
		"ok/gives nothing":    {[]chain.Source{&claiming{channel, "liar", math.MaxUint64, 0, nil, nil}, honest()}, false, []string{"liar"}},
		"ok/gives some":       {[]chain.Source{&claiming{channel, "liar", 1 << 63, 2, nil, nil}, honest()}, false, []string{"liar"}},
		"ok/asked last":       {[]chain.Source{honest(), &claiming{channel, "liar", 1 << 63, 4, nil, nil}}, false, []string{"liar"}},
		"fail/nobody else":    {[]chain.Source{&claiming{channel, "liar", 9, 2, nil, nil}}, true, nil},
		"fail/all claim more": {[]chain.Source{&claiming{channel, "liar", 9, 2, nil, nil}, &claiming{channel, "other", 9, 0, nil, nil}}, true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { // a busy machine makes nobody silent
				verifier := chain.New(blocktest.Hash(channel.All()[0]), blocktest.ChannelID)
				reader := replay.NewReader(verifier, chain.WithPatience(c.sources, 300*time.Millisecond), "registry", nil)
				height, err := reader.MaxHeight(t.Context())
				require.NoError(t, err)
				err = reader.Read(t.Context(), height)
				if c.fails {
					require.ErrorContains(t, err, "liar gave nothing for")
					return
				}
				require.NoError(t, err)
				require.EqualValues(t, 4, reader.Replay().Height())
				var named []string
				for _, f := range reader.Findings() {
					require.Equal(t, chain.SourceSilent, f.Code)
					named = append(named, f.Source)
				}
				require.Equal(t, c.named, named)
			})
		})
	}
}

// A source that fails at what it says it has, or gives what is no block, stops nobody
// either: the others' chain has ended. That it fails is no claim: it is said why.
func TestReadClaimsThatFail(t *testing.T) {
	t.Parallel()
	channel := blocktest.NewRaft("association", "industry", "academia")
	for i := range int64(3) {
		channel.Append(channel.Define("other", i+1, block.Policy{Reference: "/Channel/Application/Endorsement"}).Envelope())
	}
	for name, c := range map[string]struct {
		liar *claiming
		code string
	}{
		"fails":          {&claiming{channel, "liar", math.MaxUint64, 0, nil, errors.New("not here")}, chain.SourceAway},
		"fails later":    {&claiming{channel, "liar", 9, 4, nil, errors.New("not here")}, chain.SourceAway},
		"gives nothing":  {&claiming{channel, "liar", 9, 4, nil, errNothing}, chain.SourceShort},
		"gives no block": {&claiming{channel, "liar", 9, 4, []byte("no block"), nil}, chain.Unreadable},
		"gives an old":   {&claiming{channel, "liar", 9, 4, channel.All()[2], nil}, chain.WrongNumber},
	} {
		for _, first := range []bool{true, false} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				sources := []chain.Source{&claiming{channel, "honest", 4, 4, nil, nil}, c.liar}
				if first {
					sources[0], sources[1] = sources[1], sources[0]
				}
				reader := replay.NewReader(chain.New(blocktest.Hash(channel.All()[0]), blocktest.ChannelID), sources, "registry", nil)
				height, err := reader.MaxHeight(t.Context())
				require.NoError(t, err)
				require.NoError(t, reader.Read(t.Context(), height))
				require.EqualValues(t, 4, reader.Replay().Height())
				require.NotEmpty(t, reader.Findings())
				for _, f := range reader.Findings() {
					require.Equal(t, "liar", f.Source)
				}
				require.Equal(t, c.code, reader.Findings()[0].Code)
				if c.code == chain.SourceAway {
					require.Len(t, reader.Findings(), 1)
					require.Equal(t, "not here", reader.Findings()[0].Params["why"])
				}
			})
		}
	}
}

// A source that was said to be away before is not named again.
func TestReadKnowsWhoIsAway(t *testing.T) {
	t.Parallel()
	channel := blocktest.NewRaft("association", "industry", "academia")
	away := &claiming{channel, "away", 9, 1, nil, errors.New("not here")}
	sources := []chain.Source{away, &claiming{channel, "honest", 1, 1, nil, nil}}
	reader := replay.NewReader(chain.New(blocktest.Hash(channel.All()[0]), blocktest.ChannelID), sources, "registry", nil)
	reader.AddFindings(chain.AwayFinding(away, "refused"))
	require.NoError(t, reader.Read(t.Context(), 9))
	require.Len(t, reader.Findings(), 1)
	require.Equal(t, "refused", reader.Findings()[0].Params["why"])
}
