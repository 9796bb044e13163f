package merkle_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership/merkle"
)

// kept keeps the inner nodes of a tree as JSON, as a ledger does.
type kept struct {
	t interface {
		require.TestingT
		Helper()
	}
	nodes map[merkle.Place][]byte
	reads int
	made  int
}

func keeping(t interface {
	require.TestingT
	Helper()
},
) *kept {
	return &kept{t: t, nodes: map[merkle.Place][]byte{}}
}

func (k *kept) read(at merkle.Place) (merkle.Node, error) {
	k.reads++
	var node merkle.Node
	text, found := k.nodes[at]
	if !found {
		return node, fmt.Errorf("no inner node at %v", at)
	}
	return node, json.Unmarshal(text, &node)
}

func (k *kept) make(at merkle.Place, node merkle.Node) {
	k.t.Helper()
	require.NotContains(k.t, k.nodes, at, "nothing is made twice")
	text, err := json.Marshal(node)
	require.NoError(k.t, err)
	k.nodes[at] = text
	k.made++
}

func (k *kept) update(root merkle.Branch, edition int, changes ...merkle.Change) merkle.Branch {
	k.t.Helper()
	next, err := merkle.Update(root, edition, changes, k.read, k.make)
	require.NoError(k.t, err)
	return next
}

func key(i int) merkle.Hash    { return merkle.Of(fmt.Append(nil, "party", i, "@host")) }
func value(i int) *merkle.Hash { h := merkle.Of(fmt.Append(nil, "record ", i)); return &h }

// plain works a root out from all keys at once, by the definition alone.
func plain(leaves map[merkle.Hash]merkle.Hash, depth int) merkle.Hash {
	sides := [2]map[merkle.Hash]merkle.Hash{{}, {}}
	for k, v := range leaves {
		if len(leaves) == 1 {
			return merkle.Of([]byte("\x00" + string(k[:]) + string(v[:])))
		}
		sides[k[depth/8]>>(7-depth%8)&1][k] = v
	}
	if len(leaves) == 0 {
		return merkle.Hash{}
	}
	left, right := plain(sides[0], depth+1), plain(sides[1], depth+1)
	return merkle.Of([]byte("\x01" + string(left[:]) + string(right[:])))
}

// Whatever comes and goes, and in whichever steps, the root is that of what is there, each
// key that is there has a path to its value, and each other one a path to nothing, also by
// former roots.
func TestTree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := keeping(t)
		root, have := merkle.Branch{}, map[merkle.Hash]merkle.Hash{}
		type edition struct {
			root merkle.Branch
			have map[merkle.Hash]merkle.Hash
		}
		var editions []edition
		few := rapid.IntRange(0, 12)
		for number := range rapid.IntRange(1, 8).Draw(t, "editions") {
			changes := []merkle.Change{}
			for _, i := range rapid.SliceOfNDistinct(few, 0, 8, rapid.ID[int]).Draw(t, "keys") {
				change := merkle.Change{Key: key(i)}
				delete(have, change.Key)
				if rapid.Bool().Draw(t, "stays") {
					change.Value = value(rapid.IntRange(0, 2).Draw(t, "value"))
					have[change.Key] = *change.Value
				}
				changes = append(changes, change)
			}
			root = k.update(root, number, changes...)
			require.Equal(t, plain(have, 0), root.Hash)
			copied := map[merkle.Hash]merkle.Hash{}
			for one, v := range have {
				copied[one] = v
			}
			editions = append(editions, edition{root, copied})
		}
		for _, then := range editions {
			for i := range 14 {
				path, err := merkle.Prove(then.root, key(i), k.read)
				require.NoError(t, err)
				got, err := path.Value(then.root.Hash, key(i))
				require.NoError(t, err)
				if want, in := then.have[key(i)]; in {
					require.Equal(t, &want, got)
				} else {
					require.Nil(t, got)
				}
			}
		}
	})
}

// The order of changes, and what took the same place before, make no difference; what
// changes nothing makes nothing.
func TestUpdateMakesNoMoreThanItMust(t *testing.T) {
	k := keeping(t)
	var all []merkle.Change
	for i := range 1000 {
		all = append(all, merkle.Change{Key: key(i), Value: value(i)})
	}
	root := k.update(merkle.Branch{}, 1, all...)
	made := k.made
	require.Equal(t, root, k.update(root, 2, merkle.Change{Key: key(5), Value: value(5)}, merkle.Change{Key: key(2000)}))
	require.Equal(t, made, k.made)
	k.reads = 0
	next := k.update(root, 3, merkle.Change{Key: key(5), Value: value(6)})
	require.NotEqual(t, root.Hash, next.Hash)
	require.Equal(t, k.reads, k.made-made)
	require.Less(t, k.reads, 20)
	_, err := merkle.Update(root, 4, []merkle.Change{{Key: key(1)}, {Key: key(1)}}, k.read, k.make)
	require.ErrorIs(t, err, merkle.ErrTwice)
}

