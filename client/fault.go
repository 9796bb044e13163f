package client

import (
	"errors"
	"fmt"
)

// ErrNotFound says that no transaction with that id is in the chain.
var ErrNotFound = errors.New("no such transaction in the chain")

// Phase is the step in which a call failed.
type Phase string

// The steps of a call, in their order.
const (
	Connect Phase = "connect"
	Propose Phase = "propose"
	Order   Phase = "order"
	Wait    Phase = "commit"
	Query   Phase = "query"
)

// FaultKind says what a fault means for the transaction.
type FaultKind string

// The kinds of faults.
const (
	// Conflict: another transaction was faster, or the peers were not at the same
	// height. It had no effect; sent again it may succeed.
	Conflict FaultKind = "conflict"
	// Unavailable: too few peers or orderers answered. It had no effect.
	Unavailable FaultKind = "unavailable"
	// Busy: the peers that are well have too much to do to take it. It had no
	// effect; sent again a little later it will be taken.
	Busy FaultKind = "busy"
	// Unknown: it was sent to be ordered, and nobody said what became of it. With the
	// code VALID it took effect, and only where it stands or what it did is not known.
	Unknown FaultKind = "unknown"
	// Failed: it had no effect, and will not have if it is sent again.
	Failed FaultKind = "failed"
	// Misled: a host's answer is not about what was asked, and no two other hosts agree
	// on one. The cause is a *Finding, which names the host.
	Misled FaultKind = "misled"
)

// Fault is a failure on the way to the ledger or back. It says nothing about
// the rules.
type Fault struct {
	Phase Phase
	Kind  FaultKind
	// Tx is the transaction's id, empty if there was none yet.
	Tx string
	// Code is Fabric's validation code, if it is known that the transaction was
	// committed.
	Code string
	Err  error
}

// Error says the phase, the kind, the transaction and the cause.
func (f *Fault) Error() string {
	text := fmt.Sprintf("%s: %s", f.Phase, f.Kind)
	if f.Code != "" {
		text += " (" + f.Code + ")"
	}
	if f.Tx != "" {
		text += ", transaction " + f.Tx
	}
	if f.Err != nil {
		text += ": " + f.Err.Error()
	}
	return text
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Err }

// Retryable reports whether the same request may succeed if it is sent again.
func (f *Fault) Retryable() bool { return f.Kind != Failed && f.Kind != Misled }

// Invalid is the fault of a transaction that was committed without effect, nil if
// it took effect.
func Invalid(place Place) error {
	kind := Failed
	switch place.Code {
	case Valid:
		return nil
	case "MVCC_READ_CONFLICT", "PHANTOM_READ_CONFLICT":
		kind = Conflict
	case "DUPLICATE_TXID": // it stands in the chain once more, before
		kind = Unknown
	}
	return &Fault{
		Phase: Wait, Kind: kind, Tx: place.Tx, Code: place.Code,
		Err: fmt.Errorf("committed without effect in block %d", place.Block),
	}
}
