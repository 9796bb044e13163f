package membership

import "allianceregistry/membership/form"

// Resolution is a document that an alliance adopted by its own decision.
type Resolution struct {
	Schema   int    `json:"schema"`
	Alliance string `json:"alliance"`
	// Kind is the kind of resolution, if the charter tells kinds apart.
	Kind  string `json:"kind,omitempty" metadata:",optional"`
	Title string `json:"title"`
	// Document is its SHA-256, in lower-case hex.
	Document string `json:"document"`
	Proposal string `json:"proposal"`
	Stamp    Stamp  `json:"stamp"`
}

// resolve writes what a proposal to adopt a document was accepted for.
func (a txn) resolve(p Proposal) {
	a.put(resolutionKey(p.Alliance, p.ID), Resolution{
		form.Schema, p.Alliance, p.Resolution, p.Title, p.Document, p.ID, a.tx.stamp(),
	})
}

// Resolutions is a page of the documents that an alliance adopted.
type Resolutions struct {
	Resolutions []Resolution `json:"resolutions"`
	Next        string       `json:"next,omitempty" metadata:",optional"`
}

// ListResolutions asks which documents an alliance adopted.
type ListResolutions struct {
	Alliance string `json:"alliance"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListResolutions) Name() string { return "ListResolutions" }

func (q ListResolutions) check() error                   { return form.CheckID("alliance", q.Alliance) }
func (q ListResolutions) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListResolutions) read(s snapshot) (Resolutions, error) {
	if _, err := load[Alliance](s, AllianceKey(q.Alliance)); err != nil {
		return Resolutions{}, err
	}
	list, next, err := page[Resolution](s, resolutionsKey(q.Alliance), q.Size, q.Bookmark)
	return Resolutions{list, next}, err
}
