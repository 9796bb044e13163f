package index

import (
	"context"

	"allianceregistry/client/chain"
)

// Difference is a value that is not what the chain says.
type Difference struct {
	Table string `json:"table"`
	// Key is the row's, column by column.
	Key string `json:"key"`
	// Column is empty where the row is there on one side only.
	Column string `json:"column,omitempty"`
	// Have is what the index has, Want what it was rebuilt to; empty if there is none.
	Have string `json:"have"`
	Want string `json:"want"`
}

// Rebuilt tells what a rebuild came to.
type Rebuilt struct {
	// Height is up to where the rebuilt index goes; it is compared up to the
	// smaller of both heights.
	Height uint64 `json:"height"`
	Have   string `json:"have"`
	Want   string `json:"want"`
	// Differences are the first, by table; none if Have equals Want.
	Differences []Difference `json:"differences"`
}

// Rebuild builds an index from block 0 beside the one at where, with a fresh
// verifier, compares the two, and puts the new one in its place. The index at
// where must not be open. It goes as far as the old index went, or if there is
// none as far as the first source that answers.
func Rebuild[P any](
	ctx context.Context, where string, verifier Verifier[P], sources []chain.Source, progress func(Progress),
) (Rebuilt, error) {
	panic("to be written")
}
