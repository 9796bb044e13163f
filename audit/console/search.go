package console

import (
	"strings"

	"allianceregistry/audit/index"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
)

// searchData is what was found.
type searchData struct {
	Asked string
	// Exact are what has just this id.
	Exact []who
	// Proposals begin so.
	Proposals []string
	// Transaction is its id, if there is one.
	Transaction string
	Hits        list[hitRow]
}

// hitRow is a text in which the words stand.
type hitRow struct {
	index.Hit
	// What is its record, and where it is shown.
	What string
	Path string
}

func (q *reader) search() (web.Page, error) {
	d := searchData{Asked: strings.TrimSpace(q.asked("q"))}
	p := web.Page{Title: q.say("page.search"), Template: "search.html"}
	if d.Asked == "" {
		p.Data = d
		return p, nil
	}
	if err := q.fillExact(&d); err != nil {
		return p, err
	}
	found, err := q.index.Search(q.ctx, index.SearchQuery{Text: d.Asked, Page: q.rows()})
	if err != nil {
		return p, err
	}
	rows := make([]hitRow, 0, len(found.Hits))
	for _, hit := range found.Hits {
		rows = append(rows, hitRow{hit, q.say("page.record." + hit.Kind), hitPath(hit)})
	}
	d.Hits = listed(q, rows, found.Next)
	p.Data = d
	return p, nil
}

// hitPath is where the record of a hit is shown: a claim at the transaction that stated it.
func hitPath(hit index.Hit) string {
	first, _, _ := strings.Cut(hit.Value, " ")
	switch hit.Kind {
	case "party":
		return pathTo("parties", hit.Value)
	case "alliance":
		return pathTo("alliances", hit.Value)
	case "proposal", "endorsement":
		return pathTo("proposals", hit.Value)
	case "charter":
		return pathTo("alliances", hit.Value, "charter")
	case "membership":
		return pathTo("alliances", first)
	}
	return pathTo("transactions", hit.Tx)
}

// fillExact looks for what has, or begins with, the id that was asked for.
func (q *reader) fillExact(d *searchData) error {
	if strings.Contains(d.Asked, "@") {
		for _, kind := range []struct {
			key  membership.Key
			path string
		}{
			{membership.PartyKey(d.Asked), pathTo("parties", d.Asked)},
			{membership.AllianceKey(d.Asked), pathTo("alliances", d.Asked)},
		} {
			raw, err := q.index.Record(q.ctx, kind.key)
			if err != nil {
				return err
			}
			if raw != nil {
				one, err := q.who(d.Asked)
				if err != nil {
					return err
				}
				one.Path = kind.path
				d.Exact = append(d.Exact, one)
			}
		}
	}
	if !hexadecimal(d.Asked) {
		return nil
	}
	var err error
	if d.Proposals, err = q.index.ProposalsLike(q.ctx, strings.ToLower(d.Asked)); err != nil {
		return err
	}
	entries, err := q.index.Transaction(q.ctx, strings.ToLower(d.Asked))
	if len(entries) > 0 {
		d.Transaction = entries[0].Tx
	}
	return err
}

// hexadecimal reports whether a text may be the beginning of an id of the registry's.
func hexadecimal(text string) bool {
	return len(text) >= 4 && strings.Trim(strings.ToLower(text), "0123456789abcdef") == ""
}
