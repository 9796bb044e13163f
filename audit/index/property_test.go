package index_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
)

// However a chain is cut into steps, the content is the same.
func TestAnyCut(t *testing.T) {
	t.Parallel()
	w := indextest.New(21).Live(24)
	whole := open(t, databases[0].where(t))
	fill(t, whole, w, len(w.Chain))
	rapid.Check(t, func(r *rapid.T) {
		x := open(t, databases[0].where(t))
		for from := 0; from < len(w.Chain); {
			to := min(from+rapid.IntRange(1, 16).Draw(r, "size"), len(w.Chain))
			require.NoError(r, x.Add(context.Background(), w.Chain[from:to], w.Checkpoint(uint64(to))))
			from = to
		}
		require.Equal(r, hash(t, whole), hash(t, x))
		require.NoError(r, x.Close())
	})
}

// At any time and in any epoch the roster is that of the rules.
func TestAnyRoster(t *testing.T) {
	t.Parallel()
	w := indextest.New(22).Live(200)
	x := open(t, databases[0].where(t))
	fill(t, x, w, 50)
	rapid.Check(t, func(r *rapid.T) {
		seconds := rapid.IntRange(-3600, int(w.Now.Sub(indextest.Epoch).Seconds())+10*24*3600).Draw(r, "seconds")
		at := indextest.Epoch.Add(time.Duration(seconds) * time.Second)
		requireRoster(t, x, w, rapid.SampledFrom([]string{
			at.Format(time.RFC3339), at.Format(time.DateOnly), itoa(rapid.IntRange(0, 60).Draw(r, "epoch")),
		}).Draw(r, "at"))
	})
}

// Pages put together are the whole, in both orders and at any size.
func TestAnyPages(t *testing.T) {
	t.Parallel()
	w := indextest.New(23).Live(120)
	x := open(t, databases[0].where(t))
	fill(t, x, w, 50)
	rapid.Check(t, func(r *rapid.T) {
		f := index.Filter{
			Party:    rapid.SampledFrom(append([]string{""}, indextest.Everybody...)).Draw(r, "party"),
			Alliance: rapid.SampledFrom([]string{"", "zgc@industry"}).Draw(r, "alliance"),
			Invalid:  rapid.Bool().Draw(r, "invalid"),
			Text:     rapid.SampledFrom([]string{"", "支持", "good"}).Draw(r, "text"),
		}
		f.Size = index.MaxPage
		newest := history(t, x, f, func() {})
		f.Size = rapid.IntRange(1, 50).Draw(r, "size")
		require.Equal(r, newest, history(t, x, f, func() {}))
		f.Oldest = true
		oldest := history(t, x, f, func() {})
		slices.Reverse(oldest)
		require.Equal(r, newest, oldest)
	})
}
