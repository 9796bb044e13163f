package index

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"allianceregistry/membership"
)

// Filter narrows History. What is empty does not narrow; all that is given must
// hold.
type Filter struct {
	// Party is anybody whom the transaction was sent by, acted as, or was about,
	// and whose membership it changed.
	Party    string `json:"party,omitempty"`
	Alliance string `json:"alliance,omitempty"`
	Proposal string `json:"proposal,omitempty"`
	// Action is a proposal's action (admit, expel, …), Type an event's type
	// (JoinFiled, …), Name the transaction's in the contract (Join, …).
	Action string `json:"action,omitempty"`
	Type   string `json:"type,omitempty"`
	Name   string `json:"name,omitempty"`
	// Caller is the SHA-256 of the sender's public key, in lower-case hex; Host the
	// host that issued its certificate.
	Caller string `json:"caller,omitempty"`
	Host   string `json:"host,omitempty"`
	// From and Until bound the transactions' own time: from From on, before Until.
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
	// FromBlock and UntilBlock bound the blocks, both included; UntilBlock 0 is no bound.
	FromBlock  uint64 `json:"fromBlock,omitempty"`
	UntilBlock uint64 `json:"untilBlock,omitempty"`
	// Invalid asks also for transactions that had no effect.
	Invalid bool `json:"invalid,omitempty"`
	// Text is words that must stand in what the transaction wrote: see Search.
	Text string `json:"text,omitempty"`
	Page
}

// Entry is one transaction of the chain.
type Entry struct {
	Origin
	// Kind is call, configuration or other.
	Kind string `json:"kind"`
	// Name is the transaction's in the contract.
	Name string `json:"name,omitempty"`
	// Host, Caller and Party are what the sender's certificate says: who issued it,
	// the SHA-256 of its public key, and the party that it was enrolled for.
	Host   string `json:"host,omitempty"`
	Caller string `json:"caller,omitempty"`
	Party  string `json:"party,omitempty"`
	// Event is what the transaction did, or, if it is not valid, would have done.
	Event *membership.Event `json:"event,omitempty"`
	// Problem says what in its bytes could not be read.
	Problem string `json:"problem,omitempty"`
}

// Entries is a page of history.
type Entries struct {
	Entries []Entry `json:"entries"`
	Next    string  `json:"next,omitempty"`
}

// History lists transactions, the newest first unless the page says otherwise.
func (x *Index) History(ctx context.Context, f Filter) (Entries, error) {
	from, lead, q := f.tables()
	where, order, last, err := f.span("history", lead)
	if err != nil {
		return Entries{}, err
	}
	q.add(where, last)
	if err := x.bounds(ctx, f, &q); err != nil {
		return Entries{}, err
	}
	text := "SELECT " + entryColumns + from + q.text() + " ORDER BY " + order + " LIMIT ?"
	entries, err := queryRows(ctx, x, scanEntry, text, append(q.args, f.size()+1)...)
	if err != nil {
		return Entries{}, fmt.Errorf("ask for the history: %w", err)
	}
	page := Entries{}
	page.Entries, page.Next = cutPage(entries, f.size(), "history", func(e Entry) string { return e.mark() })
	return page, nil
}

// tables joins the transactions with one tag for each value that is sought. The
// first one leads: the values that most narrow come first, so that a page costs
// the same however long the history is.
func (f Filter) tables() (from, lead string, q conditions) {
	from, lead = " FROM tx t", "t.place"
	for i, tag := range [][2]string{
		{"proposal", f.Proposal},
		{"caller", f.Caller},
		{"party", f.Party},
		{"alliance", f.Alliance},
		{"action", f.Action},
		{"type", f.Type},
		{"name", f.Name},
		{"host", f.Host},
	} {
		if tag[1] != "" {
			name := "g" + strconv.Itoa(i)
			from += " JOIN tag " + name + " ON " + name + ".place = t.place"
			if len(q.where) == 0 {
				lead = name + ".place"
			}
			q.add(name+".kind = ? AND "+name+".value = ?", tag[0], lookupText(tag[1]))
		}
	}
	return from, lead, q
}

// bounds narrows by block, time, code and text.
func (x *Index) bounds(ctx context.Context, f Filter, q *conditions) error {
	first := int64(0)
	if f.FromBlock > 0 {
		first = lastPlaceOf(f.FromBlock - 1)
	}
	if !f.From.IsZero() { // no block before the first one whose time has come has any of it
		q.add("t.time >= ?", ceil(f.From))
		block, err := x.firstBlockAt(ctx, ceil(f.From))
		if err != nil {
			return err
		}
		if block > 0 {
			first = max(first, lastPlaceOf(block-1))
		}
	}
	if first > 0 {
		q.add("t.place > ?", first)
	}
	if f.UntilBlock > 0 {
		q.add("t.place <= ?", lastPlaceOf(f.UntilBlock))
	}
	if !f.Until.IsZero() {
		q.add("t.time < ?", ceil(f.Until))
	}
	if !f.Invalid {
		q.add("t.code = ?", valid)
	}
	if f.Text != "" {
		found, args := textCondition(f.Text)
		q.add("t.place IN (SELECT d.place FROM doc d WHERE "+found+")", args...)
	}
	return nil
}

// ceil is the first whole millisecond that is not before a time: recorded times
// have no parts of one.
func ceil(at time.Time) int64 {
	whole := at.UnixMilli()
	if at.After(time.UnixMilli(whole)) {
		whole++
	}
	return whole
}

// firstBlockAt is the first block up to which some transaction claims a time that
// is not before at; the number after the last block if there is none.
func (x *Index) firstBlockAt(ctx context.Context, at int64) (uint64, error) {
	var number sql.NullInt64
	err := x.read.QueryRowContext(ctx, x.dialect.bind(
		"SELECT coalesce((SELECT number FROM block WHERE latest >= ? ORDER BY latest, number LIMIT 1), (SELECT max(number) + 1 FROM block))"), at).Scan(&number)
	return uint64(number.Int64), classify(err, x.where)
}

const entryColumns = selectOrigin + ", t.kind, t.name, t.host, t.keyhash, t.party, t.event, t.problem"

func scanEntry(rows *sql.Rows) (Entry, error) {
	var e Entry
	var l originColumns
	var event []byte
	if err := rows.Scan(l.targets(&e.Kind, &e.Name, &e.Host, &e.Caller, &e.Party, &event, &e.Problem)...); err != nil {
		return e, err
	}
	e.Origin = l.origin()
	if read, err := decode[membership.Event](event); err == nil {
		e.Event = &read // an event of another form is none of the registry's
	}
	return e, nil
}

// mark is the place as a bookmark holds it. (A page's rows were stored, so their
// places can be numbered.)
func (p Origin) mark() string {
	return strconv.FormatInt(int64(p.Block)<<indexBits|int64(p.Index), 10)
}

// Transaction returns the entries that have a transaction id: one, and any later
// one that was refused for repeating it. None is an empty list.
func (x *Index) Transaction(ctx context.Context, id string) ([]Entry, error) {
	return queryRows(ctx, x, scanEntry, "SELECT "+entryColumns+" FROM tx t WHERE t.id = ? ORDER BY t.place", lookupText(id))
}
