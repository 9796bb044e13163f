package index

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
)

// SearchQuery asks where words stand.
type SearchQuery struct {
	// Text is words that must all be there: Latin ones whole, the last also as a
	// beginning; Chinese ones as they stand. Case and width do not matter.
	Text string `json:"text"`
	Page
}

// Hit is one text in which the words stand.
type Hit struct {
	Origin
	// Kind is that of the record (party, alliance, proposal, endorsement, claim,
	// charter, membership), Value its id, Field what the text is: name.zh, reason, …
	Kind  string `json:"kind"`
	Value string `json:"value"`
	Field string `json:"field"`
	Text  string `json:"text"`

	doc int64 // the number of the text: where a page goes on
}

// Hits is a page of texts.
type Hits struct {
	Hits []Hit  `json:"hits"`
	Next string `json:"next,omitempty"`
}

// Search lists the texts in which all words stand, the newest first unless the
// page says otherwise: names, aliases, reasons, statements, titles, values of
// claims, classes, in Chinese and English.
func (x *Index) Search(ctx context.Context, q SearchQuery) (Hits, error) {
	where, order, last, err := q.span("search", "d.id")
	if err != nil {
		return Hits{}, err
	}
	found, args := textCondition(q.Text)
	text := "SELECT " + selectOrigin + ", d.id, d.kind, d.value, d.field, d.text FROM doc d JOIN tx t ON t.place = d.place WHERE " +
		found + " AND " + where + " ORDER BY " + order + " LIMIT ?"
	rows, err := queryRows(ctx, x, scanHit, text, append(args, last, q.size()+1)...)
	if err != nil {
		return Hits{}, fmt.Errorf("search: %w", err)
	}
	var hits Hits
	hits.Hits, hits.Next = cutPage(rows, q.size(), "search", func(h Hit) string { return strconv.FormatInt(h.doc, 10) })
	return hits, nil
}

// textCondition is the condition under which a text d has all words, with its
// parameters. No word is in every text, and none is in no text.
func textCondition(text string) (string, []any) {
	list := runs(text)
	if len(list) == 0 {
		return "1 = 0", nil
	}
	var q conditions
	for i, run := range list {
		if i == len(list)-1 && !run.cjk {
			q.add("d.id IN (SELECT w.doc FROM term w WHERE w.term >= ? AND w.term < ?)", truncate(sanitize(run.text)), truncate(sanitize(run.text))+"\U0010FFFF")
			continue
		}
		for _, term := range searchTerms(run) {
			q.add("d.id IN (SELECT w.doc FROM term w WHERE w.term = ?)", term)
		}
		if len([]rune(run.text)) > 2 && run.cjk { // pairs may stand apart
			q.add("d.folded LIKE ?", "%"+run.text+"%")
		}
	}
	return strings.Join(q.where, " AND "), q.args
}

func scanHit(rows *sql.Rows) (Hit, error) {
	var h Hit
	var l originColumns
	err := rows.Scan(l.targets(&h.doc, &h.Kind, &h.Value, &h.Field, &h.Text)...)
	h.Origin = l.origin()
	return h, err
}
