package index_test

import (
	"context"
	"errors"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
)

func source(w *indextest.World, name string, has int) *indextest.Source {
	return &indextest.Source{Called: name, World: w, Has: uint64(has)}
}

func TestFollow(t *testing.T) {
	t.Parallel()
	w := indextest.New(3).Live(90)
	all := len(w.Chain)
	whole := open(t, databases[0].where(t))
	fill(t, whole, w, all)
	broken := func(at uint64) *indextest.Source { s := source(w, "broken", all); s.Broken = at; return s }
	failing := func(times int64) *indextest.Source { s := source(w, "failing", all); s.Fails.Store(times); return s }
	waiting := func(has int) *indextest.Source { s := source(w, "waiting", has); s.Waits = true; return s }
	for name, row := range map[string]struct {
		sources []chain.Source
		faults  int
		stuck   bool
	}{
		"ok/one":                    {sources: []chain.Source{source(w, "one", all)}},
		"ok/one that waits":         {sources: []chain.Source{waiting(all)}},
		"ok/the first is short":     {sources: []chain.Source{waiting(30), source(w, "two", all)}},
		"ok/the first fails once":   {sources: []chain.Source{failing(2), source(w, "two", all)}},
		"ok/comes back":             {sources: []chain.Source{failing(2)}},
		"ok/one is broken":          {sources: []chain.Source{broken(40), source(w, "two", all)}, faults: 1},
		"ok/each is broken once":    {sources: []chain.Source{broken(40), broken(60)}, stuck: false, faults: 2},
		"fail/all broken":           {sources: []chain.Source{broken(40), broken(40)}, faults: 1, stuck: true},
		"fail/the only one, broken": {sources: []chain.Source{broken(40)}, faults: 1, stuck: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := open(t, databases[0].where(t))
			var heights []uint64
			err := index.Follow(t.Context(), x, &indextest.Verifier{World: w}, row.sources, index.Options{
				Batch: 16, OnProgress: func(p index.Progress) { heights = append(heights, p.Height) },
			})
			require.IsIncreasing(t, heights)
			findings, e := x.Findings(t.Context())
			require.NoError(t, e)
			require.Len(t, findings, row.faults)
			if row.stuck {
				require.ErrorIs(t, err, &index.Error{Code: index.Stuck})
				at, e := x.Checkpoint(t.Context())
				require.NoError(t, e)
				require.EqualValues(t, 40, at.Next)
				return
			}
			require.NoError(t, err)
			requireSame(t, whole, x)
		})
	}
}

// Who judges blocks while another program adds them judges by a state that is not
// theirs, and must accuse nobody.
func TestFollowBesideAnother(t *testing.T) {
	t.Parallel()
	w := indextest.New(3).Live(90)
	x := open(t, databases[0].where(t))
	fill(t, x, w, len(w.Chain))
	s := source(w, "judged by another state", len(w.Chain))
	s.Broken = 40
	err := index.Follow(t.Context(), x, &indextest.Verifier{World: w}, []chain.Source{s}, index.Options{})
	require.ErrorIs(t, err, &index.Error{Code: index.Locked})
	findings, err := x.Findings(t.Context())
	require.NoError(t, err)
	require.Empty(t, findings)
}

// Following for ever ends with ctx only, and keeps what came until then.
func TestFollowForever(t *testing.T) {
	t.Parallel()
	w := indextest.New(3).Live(50)
	x := open(t, databases[0].where(t))
	ctx, cancel := context.WithCancel(t.Context())
	s := source(w, "one", len(w.Chain))
	s.Waits = true
	err := index.Follow(ctx, x, &indextest.Verifier{World: w}, []chain.Source{s}, index.Options{
		Forever: true, OnProgress: func(p index.Progress) {
			if p.Height == uint64(len(w.Chain)) {
				cancel()
			}
		},
	})
	require.ErrorIs(t, err, context.Canceled)
	whole := open(t, databases[0].where(t))
	fill(t, whole, w, 1000)
	requireSame(t, whole, x)
}

