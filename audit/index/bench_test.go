package index_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
)

// BenchmarkAdd tells how many transactions a second an index takes.
func BenchmarkAdd(b *testing.B) {
	w := indextest.New(1).Live(3000)
	for _, d := range databases {
		b.Run(d.name, func(b *testing.B) {
			count := 0
			for b.Loop() {
				x := open(b, d.where(b))
				fill(b, x, w, 200)
				for _, v := range w.Chain {
					count += len(v.Block.Transactions)
				}
			}
			b.ReportMetric(float64(count)/b.Elapsed().Seconds(), "tx/s")
		})
	}
}

// BenchmarkHistory reads the newest page at two sizes: it must not grow.
func BenchmarkHistory(b *testing.B) {
	for _, d := range databases {
		for _, events := range []int{1_000, 100_000} {
			x := open(b, d.where(b))
			fill(b, x, indextest.Repeated(events), 500)
			for name, f := range map[string]index.Filter{
				"newest": {}, "of an alliance": {Alliance: "zgc@industry"}, "of a party": {Party: "a@industry"}, "joins of an alliance": {Alliance: "zgc@industry", Type: "JoinFiled"},
			} {
				b.Run(fmt.Sprintf("%s/%s/%d", d.name, name, events), func(b *testing.B) {
					for b.Loop() {
						page, err := x.History(b.Context(), f)
						require.NoError(b, err)
						require.Len(b, page.Entries, index.DefaultPage)
					}
				})
			}
			b.Run(fmt.Sprintf("%s/search/%d", d.name, events), func(b *testing.B) {
				for b.Loop() {
					hits, err := x.Search(b.Context(), index.SearchQuery{Text: "支持 good"})
					require.NoError(b, err)
					require.Len(b, hits.Hits, index.DefaultPage)
				}
			})
		}
	}
}

// BenchmarkRoster reads the whole roster of 100,000 memberships at a date, and
// beside it the plain question in PostgreSQL, on a table as one would first make it.
func BenchmarkRoster(b *testing.B) {
	const members = 100_000
	w := indextest.Crowd(members)
	for _, d := range databases {
		x := open(b, d.where(b))
		fill(b, x, w, 20)
		b.Run(d.name, func(b *testing.B) {
			for b.Loop() {
				count := 0
				q := index.RosterQuery{Alliance: "crowd@industry", At: "2026-03-02", Size: index.MaxPage}
				for {
					page, err := x.Roster(b.Context(), q)
					require.NoError(b, err)
					count += len(page.Members)
					if q.Bookmark = page.Next; page.Next == "" {
						break
					}
				}
				require.Equal(b, members, count)
			}
		})
	}
	b.Run("plain PostgreSQL", func(b *testing.B) { plain(b, w) })
}

func plain(b *testing.B, w *indextest.World) {
	db, err := sql.Open("pgx", postgres(b))
	require.NoError(b, err)
	defer db.Close()
	ctx := context.WithoutCancel(b.Context())
	for _, statement := range []string{
		"CREATE TABLE party (id text PRIMARY KEY, kind text, names jsonb)",
		"CREATE TABLE period (alliance text, party text, since timestamptz, until timestamptz, class text, state text, grp text, weights jsonb, proposal text, tx text, block bigint, PRIMARY KEY (alliance, party, since))",
	} {
		_, err = db.ExecContext(ctx, statement)
		require.NoError(b, err)
	}
	for _, statement := range []string{
		`INSERT INTO party SELECT 'p' || lpad(i::text, 6, '0') || '@industry', 'enterprise', '{"en":"Company","zh":"公司"}' FROM generate_series(0, 99999) i`,
		`INSERT INTO period SELECT 'crowd@industry', 'p' || lpad(i::text, 6, '0') || '@industry', '2026-03-01', NULL, 'full', 'active', '', NULL, '', lpad((i/500)::text, 64, '0'), 1 FROM generate_series(0, 99999) i`,
	} {
		_, err = db.ExecContext(ctx, statement)
		require.NoError(b, err)
	}
	_, err = db.ExecContext(ctx, "ANALYZE")
	require.NoError(b, err)
	for b.Loop() {
		rows, err := db.QueryContext(ctx, "SELECT p.party, n.kind, n.names, p.class, p.state, p.grp, p.weights, p.proposal, p.tx, p.block, p.since, p.until FROM period p JOIN party n ON n.id = p.party"+
			" WHERE p.alliance = $1 AND p.since <= $2 AND (p.until IS NULL OR p.until > $2) ORDER BY p.party", "crowd@industry", w.Now.Add(time.Hour))
		require.NoError(b, err)
		count := 0
		for rows.Next() {
			var r index.Row
			var names, weights []byte
			var until sql.NullTime
			require.NoError(b, rows.Scan(&r.Party, &r.Kind, &names, &r.Class, &r.State, &r.Group, &weights, &r.Proposal, &r.Tx, &r.Block, &r.Since, &until))
			require.NoError(b, json.Unmarshal(names, &r.Names))
			count++
		}
		require.NoError(b, rows.Err())
		require.Equal(b, 100_000, count)
	}
}
