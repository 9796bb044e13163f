package index_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// How long a test waits for what happens by itself.
const (
	waitLimit = 30 * time.Second
	waitStep  = 20 * time.Millisecond
)

// The same chain comes to the same content, in whatever steps and wherever.
func TestHashIsOfTheChain(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		w := indextest.New(seed).Live(150)
		want := open(t, databases[0].where(t))
		fill(t, want, w, len(w.Chain))
		sum := hash(t, want)
		on(t, func(t *testing.T, where string) {
			for _, size := range []int{1, 7, 64} {
				x := open(t, where)
				if size > 1 {
					x = open(t, databases[0].where(t))
				}
				fill(t, x, w, size)
				require.Equal(t, sum, hash(t, x), "in steps of %d", size)
			}
		})
	}
}

func TestAdd(t *testing.T) {
	t.Parallel()
	w, other := indextest.New(1).Live(40), indextest.New(2).Live(40)
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		ctx := t.Context()
		require.ErrorIs(t, x.Add(ctx, w.Chain[1:2], w.Checkpoint(2)), &index.Error{Code: index.Gap})
		require.NoError(t, x.Add(ctx, w.Chain[:20], w.Checkpoint(20)))
		require.ErrorIs(t, x.Add(ctx, w.Chain[21:30], w.Checkpoint(30)), &index.Error{Code: index.Gap})
		require.ErrorIs(t, x.Add(ctx, w.Chain[20:29], w.Checkpoint(30)), &index.Error{Code: index.Gap})
		foreign := other.Checkpoint(21)
		foreign.Genesis = []byte("another")
		require.ErrorIs(t, x.Add(ctx, other.Chain[20:21], foreign), &index.Error{Code: index.OtherChain})
		before := hash(t, x)
		require.NoError(t, x.Add(ctx, w.Chain[5:20], w.Checkpoint(20)), "what is there already")
		require.Equal(t, before, hash(t, x))
		require.NoError(t, x.Add(ctx, w.Chain[15:], w.Checkpoint(uint64(len(w.Chain)))), "what is there in part")
		at, err := x.Checkpoint(ctx)
		require.NoError(t, err)
		require.EqualValues(t, len(w.Chain), at.Next)
		whole := open(t, databases[0].where(t))
		fill(t, whole, w, 1000)
		requireSame(t, whole, x)
	})
}

func TestColumns(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, where string) {
		have, want, err := open(t, where).Columns(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, have)
	})
}

// What the index answers as chain.State is what the ledger has, block by block.
func TestState(t *testing.T) {
	t.Parallel()
	w := indextest.New(5).Live(60)
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		fill(t, x, w, 9)
		state := w.Ledger.State()
		for key, value := range state {
			got, err := x.Value(t.Context(), "registry", key)
			require.NoError(t, err)
			require.Equal(t, value, string(got))
			version, err := x.Version(t.Context(), "registry", "", key)
			require.NoError(t, err)
			tx := w.Chain[version.Block].Block.Transactions[version.Index]
			require.NotNil(t, tx.Call)
		}
		reads, err := x.Range(t.Context(), "registry", "", "")
		require.NoError(t, err)
		require.Len(t, reads, len(state))
		missing, err := x.Version(t.Context(), "registry", "", "nothing\x00")
		require.NoError(t, err)
		require.Nil(t, missing)
		for id, want := range map[string]bool{w.Chain[9].Block.Transactions[0].ID: true, "none": false} {
			known, err := x.Known(t.Context(), id)
			require.NoError(t, err)
			require.Equal(t, want, known)
		}
	})
}

var (
	_ chain.State    = (*index.Index)(nil)
	_ index.Verifier = (*chain.Verifier)(nil)
)

func roster(t *testing.T, x *index.Index, q index.RosterQuery) ([]index.Row, error) {
	t.Helper()
	return indextest.Pages(func(bookmark string) ([]index.Row, string, error) {
		q.Bookmark = bookmark
		page, err := x.Roster(t.Context(), q)
		return page.Members, page.Next, err
	})
}

