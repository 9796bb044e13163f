package tamper

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
	"allianceregistry/audit/chain"
	"allianceregistry/examples/ledgers"
)

// bitsOfABlock is how many bits of each block are flipped, one at a time.
const bitsOfABlock = 25

// No bit of a block can be flipped unseen: the verifier refuses it, unless it is one
// of the running hash, which nobody signs and in which the hosts then differ.
func TestBits(t *testing.T) {
	t.Parallel()
	for _, name := range ledgers.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := open(t, name)
			verifier, state, random := l.verifier(), chain.NewMemory(), rand.New(rand.NewPCG(1, 2))
			refused, running := 0, 0
			for number, raw := range l.blocks {
				for range bitsOfABlock {
					bit := random.IntN(8 * len(raw))
					flipped := blocktest.Flip(raw, bit)
					_, err := verifier.Verify(context.Background(), verifier.Prepare(flipped, "copy"), state)
					var broken *chain.Broken
					if errors.As(err, &broken) {
						refused++
						continue
					}
					require.NoError(t, err)
					commit := l.parsed[number].Commit
					require.NotEqual(t, commit, parse(t, flipped).Commit, "bit %d of block %d is flipped unseen", bit, number)
					at := bytes.Index(raw, commit)
					require.True(t, at >= 0 && bit/8 >= at && bit/8 < at+len(commit), "bit %d of block %d", bit, number)
					running++
					break // the verifier stands after the block
				}
				if verifier.Checkpoint().Next == uint64(number) {
					_, err := verifier.Verify(context.Background(), verifier.Prepare(raw, "copy"), state)
					require.NoError(t, err)
				}
				verified := chain.Verified{Block: l.parsed[number], Codes: codes(l.parsed[number])}
				state.Apply(verified)
			}
			require.Positive(t, refused)
			t.Logf("%d bits refused, %d in the running hash", refused, running)
		})
	}
}

func codes(b block.Block) []string {
	var all []string
	for _, tx := range b.Transactions {
		all = append(all, tx.Code)
	}
	return all
}
