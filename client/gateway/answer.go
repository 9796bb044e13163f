package gateway

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"allianceregistry/client"
	"allianceregistry/membership/refusal"
)

// verdict is what a peer's answer to a proposal means.
type verdict int

// The verdicts. Where a peer's gateway reports several peers' failures, the
// highest of them counts.
const (
	// endorsed: the chaincode ran and the peer signed its result.
	endorsed verdict = iota
	// down: the peer or its chaincode does not work; others may.
	down
	// busy: the peer has too much to do just now.
	busy
	// rejected: the peer does not let the caller ask this, or the chaincode failed
	// at it; another peer will probably say the same.
	rejected
	// refused: the rules refuse.
	refused
	// divided: peers run the same proposal and come to different results.
	divided
)

// errBehind says that peers are divided.
var errBehind = errors.New("the peers do not agree: one is behind the others")

// answer is one peer's answer to a proposal.
type answer struct {
	verdict verdict
	payload []byte         // if endorsed
	result  []byte         // what the peer signs then: the answer, and what is read and written
	refusal *refusal.Error // if refused
	err     error          // if neither
	// lame says that the peer answered, and its chaincode did not.
	lame bool
}

// judge reads what a peer's endorser service answers.
func judge(response *peer.ProposalResponse, err error) answer {
	if err != nil {
		s := status.Convert(err)
		return answer{verdict: judgeTransport(s.Code(), s.Message()), err: errors.New(s.Message())}
	}
	said := response.GetResponse()
	if said.GetStatus() >= 200 && said.GetStatus() < 400 {
		return answer{verdict: endorsed, payload: said.GetPayload(), result: response.GetPayload()}
	}
	return judgeChaincode(said.GetMessage())
}

// notTheChaincode are the texts of a peer that could not run its chaincode. All
// else with the chaincode's status is what the chaincode itself said.
var notTheChaincode = []string{
	"error in simulation",
	"could not launch chaincode",
	"chaincode registration failed",
	"chaincode stream terminated",
	"timeout expired while executing transaction",
	"has been successfully defined on channel",
	"' not found", // channel 'x' not found
}

func judgeChaincode(message string) answer {
	if denied := refusal.Parse(message); denied != nil {
		return answer{verdict: refused, refusal: denied}
	}
	for _, text := range notTheChaincode {
		if strings.Contains(message, text) {
			return answer{verdict: down, err: errors.New(message), lame: true}
		}
	}
	return answer{verdict: rejected, err: errors.New(message)}
}

// closing is what gRPC says of a connection that this program has closed.
const closing = "the client connection is closing"

func judgeTransport(code codes.Code, message string) verdict {
	switch {
	case strings.Contains(message, "larger than max"), // a message that no peer takes, now or later
		strings.Contains(message, closing):
		return rejected
	case strings.Contains(message, "too many requests"), code == codes.ResourceExhausted:
		return busy
	case code == codes.Unknown, code == codes.PermissionDenied, code == codes.Unauthenticated, code == codes.InvalidArgument:
		// A peer that refuses the proposal itself (clock, signature, rights) has
		// no code of its own for it.
		return rejected
	default:
		return down
	}
}

// How a peer's gateway reports what the peers that it asked said (Fabric:
// internal/pkg/gateway, Endorse).
const (
	// nobodyFirst begins its words if the first peer that it asked did not endorse;
	// otherwise that one did, and others did not.
	nobodyFirst = "failed to endorse transaction"
	mismatch    = "ProposalResponsePayloads do not match"
	// otherPeer begins what another peer's service said, behind its code.
	otherPeer = "rpc error: code = "
)

// judgeEndorse reads why a peer's gateway could not have a transaction endorsed.
func judgeEndorse(err error) answer {
	s := status.Convert(err)
	worst := answer{verdict: endorsed}
	for _, detail := range s.Details() {
		said, is := detail.(*gateway.ErrorDetail)
		if !is {
			continue
		}
		if got := judgeDetail(said); got.verdict > worst.verdict {
			worst = got
		}
	}
	switch {
	case worst.verdict == endorsed: // the gateway speaks for itself
		return answer{verdict: judgeTransport(s.Code(), s.Message()), err: errors.New(s.Message())}
	case worst.verdict == refused && !strings.HasPrefix(s.Message(), nobodyFirst):
		return answer{verdict: divided, err: fmt.Errorf("%w: one says %v", errBehind, worst.refusal)}
	}
	return worst
}

func judgeDetail(said *gateway.ErrorDetail) answer {
	message := said.GetMessage()
	var got answer
	switch {
	case message == mismatch:
		return answer{verdict: divided, err: errBehind}
	case strings.HasPrefix(message, otherPeer):
		got = answer{verdict: down, err: errors.New(message)}
		if strings.HasPrefix(message, otherPeer+codes.Unknown.String()) {
			got.verdict = judgeTransport(codes.Unknown, message)
		}
	default:
		got = judgeChaincode(message)
	}
	if got.err != nil {
		got.err = fmt.Errorf("peer of %s: %w", said.GetMspId(), got.err)
	}
	return got
}

// unanswered is the kind of fault that answers amount to which are neither
// endorsements nor refusals. A peer that did not want is the reason before one
// that had no time, and that before one that does not work.
func unanswered(answers ...answer) client.FaultKind {
	kind := client.Unavailable
	for _, a := range answers {
		switch a.verdict {
		case rejected:
			return client.Failed
		case busy:
			kind = client.Busy
		}
	}
	return kind
}
