package conformance

import (
	"context"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"allianceregistry/client"
)

// Stage opens an adapter on a network of as many peers as are to endorse, each of a host
// of its own, the first of the caller's, and two places that have transactions ordered,
// which behave as the network says. The end closes both.
type Stage func(t *testing.T, network *Network) (opened client.Ledger, end func())

// Trouble is how a process behaves at one step.
type Trouble string

// Troubles of a peer that is to endorse.
const (
	Well          Trouble = "well"
	ChaincodeDown Trouble = "its chaincode is down"
	Busy          Trouble = "too busy"
	Rejects       Trouble = "rejects the proposal"
	Refuses       Trouble = "refuses by the rules"
	Breaks        Trouble = "breaks off"
	Differs       Trouble = "comes to another result"
	// RefusesElse is a refusal with another code.
	RefusesElse Trouble = "refuses by another rule"
)

// HostNames are the MSP IDs of the hosts of the peers, in their order; one is no slug.
func HostNames() []string { return []string{"industry", "Org1MSP", "association", "fourth", "fifth"} }

// Troubles of a place that is to have a transaction ordered. Those that end in
// "taken" have it ordered all the same.
const (
	Acknowledges     Trouble = "acknowledges, taken"
	Forgets          Trouble = "acknowledges, and loses it"
	BreaksBefore     Trouble = "breaks off"
	BreaksAfter      Trouble = "breaks off, taken"
	SilentBefore     Trouble = "says nothing"
	SilentAfter      Trouble = "says nothing, taken"
	UnavailableFirst Trouble = "SERVICE_UNAVAILABLE"
	UnavailableAfter Trouble = "SERVICE_UNAVAILABLE, taken"
	Internal         Trouble = "INTERNAL_SERVER_ERROR"
	Absent           Trouble = "NOT_FOUND"
	Forbidden        Trouble = "FORBIDDEN"
	// ForbiddenAfter is of a place that asks several orderers: one took it and broke
	// off, the next does not want it.
	ForbiddenAfter Trouble = "FORBIDDEN, taken"
)

// taken reports whether the place has it ordered, whatever it says.
func (t Trouble) taken() bool {
	switch t {
	case Acknowledges, BreaksAfter, SilentAfter, UnavailableAfter, ForbiddenAfter:
		return true
	}
	return false
}

// Sight is which of the peers have the block with the transaction.
type Sight string

// The sights.
const (
	Seen    Sight = "both peers have it"
	OwnLags Sight = "the own peer lags"
	AllLag  Sight = "both peers lag"
)

// Network is what peers and two orderers do, and what they have ordered.
type Network struct {
	// Endorsing is what each peer does with a proposal.
	Endorsing []Trouble
	// Needs is by how many of the hosts the channel's policy wants a transaction endorsed;
	// by whom an adapter likes where it is 0.
	Needs int
	// Heights is how long each peer says that its chain is.
	Heights []uint64
	// Ordering is what the place does that is asked first, and what all do that are
	// asked after it.
	Ordering [2]Trouble
	// Sight is which of the peers have the block, and Code its validation code.
	Sight Sight
	Code  string

	certain []Trouble

	mu     sync.Mutex
	orders int
	chain  map[string]bool
	// giveUp ends context when a transaction is to be ordered, if it is set.
	context context.Context //nolint:containedctx // of one case
	giveUp  context.CancelFunc
}

// Order is how the place behaves that is asked to have a transaction ordered now.
func (n *Network) Order(tx string) Trouble {
	n.mu.Lock()
	defer n.mu.Unlock()
	trouble := n.Ordering[min(n.orders, 1)]
	n.orders++
	if trouble.taken() {
		n.chain[tx] = true
	}
	if n.giveUp != nil {
		n.giveUp()
	}
	return trouble
}

// Height is how long a peer says that its chain is.
func (n *Network) Height(peer int) uint64 {
	if peer < len(n.Heights) {
		return n.Heights[peer]
	}
	return 0
}

// asked are how the places behave that were asked to have a transaction ordered.
func (n *Network) asked() []Trouble {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.Ordering[:min(n.orders, len(n.Ordering))]
}

// Committed reports whether a peer, the first or the second, has a transaction, and
// with which code.
func (n *Network) Committed(peer int, tx string) (code string, there bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	lags := n.Sight == AllLag || n.Sight == OwnLags && peer == 0
	return n.Code, n.chain[tx] && !lags
}

// Ordered are the transactions that were ordered.
func (n *Network) Ordered() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Sorted(maps.Keys(n.chain))
}

// Patience is how long to wait for a commit: long if a peer is to report one, which
// it does soon, and else not.
func (n *Network) Patience() time.Duration {
	if n.Sight != AllLag && (n.Ordering[0].taken() || n.Ordering[1].taken()) {
		return stepLimit / 2
	}
	return 300 * time.Millisecond
}

// written reports whether something took effect, or will.
func (n *Network) written() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.chain) > 0 && n.Code == client.Valid
}

// ordered reports whether something was ordered, with whatever code.
func (n *Network) ordered() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.chain) > 0
}
