package rest_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite" // registers sqlite

	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/audit/rest"
	"allianceregistry/internal/sidebyside"
)

// BenchmarkRoster reads pages of a large roster over the handler, and by turns what is below
// it: the index alone, and the same question in plain SQL on a table as one would first make
// it, with the same JSON written. of-plain is how many times as long the handler takes.
func BenchmarkRoster(b *testing.B) {
	const members = 20_000
	w := indextest.Crowd(members)
	x := open(b, w, len(w.Chain))
	h := rest.New(x, rest.Options{Now: clock(w)})
	plain := plainTable(b, x)
	for _, size := range []int{100, 1_000} {
		b.Run(fmt.Sprintf("page/%d", size), func(b *testing.B) {
			const pages = 20
			handler := func() {
				for range pages {
					recorder := httptest.NewRecorder()
					h.ServeHTTP(recorder, httptest.NewRequestWithContext(b.Context(), http.MethodGet,
						fmt.Sprintf("/v1/alliances/crowd@industry/roster?at=2026-03-02&limit=%d", size), nil))
					require.Equal(b, http.StatusOK, recorder.Code)
				}
			}
			direct := func() {
				for range pages {
					page, err := x.Roster(b.Context(), index.RosterQuery{Alliance: "crowd@industry", At: "2026-03-02", Size: size})
					require.NoError(b, err)
					require.Len(b, page.Members, size)
				}
			}
			simple := func() {
				for range pages {
					plainPage(b, plain, size)
				}
			}
			for b.Loop() {
				took := sidebyside.Measure(15, handler, direct, simple)
				b.ReportMetric(sidebyside.Median(took[0])*1000/pages, "ms/page")
				b.ReportMetric(sidebyside.Median(took[1])*1000/pages, "ms/index")
				b.ReportMetric(sidebyside.Median(took[2])*1000/pages, "ms/plain")
				b.ReportMetric(sidebyside.Ratio(took[0], took[1]), "of-index")
				b.ReportMetric(sidebyside.Ratio(took[0], took[2]), "of-plain")
			}
		})
	}
}

// plainTable has an index's members in a table of their own.
func plainTable(b *testing.B, x *index.Index) *sql.DB {
	ctx := context.WithoutCancel(b.Context())
	db, err := sql.Open("sqlite", filepath.Join(b.TempDir(), "plain.db"))
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, db.Close()) })
	_, err = db.ExecContext(ctx, `CREATE TABLE member (alliance TEXT, party TEXT, names TEXT, kind TEXT, class TEXT, state TEXT, since INTEGER, until INTEGER,
		proposal TEXT, block INTEGER, tx TEXT, PRIMARY KEY (alliance, party, since))`)
	require.NoError(b, err)
	tx, err := db.BeginTx(ctx, nil)
	require.NoError(b, err)
	for q := (index.RosterQuery{Alliance: "crowd@industry", At: "2026-03-02", Size: index.MaxPage}); ; {
		page, err := x.Roster(ctx, q)
		require.NoError(b, err)
		for _, m := range page.Members {
			names, err := json.Marshal(m.Names)
			require.NoError(b, err)
			_, err = tx.ExecContext(ctx, "INSERT INTO member VALUES (?,?,?,?,?,?,?,?,?,?,?)",
				q.Alliance, m.Party, names, m.Kind, m.Class, m.State, m.Since.UnixMilli(), int64(1)<<62, m.Proposal, m.Block, m.Tx)
			require.NoError(b, err)
		}
		if q.Bookmark = page.Next; page.Next == "" {
			break
		}
	}
	require.NoError(b, tx.Commit())
	return db
}

// plainMember is a row of the plain question.
type plainMember struct {
	Party    string            `json:"party"`
	Names    map[string]string `json:"names"`
	Kind     string            `json:"kind"`
	Class    string            `json:"class"`
	State    string            `json:"state"`
	Since    int64             `json:"since"`
	Proposal string            `json:"proposal"`
	Block    uint64            `json:"block"`
	Tx       string            `json:"tx"`
}

// plainPage asks in plain SQL, and writes JSON.
func plainPage(b *testing.B, db *sql.DB, size int) {
	const at = 1772495999999 // the end of 2026-03-02
	rows, err := db.QueryContext(b.Context(), `SELECT party, names, kind, class, state, since, proposal, block, tx FROM member
		WHERE alliance = ? AND since <= ? AND until > ? ORDER BY party LIMIT ?`, "crowd@industry", at, at, size)
	require.NoError(b, err)
	defer rows.Close()
	var list []plainMember
	for rows.Next() {
		var m plainMember
		var names []byte
		require.NoError(b, rows.Scan(&m.Party, &names, &m.Kind, &m.Class, &m.State, &m.Since, &m.Proposal, &m.Block, &m.Tx))
		require.NoError(b, json.Unmarshal(names, &m.Names))
		list = append(list, m)
	}
	require.NoError(b, rows.Err())
	require.Len(b, list, size)
	recorder := httptest.NewRecorder()
	require.NoError(b, json.NewEncoder(recorder).Encode(list))
}
