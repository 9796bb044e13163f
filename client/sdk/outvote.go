package sdk

import (
	"bytes"
	"context"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"

	"allianceregistry/client/adapter"
)

// outvote has a proposal endorsed, or refused, by hosts that come to the same result,
// where another does not, though it was asked again and again. Which hosts come to
// another it returns too. The error is the one that was given, if no hosts agree, or not
// as many as the policy demands.
func (l *Ledger) outvote(ctx context.Context, proposal *fab.TransactionProposal, divided error) ([]*fab.TransactionProposalResponse, []string, error) {
	var asked poll
	agreement, found := adapter.Outvote(ctx, func(ctx context.Context) []adapter.Result {
		var err error
		asked, err = l.askWell(ctx, proposal)
		if err != nil {
			return nil
		}
		return asked.results()
	})
	switch {
	case !found:
		return nil, nil, divided
	case agreement.Refusal != nil:
		return nil, agreement.Outvoted, agreement.Refusal
	}
	agreeing := map[string]*fab.TransactionProposalResponse{}
	for _, a := range asked.answers {
		if a.came(agreement.Payload) {
			agreeing[a.peer.URL()] = a.response
		}
	}
	out := map[string]bool{}
	for _, peer := range l.peers.all {
		out[peer.URL()] = agreeing[peer.URL()] == nil
	}
	targets, err := l.choose(ctx, out)
	if err != nil {
		return nil, nil, divided
	}
	var responses []*fab.TransactionProposalResponse
	for _, target := range targets {
		if agreeing[target.URL()] == nil {
			return nil, nil, divided
		}
		responses = append(responses, agreeing[target.URL()])
	}
	return responses, agreement.Outvoted, nil
}

// askWell asks all peers that did not fail a moment ago: before that for the height of
// their chains, which can only be longer when they answer.
func (l *Ledger) askWell(ctx context.Context, proposal *fab.TransactionProposal) (poll, error) {
	heights, err := l.heights(ctx)
	if err != nil {
		return poll{}, err
	}
	peers, err := l.peers.GetPeers()
	if err != nil {
		return poll{}, err
	}
	asked := poll{answers: l.askAll(ctx, proposal, peers), heights: heights}
	_, err = l.checkSignatures(ctx, &asked)
	return asked, err
}

// results are what the peers came to that endorsed or refused.
func (p *poll) results() []adapter.Result {
	var results []adapter.Result
	for _, a := range p.answers {
		result := adapter.Result{Host: a.peer.MSPID(), Height: p.heights[a.peer.URL()]}
		switch {
		case a.verdict == refused:
			result.Refusal = a.refusal
		case a.verdict == endorsed && a.response != nil:
			result.Payload = a.response.GetPayload()
		default:
			continue
		}
		results = append(results, result)
	}
	return results
}

// came tells whether a peer endorses this result.
func (a answer) came(payload []byte) bool {
	return a.verdict == endorsed && a.response != nil && bytes.Equal(a.response.GetPayload(), payload)
}
