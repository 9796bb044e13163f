package rest

import (
	"context"
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"allianceregistry/audit/index"
	"allianceregistry/internal/input"
)

// Verified is how far the blocks were verified on which an answer rests. A block that is
// added while a question is answered can be in the answer already; a roster is as of Height.
type Verified struct {
	// Height is the number of blocks, Hash that of the last, Genesis that of the first.
	Height  uint64 `json:"height"`
	Hash    string `json:"hash"`
	Genesis string `json:"genesis"`
	// Time is the time up to which the blocks say what happened.
	Time time.Time `json:"time"`
	// Held is when the whole index was last checked against its hash.
	Held index.FullCheck `json:"held,omitzero"`
	// Beyond are the parameters that ask about what comes after all that: of it nothing is
	// known, and the answer is how it stood.
	Beyond []string `json:"beyond,omitempty"`
}

// verify says how far the index is, or was when the list began that is gone on with. It refuses
// with INDEX_EMPTY, and with BAD_BOOKMARK a list that began with blocks that are not there.
func (h *handler) verify(ctx context.Context, q question) (Verified, error) {
	at, err := h.index.Checkpoint(ctx)
	if err != nil {
		return Verified{}, err
	}
	if at.Next == 0 {
		return Verified{}, newProblem(IndexEmpty)
	}
	v := Verified{Height: at.Next, Hash: hex.EncodeToString(at.Previous), Genesis: hex.EncodeToString(at.Genesis)}
	if err := h.fillTime(ctx, &v, q.cursor.Height); err != nil {
		return v, err
	}
	if v.Held, err = h.index.LastFullCheck(ctx); err != nil {
		return v, err
	}
	v.Beyond = q.beyond(v)
	return v, nil
}

// fillTime sets the time of all blocks; or, if a list began with fewer, what was of these.
func (h *handler) fillTime(ctx context.Context, v *Verified, begun uint64) (err error) {
	now := h.options.Now()
	switch {
	case begun > v.Height:
		return &index.Error{Code: index.BadBookmark}
	case begun == 0 || begun == v.Height:
		v.Time, err = h.known.Until(ctx, h.index, v.Height, now)
		return err
	}
	hash, until, err := h.index.Before(ctx, begun, now)
	v.Height, v.Hash, v.Time = begun, hex.EncodeToString(hash), until
	return err
}

// beyond are the parameters that ask about times and blocks past the end of what was verified.
func (q question) beyond(v Verified) []string {
	var names []string
	for name := range q.texts {
		if q.isBeyond(name, v) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (q question) isBeyond(name string, v Verified) bool {
	text := q.text(name)
	switch name {
	case "known-at", "from-block", "to-block":
		if number, err := strconv.ParseUint(text, 10, 64); err == nil {
			return number >= v.Height
		}
	case "at", "until", "since":
	default:
		return false
	}
	edge := input.End
	if name == "since" {
		edge = input.Begin
	}
	asked, wrong := input.Moment(text, edge)
	return wrong == nil && asked.After(v.Time)
}
