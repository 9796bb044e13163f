package index_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
)

// questions are one of each kind, to an index of the recorded ledgers.
var questions = map[string]func(ctx context.Context, x *index.Index) (any, error){
	"roster": func(ctx context.Context, x *index.Index) (any, error) {
		return x.Roster(ctx, index.RosterQuery{Alliance: "zhongguancun@association"})
	},
	"roster at an epoch": func(ctx context.Context, x *index.Index) (any, error) {
		return x.Roster(ctx, index.RosterQuery{Alliance: "hyperledger@industry", At: "0", KnownAt: "60"})
	},
	"history": func(ctx context.Context, x *index.Index) (any, error) {
		return x.History(ctx, index.Filter{Invalid: true, Page: index.Page{Size: index.MaxPage}})
	},
	"history of a party": func(ctx context.Context, x *index.Index) (any, error) {
		return x.History(ctx, index.Filter{Party: "tsinghua@academia"})
	},
	"search": func(ctx context.Context, x *index.Index) (any, error) {
		return x.History(ctx, index.Filter{Text: "Tsinghua"})
	},
	"stats": func(ctx context.Context, x *index.Index) (any, error) {
		return x.Stats(ctx, index.StatsQuery{Alliance: "zhongguancun@association", Interval: "month"})
	},
	"parties":    func(ctx context.Context, x *index.Index) (any, error) { return x.Parties(ctx, index.Page{}) },
	"alliances":  func(ctx context.Context, x *index.Index) (any, error) { return x.Alliances(ctx, index.Page{}) },
	"status":     func(ctx context.Context, x *index.Index) (any, error) { return x.Status(ctx) },
	"checkpoint": func(ctx context.Context, x *index.Index) (any, error) { return x.Checkpoint(ctx) },
	"range": func(ctx context.Context, x *index.Index) (any, error) {
		return x.Range(ctx, "registry", "", "")
	},
}

// answers are what an index says, by the names of the questions; a refusal for the
// index's own sake is nothing.
func answers(t *testing.T, where string) (said map[string]string, refused int) {
	t.Helper()
	said = map[string]string{}
	x, err := index.Open(t.Context(), where)
	if err != nil {
		requireDamaged(t, err)
		return said, len(questions)
	}
	defer x.Close() //nolint:errcheck // it may not be able to
	for name, ask := range questions {
		answer, err := ask(t.Context(), x)
		if err != nil {
			requireDamaged(t, err)
			refused++
			continue
		}
		text, err := json.Marshal(answer)
		require.NoError(t, err)
		said[name] = string(text)
	}
	return said, refused
}

func requireDamaged(t *testing.T, err error) {
	t.Helper()
	require.True(t, errors.Is(err, &index.Error{Code: index.Damaged}), "%v", err)
}

// Single bytes that are changed on the disk change no answer: the question is refused,
// or it did not need the byte.
func TestChangedBytes(t *testing.T) {
	t.Parallel()
	source, genesis := recorded(t, "raft")
	where := filepath.Join(t.TempDir(), "index.db")
	x, err := index.Open(t.Context(), where)
	require.NoError(t, err)
	require.NoError(t, index.Follow(t.Context(), x, verifier(genesis), []chain.Source{source}, index.Options{}))
	require.NoError(t, x.Close())
	content, err := os.ReadFile(where)
	require.NoError(t, err)
	want, refused := answers(t, where)
	require.Zero(t, refused)

	const trials = 320
	random := rand.New(rand.NewPCG(10, 320))
	detected, harmless, silent := 0, 0, 0
	for trial := range trials {
		at := random.IntN(len(content))
		if trial < 2*headerBytes { // each byte of the file's header, by turns
			at = min(at, trial/2)
		}
		changed := append([]byte{}, content...)
		changed[at] ^= byte(1 + random.IntN(255))
		copied := filepath.Join(t.TempDir(), "index.db")
		require.NoError(t, os.WriteFile(copied, changed, 0o600))
		got, refused := answers(t, copied)
		switch other := differing(want, got); {
		case len(other) > 0:
			silent++
			t.Errorf("byte %d (page %d): %v answered otherwise", at, at/4096+1, other)
		case refused > 0:
			detected++
		default:
			harmless++
		}
	}
	t.Logf("%d trials on %d bytes: %d detected, %d harmless, %d silent", trials, len(content), detected, harmless, silent)
	require.Positive(t, detected)
}

