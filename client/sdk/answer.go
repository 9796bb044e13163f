package sdk

import (
	"fmt"
	"strings"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/errors/status"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"google.golang.org/grpc/codes"

	"allianceregistry/membership/refusal"
)

// verdict is what a peer's answer to a proposal means.
type verdict int

const (
	// endorsed: the chaincode ran and the peer signed its result.
	endorsed verdict = iota
	// refused: the rules refuse.
	refused
	// rejected: the peer does not let the caller ask this, or the chaincode failed
	// at it; another peer will probably say the same.
	rejected
	// down: the peer or its chaincode does not work; others may.
	down
	// busy: the peer has too much to do just now.
	busy
)

// answer is one peer's answer to a proposal.
type answer struct {
	peer     fab.Peer
	verdict  verdict
	response *fab.TransactionProposalResponse // if endorsed
	refusal  *refusal.Error                   // if refused
	err      error                            // if neither
}

// judge reads an answer as the SDK hands it over.
func judge(peer fab.Peer, response *fab.TransactionProposalResponse, err error) answer {
	if err == nil {
		return answer{peer: peer, verdict: endorsed, response: response}
	}
	if denied := refusal.Parse(err.Error()); denied != nil {
		return answer{peer: peer, verdict: refused, refusal: denied}
	}
	return answer{peer: peer, verdict: judgeError(err), err: fmt.Errorf("peer of %s: %w", peer.MSPID(), plain(err))}
}

// judgeError tells a peer that does not work from one that does not want.
func judgeError(err error) verdict {
	s, found := status.FromError(err)
	if !found {
		return down
	}
	switch s.Group {
	case status.ChaincodeStatus:
		return judgeChaincode(s.Message)
	case status.GRPCTransportStatus:
		return judgeTransport(codes.Code(s.Code), s.Message) // #nosec G115 -- the SDK keeps gRPC's code as int32
	default: // no connection, no such chaincode on this peer, a bad signature
		return down
	}
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

func judgeChaincode(message string) verdict {
	for _, text := range notTheChaincode {
		if strings.Contains(message, text) {
			return down
		}
	}
	return rejected
}

func judgeTransport(code codes.Code, message string) verdict {
	switch {
	case strings.Contains(message, "larger than max"): // a message that no peer takes, now or later
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
