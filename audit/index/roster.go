package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// RosterQuery asks who was a member of an alliance.
type RosterQuery struct {
	Alliance string `json:"alliance"`
	// At is the moment as membership.GetRoster reads it: empty for now; the number
	// of an epoch for its end; a time (RFC 3339), or a date for the end of that day.
	At string `json:"at,omitempty"`
	// KnownAt asks what the ledger had recorded by then: the number of a block, a
	// time, or a date; empty for all that is in the index.
	KnownAt string `json:"knownAt,omitempty"`
	// Class and State narrow to members of a class, and in a state: active or suspended.
	Class string `json:"class,omitempty"`
	State string `json:"state,omitempty"`
	// Now is the moment that an empty At stands for; the zero time is this computer's.
	Now time.Time `json:"-"`
	// Size and Bookmark are those of Page; members come in the order of their ids.
	Size     int    `json:"size,omitempty"`
	Bookmark string `json:"bookmark,omitempty"`
}

// Row is one member.
type Row struct {
	// Place is the transaction that recorded the beginning of the period.
	Origin
	Party string       `json:"party"`
	Names form.Names   `json:"names"`
	Kind  charter.Kind `json:"kind"`

	Class   string                  `json:"class"`
	State   charter.MembershipState `json:"state"`
	Group   string                  `json:"group,omitempty"`
	Weights charter.Weights         `json:"weights,omitempty"`
	// Proposal is the one whose decision began the period; founders have none.
	Proposal string `json:"proposal,omitempty"`
	// Since and Until bound the period; no Until is no end that is known. Expires is
	// when its term ends, Over when it is over if it is not renewed.
	Since   time.Time `json:"since"`
	Until   time.Time `json:"until,omitzero"`
	Expires time.Time `json:"expires,omitzero"`
	Over    time.Time `json:"over,omitzero"`
	// Lifts is until when a suspension lasts that has an end.
	Lifts time.Time `json:"lifts,omitzero"`
	// Grace says that the term was over at the moment asked for, and that the
	// membership could still be renewed.
	Grace bool `json:"grace,omitempty"`
}

// Roster is a page of members.
type Roster struct {
	Alliance string `json:"alliance"`
	At       string `json:"at,omitempty"`
	KnownAt  string `json:"knownAt,omitempty"`
	Members  []Row  `json:"members"`
	Next     string `json:"next,omitempty"`
}

// CountEver counts how many parties are or were members of an alliance: the most that any of
// its rosters can have.
func (x *Index) CountEver(ctx context.Context, alliance string) (int, error) {
	counts, err := queryRows(ctx, x, func(rows *sql.Rows) (count int, err error) { return count, rows.Scan(&count) },
		"SELECT count(DISTINCT party) FROM period WHERE alliance = ?", alliance)
	if err != nil || len(counts) == 0 {
		return 0, err
	}
	return counts[0], nil
}

