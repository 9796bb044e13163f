package console

import (
	"slices"

	"allianceregistry/audit/index"
	"allianceregistry/audit/words"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// valid is Fabric's code of a transaction that took effect.
const valid = "VALID"

// entryRow is a transaction in a list.
type entryRow struct {
	index.Entry
	// What happened, and to what.
	Event, Subject string
	By             who
	Proposal       string
}

func (q *reader) entryRows(found []index.Entry) ([]entryRow, error) {
	rows := make([]entryRow, 0, len(found))
	for _, e := range found {
		row := entryRow{Entry: e}
		row.Event, row.Subject = q.entry(e)
		var err error
		if row.By, err = q.who(e.Party); err != nil {
			return nil, err
		}
		if e.Event != nil && e.Code == valid { // else there may be no such proposal
			row.Proposal = e.Event.Proposal
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// entry says what a transaction did, and to what. One of the registry that took effect
// without an event had been sent before.
func (q *reader) entry(e index.Entry) (event, subject string) {
	switch {
	case e.Event != nil:
		return q.text.Words(e.Event.Type), q.text.Subject(*e.Event)
	case e.Name == "":
		event = q.say("page.kind." + e.Kind)
	default:
		event = e.Name
	}
	if e.Problem == "" && e.Code == valid && slices.Contains(membership.TransactionNames(), e.Name) {
		return event, q.say("page.sentAgain")
	}
	return event, words.Reason(q.text.Language(), e.Problem)
}

// historyData is the list of what happened.
type historyData struct {
	Filter index.Filter
	Types  []choice
	Rows   list[entryRow]
}

func (q *reader) history() (web.Page, error) {
	f := index.Filter{
		Party: q.asked("party"), Alliance: q.asked("alliance"), Proposal: q.asked("proposal"), Text: q.asked("text"),
		Type: onlyAmong(q.asked("type"), membership.EventTypes()...), Invalid: q.asked("invalid") != "", Page: q.rows(),
	}
	if block := q.asked("block"); block != "" {
		number, err := q.number("block")
		if err != nil {
			return web.Page{}, err
		}
		f.FromBlock, f.UntilBlock = uint64(number), uint64(number) // #nosec G115 -- not below 0
	}
	found, err := q.index.History(q.ctx, f)
	if err != nil {
		return web.Page{}, err
	}
	rows, err := q.entryRows(found.Entries)
	d := historyData{Filter: f, Types: choices(q, "", f.Type, membership.EventTypes()...), Rows: listed(q, rows, found.Next)}
	return web.Page{Title: q.say("page.history"), Template: "history.html", Data: d, Menu: "/history"}, err
}

func (q *reader) transaction() (web.Page, error) {
	id := q.r.PathValue("id")
	found, err := q.index.Transaction(q.ctx, id)
	if err != nil {
		return web.Page{}, err
	}
	if len(found) == 0 {
		return web.Page{}, unknown("transaction", id)
	}
	rows, err := q.entryRows(found)
	return web.Page{
		Title: q.say("page.transaction"), Template: "transaction.html", Data: rows, Menu: "/history",
		Above: []web.Link{{Name: q.say("page.history"), Path: "/history"}},
	}, err
}

// unknown refuses with UNKNOWN_RECORD.
func unknown(record, id string) error { return refusal.Unknown(record, refusal.Clip(id)) }
