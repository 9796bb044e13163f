package index_test

import (
	"context"
	"iter"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block/blocktest"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/examples/ledgers"
)

// copied is another peer's copy of a chain: its blocks were signed by other
// orderers, which is as good, and longer.
type copied struct {
	chain.Source
	orderers blocktest.Orderers
}

func (c copied) Blocks(ctx context.Context, from uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for raw, err := range c.Source.Blocks(ctx, from) {
			if err == nil && from > 0 {
				raw = blocktest.Edit(raw, func(e *blocktest.Editor) { e.Sign(c.orderers) })
			}
			from++
			if !yield(raw, err) {
				return
			}
		}
	}
}

// Who signed a block differs from copy to copy, and makes no other content.
func TestCopies(t *testing.T) {
	t.Parallel()
	source, genesis := recorded(t, "raft")
	keys := t.TempDir()
	require.NoError(t, ledgers.Unpack("raft", keys))
	var orderers blocktest.Orderers
	for _, name := range []string{"orderer2", "orderer3"} {
		msp := filepath.Join(keys, "crypto/ordererOrganizations/orderers/orderers", name, "msp")
		signer, err := blocktest.LoadSigner("orderers",
			filepath.Join(msp, "signcerts", name+"-cert.pem"), filepath.Join(msp, "keystore", "priv_sk"))
		require.NoError(t, err)
		orderers.Raft = append(orderers.Raft, signer)
	}
	where := databases[0].where(t)
	x, err := index.Open(t.Context(), where)
	require.NoError(t, err)
	require.NoError(t, index.Follow(t.Context(), x, verifier(genesis), []chain.Source{source}, index.Options{}))
	require.NoError(t, x.Close())
	rebuilt, err := index.Rebuild(t.Context(), where, verifier(genesis), []chain.Source{copied{source, orderers}}, nil)
	require.NoError(t, err)
	require.Empty(t, rebuilt.Differences)
	require.Equal(t, rebuilt.Have, rebuilt.Want)
}
