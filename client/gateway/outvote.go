package gateway

import (
	"context"
	"slices"
	"sync"

	"allianceregistry/client/adapter"
)

// outvote has a transaction endorsed, or refused, by hosts that come to the same result,
// where another does not, though it was asked again and again. The error is the one that
// was given, if no hosts agree, or not as many as the policy demands.
func (l *Ledger) outvote(ctx context.Context, name string, argument []byte, divided error) (prepared, error) {
	agreement, found := adapter.Outvote(ctx, func(ctx context.Context) []adapter.Result { return l.results(ctx, name, argument) })
	switch {
	case !found:
		return prepared{}, divided
	case agreement.Refusal != nil:
		return prepared{apart: agreement.Outvoted}, agreement.Refusal
	}
	made, agreed := l.endorseBy(ctx, agreement.Hosts, name, argument)
	if !agreed {
		return prepared{}, divided
	}
	made.apart = agreement.Outvoted
	return made, nil
}

// results are what the peers come to that did not fail a moment ago, and endorse or refuse
// one and the same proposal. Before that they are asked for the height of their chains,
// which can only be longer when they answer.
func (l *Ledger) results(ctx context.Context, name string, argument []byte) []adapter.Result {
	heights := l.heights(ctx)
	proposal, err := l.peers[0].signedProposal(l.settings.Chaincode, name, arguments(argument)...)
	if err != nil {
		return nil
	}
	var mu sync.Mutex
	answers := map[*Peer]answer{}
	l.all(func(asked *Peer) {
		if !asked.worth() {
			return
		}
		got := asked.send(ctx, proposal)
		mu.Lock()
		defer mu.Unlock()
		answers[asked] = got
	})
	var results []adapter.Result
	for _, asked := range l.peers {
		if got, answered := answers[asked]; answered && (got.verdict == endorsed || got.verdict == refused) {
			results = append(results, adapter.Result{
				Host: asked.endpoint.MSPID, Height: heights[asked], Payload: got.result, Refusal: got.refusal,
			})
		}
	}
	return results
}

// endorseBy has a transaction endorsed by as many of these hosts as the channel's policy
// demands, through the peer of one of them. It tells whether they did; nothing is sent
// where they are too few.
func (l *Ledger) endorseBy(ctx context.Context, hosts []string, name string, argument []byte) (prepared, bool) {
	var enough []string
	for _, asked := range l.ordered() {
		if !slices.Contains(hosts, asked.endpoint.MSPID) || ctx.Err() != nil {
			continue
		}
		if enough == nil {
			enough = asked.enough(ctx, hosts)
		}
		if !slices.Contains(enough, asked.endpoint.MSPID) {
			continue
		}
		switch made, got := asked.endorse(ctx, name, argument, enough...); got.verdict {
		case endorsed:
			return made, true
		case divided, refused:
			return prepared{}, false
		}
	}
	return prepared{}, false
}
