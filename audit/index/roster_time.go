package index

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"allianceregistry/membership"
)

// Moment is the time that a roster is of, as membership.GetRoster reads At: now, a time,
// the last millisecond of a day, or when an epoch ended. It is the zero time of an epoch
// whose end is not known by KnownAt. It refuses with BAD_TIME.
func (x *Index) Moment(ctx context.Context, q RosterQuery) (time.Time, error) {
	known, err := x.knownPlace(ctx, q.KnownAt)
	if err != nil {
		return time.Time{}, err
	}
	return x.rosterTime(ctx, q, known)
}

// rosterTime is the moment that a roster is of: now, a time, or the end of an epoch.
func (x *Index) rosterTime(ctx context.Context, q RosterQuery, known int64) (time.Time, error) {
	if q.At == "" {
		return q.now(), nil
	}
	epoch, is := membership.ParseEpoch(q.At)
	if !is {
		return membership.ParseMoment(q.At)
	}
	ends, err := queryRows(ctx, x, func(rows *sql.Rows) (at int64, err error) { return at, rows.Scan(&at) },
		"SELECT t.time FROM epoch e JOIN tx t ON t.place = e.place WHERE e.alliance = ? AND e.number = ? AND e.place <= ?", q.Alliance, epoch+1, known)
	if err != nil || len(ends) == 0 {
		return time.Time{}, err
	}
	return timeOf(ends[0]), nil
}

// fillTerms fills in when the terms of a page's members end. Few rosters have any: it is
// looked up in the records.
func (x *Index) fillTerms(ctx context.Context, roster Roster, then time.Time) error {
	for i := range roster.Members {
		if err := x.lookUpTerm(ctx, roster.Alliance, &roster.Members[i], then); err != nil {
			return err
		}
	}
	return nil
}

// lookUpTerm fills in when a row's term ends, if it has one.
func (x *Index) lookUpTerm(ctx context.Context, alliance string, row *Row, then time.Time) error {
	if row.Over.IsZero() {
		return nil
	}
	place, err := placeOf(row.Block, row.Index)
	if err != nil {
		return err
	}
	key := membership.MembershipKey(alliance, row.Party)
	texts, err := queryRows(ctx, x, func(rows *sql.Rows) (text []byte, err error) { return text, rows.Scan(&text) },
		"SELECT value FROM version WHERE space = ? AND key = ? AND place = ?", lookupText(space(x.chaincode, "")), lookupKey(key.String()), place)
	if err != nil {
		return fmt.Errorf("ask for a term: %w", err)
	}
	for _, text := range texts {
		var record membership.Membership
		if err := json.Unmarshal(text, &record); err != nil {
			return fmt.Errorf("read the term of %s: %w", row.Party, err)
		}
		row.fillTerm(record, then)
	}
	return nil
}

// fillTerm finds the row's period in the version of the membership that began it.
func (r *Row) fillTerm(record membership.Membership, then time.Time) {
	for _, period := range record.Periods {
		if period.From.Tx == r.Tx {
			r.Expires = period.Expires
			r.Grace = period.GraceAt(then)
		}
	}
}

// labelVersion is a version of a party's label.
type labelVersion struct {
	party, label string
	at           int64
}

// scanLabel reads a version of a party's label, and since when it had these names: since the day that
// its record says, or since that was recorded.
func scanLabel(rows *sql.Rows) (n labelVersion, err error) {
	var text []byte
	if err := rows.Scan(&n.party, &n.label, &n.at, &text); err != nil {
		return n, err
	}
	var record membership.Party
	if err := json.Unmarshal(text, &record); err != nil {
		return n, fmt.Errorf("read a version of %s: %w", n.party, err)
	}
	if !record.Named.IsZero() {
		n.at = record.Named.UnixMilli()
	}
	return n, nil
}

// fillNames gives a page's members the names that their parties had at a moment.
// Those who were never renamed have theirs already.
func (x *Index) fillNames(ctx context.Context, roster Roster, then time.Time, known int64) error {
	if len(roster.Members) == 0 {
		return nil
	}
	first, last := roster.Members[0].Party, roster.Members[len(roster.Members)-1].Party
	versions, err := queryRows(ctx, x, scanLabel,
		"SELECT v.id, v.label, t.time, v.record FROM partyversion v JOIN tx t ON t.place = v.place WHERE v.place <= ? AND v.id IN"+
			" (SELECT id FROM partyversion WHERE id >= ? AND id <= ? GROUP BY id HAVING count(*) > 1) ORDER BY v.id, v.place", known, first, last)
	if err != nil {
		return fmt.Errorf("ask for names: %w", err)
	}
	labels := map[string]string{}
	for _, version := range versions {
		if _, first := labels[version.party]; !first || version.at <= then.UnixMilli() {
			labels[version.party] = version.label
		}
	}
	for i := range roster.Members {
		if label, renamed := labels[roster.Members[i].Party]; renamed {
			roster.Members[i].Kind, roster.Members[i].Names = unpackLabel(label)
		}
	}
	return nil
}
