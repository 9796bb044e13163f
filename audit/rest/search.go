package rest

import (
	"context"

	"allianceregistry/audit/index"
)

func searchOperations() []operation {
	text := textParameter("q", "Words that must all be there: Latin ones whole, the last also as a beginning; Chinese ones as they stand.", "cooperation")
	text.required = true
	return []operation{answering(operation{
		id: "search", tag: "search", path: Prefix + "/search", summary: "Where words stand",
		about:      "In names, aliases, reasons, statements, titles, values of claims, and classes, in Chinese and English.",
		parameters: append([]parameter{text, languageParameter()}, ordered()...),
	}, func(ctx context.Context, q question) ([]index.Hit, string, error) {
		list, err := q.index.Search(ctx, index.SearchQuery{Text: q.text("q"), Page: q.page()})
		return list.Hits, q.next(list.Next), err
	})}
}
