package index

import (
	"context"
	"time"

	"allianceregistry/membership"
)

// RosterQuery asks who was a member of an alliance.
type RosterQuery struct {
	Alliance string `json:"alliance"`
	// At is the moment as membership.GetRoster reads it: empty for now; the number
	// of an epoch for its end; a time (RFC 3339), or a date for the end of that day.
	At string `json:"at,omitempty"`
	// KnownAt asks what the ledger had recorded by then: the number of a block, a
	// time, or a date; empty for all that is in the index.
	KnownAt string `json:"knownAt,omitempty"`
	// Size and Bookmark are those of Page; members come in the order of their ids.
	Size     int    `json:"size,omitempty"`
	Bookmark string `json:"bookmark,omitempty"`
}

// Row is one member.
type Row struct {
	// Place is the transaction that recorded the beginning of the period.
	Place
	Party string           `json:"party"`
	Names membership.Names `json:"names"`
	Kind  membership.Kind  `json:"kind"`

	Class   string                     `json:"class"`
	State   membership.MembershipState `json:"state"`
	Group   string                     `json:"group,omitempty"`
	Weights membership.Weights         `json:"weights,omitempty"`
	// Proposal is the one whose decision began the period; founders have none.
	Proposal string `json:"proposal,omitempty"`
	// Since and Until bound the period; no Until is no end that is known. Over is
	// when it ends if it is not renewed.
	Since time.Time `json:"since"`
	Until time.Time `json:"until,omitzero"`
	Over  time.Time `json:"over,omitzero"`
}

// Roster is a page of members.
type Roster struct {
	Alliance string `json:"alliance"`
	At       string `json:"at,omitempty"`
	KnownAt  string `json:"knownAt,omitempty"`
	Members  []Row  `json:"members"`
	Next     string `json:"next,omitempty"`
}

// Roster lists an alliance's members at a moment, with membership.GetRoster's
// meaning: UNKNOWN_RECORD and EPOCH_OPEN refuse what it refuses (as
// *membership.Error), and a dissolved alliance has no members since. Names are
// those that were known by KnownAt.
func (x *Index) Roster(ctx context.Context, q RosterQuery) (Roster, error) { panic("to be written") }
