package failover

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"google.golang.org/grpc/codes"

	"allianceregistry/client"
	"allianceregistry/membership/refusal"
)

// Verdict is what a peer's answer to a proposal means. Where one answer reports
// several peers' failures, the highest verdict counts.
type Verdict int

const (
	// Endorsed: the chaincode ran and the peer signed its result.
	Endorsed Verdict = iota
	// Down: the peer does not work; others may.
	Down
	// ChaincodeDown: the peer answered, and its chaincode did not.
	ChaincodeDown
	// Busy: the peer has too much to do just now.
	Busy
	// Rejected: the peer does not let the caller ask this, or the chaincode failed
	// at it; another peer will probably say the same.
	Rejected
	// Refused: the rules refuse.
	Refused
	// Divided: peers run the same proposal and come to different results.
	Divided
)

// Answer is what a peer's answer means, in every adapter.
type Answer struct {
	Verdict Verdict
	Refusal *refusal.Error // if the rules refuse
	Err     error          // if the peer neither endorsed nor refused
}

// From names the peer that failed in the answer's error.
func (a Answer) From(name string) Answer {
	if a.Err != nil {
		a.Err = fmt.Errorf("%s: %w", name, a.Err)
	}
	return a
}

// notFound reports whether the peer says that it does not have a transaction.
func (a Answer) notFound() bool {
	return a.Verdict == Rejected && strings.Contains(a.Err.Error(), "no such transaction ID")
}

// QueryError is the error that the answer to a question amounts to, nil if it was
// endorsed. Where it was about a transaction that the peer does not have, that is
// client.ErrNotFound.
func (a Answer) QueryError(ctx context.Context, tx string) error {
	switch {
	case a.Verdict == Endorsed:
		return nil
	case a.Verdict == Refused:
		return a.Refusal
	case tx != "" && a.notFound():
		return client.ErrNotFound
	case ctx.Err() != nil:
		return NewFault(client.Query, client.Unavailable, tx, ctx.Err())
	}
	return NewFault(client.Query, FaultKind(a.Verdict), tx, a.Err)
}

// chaincodeDown are the texts of a peer that could not run its chaincode. All
// else with the chaincode's status is what the chaincode itself said.
var chaincodeDown = []string{
	"error in simulation",
	"could not launch chaincode",
	"chaincode registration failed",
	"chaincode stream terminated",
	"timeout expired while executing transaction",
	"has been successfully defined on channel",
	"' not found", // channel 'x' not found
}

// JudgeChaincode says what an answer means that has the chaincode's status.
func JudgeChaincode(message string) Answer {
	if denied := refusal.Parse(message); denied != nil {
		return Answer{Verdict: Refused, Refusal: denied}
	}
	for _, text := range chaincodeDown {
		if strings.Contains(message, text) {
			return Answer{Verdict: ChaincodeDown, Err: errors.New(message)}
		}
	}
	return Answer{Verdict: Rejected, Err: errors.New(message)}
}

// ClosedText is what gRPC says of a connection that this program has closed.
const ClosedText = "the client connection is closing"

// JudgeTransport says what it means that gRPC reports an error of this code.
func JudgeTransport(code codes.Code, message string) Answer {
	a := Answer{Verdict: Down, Err: errors.New(message)}
	switch {
	case strings.Contains(message, "larger than max"), // a message that no peer takes, now or later
		strings.Contains(message, ClosedText):
		a.Verdict = Rejected
	case strings.Contains(message, "too many requests"), code == codes.ResourceExhausted:
		a.Verdict = Busy
	case code == codes.Unknown, code == codes.PermissionDenied, code == codes.Unauthenticated, code == codes.InvalidArgument:
		// A peer that refuses the proposal itself (clock, signature, rights) has
		// no code of its own for it.
		a.Verdict = Rejected
	}
	return a
}

// FaultKind is the kind of fault that verdicts amount to which are neither
// endorsements nor refusals. A peer that did not want is the reason before one
// that had no time, and that before one that does not work.
func FaultKind(verdicts ...Verdict) client.FaultKind {
	kind := client.Unavailable
	for _, verdict := range verdicts {
		switch verdict {
		case Rejected:
			kind = graver(kind, client.Failed)
		case Busy:
			kind = graver(kind, client.Busy)
		}
	}
	return kind
}

// graver is the kind that two faults amount to, as FaultKind says.
func graver(a, b client.FaultKind) client.FaultKind {
	for _, kind := range []client.FaultKind{client.Failed, client.Busy} {
		if a == kind || b == kind {
			return kind
		}
	}
	return client.Unavailable
}

// NewFault makes a fault.
func NewFault(phase client.Phase, kind client.FaultKind, tx string, err error) *client.Fault {
	return &client.Fault{Phase: phase, Kind: kind, Tx: tx, Err: err}
}
