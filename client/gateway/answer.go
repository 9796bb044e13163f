package gateway

import (
	"errors"
	"strings"

	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"allianceregistry/client/internal/failover"
)

// answer is one peer's answer to a proposal.
type answer struct {
	failover.Answer
	payload []byte // if endorsed
	result  []byte // what the peer signs then: the answer, and what is read and written
}

// judge reads what a peer's endorser service answers.
func judge(response *peer.ProposalResponse, err error) answer {
	if err != nil {
		s := status.Convert(err)
		return answer{Answer: failover.JudgeTransport(s.Code(), s.Message())}
	}
	said := response.GetResponse()
	if said.GetStatus() >= 200 && said.GetStatus() < 400 {
		return answer{payload: said.GetPayload(), result: response.GetPayload()}
	}
	return answer{Answer: failover.JudgeChaincode(said.GetMessage())}
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
func judgeEndorse(err error) failover.Answer {
	s := status.Convert(err)
	worst := failover.Answer{Verdict: failover.Endorsed}
	for _, detail := range s.Details() {
		said, is := detail.(*gateway.ErrorDetail)
		if !is {
			continue
		}
		if got := judgeDetail(said); got.Verdict > worst.Verdict {
			worst = got
		}
	}
	switch {
	case worst.Verdict == failover.Endorsed: // the gateway speaks for itself
		return failover.JudgeTransport(s.Code(), s.Message())
	case worst.Verdict == failover.Refused && !strings.HasPrefix(s.Message(), nobodyFirst):
		return failover.Answer{Verdict: failover.Divided, Err: failover.Disagreement(worst.Refusal)}
	}
	return worst
}

func judgeDetail(said *gateway.ErrorDetail) failover.Answer {
	message, from := said.GetMessage(), "peer of "+said.GetMspId()
	switch {
	case message == mismatch:
		return failover.Answer{Verdict: failover.Divided, Err: failover.ErrDisagree}
	case strings.HasPrefix(message, otherPeer+codes.Unknown.String()):
		return failover.JudgeTransport(codes.Unknown, message).From(from)
	case strings.HasPrefix(message, otherPeer):
		return failover.Answer{Verdict: failover.Down, Err: errors.New(message)}.From(from)
	}
	return failover.JudgeChaincode(message).From(from)
}
