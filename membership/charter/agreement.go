package charter

import (
	"slices"

	"allianceregistry/membership/form"
)

// Agreement is a document that members accept by transaction. A new version, with
// another digest, is accepted anew.
type Agreement struct {
	ID      string     `json:"id"`
	Names   form.Names `json:"names"`
	Version string     `json:"version"`
	// Digest is the SHA-256 of the document, in lower-case hex.
	Digest string `json:"digest"`
	// Grace is how long after its adoption, or after admission, it may be accepted
	// before standing lapses.
	Grace form.Duration `json:"grace,omitempty" metadata:",optional"`
}

// Dues says who records what was paid.
type Dues struct {
	// Grace is how long dues may be overdue before standing lapses.
	Grace form.Duration `json:"grace,omitempty" metadata:",optional"`
	// By are the members whose officers record until when a member has paid.
	By *Who `json:"by"`
}

// FigureKind is a number that the charter lets somebody record, such as the
// attendance of meetings: a share can be taken of it.
type FigureKind struct {
	ID    string     `json:"id"`
	Names form.Names `json:"names"`
	// By are the members whose officers record it.
	By *Who `json:"by"`
}

// The most agreements and figures of a charter.
const (
	MaxAgreements = 20
	MaxFigures    = 20
)

// Agreement finds an agreement by its id.
func (c Charter) Agreement(id string) (Agreement, bool) {
	index := slices.IndexFunc(c.Agreements, func(a Agreement) bool { return a.ID == id })
	if index < 0 {
		return Agreement{}, false
	}
	return c.Agreements[index], true
}

// FigureKind finds a figure by its id.
func (c Charter) FigureKind(id string) (FigureKind, bool) {
	index := slices.IndexFunc(c.Figures, func(f FigureKind) bool { return f.ID == id })
	if index < 0 {
		return FigureKind{}, false
	}
	return c.Figures[index], true
}
