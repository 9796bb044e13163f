package index

import "context"

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
}

// Hits is a page of texts.
type Hits struct {
	Hits []Hit  `json:"hits"`
	Next string `json:"next,omitempty"`
}

// Search lists the texts in which all words stand, the newest first unless the
// page says otherwise: names, aliases, reasons, statements, titles, values of
// claims, classes, in Chinese and English.
func (x *Index) Search(ctx context.Context, q SearchQuery) (Hits, error) { panic("to be written") }
