package index

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"allianceregistry/audit/chain"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// Status is how far the index is, and what is in it.
type Status struct {
	// Height is the number of blocks that were verified, Hash that of the last,
	// Genesis that of the first, in which all is rooted.
	Height  uint64 `json:"height"`
	Hash    []byte `json:"hash"`
	Genesis []byte `json:"genesis"`
	// Time is the time up to which the blocks say what happened, by KnownUntil.
	Time time.Time `json:"time"`
	// The counts of what is in the index.
	Transactions int `json:"transactions"`
	Invalid      int `json:"invalid"`
	Parties      int `json:"parties"`
	Alliances    int `json:"alliances"`
	Memberships  int `json:"memberships"` // active and suspended now, by record and by date
	Proposals    int `json:"proposals"`
	Endorsements int `json:"endorsements"`
	Decisions    int `json:"decisions"`
	Faults       int `json:"faults"`
	Warnings     int `json:"warnings"`
}

// Status counts; it costs a scan of some tables.
func (x *Index) Status(ctx context.Context) (Status, error) {
	var s Status
	at, err := x.Checkpoint(ctx)
	if err != nil {
		return s, err
	}
	s.Height, s.Hash, s.Genesis = at.Next, at.Previous, at.Genesis
	if s.Time, err = x.KnownUntil(ctx, time.Now()); err != nil {
		return s, err
	}
	for _, count := range []struct {
		into *int
		of   string
	}{
		{&s.Transactions, "tx"},
		{&s.Invalid, "tx WHERE code <> 'VALID'"},
		{&s.Parties, "party"},
		{&s.Alliances, "alliance"},
		{&s.Memberships, "period WHERE ended = 9223372036854775807 AND over > " + strconv.FormatInt(time.Now().UnixMilli(), 10) +
			" AND alliance NOT IN (SELECT id FROM alliance WHERE dissolved < 9223372036854775807)" +
			" AND party NOT IN (SELECT id FROM alliance WHERE dissolved < 9223372036854775807)"},
		{&s.Proposals, "proposal"},
		{&s.Endorsements, "endorsement"},
		{&s.Decisions, "decision"},
		{&s.Faults, "finding WHERE level = 'fault'"},
		{&s.Warnings, "finding WHERE level = 'warning'"},
	} {
		if err := x.read.QueryRowContext(ctx, "SELECT count(*) FROM "+count.of).Scan(count.into); err != nil {
			return s, classify(fmt.Errorf("count: %w", err), x.where)
		}
	}
	return s, nil
}

// Findings lists what did not hold, in the order of the blocks: the faults of
// blocks that some source gave and that were not used, and the warnings.
func (x *Index) Findings(ctx context.Context) ([]chain.Finding, error) {
	return queryRows(ctx, x, scanRecord[chain.Finding], "SELECT body FROM finding ORDER BY block, source, digest")
}

// scanRecord reads rows of one record each.
func scanRecord[R any](rows *sql.Rows) (R, error) {
	var text []byte
	if err := rows.Scan(&text); err != nil {
		var none R
		return none, err
	}
	return decode[R](text)
}

// PartyRow is a party as it is recorded now.
type PartyRow struct {
	Origin                  // of its last version
	Party  membership.Party `json:"party"`
}

// Parties is a page of parties in the order of their ids.
type Parties struct {
	Parties []PartyRow `json:"parties"`
	Next    string     `json:"next,omitempty"`
}

// Parties lists the parties; of the page, Size and Bookmark are looked at.
func (x *Index) Parties(ctx context.Context, p Page) (Parties, error) {
	var list Parties
	rows, err := byID(ctx, x, p, "party", func(at Origin, record membership.Party) PartyRow { return PartyRow{at, record} })
	if err == nil {
		list.Parties, list.Next = cutPage(rows, p.size(), "party", func(r PartyRow) string { return r.Party.ID })
	}
	return list, err
}

// Party returns a party as it is recorded now. It refuses with UNKNOWN_RECORD
// (*refusal.Error).
func (x *Index) Party(ctx context.Context, id string) (PartyRow, error) {
	return oneByID(ctx, x, id, "party", func(at Origin, record membership.Party) PartyRow { return PartyRow{at, record} })
}

// oneByID reads the record of a table that has an id.
func oneByID[R, T any](ctx context.Context, x *Index, id, table string, row func(Origin, T) R) (R, error) {
	rows, err := queryRows(ctx, x, scanRow(row), selectByID(table)+" WHERE r.id = ?", lookupText(id))
	if err == nil && len(rows) == 0 {
		err = refusal.Unknown(table, id)
	}
	if err != nil {
		var none R
		return none, err
	}
	return rows[0], nil
}

func selectByID(table string) string {
	return "SELECT " + selectOrigin + ", r.record FROM " + table + " r JOIN tx t ON t.place = r.place"
}

// scanRow reads a record with its origin.
func scanRow[R, T any](row func(Origin, T) R) func(rows *sql.Rows) (R, error) {
	return func(rows *sql.Rows) (R, error) {
		var l originColumns
		var text []byte
		err := rows.Scan(l.targets(&text)...)
		if err != nil {
			var none R
			return none, err
		}
		record, err := decode[T](text)
		return row(l.origin(), record), err
	}
}

// byID reads a page of a table of records by their ids.
func byID[R, T any](ctx context.Context, x *Index, p Page, table string, row func(Origin, T) R) ([]R, error) {
	after, err := p.after(table)
	if err != nil {
		return nil, err
	}
	return queryRows(ctx, x, scanRow(row), selectByID(table)+" WHERE r.id > ? ORDER BY r.id LIMIT ?", after, p.size()+1)
}

// AllianceRow is an alliance as it is recorded now.
type AllianceRow struct {
	Origin                       // of its last version
	Alliance membership.Alliance `json:"alliance"`
}

// Alliances is a page of alliances in the order of their ids.
type Alliances struct {
	Alliances []AllianceRow `json:"alliances"`
	Next      string        `json:"next,omitempty"`
}

// Alliances lists the alliances; of the page, Size and Bookmark are looked at.
func (x *Index) Alliances(ctx context.Context, p Page) (Alliances, error) {
	var list Alliances
	rows, err := byID(ctx, x, p, "alliance", func(at Origin, record membership.Alliance) AllianceRow { return AllianceRow{at, record} })
	if err == nil {
		list.Alliances, list.Next = cutPage(rows, p.size(), "alliance", func(r AllianceRow) string { return r.Alliance.ID })
	}
	return list, err
}

// Alliance returns an alliance as it is recorded now. It refuses with UNKNOWN_RECORD
// (*refusal.Error).
func (x *Index) Alliance(ctx context.Context, id string) (AllianceRow, error) {
	return oneByID(ctx, x, id, "alliance", func(at Origin, record membership.Alliance) AllianceRow { return AllianceRow{at, record} })
}
