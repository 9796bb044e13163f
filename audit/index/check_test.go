package index_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/examples/ledgers"
)

// recorded is what a real peer kept of a real network's chain.
func recorded(t testing.TB, name string) (source chain.Source, genesis block.Block) {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, ledgers.Unpack(name, dir))
	raw, err := os.ReadFile(filepath.Join(dir, "genesis.block"))
	require.NoError(t, err)
	genesis, err = block.Parse(raw)
	require.NoError(t, err)
	source, err = block.OpenFiles(filepath.Join(dir, "blocks"))
	require.NoError(t, err)
	return source, genesis
}

func verifier(genesis block.Block) *chain.Verifier {
	return chain.New(genesis.Hash, genesis.Transactions[0].Config.Channel)
}

// contents are the hashes of what the recorded ledgers hold. They change when the
// index's tables do, and else never: a new version reads old ledgers as they were read.
var contents = map[string]string{
	"bft":  "4a621a03036b35da716c65af59610505df521978919c336a8d5c2f6de6a77437",
	"raft": "6c59f6117506f3c795a14812e7859f52fad21b1e3a3d42ad29e8ff0378fb80e7",
}

// Real chains, really verified: blocks that are verified see what those before
// wrote, whether these are added yet or not.
func TestRecorded(t *testing.T) {
	t.Parallel()
	for _, name := range ledgers.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source, genesis := recorded(t, name)
			height, err := source.Height(t.Context())
			require.NoError(t, err)
			whole := open(t, databases[0].where(t))
			require.NoError(t, index.Follow(t.Context(), whole, verifier(genesis), []chain.Source{source}, index.Options{Batch: 1}))
			content, err := whole.Hash(t.Context())
			require.NoError(t, err)
			require.Equal(t, contents[name], content)
			on(t, func(t *testing.T, where string) {
				for _, size := range []int{7, 1000} {
					x := open(t, where)
					if size != 7 {
						x = open(t, databases[0].where(t))
					}
					half := index.Options{Batch: size, Until: height / 2}
					require.NoError(t, index.Follow(t.Context(), x, verifier(genesis), []chain.Source{source}, half))
					at, err := x.Checkpoint(t.Context())
					require.NoError(t, err)
					require.Equal(t, height/2, at.Next)
					resumed, err := chain.Resume(at)
					require.NoError(t, err)
					require.NoError(t, index.Follow(t.Context(), x, resumed, []chain.Source{source}, index.Options{Batch: size}))
					at, err = x.Checkpoint(t.Context())
					require.NoError(t, err)
					require.Equal(t, height, at.Next)
					requireSame(t, whole, x)
				}
			})
		})
	}
}

// A checkpoint that was altered is refused, and what is wrong in it named.
func TestCheck(t *testing.T) {
	t.Parallel()
	source, genesis := recorded(t, "raft")
	for name, row := range map[string]struct {
		change func(c *chain.Checkpoint)
		what   string
	}{
		"ok/untouched":             {change: func(*chain.Checkpoint) {}},
		"fail/next, back":          {func(c *chain.Checkpoint) { c.Next-- }, "next"},
		"fail/next, to the first":  {func(c *chain.Checkpoint) { *c = chain.Checkpoint{} }, "next"},
		"fail/previous":            {func(c *chain.Checkpoint) { c.Previous[0] ^= 1 }, "previous"},
		"fail/genesis":             {func(c *chain.Checkpoint) { c.Genesis = c.Previous }, "genesis"},
		"fail/time":                {func(c *chain.Checkpoint) { c.Time = c.Time.AddDate(1, 0, 0) }, "time"},
		"fail/config's number":     {func(c *chain.Checkpoint) { c.ConfigBlock++ }, "configBlock"},
		"fail/config, another bit": {func(c *chain.Checkpoint) { c.Config[len(c.Config)/2] ^= 1 }, "config"},
		"fail/config, cut":         {func(c *chain.Checkpoint) { c.Config = c.Config[:100] }, "config"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			on(t, func(t *testing.T, where string) {
				x := open(t, where)
				sources := []chain.Source{source}
				require.NoError(t, index.Follow(t.Context(), x, verifier(genesis), sources, index.Options{Until: 40}))
				at, err := x.Checkpoint(t.Context())
				require.NoError(t, err)
				resumed, err := chain.Resume(at)
				require.NoError(t, err)
				row.change(&at)
				text, err := json.Marshal(at)
				require.NoError(t, err)
				require.NoError(t, x.Change(t.Context(), "UPDATE meta SET value = ? WHERE name = 'checkpoint'", text))
				err = index.Follow(t.Context(), x, resumed, sources, index.Options{})
				if row.what == "" {
					require.NoError(t, err)
					return
				}
				var altered *index.Error
				require.ErrorAs(t, err, &altered)
				require.Equal(t, index.Altered, altered.Code)
				require.Equal(t, row.what, altered.Params["what"])
				if strings.HasPrefix(where, "postgres") {
					return
				}
				require.NoError(t, x.Close())
				rebuilt, err := index.Rebuild(t.Context(), where, verifier(genesis), sources, nil)
				require.NoError(t, err)
				require.Equal(t, "meta", rebuilt.Differences[0].Table)
				x = open(t, where)
				require.NoError(t, x.Check(t.Context()))
				at, err = x.Checkpoint(t.Context())
				require.NoError(t, err)
				require.EqualValues(t, 40, at.Next)
			})
		})
	}
}

// An index belongs to one chaincode, whose records alone it reads.
func TestChaincode(t *testing.T) {
	t.Parallel()
	w := indextest.New(3).Live(40)
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		require.Equal(t, index.DefaultChaincode, x.Chaincode())
		empty, err := index.Open(t.Context(), where, index.WithChaincode("members"))
		require.NoError(t, err, "nothing was added yet")
		require.NoError(t, empty.Close())
		fill(t, x, w, 10)
		_, err = index.Open(t.Context(), where, index.WithChaincode("members"))
		require.ErrorIs(t, err, &index.Error{Code: index.OtherChaincode})
		other, err := index.Open(t.Context(), databases[0].where(t), index.WithChaincode("members"))
		require.NoError(t, err)
		fill(t, other, w, 10)
		status, err := other.Status(t.Context())
		require.NoError(t, err)
		require.Zero(t, status.Parties)
		require.NoError(t, other.Close())
	})
}
