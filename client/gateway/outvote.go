package gateway

import (
	"context"
	"slices"

	"allianceregistry/client/internal/failover"
)

// results are what the healthy peers come to that endorse or refuse one and the same
// proposal. Before that they are asked for the height of their chains, which can only be
// longer when they answer.
func (l *Ledger) results(ctx context.Context, name string, argument []byte) []failover.Result {
	heights := failover.Heights(ctx, l.peers, transport{})
	healthy := l.peers.HealthyPeers()
	proposal, err := l.peers.All()[0].signedProposal(l.settings.Chaincode, name, failover.Arguments(argument)...)
	if err != nil {
		return nil
	}
	var results []failover.Result
	for i, got := range failover.AskAll(healthy, func(asked *Peer) answer { return asked.send(ctx, proposal) }) {
		if got.Verdict == failover.Endorsed || got.Verdict == failover.Refused {
			results = append(results, failover.Result{
				Host: healthy[i].MSPID(), Height: heights[healthy[i]], Payload: got.result, Refusal: got.Refusal,
			})
		}
	}
	return results
}

// endorseBy has a transaction endorsed by as many of these hosts as the channel's policy
// demands, through the peer of one of them. It reports whether they did; nothing is sent
// where they are too few.
func (l *Ledger) endorseBy(ctx context.Context, hosts []string, name string, argument []byte) (prepared, bool) {
	var enough []string
	for _, asked := range l.peers.Ordered() {
		if !slices.Contains(hosts, asked.MSPID()) || ctx.Err() != nil {
			continue
		}
		if enough == nil {
			enough = asked.enough(ctx, hosts)
		}
		if !slices.Contains(enough, asked.MSPID()) {
			continue
		}
		switch made, got := asked.endorse(ctx, name, argument, enough...); got.Verdict {
		case failover.Endorsed:
			return made, true
		case failover.Divided, failover.Refused:
			return prepared{}, false
		}
	}
	return prepared{}, false
}