// headerBytes are those at the file's beginning that say how it is to be read.
const headerBytes = 28

func differing(want, got map[string]string) (names []string) {
	for name, said := range got {
		if want[name] != said {
			names = append(names, fmt.Sprintf("%s: %.200s", name, said))
		}
	}
	return names
}

// An index that cannot be read any more is made anew.
func TestRebuildDamaged(t *testing.T) {
	t.Parallel()
	w := indextest.New(6).Live(60)
	sources := []chain.Source{source(w, "one", len(w.Chain))}
	first := filepath.Join(t.TempDir(), "index.db")
	x, err := index.Open(t.Context(), first)
	require.NoError(t, err)
	fill(t, x, w, 10)
	want := hash(t, x)
	require.NoError(t, x.Close())
	content, err := os.ReadFile(first)
	require.NoError(t, err)
	for page := 0; page < len(content); page += 4096 * 7 {
		where := filepath.Join(t.TempDir(), "index.db")
		changed := append([]byte{}, content...)
		changed[page+2000] ^= 1
		require.NoError(t, os.WriteFile(where, changed, 0o600))
		rebuilt, err := index.Rebuild(t.Context(), where, &indextest.Verifier{World: w}, sources, nil)
		require.NoError(t, err)
		require.True(t, rebuilt.Damaged || len(rebuilt.Differences) == 0)
		require.True(t, rebuilt.Replaced)
		require.EqualValues(t, len(w.Chain), rebuilt.Height)
		require.Equal(t, want, hash(t, open(t, where)))
	}
}

// An index from before there were sums answers, and has them when it was rebuilt.
func TestPlainFile(t *testing.T) {
	t.Parallel()
	w := indextest.New(6).Live(30)
	where := filepath.Join(t.TempDir(), "index.db")
	require.NoError(t, index.ExecPlain(where, "PRAGMA user_version = 0; CREATE TABLE t (x); DROP TABLE t"))
	x, err := index.Open(t.Context(), where)
	require.NoError(t, err)
	require.False(t, x.HasChecksums())
	fill(t, x, w, 10)
	want := hash(t, x)
	require.NoError(t, x.Close())
	rebuilt, err := index.Rebuild(t.Context(), where, &indextest.Verifier{World: w}, []chain.Source{source(w, "one", len(w.Chain))}, nil)
	require.NoError(t, err)
	require.Empty(t, rebuilt.Differences)
	x = open(t, where)
	require.True(t, x.HasChecksums())
	require.Equal(t, want, hash(t, x))
}

// What several programs write at once, and read meanwhile, is never called damaged.
func TestPagesBesideOthers(t *testing.T) {
	t.Parallel()
	w := indextest.New(6).Live(120)
	where := filepath.Join(t.TempDir(), "index.db")
	writer := open(t, where)
	done := make(chan error)
	for range 3 {
		go func() {
			for {
				x, err := index.Open(context.WithoutCancel(t.Context()), where)
				if err != nil {
					done <- err
					return
				}
				status, err := x.Status(context.WithoutCancel(t.Context()))
				if err = errors.Join(err, x.Close()); err != nil || status.Height == uint64(len(w.Chain)) {
					done <- err
					return
				}
			}
		}()
	}
	for at := range w.Chain {
		require.NoError(t, writer.Add(t.Context(), w.Chain[at:at+1], w.Checkpoint(uint64(at+1))))
	}
	for range 3 {
		require.NoError(t, <-done)
	}
}