// requireRoster compares with what the rules themselves answer.
func requireRoster(t *testing.T, x *index.Index, w *indextest.World, at string) {
	t.Helper()
	for _, league := range []string{"zgc@industry", "ring@association", "none@industry"} {
		want, refused := membership.Ask(w.Ledger.Begin("question"), w.Now, membership.GetRoster{Alliance: league, At: at, Size: 1000})
		got, err := roster(t, x, index.RosterQuery{Alliance: league, At: at, Size: 3, Now: w.Now})
		if refused != nil {
			require.ErrorAs(t, err, new(*refusal.Error))
			require.Equal(t, refused.Error(), err.Error())
			continue
		}
		require.NoError(t, err)
		require.Len(t, got, len(want.Members), "%s at %s", league, at)
		for i, m := range want.Members {
			row := got[i]
			require.Equal(t, m.Membership.Party, row.Party)
			require.Equal(t, []any{m.Names, m.Kind, m.Period.Class, m.Period.State, m.Period.Proposal, m.Period.From.Tx},
				[]any{row.Names, row.Kind, row.Class, row.State, row.Proposal, row.Tx})
			require.True(t, m.Period.From.Time.Equal(row.Since) && m.Period.Over.Equal(row.Over) && m.Period.Expires.Equal(row.Expires))
			require.Equal(t, m.Grace, row.Grace)
		}
	}
}

func TestRosterIsThatOfTheRules(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		w := indextest.New(seed).Live(250)
		on(t, func(t *testing.T, where string) {
			x := open(t, where)
			fill(t, x, w, 50)
			requireRoster(t, x, w, "")
			for epoch := range 40 {
				requireRoster(t, x, w, itoa(epoch))
			}
			for _, none := range []string{"007", "00", "-0", "-1", "+7", " 7", "7 ", "１", "1000000", "99999999999999999999", "yesterday"} {
				requireRoster(t, x, w, none) // no epoch's number, and no time
			}
			for at := indextest.Epoch.Add(-time.Hour); at.Before(w.Now.Add(8 * 24 * time.Hour)); at = at.Add(7*time.Hour + 13*time.Minute) {
				requireRoster(t, x, w, at.Format(time.RFC3339))
				requireRoster(t, x, w, at.Format(time.DateOnly))
			}
		})
	}
}

// What was known at a block is what an index of those blocks answers.
func TestRosterKnownAt(t *testing.T) {
	t.Parallel()
	w := indextest.New(7).Live(200)
	on(t, func(t *testing.T, where string) {
		all, part := open(t, where), open(t, databases[0].where(t))
		fill(t, all, w, 1000)
		for next := 20; next < len(w.Chain); next += 20 {
			at, err := part.Checkpoint(t.Context())
			require.NoError(t, err)
			require.NoError(t, part.Add(t.Context(), w.Chain[at.Next:next], w.Checkpoint(uint64(next))))
			for _, when := range []string{"", "1", indextest.Epoch.AddDate(0, 0, 9).Format(time.DateOnly), w.Checkpoint(uint64(next)).Time.Format(time.RFC3339)} {
				for _, league := range []string{"zgc@industry", "ring@association"} {
					want, refused := roster(t, part, index.RosterQuery{Alliance: league, At: when})
					got, err := roster(t, all, index.RosterQuery{Alliance: league, At: when, KnownAt: itoa(next - 1)})
					require.Equal(t, refused == nil, err == nil, "%v %v", refused, err)
					require.Equal(t, want, got, "%s at %q known at block %d", league, when, next-1)
				}
			}
		}
	})
}

// Another chaincode can name its transactions and write its events as it likes:
// none of them is found as the registry's. An empty value is a deletion.
func TestForeignCall(t *testing.T) {
	t.Parallel()
	w := indextest.New(3).Live(20)
	forged := w.Chain[len(w.Chain)-1]
	forged.Block.Transactions = slices.Clone(forged.Block.Transactions)
	tx := &forged.Block.Transactions[0]
	call := *tx.Call
	call.Chaincode, call.Name = "other", "Decide"
	call.EventName, call.Event = "Decided", []byte(`{"type":"Decided","alliance":"forged"}`)
	call.Sets = []block.Set{{Namespace: "other", Writes: []block.Write{{Key: "empty", Value: []byte{}}, {Key: "full", Value: []byte("1")}}}}
	tx.Call = &call
	x := open(t, databases[0].where(t))
	require.NoError(t, x.Add(t.Context(), append(slices.Clone(w.Chain[:len(w.Chain)-1]), forged), chain.Checkpoint{Next: uint64(len(w.Chain))}))
	for key, there := range map[string]bool{"empty": false, "full": true} {
		version, err := x.Version(t.Context(), "other", "", key)
		require.NoError(t, err)
		require.Equal(t, there, version != nil, key)
	}
	for statement, want := range map[string]int{
		"SELECT count(*) FROM tag WHERE value = 'forged'":                         0,
		"SELECT count(*) FROM tag WHERE kind = 'name' AND value = 'other/Decide'": 1,
	} {
		got, err := x.Count(t.Context(), statement)
		require.NoError(t, err)
		require.Equal(t, want, got, statement)
	}
}
