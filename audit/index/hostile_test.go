package index_test

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/membership"
)

// written is a world whose last block writes what no rule would.
func written(seed uint64, writes ...block.Write) *indextest.World {
	w := indextest.New(seed).Live(30)
	last := w.Chain[len(w.Chain)-1]
	b := block.Block{Number: last.Block.Number + 1, Previous: last.Block.Hash}
	hash := sha256.Sum256([]byte{byte(len(writes))})
	b.Hash, b.Data = hash[:], hash[:]
	b.Transactions = []block.Transaction{{
		Kind: block.Call, ID: "odd", Time: w.Now, Call: &block.Invocation{Sets: []block.Set{{Namespace: "registry", Writes: writes}}},
	}}
	w.Chain = append(w.Chain, chain.Verified{Block: b, Source: "memory", Codes: []string{"VALID"}})
	return w
}

// hostile are records that the rules never write, by what is odd about them.
func hostile() map[string]block.Write {
	long := strings.Repeat("長", 2000)
	dense := "" // which no database makes shorter
	for i := range 200 {
		sum := sha256.Sum256([]byte{byte(i)})
		dense += hex.EncodeToString(sum[:])
	}
	key := func(object string, parts ...string) string {
		return membership.Key{Object: object, Parts: parts}.String()
	}
	return map[string]block.Write{
		"no JSON":           {Key: key("party", "x@industry"), Value: []byte("{")},
		"another JSON":      {Key: key("proposal", "x"), Value: []byte(`{"id":7}`)},
		"nothing":           {Key: key("seal", "x", "1")},
		"short attestation": {Key: key("attestation", "x"), Value: []byte(`[]`)},
		"long party":        {Key: key("party", long), Value: []byte(`{"id":"` + long + `","names":{"en":"` + long + `"}}`)},
		"long proposal":     {Key: key("proposal", long), Value: []byte(`{"id":"` + long + `","alliance":"` + long + `","subject":"` + long + `"}`)},
		"long claim":        {Key: key("claim", long, long), Value: []byte(`{"id":"` + long + `","about":"` + long + `","what":"` + long + `"}`)},
		"long membership": {Key: key("membership", dense, dense), Value: []byte(
			`{"alliance":"` + dense + `","party":"` + dense + `","written":{"tx":"odd"},"periods":[{"from":{"tx":"odd"},"class":"` + dense + `","state":"` + dense + `"}]}`)},
		"U+0000":           {Key: key("party", "y@industry"), Value: []byte(`{"id":"y\u0000@industry","kind":"\u0000","names":{"\u0000":"a\u0000b"}}`)},
		"U+0000, proposal": {Key: key("proposal", "y"), Value: []byte(`{"id":"y\u0000","status":"\u0000","action":"\u0000","by":"\u0000"}`)},
		"U+0000, membership": {Key: key("membership", "y", "z"), Value: []byte(
			`{"alliance":"\u0000","party":"\u0000","ending":"\u0000","written":{"tx":"odd"},"periods":[{"class":"\u0000","until":{"tx":"odd"}},{"from":{"tx":"odd"},"class":"\u0000"}]}`)},
	}
}

// What cannot be read is kept and named, and what comes after is followed.
func TestHostileRecords(t *testing.T) {
	t.Parallel()
	odd := hostile()
	unreadable := []string{"no JSON", "another JSON", "short attestation"} // nothing at all is a deletion
	on(t, func(t *testing.T, where string) {
		var writes []block.Write
		for _, write := range odd {
			writes = append(writes, write)
		}
		slices.SortFunc(writes, func(a, b block.Write) int { return strings.Compare(a.Key, b.Key) })
		w := written(4, writes...)
		x := open(t, where)
		fill(t, x, w, 7)
		for name, write := range odd {
			value, err := x.Value(t.Context(), "registry", write.Key)
			require.NoError(t, err)
			require.Equal(t, string(write.Value), string(value), name)
		}
		findings, err := x.Findings(t.Context())
		require.NoError(t, err)
		require.Len(t, findings, len(unreadable))
		for _, finding := range findings {
			require.Equal(t, index.Unreadable, finding.Code)
			require.Equal(t, chain.Warning, finding.Severity)
			require.NotEmpty(t, finding.Params["key"])
		}
		whole := open(t, databases[0].where(t))
		fill(t, whole, w, 1000)
		requireSame(t, whole, x)
	})
}

// Keys of any length stand in their order, each with its own version.
func TestLongKeys(t *testing.T) {
	t.Parallel()
	stem := strings.Repeat("k", 1900)
	keys := []string{"a", stem[:1899], stem, stem + "\x00", stem + "a", stem + strings.Repeat("b", 3000), stem + "b\xff", stem + "\xff\xff", "l", "z\xff"}
	slices.Sort(keys)
	var writes []block.Write
	for _, key := range keys {
		writes = append(writes, block.Write{Key: key, Value: []byte(key + "!")})
	}
	w := written(5, writes...)
	on(t, func(t *testing.T, where string) {
		fill(t, open(t, where), w, 10)
		x := open(t, where) // what is in memory is not asked
		for _, key := range keys {
			value, err := x.Value(t.Context(), "registry", key)
			require.NoError(t, err)
			require.Equal(t, key+"!", string(value))
			version, err := x.Version(t.Context(), "registry", "", key)
			require.NoError(t, err)
			require.NotNil(t, version)
		}
		for i, start := range keys {
			for j, end := range keys {
				var got []string
				reads, err := x.Range(t.Context(), "registry", start, end)
				require.NoError(t, err)
				for _, read := range reads {
					if strings.Trim(read.Key, "\x00") == read.Key || slices.Contains(keys, read.Key) {
						got = append(got, read.Key)
					}
				}
				require.Equal(t, len(keys[i:max(i, j)]), len(got), "%d to %d", i, j)
			}
		}
	})
}
