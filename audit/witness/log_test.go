package witness_test

import (
	"context"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/audit/proof"
	"allianceregistry/audit/witness"
)

const league = "zgc@industry"

// filledIndex is an index of a world's blocks, added so many at once.
func filledIndex(t *testing.T, w *indextest.World, blocks, at int) *index.Index {
	t.Helper()
	x, err := index.Open(t.Context(), filepath.Join(t.TempDir(), "index.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, x.Close()) })
	add(t, x, w, blocks, at)
	return x
}

func add(t *testing.T, x *index.Index, w *indextest.World, blocks, at int) {
	t.Helper()
	stands, err := x.Checkpoint(t.Context())
	require.NoError(t, err)
	for from := int(stands.Next); from < blocks; from += at {
		to := min(from+at, blocks)
		require.NoError(t, x.Add(t.Context(), w.Chain[from:to], w.Checkpoint(uint64(to))))
	}
}

// folder is one with a key.
func folder(t *testing.T, name string) (string, witness.Key) {
	t.Helper()
	where := filepath.Join(t.TempDir(), name)
	key, err := witness.Init(where, name)
	require.NoError(t, err)
	return where, key
}

// follow opens the log of a folder, and adds what there is.
func follow(t *testing.T, where string, source witness.Source) error {
	t.Helper()
	log, err := witness.Open(t.Context(), where, source)
	if err != nil {
		return err
	}
	_, err = log.Follow(t.Context(), source)
	return errors.Join(err, log.Close())
}

// tiles are all files that every witness has alike; partial tiles, which go by when one signed, are left out.
func tiles(t *testing.T, where string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(filepath.Join(where, "tile"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.Contains(path, ".p/") {
			return err
		}
		content, err := os.ReadFile(path)
		files[strings.TrimPrefix(path, where)] = string(content)
		return err
	}))
	return files
}

func body(t *testing.T, where string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(where, "checkpoint"))
	require.NoError(t, err)
	body, _, _ := strings.Cut(string(text), "\n\n")
	return body
}

func TestAllWitnessesHaveTheSameLog(t *testing.T) {
	t.Parallel()
	w := indextest.New(21).Live(150)
	one, _ := folder(t, "one.example")
	x := filledIndex(t, w, len(w.Chain), 70)
	require.NoError(t, follow(t, one, x))

	two, _ := folder(t, "two.example")
	y := filledIndex(t, w, 1, 1)
	for height := 1; height < len(w.Chain)+13; height += 13 { // killed and started again
		add(t, y, w, min(height, len(w.Chain)), 3)
		require.NoError(t, follow(t, two, y))
	}
	require.Equal(t, body(t, one), body(t, two))
	require.Equal(t, tiles(t, one), tiles(t, two))
	require.NotEmpty(t, tiles(t, one))
}

// stopped is a source that fails after so many blocks, as a program that is killed.
type stopped struct {
	witness.Source
	left *int
}

var errStopped = errors.New("stopped")

func (s stopped) Written(ctx context.Context, number uint64) ([]index.Written, error) {
	if *s.left--; *s.left < 0 {
		return nil, errStopped
	}
	return s.Source.Written(ctx, number)
}

func TestAWitnessGoesOnFromItsLastCheckpoint(t *testing.T) {
	t.Parallel()
	w := indextest.New(22).Live(150)
	x := filledIndex(t, w, len(w.Chain), 70)
	whole, _ := folder(t, "whole.example")
	require.NoError(t, follow(t, whole, x))
	broken, _ := folder(t, "broken.example")
	for left := 70; ; left += 10 {
		count := left
		err := follow(t, broken, stopped{x, &count})
		if err == nil {
			break
		}
		require.ErrorIs(t, err, errStopped)
		// What was written and not signed is there as a kill leaves it: it is written over.
		require.NoError(t, os.MkdirAll(filepath.Join(broken, "tile", "entries", "000.p"), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(broken, "tile", "entries", "000.p", "255"), []byte("half"), 0o600))
	}
	require.Equal(t, body(t, whole), body(t, broken))
	require.Equal(t, tiles(t, whole), tiles(t, broken))
}

