package sdk

import (
	"context"
	"sync"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/txn"
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

// arguments is what a transaction is called with: nothing, if there is none.
func arguments(argument []byte) [][]byte {
	if len(argument) == 0 {
		return nil
	}
	return [][]byte{argument}
}

// ask sends a proposal to one peer. A peer that turns out not to work is left
// alone for a while.
func (l *Ledger) ask(ctx context.Context, proposal *fab.TransactionProposal, peer fab.Peer) answer {
	request, cancel := l.request(ctx, l.options.answer)
	defer cancel()
	responses, err := txn.SendProposal(request, proposal, []fab.ProposalProcessor{peer})
	var response *fab.TransactionProposalResponse
	if len(responses) == 1 {
		response = responses[0]
	}
	got := judge(peer, response, err)
	switch {
	case got.verdict != down || ctx.Err() != nil: // it is well, or the caller gave up
	case request.Err() != nil:
		l.peers.out.add(peer.URL(), silentPeriod)
	default:
		l.peers.out.add(peer.URL(), failedPeriod)
	}
	return got
}

// askAll sends a proposal to several peers at once.
func (l *Ledger) askAll(ctx context.Context, proposal *fab.TransactionProposal, peers []fab.Peer) []answer {
	answers := make([]answer, len(peers))
	var all sync.WaitGroup
	for i, peer := range peers {
		all.Go(func() { answers[i] = l.ask(ctx, proposal, peer) })
	}
	all.Wait()
	return answers
}