// What is kept is believed only if it is what the branch above it names.
func TestBrokenNode(t *testing.T) {
	k := keeping(t)
	root := k.update(merkle.Branch{}, 1, merkle.Change{Key: key(1), Value: value(1)}, merkle.Change{Key: key(2), Value: value(2)}, merkle.Change{Key: key(3), Value: value(3)})
	top := merkle.Place{Edition: 1}
	was := string(k.nodes[top])
	for _, digit := range []int{strings.Index(was, `"hash":"`) + 8, strings.LastIndex(was, `"value":"`) + 9} {
		broken := []byte(was)
		broken[digit] = "0123456789abcdef1"[strings.IndexByte("0123456789abcdef", broken[digit])+1]
		k.nodes[top] = broken
		_, err := merkle.Prove(root, key(1), k.read)
		require.ErrorIs(t, err, merkle.ErrBroken)
		_, err = merkle.Update(root, 2, []merkle.Change{{Key: key(1)}}, k.read, k.make)
		require.ErrorIs(t, err, merkle.ErrBroken)
	}
}

// Each part of a path matters: changed, left out, or said of another key it shows nothing.
func TestPathAltered(t *testing.T) {
	k := keeping(t)
	root := merkle.Branch{}
	for i := range 40 {
		root = k.update(root, i, merkle.Change{Key: key(i), Value: value(i)})
	}
	for i := range 60 {
		whole, err := merkle.Prove(root, key(i), k.read)
		require.NoError(t, err)
		text, err := json.Marshal(whole)
		require.NoError(t, err)
		for at := range text {
			if !strings.ContainsRune("0123456789abcdef", rune(text[at])) || !strings.HasPrefix(strings.TrimLeft(string(text[at:]), "0123456789abcdef"), `"`) {
				continue // a letter of a field's name, not a digit of a hash
			}
			altered := append([]byte{}, text...)
			altered[at] = "0123456789abcdef0"[strings.IndexByte("0123456789abcdef", text[at])+1]
			var path merkle.Path
			if json.Unmarshal(altered, &path) != nil {
				continue // it was in a field's name
			}
			_, err := path.Value(root.Hash, key(i))
			require.Error(t, err, "%d of %s", at, text)
		}
		for drop := range whole.Siblings {
			path := whole
			path.Siblings = append(append([]merkle.Hash{}, whole.Siblings[:drop]...), whole.Siblings[drop+1:]...)
			_, err := path.Value(root.Hash, key(i))
			require.Error(t, err)
		}
		bare := whole
		bare.Leaf = nil
		if whole.Leaf != nil {
			_, err = bare.Value(root.Hash, key(i))
			require.ErrorIs(t, err, merkle.ErrRoot)
		}
		long := whole
		long.Siblings = make([]merkle.Hash, 257)
		_, err = long.Value(root.Hash, key(i))
		require.ErrorIs(t, err, merkle.ErrTooLong)
		if other, err := whole.Value(root.Hash, key(i+100)); err == nil {
			require.Nil(t, other, "by another key's path nothing has a value")
		}
	}
}

// The vectors of docs/proofs.md and this package are the same, so that another language
// can be tried by them.
func TestVectors(t *testing.T) {
	k := keeping(t)
	root, said := merkle.Branch{}, strings.Builder{}
	fmt.Fprintln(&said, "members\troot")
	fmt.Fprintln(&said, "0\t"+root.Hash.String())
	for i := 1; i <= 5; i++ {
		root = k.update(root, i, merkle.Change{Key: key(i), Value: value(i)})
		fmt.Fprintf(&said, "%d\t%s\n", i, root.Hash)
	}
	file := filepath.Join("testdata", "vectors.tsv")
	if os.Getenv("UPDATE_VECTORS") != "" {
		require.NoError(t, os.WriteFile(file, []byte(said.String()), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), said.String())
}

// Hashes are read as they are written, and no other text is one.
func TestHashText(t *testing.T) {
	var h merkle.Hash
	for _, wrong := range []string{"", "00", strings.Repeat("0", 63), strings.Repeat("0", 66), strings.Repeat("A", 64), strings.Repeat("g", 64)} {
		require.Error(t, h.UnmarshalText([]byte(wrong)), wrong)
	}
	require.NoError(t, h.UnmarshalText([]byte(key(1).String())))
	require.Equal(t, key(1), h)
}

// What a path costs, and an edition of one change, by the size of the tree.
func BenchmarkUpdate(b *testing.B) {
	for _, size := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			k := keeping(b)
			var all []merkle.Change
			for i := range size {
				all = append(all, merkle.Change{Key: key(i), Value: value(i)})
			}
			root := k.update(merkle.Branch{}, 1, all...)
			k.reads, k.made = 0, 0
			for i := 0; b.Loop(); i++ {
				k.update(root, i+2, merkle.Change{Key: key(i % size), Value: value(i + 1)})
			}
			b.ReportMetric(float64(k.reads)/float64(b.N), "reads/op")
			b.ReportMetric(float64(k.made)/float64(b.N), "writes/op")
			path, err := merkle.Prove(root, key(0), k.read)
			require.NoError(b, err)
			text, err := json.Marshal(path)
			require.NoError(b, err)
			b.ReportMetric(float64(len(text)), "bytes/path")
		})
	}
}
