package index_test

import (
	"context"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/internal/sidebyside"
	"allianceregistry/membership"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
)

// The targets of the index, as scripts/bench.sh audit prints them.

const crowd, crowded = "crowd@industry", 100_000

// BenchmarkFollow verifies and adds blocks such as a network makes at its peak: 40
// calls each, that is 200 a second with a BatchTimeout of 200 ms. Each block is
// added in a transaction of the database of its own, as it is at the chain's tip.
func BenchmarkFollow(b *testing.B) {
	const perBlock, transactions = 40, 4_000
	source := signedChain(perBlock, transactions)
	for _, d := range databases {
		b.Run(d.name, func(b *testing.B) {
			done := 0
			for b.Loop() {
				x := open(b, d.where(b))
				verifier := chain.New(blocktest.Hash(source.All()[0]), blocktest.ChannelID)
				require.NoError(b, index.Follow(b.Context(), x, verifier, []chain.Source{tip{source}}, index.Options{Batch: 1}))
				done += transactions
			}
			b.ReportMetric(float64(done)/b.Elapsed().Seconds(), "tx/s")
		})
	}
}

// tip is a source that has no block behind the one that it gives.
type tip struct{ *blocktest.Channel }

// signedChain is a chain of the registry's endorsements and joins, each signed by
// its sender and two peers.
func signedChain(perBlock, transactions int) *blocktest.Channel {
	c := blocktest.NewRaft("industry", "academia", "association")
	c.Append(c.Define("registry", 1, block.Policy{Reference: "/Channel/Application/Endorsement"}).Envelope())
	var envelopes [][]byte
	for _, v := range indextest.Repeated(transactions).Chain[1:] {
		for _, tx := range v.Block.Transactions {
			envelopes = append(envelopes, signedCall(c, tx).Envelope())
			if len(envelopes) == perBlock {
				c.Append(envelopes...)
				envelopes = nil
			}
		}
	}
	return c
}

// signedCall is a call that reads as many keys as an endorsement does.
func signedCall(c *blocktest.Channel, tx block.Transaction) blocktest.Call {
	set := tx.Call.Sets[0]
	for i := range 4 {
		set.Reads = append(set.Reads, block.Read{Key: fmt.Sprintf("%s/%d", set.Writes[0].Key, i)})
	}
	call := c.Call(c.Hosts[0], "registry", tx.Call.Name, set)
	call.EventName, call.Event = tx.Call.EventName, tx.Call.Event
	call.Endorsers = []blocktest.Signer{c.Hosts[0].Peer, c.Hosts[1].Peer}
	return call
}

// BenchmarkNewestPage reads the newest page of a long history and of a short one,
// by turns. BenchmarkHistory has PostgreSQL too.
func BenchmarkNewestPage(b *testing.B) {
	const short, long, pages = 1_000, 100_000, 20
	for _, d := range databases[:1] {
		few, many := open(b, d.where(b)), open(b, d.where(b))
		fill(b, few, indextest.Repeated(short), 500)
		fill(b, many, indextest.Repeated(long), 500)
		for name, f := range map[string]index.Filter{
			"all": {}, "of_an_alliance": {Alliance: "zgc@industry"}, "of_a_party": {Party: "a@industry"},
		} {
			read := func(x *index.Index) func() {
				return func() {
					for range pages {
						page, err := x.History(b.Context(), f)
						require.NoError(b, err)
						require.Len(b, page.Entries, index.DefaultPage)
					}
				}
			}
			b.Run(d.name+"/"+name, func(b *testing.B) {
				for b.Loop() {
					took := sidebyside.Measure(15, read(many), read(few))
					b.ReportMetric(sidebyside.Median(took[0])*1000/pages, "ms/page")
					b.ReportMetric(sidebyside.Ratio(took[0], took[1]), "of-short")
				}
			})
		}
	}
}

// BenchmarkRosterAtDate reads a whole roster of 100,000 at a date; by turns with it
// the rules' own scan answers, over a ledger in memory, and plain PostgreSQL does.
func BenchmarkRosterAtDate(b *testing.B) {
	w := indextest.Crowd(crowded)
	scan := scanned(b, w)
	plain := plainRoster(b)
	for _, d := range databases {
		x := open(b, d.where(b))
		fill(b, x, w, 20)
		b.Run(d.name, func(b *testing.B) {
			for b.Loop() {
				took := sidebyside.Measure(7, indexedRoster(b, x), scan, plain)
				b.ReportMetric(sidebyside.Median(took[0])*1000, "ms/roster")
				b.ReportMetric(sidebyside.Median(took[1])*1000, "ms/scan")
				b.ReportMetric(sidebyside.Median(took[2])*1000, "ms/plain")
				b.ReportMetric(sidebyside.Ratio(took[0], took[1]), "of-scan")
				b.ReportMetric(sidebyside.Ratio(took[0], took[2]), "of-plain")
			}
		})
	}
}

