package gateway

import (
	"context"

	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/hyperledger/fabric/internal/pkg/comm"
)

// endorse asks the peer's own endorser. The gateway does so in a goroutine,
// where no recovery around the call reaches.
func endorse(ctx context.Context, endorser peer.EndorserServer, proposal *peer.SignedProposal) (response *peer.ProposalResponse, err error) {
	defer comm.Survived("the endorser", &err)
	return endorser.ProcessProposal(ctx, proposal)
}

// refuseAnswer is deferred where another peer's answer is worked on: one that
// cannot be worked on counts as no endorsement.
var refuseAnswer = comm.Survive
