package index

import (
	"context"
	"time"

	"allianceregistry/membership"
)

// Filter narrows History. What is empty does not narrow; all that is given must
// hold.
type Filter struct {
	// Party is anybody whom the transaction was sent by, acted as, or was about,
	// and whose membership it changed.
	Party    string `json:"party,omitempty"`
	Alliance string `json:"alliance,omitempty"`
	Proposal string `json:"proposal,omitempty"`
	// Action is a proposal's action (admit, expel, …), Type an event's type
	// (JoinFiled, …), Name the transaction's in the contract (Join, …).
	Action string `json:"action,omitempty"`
	Type   string `json:"type,omitempty"`
	Name   string `json:"name,omitempty"`
	// Caller is the SHA-256 of the sender's public key, in lower-case hex; Host the
	// host that issued its certificate.
	Caller string `json:"caller,omitempty"`
	Host   string `json:"host,omitempty"`
	// From and Until bound the transactions' own time: from From on, before Until.
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
	// FromBlock and UntilBlock bound the blocks, both included; UntilBlock 0 is no bound.
	FromBlock  uint64 `json:"fromBlock,omitempty"`
	UntilBlock uint64 `json:"untilBlock,omitempty"`
	// Invalid asks also for transactions that had no effect.
	Invalid bool `json:"invalid,omitempty"`
	// Text is words that must stand in what the transaction wrote: see Search.
	Text string `json:"text,omitempty"`
	Page
}

// Entry is one transaction of the chain.
type Entry struct {
	Place
	// Kind is call, configuration or other.
	Kind string `json:"kind"`
	// Name is the transaction's in the contract.
	Name string `json:"name,omitempty"`
	// Host, Caller and Party are what the sender's certificate says: who issued it,
	// the SHA-256 of its public key, and the party that it was enrolled for.
	Host   string `json:"host,omitempty"`
	Caller string `json:"caller,omitempty"`
	Party  string `json:"party,omitempty"`
	// Event is what the transaction did, or, if it is not valid, would have done.
	Event *membership.Event `json:"event,omitempty"`
	// Problem tells what in its bytes could not be read.
	Problem string `json:"problem,omitempty"`
}

// Entries is a page of history.
type Entries struct {
	Entries []Entry `json:"entries"`
	Next    string  `json:"next,omitempty"`
}

// History lists transactions, the newest first unless the page says otherwise.
func (x *Index) History(ctx context.Context, f Filter) (Entries, error) { panic("to be written") }

// Transaction returns the entries that have a transaction id: one, and any later
// one that was refused for repeating it. None is an empty list.
func (x *Index) Transaction(ctx context.Context, id string) ([]Entry, error) {
	panic("to be written")
}