// A full database and a locked one are told; what was added stays, and the next
// run goes on.
func TestFollowGoesOn(t *testing.T) {
	t.Parallel()
	w := indextest.New(4).Live(120)
	whole := open(t, databases[0].where(t))
	fill(t, whole, w, 1000)
	follow := func(t *testing.T, x *index.Index) error {
		at, err := x.Checkpoint(t.Context())
		require.NoError(t, err)
		return index.Follow(t.Context(), x, &indextest.Verifier{World: w, At: at}, []chain.Source{source(w, "one", len(w.Chain))}, index.Options{Batch: 5})
	}
	t.Run("full", func(t *testing.T) {
		t.Parallel()
		x := open(t, databases[0].where(t))
		require.NoError(t, x.Change(t.Context(), "PRAGMA max_page_count = 150"))
		require.ErrorIs(t, follow(t, x), &index.Error{Code: index.Full})
		at, err := x.Checkpoint(t.Context())
		require.NoError(t, err)
		require.NotZero(t, at.Next)
		require.Less(t, at.Next, uint64(len(w.Chain)))
		require.NoError(t, x.Change(t.Context(), "PRAGMA max_page_count = 1000000"))
		require.NoError(t, follow(t, x))
		requireSame(t, whole, x)
	})
	t.Run("locked", func(t *testing.T) {
		t.Parallel()
		on(t, func(t *testing.T, where string) {
			other, x := open(t, where), open(t, where)
			release, err := other.Hold(t.Context())
			require.NoError(t, err)
			require.ErrorIs(t, follow(t, x), &index.Error{Code: index.Locked})
			require.NoError(t, release())
			require.NoError(t, follow(t, x))
			requireSame(t, whole, x)
		})
	})
	for name, hindrance := range map[string]func(t *testing.T, other, x *index.Index) (end func() error){
		"full, for ever": func(t *testing.T, _, x *index.Index) func() error {
			require.NoError(t, x.Change(t.Context(), "PRAGMA max_page_count = 150"))
			return func() error { return x.Change(t.Context(), "PRAGMA max_page_count = 1000000") }
		},
		"locked, for ever": func(t *testing.T, other, _ *index.Index) func() error {
			release, err := other.Hold(t.Context())
			require.NoError(t, err)
			return release
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			where := databases[0].where(t)
			other, x := open(t, where), open(t, where)
			end := hindrance(t, other, x)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			waiting, done := make(chan error, 100), make(chan error, 1)
			go func() {
				done <- index.Follow(ctx, x, &indextest.Verifier{World: w}, []chain.Source{source(w, "one", len(w.Chain))}, index.Options{
					Batch: 5, Forever: true, OnWaiting: func(err error) { waiting <- err },
					OnProgress: func(p index.Progress) {
						if p.Height == uint64(len(w.Chain)) {
							cancel()
						}
					},
				})
			}()
			select {
			case err := <-waiting:
				require.Error(t, err)
			case err := <-done:
				require.Fail(t, "it does not wait", "%v", err)
			}
			require.NoError(t, end())
			require.ErrorIs(t, <-done, context.Canceled, "it has all")
			requireSame(t, whole, x)
		})
	}
	t.Run("two at once", func(t *testing.T) {
		t.Parallel()
		on(t, func(t *testing.T, where string) {
			one, two := open(t, where), open(t, where)
			done := make(chan error)
			patient := func(x *index.Index) error { // how long the other writes is the machine's affair
				for {
					if err := follow(t, x); !errors.Is(err, &index.Error{Code: index.Locked}) {
						return err
					}
				}
			}
			go func() { done <- patient(one) }()
			require.NoError(t, patient(two))
			require.NoError(t, <-done)
			requireSame(t, whole, two)
		})
	})
}

