package gateway

import (
	"context"
	"errors"
	"slices"

	fabric "github.com/hyperledger/fabric-gateway/pkg/client"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
	"allianceregistry/membership/refusal"
)

// endorse has a transaction endorsed, and returns the hosts without which it was
// endorsed, or refused.
func (l *Ledger) endorse(ctx context.Context, name string, argument []byte) (made prepared, outvoted []string, err error) {
	made, outvoted, err = failover.Settle(ctx, "",
		func(ctx context.Context) (prepared, error) { return l.endorseOnce(ctx, name, argument) },
		func(ctx context.Context) []failover.Result { return l.results(ctx, name, argument) },
		func(ctx context.Context, agreed failover.Agreement) (prepared, bool) {
			return l.endorseBy(ctx, agreed.Hosts, name, argument)
		})
	return made, append(outvoted, made.replaced...), err
}

// endorseOnce goes from one peer's gateway to another's until one has collected
// what it takes, or says why that cannot be. A host whose gateway returns something else
// than was proposed is passed over, and named.
func (l *Ledger) endorseOnce(ctx context.Context, name string, argument []byte) (prepared, error) {
	var verdicts []failover.Verdict
	var faults []error
	var replaced []string
	for _, peer := range l.peers.Ordered() {
		made, got := peer.endorse(ctx, name, argument)
		switch {
		case got.Verdict == failover.Endorsed:
			made.replaced = replaced
			return made, nil
		case ctx.Err() != nil:
			return prepared{}, failover.NewFault(client.Propose, client.Unavailable, "", ctx.Err())
		case got.Verdict == failover.Refused:
			return prepared{}, l.confirm(ctx, peer, got.Refusal, name, argument)
		case got.Verdict == failover.Divided:
			return prepared{}, disagreed(got.Err)
		case errors.Is(got.Err, errOther) && !slices.Contains(replaced, peer.MSPID()):
			replaced = append(replaced, peer.MSPID())
		}
		verdicts, faults = append(verdicts, got.Verdict), append(faults, got.Err)
	}
	return prepared{}, failover.NewFault(client.Propose, failover.FaultKind(verdicts...), "", errors.Join(faults...))
}

func disagreed(err error) error { return failover.NewFault(client.Propose, client.Conflict, "", err) }

// confirm asks another peer about a refusal, for a gateway asks only one before it
// gives up, which may be behind the others.
func (l *Ledger) confirm(ctx context.Context, first *Peer, denied *refusal.Error, name string, argument []byte) error {
	for _, peer := range l.peers.Ordered() {
		if peer == first || !l.peers.Healthy(peer) {
			continue
		}
		switch got := peer.ask(ctx, l.settings.Chaincode, name, failover.Arguments(argument)...); {
		case got.Verdict == failover.Endorsed:
			return disagreed(failover.Disagreement(denied))
		case got.Verdict == failover.Refused && got.Refusal.Code != denied.Code:
			return disagreed(failover.Disagreement(denied, got.Refusal))
		case got.Verdict == failover.Refused:
			return denied
		}
	}
	return denied // nobody else could be asked
}

// endorse has this peer's gateway collect transaction endorsements.
// The hosts are those that must endorse; without any it is as the policy demands.
func (p *Peer) endorse(ctx context.Context, name string, argument []byte, hosts ...string) (prepared, failover.Answer) {
	limited, cancel := context.WithTimeout(ctx, p.limit)
	defer cancel()
	proposal, err := p.proposeTo(hosts, p.settings.Chaincode, name, failover.Arguments(argument)...)
	if err != nil {
		return prepared{}, failover.Answer{Verdict: failover.Rejected, Err: err}
	}
	transaction, err := proposal.EndorseWithContext(limited)
	if failed := (*fabric.EndorseError)(nil); errors.As(err, &failed) {
		got := p.mark(ctx, limited, judgeEndorse(failed))
		if limited.Err() != nil && ctx.Err() == nil {
			go p.markHealthyIfAlive()
		}
		return prepared{}, got
	}
	made, err := preparedOf(proposal, transaction, err)
	if err != nil {
		return prepared{}, failover.Answer{Verdict: failover.Rejected, Err: err}.From(p.Name())
	}
	return made, failover.Answer{}
}

// markHealthyIfAlive ends the cooldown of a peer that answers: its gateway was late
// because it waited for another peer.
func (p *Peer) markHealthyIfAlive() {
	ctx, cancel := context.WithTimeout(context.Background(), failover.ProbeLimit)
	defer cancel()
	if _, err := p.Height(ctx); err == nil {
		p.pool.MarkHealthy(p)
	}
}
