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
	Place
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
	found, args := wanted(q.Text)
	text := "SELECT " + locatedColumns + ", d.id, d.kind, d.value, d.field, d.text FROM doc d JOIN tx t ON t.place = d.place WHERE " +
		found + " AND " + where + " ORDER BY " + order + " LIMIT ?"
	rows, err := ask(ctx, x, scanHit, text, append(args, last, q.size()+1)...)
	if err != nil {
		return Hits{}, fmt.Errorf("search: %w", err)
	}
	var hits Hits
	hits.Hits, hits.Next = cut(rows, q.size(), "search", func(h Hit) string { return strconv.FormatInt(h.doc, 10) })
	return hits, nil
}

// wanted is the condition under which a text d has all words, with its
// parameters. No word is in every text, and none is in no text.
func wanted(text string) (string, []any) {
	list := runs(text)
	if len(list) == 0 {
		return "1 = 0", nil
	}
	var q question
	for i, run := range list {
		if i == len(list)-1 && !run.cjk {
			q.and("d.id IN (SELECT w.doc FROM term w WHERE w.term >= ? AND w.term < ?)", beginning(clean(run.text)), beginning(clean(run.text))+"\U0010FFFF")
			continue
		}
		for _, term := range sought(run) {
			q.and("d.id IN (SELECT w.doc FROM term w WHERE w.term = ?)", term)
		}
		if len([]rune(run.text)) > 2 && run.cjk { // pairs may stand apart
			q.and("d.folded LIKE ?", "%"+run.text+"%")
		}
	}
	return strings.Join(q.where, " AND "), q.args
}

func scanHit(rows *sql.Rows) (Hit, error) {
	var h Hit
	var l located
	err := rows.Scan(l.targets(&h.doc, &h.Kind, &h.Value, &h.Field, &h.Text)...)
	h.Place = l.locate()
	return h, err
}
