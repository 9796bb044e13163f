package index_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
)

// far is a time that no honest clock says.
var far = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// said is a life in which the transactions of some blocks claim a time.
func said(at time.Time, blocks ...int) *indextest.World {
	w := indextest.New(7).Live(120)
	for _, number := range blocks {
		if number < 0 {
			number += len(w.Chain)
		}
		b := &w.Chain[number].Block
		b.Transactions = slices.Clone(b.Transactions)
		for i := range b.Transactions {
			b.Transactions[i].Time = at
		}
	}
	return w
}

// latestOf is the last time that a block of an unspoiled life claims.
func latestOf(w *indextest.World, number int) time.Time {
	txs := w.Chain[number].Block.Transactions
	return txs[len(txs)-1].Time
}

// One transaction that claims any time hides nothing of what was known at a date.
func TestRosterKnownAtDespiteOneTime(t *testing.T) {
	t.Parallel()
	honest := said(far)
	for name, w := range map[string]*indextest.World{
		"in order": honest, "far ahead": said(far, 40), "two far ahead": said(far, 40, 60), "far ahead at the end": said(far, -1),
		"far behind": said(indextest.Epoch.AddDate(-20, 0, 0), 90), "far ahead at the beginning": said(far, 0),
	} {
		t.Run(name, func(t *testing.T) {
			on(t, func(t *testing.T, where string) {
				x := open(t, where)
				fill(t, x, w, 1000)
				for number := 30; number < len(w.Chain)-1; number += 10 {
					if number == 40 || number == 60 || number == 90 {
						continue
					}
					for _, league := range []string{"zgc@industry", "ring@association"} {
						want, refused := roster(t, x, index.RosterQuery{Alliance: league, KnownAt: itoa(number)})
						got, err := roster(t, x, index.RosterQuery{Alliance: league, KnownAt: latestOf(honest, number).Format(time.RFC3339Nano)})
						require.Equal(t, refused == nil, err == nil, "%v %v", refused, err)
						require.Equal(t, want, got, "%s at block %d", league, number)
					}
				}
			})
		})
	}
}

// What the blocks tell of ends where most of them do, and not at one that claims more.
func TestKnownUntil(t *testing.T) {
	t.Parallel()
	honest := said(far)
	last := len(honest.Chain) - 1
	now := latestOf(honest, last).Add(time.Hour)
	for name, row := range map[string]struct {
		w     *indextest.World
		clock time.Time
		want  time.Time
	}{
		"in order":                           {honest, now, latestOf(honest, last)},
		"far ahead":                          {said(far, 40), now, latestOf(honest, last)},
		"far ahead at the end":               {said(far, -1), now, latestOf(honest, last-1)},
		"far behind at the end":              {said(indextest.Epoch.AddDate(-1, 0, 0), -1), now, latestOf(honest, last-1)},
		"a clock that is behind all of them": {honest, indextest.Epoch.AddDate(-1, 0, 0), latestOf(honest, last)},
	} {
		t.Run(name, func(t *testing.T) {
			on(t, func(t *testing.T, where string) {
				x := open(t, where)
				fill(t, x, row.w, 1000)
				told, err := x.KnownUntil(t.Context(), row.clock)
				require.NoError(t, err)
				require.True(t, row.want.Equal(told), "%s instead of %s", told, row.want)
			})
		})
	}
}

// refused is a life in which blocks have so many more transactions of no effect, which
// claim a time.
func refused(at time.Time, count int, blocks ...int) *indextest.World {
	w := said(at)
	for _, number := range blocks {
		if number < 0 {
			number += len(w.Chain)
		}
		v := &w.Chain[number]
		v.Block.Transactions, v.Codes = slices.Clone(v.Block.Transactions), slices.Clone(v.Codes)
		for i := range count {
			v.Block.Transactions = append(v.Block.Transactions, block.Transaction{Kind: block.Call, ID: "refused" + itoa(i), Time: at})
			v.Codes = append(v.Codes, "ENDORSEMENT_POLICY_FAILURE")
		}
	}
	return w
}

// What had no effect tells no time, however much of it there is.
func TestRefusedSaysNothingOfTime(t *testing.T) {
	t.Parallel()
	honest := said(far)
	last := latestOf(honest, len(honest.Chain)-1)
	for name, w := range map[string]*indextest.World{
		"far ahead":            refused(far, 3, 20, 40),
		"far behind, many":     refused(indextest.Epoch.AddDate(-1, 0, 0), 2*1000, -1),
		"a little ahead, many": refused(last.Add(time.Minute), 2*1000, 40, -1),
	} {
		t.Run(name, func(t *testing.T) {
			on(t, func(t *testing.T, where string) {
				x := open(t, where)
				fill(t, x, w, 1000)
				told, err := x.KnownUntil(t.Context(), last.Add(time.Hour))
				require.NoError(t, err)
				require.True(t, last.Equal(told), "%s instead of %s", told, last)
				for number := 30; number < len(w.Chain)-1; number += 10 {
					at := latestOf(honest, number)
					want, refusal := roster(t, x, index.RosterQuery{Alliance: "zgc@industry", KnownAt: itoa(number)})
					got, err := roster(t, x, index.RosterQuery{Alliance: "zgc@industry", KnownAt: at.Format(time.RFC3339Nano)})
					require.Equal(t, refusal == nil, err == nil, "%v %v", refusal, err)
					require.Equal(t, want, got, "at block %d", number)
				}
				all, err := x.History(t.Context(), index.Filter{From: last, Invalid: true, Page: index.Page{Size: index.MaxPage, Oldest: true}})
				require.NoError(t, err)
				require.NotEmpty(t, all.Entries)
			})
		})
	}
}
