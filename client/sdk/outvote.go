package sdk

import (
	"bytes"
	"context"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"

	"allianceregistry/client/internal/failover"
)

// askHealthy asks all peers that did not fail a moment ago: before that for the height of
// their chains, which can only be longer when they answer. Nobody answers where the
// signatures cannot be checked.
func (l *Ledger) askHealthy(ctx context.Context, proposal *fab.TransactionProposal) poll {
	heights := failover.Heights(ctx, l.peers.Pool, transport{l})
	healthy := l.peers.HealthyPeers()
	if len(healthy) == 0 {
		healthy = l.peers.All()
	}
	asked := poll{answers: l.askAll(ctx, proposal, healthy), heights: heights}
	if _, err := l.checkSignatures(ctx, &asked); err != nil {
		return poll{}
	}
	return asked
}

// endorseBy returns the endorsements of a result by as many hosts as the channel's policy
// demands, and reports whether they are there.
func (l *Ledger) endorseBy(ctx context.Context, asked poll, result []byte) ([]*fab.TransactionProposalResponse, bool) {
	agreeing, others := map[*hostPeer]*fab.TransactionProposalResponse{}, map[*hostPeer]bool{}
	for _, one := range l.peers.All() {
		if a, answered := asked.of(one); answered && a.endorses(result) {
			agreeing[one] = a.response
		} else {
			others[one] = true
		}
	}
	targets, err := l.choose(ctx, others)
	if err != nil {
		return nil, false
	}
	var responses []*fab.TransactionProposalResponse
	for _, target := range targets {
		if agreeing[target] == nil {
			return nil, false
		}
		responses = append(responses, agreeing[target])
	}
	return responses, true
}

// results are what the peers came to that endorsed or refused.
func (p *poll) results() []failover.Result {
	var results []failover.Result
	for _, a := range p.answers {
		result := failover.Result{Host: a.peer.MSPID(), Height: p.heights[a.peer]}
		switch {
		case a.Verdict == failover.Refused:
			result.Refusal = a.Refusal
		case a.Verdict == failover.Endorsed && a.response != nil:
			result.Payload = a.response.GetPayload()
		default:
			continue
		}
		results = append(results, result)
	}
	return results
}

// endorses reports whether a peer endorses this result.
func (a answer) endorses(payload []byte) bool {
	return a.Verdict == failover.Endorsed && a.response != nil && bytes.Equal(a.response.GetPayload(), payload)
}