func TestWhatAWitnessDoesNotSign(t *testing.T) {
	t.Parallel()
	w := indextest.New(23).Live(90)
	other := indextest.New(24).Live(90)
	x := filledIndex(t, w, 80, 70)
	where, _ := folder(t, "w.example")
	require.NoError(t, follow(t, where, x))
	signed := body(t, where)

	log, err := witness.Open(t.Context(), where, x)
	require.NoError(t, err)
	_, err = witness.Open(t.Context(), where, x)
	require.ErrorIs(t, err, witness.ErrBusy)
	require.NoError(t, log.Close())

	y := filledIndex(t, other, 85, 70)
	err = follow(t, where, y)
	require.True(t, errors.Is(err, witness.ErrForked) || errors.Is(err, witness.ErrOtherChain), "%v", err)

	require.NoError(t, follow(t, where, filledIndex(t, w, 20, 20)), "an index that is behind adds nothing")
	require.Equal(t, signed, body(t, where))

	content, err := os.ReadFile(filepath.Join(where, "checkpoint"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(where, "checkpoint"), []byte(strings.Replace(string(content), "\n", "\n1", 1)), 0o600))
	require.ErrorIs(t, follow(t, where, x), witness.ErrNotMine)
	require.NoError(t, os.WriteFile(filepath.Join(where, "checkpoint"), content, 0o600))

	var last string
	for path := range tiles(t, where) {
		if strings.HasPrefix(path, "/tile/0/") && path > last {
			last = path
		}
	}
	require.NotEmpty(t, last)
	tile, err := os.ReadFile(where + last)
	require.NoError(t, err)
	tile[0] ^= 1
	require.NoError(t, os.WriteFile(where+last, tile, 0o600))
	add(t, x, w, len(w.Chain), 70)
	if err := follow(t, where, x); err == nil { // the tile is not on its way
		require.NotEqual(t, signed, body(t, where))
	}
	_, err = witness.Init(where, "again.example")
	require.ErrorIs(t, err, witness.ErrHasKey)
	_, err = witness.Init(t.TempDir(), "a name")
	require.ErrorIs(t, err, witness.ErrBadName)
	require.NoError(t, os.Chmod(filepath.Join(where, "key"), 0o644))
	_, err = witness.ReadKey(where)
	require.ErrorIs(t, err, witness.ErrSomeones)
	require.NoError(t, os.Chmod(filepath.Join(where, "key"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(where, "key"), []byte("x"), 0o600))
	_, err = witness.ReadKey(where)
	require.ErrorIs(t, err, witness.ErrBadKey)
	_, err = witness.ReadKey(t.TempDir())
	require.ErrorIs(t, err, witness.ErrNoKey)
}

func TestWhatIsProvedOfARoster(t *testing.T) {
	t.Parallel()
	w := indextest.New(25).Live(150)
	x := filledIndex(t, w, len(w.Chain), 70)
	one, first := folder(t, "one.example")
	two, second := folder(t, "two.example")
	require.NoError(t, follow(t, one, x))
	require.NoError(t, follow(t, two, x))
	at, err := x.Checkpoint(t.Context())
	require.NoError(t, err)
	origin := witness.Origin(hex.EncodeToString(at.Genesis))
	policy, err := proof.ReadPolicy([]byte("log " + first.LogVerifier(origin) + "\nlog " + second.LogVerifier(origin) +
		"\nwitness one " + first.Verifier() + "\nwitness two " + second.Verifier() + "\ngroup both all one two\nquorum both\n"))
	require.NoError(t, err)
	members, absent := 0, 0
	for epoch := 0; ; epoch++ {
		record, _, err := x.Seal(t.Context(), league, epoch)
		require.NoError(t, err)
		if record == nil {
			break
		}
		for _, party := range append(indextest.Everybody, "nobody@industry") {
			file, err := witness.Prove(t.Context(), x, []string{one, two}, witness.Request{Alliance: league, Party: party, Epoch: epoch})
			require.NoError(t, err)
			text, err := file.Format()
			require.NoError(t, err)
			require.Less(t, len(text), 10_000)
			got, err := proof.Verify(text, policy, time.Now(), proof.Demand{Alliance: league, Party: party, Fresh: time.Hour})
			require.NoError(t, err, "%s", text)
			require.Equal(t, epoch, got.Epoch)
			require.Len(t, got.Seen, 2)
			roster, err := x.Roster(t.Context(), index.RosterQuery{Alliance: league, At: strconv.Itoa(epoch)})
			require.NoError(t, err)
			is := false
			for _, row := range roster.Members {
				if row.Party == party {
					is = true
					require.Equal(t, row.Class, got.Member.Class)
					require.Equal(t, string(row.State), got.Member.State)
				}
			}
			if got.Kind == proof.Membership {
				members++
			} else {
				require.False(t, is, "%s in %d", party, epoch)
				absent++
			}
		}
	}
	require.Positive(t, members)
	require.Positive(t, absent)
	handler, err := witness.Handler(two)
	require.NoError(t, err)
	server := httptest.NewServer(handler)
	defer server.Close()
	party := indextest.Everybody[0]
	for _, places := range [][]string{{one, server.URL}, {server.URL, one}, {server.URL + "/"}} {
		file, err := witness.Prove(t.Context(), x, places, witness.Request{Alliance: league, Party: party, Epoch: -1})
		require.NoError(t, err)
		text, err := file.Format()
		require.NoError(t, err)
		_, err = proof.Verify(text, policy, time.Now(), proof.Demand{Party: party})
		if len(places) == 2 {
			require.NoError(t, err)
		} else {
			require.ErrorIs(t, err, &proof.Error{Reason: proof.TooFewWitnesses})
		}
	}
	forked, _ := folder(t, "forked.example")
	require.NoError(t, follow(t, forked, x))
	content, err := os.ReadFile(filepath.Join(forked, "checkpoint"))
	require.NoError(t, err)
	lines := strings.SplitN(string(content), "\n", 4)
	lines[2] = strings.Repeat("A", 43) + "="
	require.NoError(t, os.WriteFile(filepath.Join(forked, "checkpoint"), []byte(strings.Join(lines, "\n")), 0o600))
	_, err = witness.Prove(t.Context(), x, []string{one, forked}, witness.Request{Alliance: league, Party: party, Epoch: -1})
	require.ErrorIs(t, err, witness.ErrDisagree)
	_, err = witness.Prove(t.Context(), x, []string{one}, witness.Request{Alliance: "none@industry", Party: "a@industry", Epoch: -1})
	require.Error(t, err)
	empty, _ := folder(t, "empty.example")
	_, err = witness.Prove(t.Context(), x, []string{empty}, witness.Request{Alliance: league, Party: "a@industry", Epoch: -1})
	require.ErrorIs(t, err, witness.ErrNotSeen)
	behind, _ := folder(t, "behind.example")
	require.NoError(t, follow(t, behind, filledIndex(t, w, len(w.Chain)/64*64-3, 70)))
	_, err = witness.Prove(t.Context(), x, []string{behind, one}, witness.Request{Alliance: league, Party: "a@industry", Epoch: -1})
	require.ErrorIs(t, err, witness.ErrNotSeen, "what both have signed is older than the seal")
}

func TestWhatIsServed(t *testing.T) {
	t.Parallel()
	w := indextest.New(26).Live(20)
	where, _ := folder(t, "w.example")
	require.NoError(t, follow(t, where, filledIndex(t, w, len(w.Chain), 20)))
	handler, err := witness.Handler(where)
	require.NoError(t, err)
	server := httptest.NewServer(handler)
	defer server.Close()
	for path, status := range map[string]int{
		"/checkpoint": 200, "/tile/entries/000.p/" + partial(t, where, "tile/entries/000.p"): 200, "/key": 404, "/lock": 404, "/": 404, "/tile/": 404,
		"/tile/0/../../key": 404, "/signed/": 404, "/tile/0/999": 404, "/%2e%2e/key": 404, "/signed": 404,
	} {
		response, err := http.Get(server.URL + path) //nolint:noctx // a test's own server
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, status, response.StatusCode, path)
	}
	response, err := http.Post(server.URL+"/checkpoint", "text/plain", nil) //nolint:noctx // a test's own server
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusMethodNotAllowed, response.StatusCode)
}

// partial is the name of the last file in a folder.
func partial(t *testing.T, where, in string) string {
	t.Helper()
	files, err := os.ReadDir(filepath.Join(where, in))
	require.NoError(t, err)
	return files[len(files)-1].Name()
}

func TestPartialTilesGoWhenTheyAreFull(t *testing.T) {
	t.Parallel()
	w := indextest.New(27).Live(150)
	where, _ := folder(t, "w.example")
	x := filledIndex(t, w, 5, 5)
	for height := 10; height < len(w.Chain)+10; height += 10 {
		add(t, x, w, min(height, len(w.Chain)), 10)
		require.NoError(t, follow(t, where, x))
	}
	require.NoError(t, filepath.WalkDir(filepath.Join(where, "tile"), func(path string, entry fs.DirEntry, err error) error {
		if full, is := strings.CutSuffix(path, ".p"); is {
			_, none := os.Stat(full)
			require.ErrorIs(t, none, fs.ErrNotExist, "%s", path)
		}
		return err
	}))
}