// Whatever is altered in an index, a rebuild names it, and puts it right.
func TestRebuild(t *testing.T) {
	t.Parallel()
	w := indextest.New(6).Live(60)
	sources := []chain.Source{source(w, "one", len(w.Chain))}
	for name, row := range map[string]struct{ change, table, column string }{
		"ok/untouched":           {},
		"fail/a value":           {"UPDATE period SET class = 'founder' WHERE party = 'a@industry'", "period", "class"},
		"fail/a row is gone":     {"DELETE FROM tx WHERE place = (SELECT max(place) FROM tx)", "tx", ""},
		"fail/a row is new":      {"INSERT INTO tag VALUES ('party', 'x@industry', 1)", "tag", ""},
		"fail/a code":            {"UPDATE tx SET code = 'MVCC_READ_CONFLICT' WHERE place = (SELECT max(place) FROM tx)", "tx", "code"},
		"fail/checkpoint's next": {`UPDATE meta SET value = replace(value, '"next":', '"next":1')`, "meta", "next"},
		"fail/no last block":     {"DELETE FROM block WHERE number = (SELECT max(number) FROM block)", "block", ""},
		"fail/a block too many":  {"INSERT INTO block VALUES (9999, 'x', 'x', 'x', 0, 0, 0)", "block", ""},
		"fail/a state's version": {"UPDATE version SET value = 'x' WHERE place = (SELECT max(place) FROM version)", "version", "value"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			where := databases[0].where(t)
			x, err := index.Open(t.Context(), where)
			require.NoError(t, err)
			fill(t, x, w, 10)
			want := hash(t, x)
			if row.change != "" {
				require.NoError(t, x.Change(t.Context(), row.change))
			}
			_, err = index.Rebuild(t.Context(), where, &indextest.Verifier{World: w}, sources, nil)
			require.ErrorIs(t, err, &index.Error{Code: index.Locked}, "somebody has it open")
			require.NoError(t, x.Close())
			rebuilt, err := index.Rebuild(t.Context(), where, &indextest.Verifier{World: w}, sources, nil)
			require.NoError(t, err)
			require.Equal(t, want, rebuilt.Want)
			require.EqualValues(t, len(w.Chain), rebuilt.Height)
			if row.change == "" {
				require.Empty(t, rebuilt.Differences)
				return
			}
			require.Equal(t, row.table, rebuilt.Differences[0].Table)
			require.Equal(t, row.column, rebuilt.Differences[0].Column)
			require.Equal(t, want, hash(t, open(t, where)))
		})
	}
}

func TestOtherSchema(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		require.NoError(t, x.Change(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, ?)", true))
		_, err := index.Open(t.Context(), where)
		require.ErrorIs(t, err, &index.Error{Code: index.OtherSchema})
	})
}

// A source that answers, and then owes a block, is left and named; it holds up nobody,
// and nobody believes how many blocks it says it has.
func TestFollowSilent(t *testing.T) {
	t.Parallel()
	const patience = 500 * time.Millisecond
	w := indextest.New(3).Live(90)
	all := len(w.Chain)
	whole := open(t, databases[0].where(t))
	fill(t, whole, w, all)
	quiet := func(has int, says uint64) *indextest.Source {
		s := source(w, "quiet", has)
		s.Waits, s.Says = true, says
		return s
	}
	for name, row := range map[string]struct {
		sources []chain.Source
		fails   bool
	}{
		"ok/first, nothing at all":    {sources: []chain.Source{quiet(0, 1<<50), source(w, "two", all)}},
		"ok/first, some":              {sources: []chain.Source{quiet(30, 1<<50), source(w, "two", all)}},
		"ok/last":                     {sources: []chain.Source{source(w, "two", all), quiet(all, 1<<50)}},
		"ok/two of them":              {sources: []chain.Source{quiet(9, 1<<50), quiet(20, 1<<40), source(w, "two", all)}},
		"fail/nobody else":            {sources: []chain.Source{quiet(30, uint64(all))}, fails: true},
		"fail/all of them are silent": {sources: []chain.Source{quiet(30, uint64(all)), quiet(31, uint64(all))}, fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := open(t, databases[0].where(t))
			var named []string
			err := index.Follow(t.Context(), x, &indextest.Verifier{World: w}, row.sources, index.Options{
				Patience: patience, OnLate: func(f chain.Finding) { named = append(named, f.Source+" "+f.Code) },
			})
			require.Contains(t, named, "quiet "+chain.SourceSilent)
			if row.fails {
				var silent *chain.SilentError
				require.ErrorAs(t, err, &silent)
				return
			}
			require.NoError(t, err)
			requireSame(t, whole, x)
		})
	}
}

