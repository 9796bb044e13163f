package block_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// FuzzParse gives Parse whatever bytes. What it reads, it reads in the same way
// when the block has lain in a file.
func FuzzParse(f *testing.F) {
	for _, network := range []string{"raft", "bft"} {
		for _, raw := range realBlocks(f, network) {
			f.Add(raw)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		parsed, err := block.Parse(raw)
		if err != nil {
			require.ErrorIs(t, err, block.ErrMalformed)
			return
		}
		require.NotEmpty(t, parsed.Transactions)
		for _, tx := range parsed.Transactions {
			require.NotEmpty(t, tx.Code)
			read := tx.Call != nil || tx.Config != nil
			require.Equal(t, tx.Problem == "", read, "what can be read is there, and nothing else")
			_, err := block.ParseConfig(blocktest.Transactions(raw)[tx.Index])
			require.Equal(t, tx.Config != nil, err == nil)
		}
		folder := t.TempDir()
		require.NoError(t, blocktest.WriteFiles(folder, raw))
		again, err := readAll(t, folder, 0)
		require.NoError(t, err)
		require.Len(t, again, 1)
		require.Equal(t, parsed.Hash, parse(t, again[0]).Hash)
	})
}

// FuzzFiles gives Files whatever bytes. What it yields is a block that was there,
// and it stops at the first that is none.
func FuzzFiles(f *testing.F) {
	for _, network := range []string{"raft", "bft"} {
		raw, err := os.ReadFile(filepath.Join("testdata", network, "blockfile_000000"))
		require.NoError(f, err)
		f.Add(raw)
	}
	for _, raw := range realBlocks(f, "raft")[1:] {
		f.Add(append([]byte{0x05, 0, 0, 0, 0, 0}, blocktest.Stored(raw)...))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		folder := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(folder, "blockfile_000000"), raw, 0o600))
		files, err := block.OpenFiles(folder)
		require.NoError(t, err)
		size, failed := 0, false
		for each, err := range files.Blocks(context.Background(), 0) {
			require.False(t, failed, "an error is the last thing")
			if failed = err != nil; failed {
				require.ErrorIs(t, err, block.ErrMalformed)
				continue
			}
			size += len(blocktest.Stored(each))
		}
		require.LessOrEqual(t, size, len(raw))
	})
}

// FuzzPolicy gives ParsePolicy whatever bytes. A rule that it reads names only
// principals that are there, and reads the same when it is written again.
func FuzzPolicy(f *testing.F) {
	config := parse(f, realBlocks(f, "bft")[0]).Transactions[0].Config
	for _, group := range []block.Group{config.Root, config.Root.Groups["Orderer"], config.Root.Groups["Application"].Groups["industry"]} {
		for _, policy := range group.Policies {
			f.Add(policy.Content)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		policy, err := block.ParsePolicy(raw)
		if err != nil {
			require.ErrorIs(t, err, block.ErrMalformed)
			return
		}
		if policy.Signature != nil {
			checkRule(t, policy.Signature.Rule, len(policy.Signature.Principals))
		}
	})
}

// checkRule finds a rule that names a principal who is not there.
func checkRule(t *testing.T, rule block.SignatureRule, principals int) {
	t.Helper()
	if len(rule.Of) == 0 {
		require.Less(t, rule.Principal, principals)
	}
	for _, below := range rule.Of {
		checkRule(t, below, principals)
	}
}

// FuzzDefinition gives the readers of definitions whatever bytes.
func FuzzDefinition(f *testing.F) {
	for _, value := range []block.Policy{
		blocktest.OutOf(1, "peer", "industry"), {Reference: "/Channel/Application/Endorsement"},
	} {
		for _, write := range blocktest.Definition("registry", 1, "1", value) {
			f.Add(write.Value)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		definition, err := block.ReadDefinition("registry", raw, raw, raw)
		require.ErrorIs(t, err, block.ErrMalformed, "a number is no message: %+v", definition)
		if policy, err := block.ReadPolicy(raw); err == nil {
			require.True(t, policy.Signature != nil || policy.Reference != "")
		} else {
			require.ErrorIs(t, err, block.ErrMalformed)
		}
		if _, err := block.ReadCollections(raw); err != nil {
			require.ErrorIs(t, err, block.ErrMalformed)
		}
	})
}
