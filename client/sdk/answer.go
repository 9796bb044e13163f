package sdk

import (
	"errors"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/errors/status"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"google.golang.org/grpc/codes"

	"allianceregistry/client/internal/failover"
	"allianceregistry/membership/refusal"
)

// answer is one peer's answer to a proposal.
type answer struct {
	failover.Answer
	peer     *hostPeer
	response *fab.TransactionProposalResponse // if endorsed
}

// judge reads an answer as the SDK hands it over.
func judge(from *hostPeer, response *fab.TransactionProposalResponse, err error) answer {
	if err == nil {
		return answer{peer: from, response: response}
	}
	return answer{peer: from, Answer: judgeError(err).From(from.Name())}
}

// judgeError distinguishes a peer that does not work from one that does not want, and
// both from the rules.
func judgeError(err error) failover.Answer {
	if denied := refusal.Parse(err.Error()); denied != nil {
		return failover.Answer{Verdict: failover.Refused, Refusal: denied}
	}
	judged := failover.Answer{Verdict: failover.Down} // no connection, no such chaincode on this peer, a bad signature
	if s, found := status.FromError(err); found {
		switch s.Group {
		case status.ChaincodeStatus:
			judged = failover.JudgeChaincode(s.Message)
		case status.GRPCTransportStatus:
			judged = failover.JudgeTransport(codes.Code(s.Code), s.Message) // #nosec G115 -- the SDK keeps gRPC's code as int32
		}
	}
	judged.Err = plain(err)
	return judged
}

// plain takes the SDK's wrappings off an error, so that a person reads the peer's
// or orderer's own words.
func plain(err error) error {
	if s, found := status.FromError(err); found && s.Message != "" {
		return errors.New(s.Message)
	}
	return err
}

// root is the error inside the SDK's wrappings, which errors.As does not see
// through.
func root(err error) error {
	for {
		wrapped, more := err.(interface{ Cause() error })
		if !more {
			return err
		}
		err = wrapped.Cause()
	}
}