func indexedRoster(b *testing.B, x *index.Index) func() {
	return func() {
		q, count := index.RosterQuery{Alliance: crowd, At: "2026-03-02", Size: index.MaxPage}, 0
		for {
			page, err := x.Roster(b.Context(), q)
			require.NoError(b, err)
			count += len(page.Members)
			if q.Bookmark = page.Next; page.Next == "" {
				break
			}
		}
		require.Equal(b, crowded, count)
	}
}

// scanned puts a chain's records on a ledger in memory, and asks the rules there.
func scanned(b *testing.B, w *indextest.World) func() {
	ledger := memledger.New()
	tx := ledger.Begin("all")
	for write := range writes(w) {
		key, ok := membership.ParseKey(write.Key)
		require.True(b, ok)
		require.NoError(b, tx.Put(key, write.Value))
	}
	require.Equal(b, []memledger.Code{memledger.Valid}, ledger.Commit(tx))
	return func() {
		q, count := membership.GetRoster{Alliance: crowd, At: "2026-03-02", Size: membership.MaxPage}, 0
		for {
			page, err := membership.Ask(ledger.Begin("question"), time.Now(), q)
			require.NoError(b, err)
			count += len(page.Members)
			if q.Bookmark = page.Next; page.Next == "" {
				break
			}
		}
		require.Equal(b, crowded, count)
	}
}

// writes are what the calls of a chain wrote.
func writes(w *indextest.World) iter.Seq[block.Write] {
	return func(yield func(block.Write) bool) {
		for _, v := range w.Chain {
			for _, tx := range v.Block.Transactions {
				if tx.Call == nil {
					continue
				}
				for _, write := range tx.Call.Sets[0].Writes {
					if !yield(write) {
						return
					}
				}
			}
		}
	}
}

// plainRoster asks the same in PostgreSQL, of tables as one would make them who has
// no chain to follow: periods with the names of whom they are of, and an index that
// fits the question. It uses the driver as directly as can be.
func plainRoster(b *testing.B) func() {
	ctx := context.WithoutCancel(b.Context())
	db, err := pgx.Connect(ctx, postgres(b))
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, db.Close(ctx)) })
	for _, statement := range []string{
		"CREATE TABLE party (id text COLLATE \"C\" PRIMARY KEY, kind text NOT NULL, name_en text NOT NULL, name_zh text NOT NULL)",
		"CREATE TABLE period (alliance text COLLATE \"C\" NOT NULL, party text COLLATE \"C\" NOT NULL, since timestamptz NOT NULL, until timestamptz," +
			" class text NOT NULL, state text NOT NULL, proposal text NOT NULL, tx text NOT NULL, block bigint NOT NULL, PRIMARY KEY (alliance, party, since))",
		fmt.Sprintf("INSERT INTO party SELECT 'p' || lpad(i::text, 6, '0') || '@industry', 'enterprise', 'Company', '公司' FROM generate_series(0, %d) i", crowded-1),
		"INSERT INTO period SELECT 'crowd@industry', id, '2026-03-01T08:00:01Z', NULL, 'full', 'active', '', repeat('0', 64), 1 FROM party",
		"VACUUM ANALYZE",
	} {
		_, err := db.Exec(ctx, statement)
		require.NoError(b, err)
	}
	return func() {
		rows, err := db.Query(ctx, "SELECT p.party, n.kind, n.name_en, n.name_zh, p.class, p.state, p.proposal, p.tx, p.block, p.since, p.until"+
			" FROM period p JOIN party n ON n.id = p.party"+
			" WHERE p.alliance = $1 AND p.since <= $2 AND (p.until IS NULL OR p.until > $2) ORDER BY p.party", crowd, "2026-03-02T23:59:59Z")
		require.NoError(b, err)
		members, err := pgx.CollectRows(rows, plainMember)
		require.NoError(b, err)
		require.Len(b, members, crowded)
	}
}

func plainMember(row pgx.CollectableRow) (index.Row, error) {
	var r index.Row
	var english, chinese string
	var until *time.Time
	err := row.Scan(&r.Party, &r.Kind, &english, &chinese, &r.Class, &r.State, &r.Proposal, &r.Tx, &r.Block, &r.Since, &until)
	r.Names = form.Names{"en": english, "zh": chinese}
	return r, err
}