// A source that says it has more than there is, and gives nothing of it at once, holds up
// nobody either.
func TestFollowClaims(t *testing.T) {
	t.Parallel()
	w := indextest.New(3).Live(90)
	all := len(w.Chain)
	whole := open(t, databases[0].where(t))
	fill(t, whole, w, all)
	claims := func(has int, says uint64) *indextest.Source {
		s := source(w, "liar", has)
		s.Says = says
		return s
	}
	waiting := source(w, "honest", all)
	waiting.Waits = true
	failing := claims(all+9, uint64(all)+9)
	failing.FailsAt = uint64(all)
	for name, row := range map[string]struct {
		sources []chain.Source
		code    string
	}{
		"first, nothing at all": {[]chain.Source{claims(0, math.MaxUint64), waiting}, chain.SourceShort},
		"last, all there is":    {[]chain.Source{waiting, claims(all, uint64(all)+1)}, chain.SourceShort},
		"last, it fails":        {[]chain.Source{waiting, failing}, chain.SourceAway},
		"first, it fails":       {[]chain.Source{failing, waiting}, chain.SourceAway},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := open(t, databases[0].where(t))
			var named []string
			synctest.Test(t, func(t *testing.T) {
				err := index.Follow(t.Context(), x, &indextest.Verifier{World: w}, row.sources, index.Options{
					OnLate: func(f chain.Finding) { named = append(named, f.Source+" "+f.Code) },
				})
				require.NoError(t, err)
			})
			require.Equal(t, []string{"liar " + row.code}, named)
			requireSame(t, whole, x)
		})
	}
}

// growing is a source that has one block more each time, and waits for the next as a peer
// does. From one moment to another it fails.
type growing struct {
	*indextest.Source
	began       time.Time
	every       time.Duration
	fails, ends time.Duration
}

// at is when it has a block.
func (g *growing) at(number uint64) time.Time {
	if number < g.Has {
		return g.began
	}
	return g.began.Add(time.Duration(number-g.Has+1) * g.every)
}

func (g *growing) Height(ctx context.Context) (uint64, error) {
	return g.Has + uint64(time.Since(g.began)/g.every), ctx.Err()
}

func (g *growing) Blocks(ctx context.Context, from uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for number := from; ; number++ {
			select {
			case <-time.After(time.Until(g.at(number))):
			case <-ctx.Done():
				yield(nil, ctx.Err())
				return
			}
			if since := time.Since(g.began); since >= g.fails && since < g.ends {
				yield(nil, errors.New("is away"))
				return
			}
			if !yield([]byte(strconv.FormatUint(number, 10)), nil) {
				return
			}
		}
	}
}

