package membership

import (
	"slices"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// objects are the kinds of records that there are, in the order of their keys.
var objects = []string{
	"acceptance", "affiliate", "affiliation", "agenda", "alliance", "application", "attestation", "authority", "belonging", "change", "charter",
	"claim", "claimant", "closing", "consent", "decision", "draft", "enactment", "endorsement", "endorsementversion",
	"enrollment", "epoch", "figure", "figureversion", "holding", "host", "introduction", "mandate", "membership", "nomination", "party", "partyversion",
	"payment", "proposal", "proxy", "proxyversion", "recognition", "recovery", "regrouping", "representation", "request", "resolution", "seal", "sealed", "seat", "seatversion",
	"sponsorship", "suspension", "version",
}

// Objects lists the kinds of records that the ledger holds, in the order of
// their keys.
func Objects() []string { return slices.Clone(objects) }

// Record is one record as it is stored: what its key is made of after the kind,
// and its value, JSON, byte for byte; at a peer whose state is in CouchDB with the
// fields of each object in the order of their names.
type Record struct {
	Key   []string `json:"key"`
	Value string   `json:"value"`
}

// Records is a page of the records of one kind, in the order of their keys.
type Records struct {
	Object  string   `json:"object"`
	Records []Record `json:"records"`
	Next    string   `json:"next,omitempty" metadata:",optional"`
}

// ListRecords asks for the records of one kind as they are stored: whoever has
// worked out the whole state compares it with a peer's, key by key.
type ListRecords struct {
	Object   string `json:"object"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListRecords) Name() string                     { return "ListRecords" }
func (q ListRecords) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListRecords) check() error {
	return refusal.First(form.CheckText("object", q.Object, 1, form.MaxWord), form.OneOf("object", q.Object, objects...))
}

func (q ListRecords) read(s snapshot) (Records, error) {
	prefix := Key{Object: q.Object}
	if err := checkPage(q.Size, q.Bookmark, prefix); err != nil {
		return Records{}, err
	}
	size := q.Size
	if size == 0 {
		size = DefaultPage
	}
	entries, next, err := s.Page(prefix, size, q.Bookmark)
	if err != nil {
		return Records{}, err
	}
	records := Records{Object: q.Object, Records: make([]Record, 0, len(entries)), Next: next}
	for _, entry := range entries {
		records.Records = append(records.Records, Record{entry.Key.Parts, string(entry.Value)})
	}
	return records, nil
}
