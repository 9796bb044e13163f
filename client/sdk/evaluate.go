package sdk

import (
	"context"
	"errors"
	"slices"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"

	"allianceregistry/client"
)

// Evaluate implements client.Ledger. The answer's signature is not checked: it
// comes from one peer whose TLS certificate was, and would prove no more.
func (l *Ledger) Evaluate(ctx context.Context, name string, argument []byte) ([]byte, error) {
	return payload(l.query(ctx, l.settings.Chaincode, name, arguments(argument)...))
}

// Hosts implements client.Ledger.
func (l *Ledger) Hosts() []string {
	var hosts []string
	for _, peer := range l.peers.all {
		if !slices.Contains(hosts, peer.MSPID()) {
			hosts = append(hosts, peer.MSPID())
		}
	}
	return hosts
}

// EvaluateAt implements client.Ledger.
func (l *Ledger) EvaluateAt(ctx context.Context, host, name string, argument []byte) ([]byte, error) {
	peers := slices.DeleteFunc(l.peers.ordered(), func(peer fab.Peer) bool { return peer.MSPID() != host })
	return payload(l.queryOf(ctx, peers, l.settings.Chaincode, name, arguments(argument)...))
}

// payload is what a peer answered, or its refusal.
func payload(got answer, err error) ([]byte, error) {
	switch {
	case err != nil:
		return nil, err
	case got.verdict == refused:
		return nil, got.refusal
	}
	return got.response.GetResponse().GetPayload(), nil
}

// query asks one peer after the other, the own host's first, until one answers
// or refuses.
func (l *Ledger) query(ctx context.Context, chaincode, function string, arguments ...[]byte) (answer, error) {
	return l.queryOf(ctx, l.peers.ordered(), chaincode, function, arguments...)
}

// queryOf asks these peers one after the other.
func (l *Ledger) queryOf(ctx context.Context, peers []fab.Peer, chaincode, function string, arguments ...[]byte) (answer, error) {
	proposal, err := l.propose(chaincode, function, arguments...)
	if err != nil {
		return answer{}, fault(client.Query, client.Failed, "", err)
	}
	if err := l.queries.enter(ctx); err != nil {
		return answer{}, fault(client.Query, client.Unavailable, "", err)
	}
	defer l.queries.leave()
	var answers []answer
	var faults []error
	for _, peer := range peers {
		got := l.ask(ctx, proposal, peer)
		switch {
		case got.verdict == endorsed || got.verdict == refused:
			return got, nil
		case ctx.Err() != nil:
			return answer{}, fault(client.Query, client.Unavailable, "", ctx.Err())
		}
		answers, faults = append(answers, got), append(faults, got.err)
	}
	return answer{}, fault(client.Query, unanswered(answers), "", errors.Join(faults...))
}