// Roster lists an alliance's members at a moment, with membership.GetRoster's
// meaning: UNKNOWN_RECORD and EPOCH_OPEN refuse what it refuses (as
// *refusal.Error), and a dissolved alliance has no members since. Names are
// those of the moment, as far as they were known by KnownAt.
func (x *Index) Roster(ctx context.Context, q RosterQuery) (Roster, error) {
	roster := Roster{Alliance: q.Alliance, At: q.At, KnownAt: q.KnownAt, Members: []Row{}}
	if err := membership.CheckQuery(membership.GetRoster{Alliance: q.Alliance, At: q.At}); err != nil {
		return roster, err
	}
	page := Page{Size: q.Size, Bookmark: q.Bookmark}
	after, err := page.after("roster")
	if err != nil {
		return roster, err
	}
	known, err := x.knownPlace(ctx, q.KnownAt)
	if err != nil {
		return roster, err
	}
	where, err := x.rosterConditions(ctx, q, known)
	if err != nil || len(where.where) == 0 {
		return roster, err
	}
	where.add("p.party > ?", after)
	label, named, args := "p.label", "", []any{known}
	if known != maxPlace {
		label, named = "n.label", " JOIN partyversion n ON n.id = p.party"+
			" AND n.place = (SELECT max(v.place) FROM partyversion v WHERE v.id = p.party AND v.place <= ?)"
		args = append(args, known)
	}
	text := "SELECT " + memberColumn + label + " FROM period p" + named + where.text() + " ORDER BY p.party LIMIT ?"
	args = append(append(args, where.args...), page.size()+1)
	rows, err := queryInto(ctx, x, make([]Row, 0, page.size()+1), scanMember, text, args...)
	if err != nil {
		return roster, fmt.Errorf("ask for the roster: %w", err)
	}
	roster.Members, roster.Next = cutPage(rows, page.size(), "roster", func(r Row) string { return r.Party })
	then, err := x.rosterTime(ctx, q, known)
	if err != nil {
		return roster, err
	}
	settled, err := q.settledAt()
	for i := range roster.Members {
		if !settled.IsZero() {
			roster.Members[i].settle(settled)
		}
	}
	if err != nil {
		return roster, err
	}
	return roster, errors.Join(x.fillTerms(ctx, roster, then), x.fillNames(ctx, roster, then, known))
}

// RosterCounts counts the members that Roster lists, by their class. It refuses what Roster
// refuses.
func (x *Index) RosterCounts(ctx context.Context, q RosterQuery) (map[string]int, error) {
	if err := membership.CheckQuery(membership.GetRoster{Alliance: q.Alliance, At: q.At}); err != nil {
		return nil, err
	}
	known, err := x.knownPlace(ctx, q.KnownAt)
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	where, err := x.rosterConditions(ctx, q, known)
	if err != nil || len(where.where) == 0 {
		return counts, err
	}
	scan := func(rows *sql.Rows) (class string, err error) {
		var count int
		err = rows.Scan(&class, &count)
		counts[class] = count
		return class, err
	}
	_, err = queryRows(ctx, x, scan, countByClass(where), where.args...)
	return counts, err
}

// countByClass counts periods; of a million, only because the index period_count answers it.
func countByClass(where conditions) string {
	return "SELECT p.class, count(*) FROM period p" + where.text() + " GROUP BY p.class"
}

// rosterConditions are those under which a period p is of a member that is asked for;
// none if there are no members.
func (x *Index) rosterConditions(ctx context.Context, q RosterQuery, known int64) (conditions, error) {
	var where conditions
	condition, args, err := x.memberCondition(ctx, q, known)
	if err != nil || condition == "" {
		return where, err
	}
	where.add(condition, args...)
	where.add("p.alliance = ? AND p.began <= ?", q.Alliance, known)
	where.equal("p.class", q.Class)
	at, err := q.settledAt()
	where.narrowState(charter.MembershipState(q.State), at)
	return where, err
}

// settledAt is the moment as of which a roster's states are, the zero time of an epoch's end:
// there the recorded ones count.
func (q RosterQuery) settledAt() (time.Time, error) {
	if q.At == "" {
		return q.now(), nil
	}
	if _, is := membership.ParseEpoch(q.At); is {
		return time.Time{}, nil
	}
	return membership.ParseMoment(q.At)
}

func (q RosterQuery) now() time.Time {
	if q.Now.IsZero() {
		return time.Now()
	}
	return q.Now
}

