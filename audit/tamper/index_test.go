package tamper

import (
	"context"
	"database/sql"
	"path/filepath"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
)

// indexDiffers stands for index.Difference in the table, which has no code.
const indexDiffers = "Difference"

// indexForged are what somebody does who has the auditor's own database.
func indexForged() map[string]forgery {
	every := map[string]forgery{}
	for table, change := range map[string]string{
		"block":       "UPDATE block SET previous = x'00' WHERE number = 40",
		"tx":          "UPDATE tx SET code = 'MVCC_READ_CONFLICT' WHERE place = (SELECT max(place) FROM tx)",
		"version":     "UPDATE version SET value = x'7b7d' WHERE place = (SELECT max(place) FROM version)",
		"party":       "UPDATE party SET record = replace(record, 'industry', 'academia') WHERE id = (SELECT min(id) FROM party WHERE id LIKE '%industry')",
		"period":      "UPDATE period SET class = class || 'x' WHERE party = (SELECT min(party) FROM period)",
		"proposal":    "UPDATE proposal SET status = 'rejected' WHERE id = (SELECT min(id) FROM proposal WHERE status = 'accepted')",
		"endorsement": "UPDATE endorsement SET position = 'against' WHERE place = (SELECT min(place) FROM endorsement WHERE position = 'for')",
		"decision":    "UPDATE decision SET outcome = 'rejected' WHERE proposal = (SELECT min(proposal) FROM decision WHERE outcome = 'accepted')",
		"claim":       "DELETE FROM claim WHERE id = (SELECT min(id) FROM claim)",
		"tag":         "INSERT INTO tag (kind, value, place) VALUES ('party', 'nobody@industry', 1)",
		"doc":         "UPDATE doc SET text = text || 'x' WHERE id = (SELECT min(id) FROM doc)",
	} {
		every["index row altered in "+table] = forgery{byRebuild, indexDiffers, func(l *ledger) ([]chain.Finding, place) {
			return l.rebuilt(change), place{table: table}
		}}
	}
	every["index checkpoint altered"] = forgery{byRebuild, indexDiffers, func(l *ledger) ([]chain.Finding, place) {
		return l.rebuilt(`UPDATE meta SET value = replace(value, '"previous":"', '"previous":"AAAA')`), place{table: "meta", key: "checkpoint"}
	}}
	every["index checkpoint altered, going on"] = forgery{byIndex, string(index.Altered), func(l *ledger) ([]chain.Finding, place) {
		where := l.index(middle)
		l.change(where, `UPDATE meta SET value = replace(value, '"previous":"', '"previous":"AAAA')`)
		return l.gone(where), place{}
	}}
	every["index fed by a forger beside an honest peer"] = forgery{byIndex, chain.WrongData, func(l *ledger) ([]chain.Finding, place) {
		forger := &peer{host: hosts[2], blocks: l.flipped(func(b block.Block) []byte { return b.Transactions[0].Creator.Value })}
		where := filepath.Join(l.t.TempDir(), "fed")
		x, err := index.Open(context.Background(), where)
		require.NoError(l.t, err)
		sources := append([]chain.Source{forger}, l.sources()...)
		require.NoError(l.t, index.Follow(context.Background(), x, l.verifier(), sources, index.Options{}))
		findings, err := x.Findings(context.Background())
		require.NoError(l.t, err)
		for _, each := range findings {
			require.Equal(l.t, forger.Name(), each.Source)
		}
		require.NoError(l.t, x.Close())
		require.Empty(l.t, l.differences(where), "what is in the index is the honest peer's")
		return findings, place{block: middle}
	}}
	return every
}

// index builds an index of the first blocks and gives its path.
func (l *ledger) index(height uint64) string {
	where := filepath.Join(l.t.TempDir(), "index")
	x, err := index.Open(context.Background(), where)
	require.NoError(l.t, err)
	require.NoError(l.t, index.Follow(context.Background(), x, l.verifier(), l.sources(), index.Options{Until: height}))
	require.NoError(l.t, x.Close())
	return where
}

func (l *ledger) verifier() *chain.Verifier { return chain.New(l.root(), channelName) }

// sources are one host's peer.
func (l *ledger) sources() []chain.Source {
	return []chain.Source{&peer{host: hosts[0], blocks: l.blocks}}
}

// change changes a database behind the index's back.
func (l *ledger) change(where, statement string) {
	db, err := sql.Open("sqlite", "file:"+where+"?vfs=registry-checked") // as the program itself writes
	require.NoError(l.t, err)
	result, err := db.Exec(statement)
	require.NoError(l.t, err)
	rows, err := result.RowsAffected()
	require.NoError(l.t, err)
	require.Positive(l.t, rows, "nothing was altered")
	require.NoError(l.t, db.Close())
}

// rebuilt alters the index and rebuilds it. What was rebuilt holds.
func (l *ledger) rebuilt(statement string) []chain.Finding {
	where := l.index(uint64(len(l.blocks)))
	l.change(where, statement)
	findings := l.differences(where)
	require.Empty(l.t, l.differences(where), "the new index is in the old one's place")
	return findings
}

// differences are what rebuilding finds.
func (l *ledger) differences(where string) []chain.Finding {
	result, err := index.Rebuild(context.Background(), where, l.verifier(), l.sources(), nil)
	require.NoError(l.t, err)
	require.EqualValues(l.t, len(l.blocks), result.Height)
	var findings []chain.Finding
	for _, each := range result.Differences {
		findings = append(findings, chain.Finding{Code: indexDiffers, Params: map[string]string{
			"table": each.Table, "key": each.Key, "column": each.Column, "have": each.Have, "want": each.Want,
		}})
	}
	return findings
}

// gone goes on from an index's checkpoint, and gives why that is refused.
func (l *ledger) gone(where string) []chain.Finding {
	x, err := index.Open(context.Background(), where)
	require.NoError(l.t, err)
	defer x.Close()
	at, err := x.Checkpoint(context.Background())
	require.NoError(l.t, err)
	verifier, err := chain.Resume(at)
	require.NoError(l.t, err)
	err = index.Follow(context.Background(), x, verifier, l.sources(), index.Options{})
	var refused *index.Error
	require.ErrorAs(l.t, err, &refused)
	return []chain.Finding{{Code: string(refused.Code), Severity: chain.Fault, Params: refused.Params}}
}
