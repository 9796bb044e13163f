package audit_test

import (
	"context"
	"iter"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/audit"
	"allianceregistry/client/block"
	"allianceregistry/client/block/blocktest"
	"allianceregistry/client/chain"
)

// claiming is a source that says what height it has, and waits where it has nothing
// more, as a peer does.
type claiming struct {
	*blocktest.Channel
	name   string
	height uint64
	gives  int
}

func (c *claiming) Name() string                           { return c.name }
func (c *claiming) Height(context.Context) (uint64, error) { return c.height, nil }

func (c *claiming) Blocks(ctx context.Context, from uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, raw := range c.All()[min(from, uint64(c.gives)):c.gives] {
			if !yield(raw, nil) {
				return
			}
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
	honest := func() *claiming { return &claiming{channel, "honest", 4, 4} }
	for name, c := range map[string]struct {
		sources []chain.Source
		fails   bool
		named   []string
	}{
		"ok/honest":           {[]chain.Source{honest(), honest()}, false, nil},
		"ok/one behind":       {[]chain.Source{&claiming{channel, "behind", 2, 2}, honest()}, false, nil},
		"ok/gives nothing":    {[]chain.Source{&claiming{channel, "liar", math.MaxUint64, 0}, honest()}, false, []string{"liar"}},
		"ok/gives some":       {[]chain.Source{&claiming{channel, "liar", 1 << 63, 2}, honest()}, false, []string{"liar"}},
		"ok/asked last":       {[]chain.Source{honest(), &claiming{channel, "liar", 1 << 63, 4}}, false, []string{"liar"}},
		"fail/nobody else":    {[]chain.Source{&claiming{channel, "liar", 9, 2}}, true, nil},
		"fail/all claim more": {[]chain.Source{&claiming{channel, "liar", 9, 2}, &claiming{channel, "other", 9, 0}}, true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			verifier := chain.New(blocktest.Hash(channel.All()[0]), blocktest.ChannelID)
			reader := audit.NewReader(verifier, chain.Patiently(c.sources, 300*time.Millisecond), "registry", nil)
			height, err := reader.Newest(t.Context())
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
	}
}
