package sdk

import (
	"context"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/txn"

	"allianceregistry/client/internal/failover"
)

// propose makes a proposal to run a chaincode's function.
func (l *Ledger) propose(chaincode, function string, arguments ...[]byte) (*fab.TransactionProposal, error) {
	header, err := txn.NewHeader(l.context, l.settings.Channel)
	if err != nil {
		return nil, err
	}
	return txn.CreateChaincodeInvokeProposal(header, fab.ChaincodeInvokeRequest{
		ChaincodeID: chaincode, Fcn: function, Args: arguments,
	})
}

// ask sends a proposal to one peer. A peer that turns out not to work is left
// alone for a while.
func (l *Ledger) ask(ctx context.Context, proposal *fab.TransactionProposal, at *hostPeer) answer {
	request, cancel := l.request(ctx, l.options.limits.Answer)
	defer cancel()
	responses, err := txn.SendProposal(request, proposal, []fab.ProposalProcessor{at})
	var response *fab.TransactionProposalResponse
	if len(responses) == 1 {
		response = responses[0]
	}
	got := judge(at, response, err)
	l.peers.MarkAnswer(ctx, request, at, got.Verdict)
	return got
}

// askAll sends a proposal to several peers at once.
func (l *Ledger) askAll(ctx context.Context, proposal *fab.TransactionProposal, peers []*hostPeer) []answer {
	return failover.AskAll(peers, func(at *hostPeer) answer { return l.ask(ctx, proposal, at) })
}