// memberCondition is the condition under which a period p counts, with its parameters; empty
// if there are no members.
func (x *Index) memberCondition(ctx context.Context, q RosterQuery, known int64) (string, []any, error) {
	dissolved, err := x.dissolved(ctx, q.Alliance, known)
	if err != nil {
		return "", nil, err
	}
	if q.At == "" {
		if dissolved != never {
			return "", nil, nil
		}
		return "p.ended > ? AND p.over > ?" + notDissolved, []any{known, q.now().UnixMilli(), known, int64(never) - 1}, nil
	}
	if epoch, ok := membership.ParseEpoch(q.At); ok {
		if err := x.checkEpochClosed(ctx, q, epoch, known); err != nil {
			return "", nil, err
		}
		return "p.sinceepoch <= ? AND (p.ended > ? OR p.untilepoch > ?)", []any{epoch, known, epoch}, nil
	}
	at, err := membership.ParseMoment(q.At)
	if err != nil {
		return "", nil, err
	}
	if dissolved != never && !at.Before(timeOf(dissolved)) {
		return "", nil, nil
	}
	when := at.UnixMilli()
	return "p.since <= ? AND (p.ended > ? OR p.until > ?) AND p.over > ?" + notDissolved, []any{when, known, when, when, known, when}, nil
}

// notDissolved leaves out members that are alliances which, as was known by a place,
// were dissolved by a time.
const notDissolved = " AND p.party NOT IN (SELECT id FROM alliance WHERE ended <= ? AND dissolved <= ?)"

// dissolved is when an alliance was dissolved, as was known by a place. It refuses
// with UNKNOWN_RECORD.
func (x *Index) dissolved(ctx context.Context, alliance string, known int64) (int64, error) {
	var at, ended, first int64
	err := x.read.QueryRowContext(ctx, x.dialect.bind(
		"SELECT a.dissolved, a.ended, coalesce((SELECT min(g.place) FROM tag g WHERE g.kind = 'alliance' AND g.value = a.id), a.place) FROM alliance a WHERE a.id = ?"),
		alliance).Scan(&at, &ended, &first)
	if errors.Is(err, sql.ErrNoRows) || err == nil && first > known {
		return 0, refusal.Unknown("alliance", alliance)
	}
	if err != nil {
		return 0, classify(err, x.where)
	}
	if ended > known {
		return never, nil
	}
	return at, nil
}

// checkEpochClosed refuses with EPOCH_OPEN what could still change, and with UNKNOWN_RECORD an
// epoch that has not begun.
func (x *Index) checkEpochClosed(ctx context.Context, q RosterQuery, epoch int, known int64) error {
	var open sql.NullInt64
	err := x.read.QueryRowContext(ctx, x.dialect.bind("SELECT max(number) FROM epoch WHERE alliance = ? AND place <= ?"), q.Alliance, known).Scan(&open)
	switch {
	case err != nil:
		return classify(err, x.where)
	case !open.Valid:
		return refusal.Unknown("epoch", q.Alliance)
	case int64(epoch) > open.Int64:
		return refusal.Unknown("epoch", q.Alliance+" "+strconv.Itoa(epoch))
	case int64(epoch) == open.Int64:
		return refusal.New(refusal.EpochOpen, "alliance", q.Alliance, "epoch", q.At)
	}
	return nil
}

// memberColumn, with the label behind it, is all that a row shows as one text, its
// parts ended by separator: the drivers' cost for each column is most of what a long
// roster costs.
const memberColumn = "p.party || '" + separator + "' || CASE WHEN p.ended > ? THEN '' ELSE p.until || '' END || '" + separator +
	"' || p.packed || '" + separator + "' || "

// memberParts is how many parts there are before the label, which has any number.
const memberParts = 11

func scanMember(rows *sql.Rows) (Row, error) {
	var text string
	if err := rows.Scan(&text); err != nil {
		return Row{}, err
	}
	return parseMember(text)
}

// parseMember reads what memberColumn and a label put together.
func parseMember(text string) (Row, error) {
	var r Row
	var parts [memberParts]string
	for i := range parts {
		parts[i], text, _ = strings.Cut(text, separator)
	}
	r.Party = parts[0]
	r.Kind, r.Names = unpackLabel(text)
	if parts[1] != "" { // else it has no end that is known
		until, err := strconv.ParseInt(parts[1], 10, 64)
		if err != nil {
			return r, fmt.Errorf("a period's end: %w", err)
		}
		r.Until = timeOf(until)
	}
	return r, r.unpack(parts[2:])
}