// Following for ever, a source that claims more than there is holds the others up less and
// less often. It is believed again once it gives a block.
func TestFollowForeverClaims(t *testing.T) {
	t.Parallel()
	const every = 20 * time.Second
	w := indextest.New(3).Live(90)
	all := uint64(len(w.Chain))
	whole := open(t, databases[0].where(t))
	fill(t, whole, w, len(w.Chain))
	waiting := func(name string, has, says uint64) *indextest.Source {
		return &indextest.Source{Called: name, World: w, Has: has, Says: says, Waits: true}
	}
	for name, row := range map[string]struct {
		other       *indextest.Source
		first       bool
		fails, ends time.Duration // of the one that has all
		late, left  int           // blocks that were late, and how often a source was called behind
	}{
		"ok/behind":                  {waiting("other", 30, 0), true, 0, 0, 1, 1},
		"ok/behind, the other fails": {waiting("other", 30, 0), false, 30 * time.Second, 50 * time.Second, 3, 1},
		"fail/claims, asked last":    {waiting("liar", 0, 1e9), false, 0, 0, 0, 2},
		"fail/claims, asked first":   {waiting("liar", 0, 1e9), true, 0, 0, 1, 1},
		"fail/claims and gives some": {waiting("liar", 50, 1e9), false, 0, 0, 1, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := open(t, databases[0].where(t))
			var late, left int
			var last index.Progress
			synctest.Test(t, func(t *testing.T) {
				grows := &growing{
					Source: waiting("grows", 40, 0), began: time.Now(), every: every, fails: row.fails, ends: row.ends,
				}
				sources := []chain.Source{grows, row.other}
				if row.first {
					slices.Reverse(sources)
				}
				ctx, cancel := context.WithCancel(t.Context())
				err := index.Follow(ctx, x, &indextest.Verifier{World: w}, sources, index.Options{
					Forever:   true,
					OnWaiting: func(err error) { left += strings.Count(err.Error(), "behind the others") },
					OnProgress: func(p index.Progress) {
						if last = p; time.Since(grows.at(p.Height-1)) > every/4 {
							late++
						}
						if p.Height == all {
							cancel()
						}
					},
				})
				require.ErrorIs(t, err, context.Canceled)
				require.LessOrEqual(t, time.Since(grows.at(all-1)), every)
			})
			require.LessOrEqual(t, late, row.late)
			require.LessOrEqual(t, left, row.left)
			require.LessOrEqual(t, last.Target, all)
			requireSame(t, whole, x)
		})
	}
}

// A block that does not follow the last one may be of another history: who can say
// where that parts is asked, and what it says is kept.
func TestFollowHolds(t *testing.T) {
	t.Parallel()
	w := indextest.New(3).Live(90)
	parted := chain.Finding{Code: chain.ForkedHistory, Severity: chain.Fault, Block: 33, Source: "other"}
	hold := func(context.Context, chain.Source) ([]chain.Finding, error) {
		return []chain.Finding{parted, {Code: chain.OlderCopy, Severity: chain.Warning}}, nil
	}
	x := open(t, databases[0].where(t))
	other := source(w, "other", len(w.Chain))
	other.Broken, other.BrokenBy = 40, chain.WrongPrevious
	err := index.Follow(t.Context(), x, &indextest.Verifier{World: w}, []chain.Source{other}, index.Options{CompareHistory: hold})
	require.ErrorIs(t, err, &index.Error{Code: index.Stuck})
	findings, err := x.Findings(t.Context())
	require.NoError(t, err)
	require.Equal(t, []chain.Finding{parted}, findings)
}

// Who follows for ever notices that a source has fewer blocks than it had.
func TestFollowHoldsShrunk(t *testing.T) {
	t.Parallel()
	w := indextest.New(3).Live(90)
	x := open(t, databases[0].where(t))
	fill(t, x, w, len(w.Chain))
	at, err := x.Checkpoint(t.Context())
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	hold := func(_ context.Context, s chain.Source) ([]chain.Finding, error) {
		cancel()
		return []chain.Finding{{Code: chain.ForkedHistory, Severity: chain.Fault, Block: 33, Source: s.Name()}}, nil
	}
	shrunk := source(w, "shrunk", 50)
	shrunk.Waits = true
	err = index.Follow(ctx, x, &indextest.Verifier{World: w, At: at}, []chain.Source{shrunk}, index.Options{Forever: true, CompareHistory: hold})
	require.ErrorIs(t, err, context.Canceled)
	findings, err := x.Findings(t.Context())
	require.NoError(t, err)
	require.Len(t, findings, 1)
}
