package sdk

import (
	"context"
	"errors"

	"allianceregistry/client"
)

// Evaluate implements client.Ledger. The answer's signature is not checked: it
// comes from one peer whose TLS certificate was, and would prove no more.
func (l *Ledger) Evaluate(ctx context.Context, name string, argument []byte) ([]byte, error) {
	got, err := l.query(ctx, l.settings.Chaincode, name, arguments(argument)...)
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
	for _, peer := range l.peers.ordered() {
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
