package index

import (
	"context"
	"time"

	"allianceregistry/client/chain"
	"allianceregistry/membership"
)

// Status tells how far the index is, and what is in it.
type Status struct {
	// Height is the number of blocks that were verified, Hash that of the last,
	// Genesis that of the first, in which all is rooted.
	Height  uint64 `json:"height"`
	Hash    []byte `json:"hash"`
	Genesis []byte `json:"genesis"`
	// Time is the latest time that any transaction claims.
	Time time.Time `json:"time"`
	// The counts of what is in the index.
	Transactions int `json:"transactions"`
	Invalid      int `json:"invalid"`
	Parties      int `json:"parties"`
	Alliances    int `json:"alliances"`
	Memberships  int `json:"memberships"` // active and suspended
	Proposals    int `json:"proposals"`
	Endorsements int `json:"endorsements"`
	Decisions    int `json:"decisions"`
	Faults       int `json:"faults"`
	Warnings     int `json:"warnings"`
}

// Status counts; it costs a scan of some tables.
func (x *Index) Status(ctx context.Context) (Status, error) { panic("to be written") }

// Findings lists what did not hold, in the order of the blocks: the faults of
// blocks that some source gave and that were not used, and the warnings.
func (x *Index) Findings(ctx context.Context) ([]chain.Finding, error) { panic("to be written") }

// PartyRow is a party as it is recorded now.
type PartyRow struct {
	Place                  // of its last version
	Party membership.Party `json:"party"`
}

// Parties is a page of parties in the order of their ids.
type Parties struct {
	Parties []PartyRow `json:"parties"`
	Next    string     `json:"next,omitempty"`
}

// Parties lists the parties; of the page, Size and Bookmark are looked at.
func (x *Index) Parties(ctx context.Context, p Page) (Parties, error) { panic("to be written") }

// AllianceRow is an alliance as it is recorded now.
type AllianceRow struct {
	Place                        // of its last version
	Alliance membership.Alliance `json:"alliance"`
}

// Alliances is a page of alliances in the order of their ids.
type Alliances struct {
	Alliances []AllianceRow `json:"alliances"`
	Next      string        `json:"next,omitempty"`
}

// Alliances lists the alliances; of the page, Size and Bookmark are looked at.
func (x *Index) Alliances(ctx context.Context, p Page) (Alliances, error) { panic("to be written") }
