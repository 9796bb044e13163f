package gateway

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	fabric "github.com/hyperledger/fabric-gateway/pkg/client"

	"allianceregistry/client"
	"allianceregistry/membership/refusal"
)

// Peers that do not agree are asked so many times, with such a pause: mostly one
// has only to commit the last block yet.
const (
	behindAttempts = 3
	behindPause    = 80 * time.Millisecond
)

// endorse has a transaction endorsed. Where peers do not agree, though they were asked
// again and again, it is done without the hosts that do not agree with most others, or
// refused as most others do; see outvote.
func (l *Ledger) endorse(ctx context.Context, name string, argument []byte) (prepared, error) {
	for attempt := 1; ; attempt++ {
		made, err := l.endorseOnce(ctx, name, argument)
		switch {
		case !errors.Is(err, errBehind):
			return made, err
		case attempt == behindAttempts:
			return l.outvote(ctx, name, argument, err)
		}
		select {
		case <-ctx.Done():
			return prepared{}, fault(client.Propose, client.Unavailable, "", ctx.Err())
		case <-time.After(behindPause):
		}
	}
}

// endorseOnce goes from one peer's gateway to another's until one has collected
// what it takes, or says why that cannot be. A host whose gateway returns something else
// than was proposed is passed over, and named.
func (l *Ledger) endorseOnce(ctx context.Context, name string, argument []byte) (prepared, error) {
	var answers []answer
	var faults []error
	var apart []string
	for _, peer := range l.ordered() {
		made, got := peer.endorse(ctx, name, argument)
		switch {
		case got.verdict == endorsed:
			made.apart = apart
			return made, nil
		case ctx.Err() != nil:
			return prepared{}, fault(client.Propose, client.Unavailable, "", ctx.Err())
		case got.verdict == refused:
			return prepared{}, l.confirm(ctx, peer, got.refusal, name, argument)
		case got.verdict == divided:
			return prepared{}, fault(client.Propose, client.Conflict, "", got.err)
		case errors.Is(got.err, errOther) && !slices.Contains(apart, peer.endpoint.MSPID):
			apart = append(apart, peer.endpoint.MSPID)
		}
		answers, faults = append(answers, got), append(faults, got.err)
	}
	return prepared{}, fault(client.Propose, unanswered(answers...), "", errors.Join(faults...))
}

// confirm asks another peer about a refusal, for a gateway asks only one before it
// gives up, which may be behind the others.
func (l *Ledger) confirm(ctx context.Context, first *Peer, denied *refusal.Error, name string, argument []byte) error {
	for _, peer := range l.ordered() {
		if peer == first || !peer.worth() {
			continue
		}
		got := peer.ask(ctx, l.settings.Chaincode, name, arguments(argument)...)
		switch {
		case got.verdict == endorsed:
			return fault(client.Propose, client.Conflict, "", fmt.Errorf("%w: one says %v", errBehind, denied))
		case got.verdict == refused && got.refusal.Code != denied.Code:
			return fault(client.Propose, client.Conflict, "", fmt.Errorf("%w: %v, %v", errBehind, denied, got.refusal))
		case got.verdict == refused:
			return denied
		}
	}
	return denied // nobody else could be asked
}

// endorse has this peer's gateway collect transaction endorsements.
// The hosts are those that must endorse; without any it is as the policy demands.
func (p *Peer) endorse(ctx context.Context, name string, argument []byte, hosts ...string) (prepared, answer) {
	limited, cancel := context.WithTimeout(ctx, p.limit)
	defer cancel()
	proposal, err := p.proposeTo(hosts, p.settings.Chaincode, name, arguments(argument)...)
	if err != nil {
		return prepared{}, answer{verdict: rejected, err: err}
	}
	transaction, err := proposal.EndorseWithContext(limited)
	if failed := (*fabric.EndorseError)(nil); errors.As(err, &failed) {
		got := p.note(ctx, limited, judgeEndorse(failed))
		if limited.Err() != nil && ctx.Err() == nil {
			go p.acquit()
		}
		return prepared{}, got
	}
	made, err := preparedOf(proposal, transaction, err)
	if err != nil {
		return prepared{}, answer{verdict: rejected, err: fmt.Errorf("%s: %w", p.Name(), err)}
	}
	return made, answer{verdict: endorsed}
}

// acquit ends the rest of a peer that answers: its gateway was late because it
// waited for another peer.
func (p *Peer) acquit() {
	ctx, cancel := context.WithTimeout(context.Background(), askLimit)
	defer cancel()
	if _, err := p.Height(ctx); err == nil {
		p.rest.end()
	}
}
