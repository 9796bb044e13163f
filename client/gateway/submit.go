package gateway

import (
	"context"

	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"google.golang.org/protobuf/proto"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
)

// Submit implements client.Ledger.
func (l *Ledger) Submit(ctx context.Context, name string, argument []byte) (client.Commit, error) {
	if err := l.transactions.Acquire(ctx); err != nil { // before it has a time: peers refuse old ones
		return client.Commit{}, failover.NewFault(client.Propose, client.Unavailable, "", err)
	}
	defer l.transactions.Release()
	made, outvoted, err := l.endorse(ctx, name, argument)
	if err != nil {
		return client.Commit{Outvoted: outvoted}, err
	}
	place, err := l.commit(ctx, made)
	if err != nil {
		return client.Commit{}, err
	}
	return client.Commit{Place: place, Answer: made.answer, Outvoted: outvoted}, nil
}

// commit has an endorsed transaction ordered and waits until it is in the chain.
func (l *Ledger) commit(ctx context.Context, made prepared) (client.Place, error) {
	return failover.Commit{
		Tx: made.tx, Limits: l.limits, Locate: l.Locate,
		Order:  func(ctx context.Context) (failover.Delivery, error) { return l.order(ctx, made) },
		Report: func(ctx context.Context) (client.Place, error) { return l.report(ctx, made.tx) },
	}.Run(ctx)
}

// report has one peer report the commit, and another if that one fails.
func (l *Ledger) report(ctx context.Context, tx string) (client.Place, error) {
	for {
		best := l.peers.Best()
		place, err := best.report(ctx, tx)
		if err == nil {
			return place, nil
		}
		l.peers.MarkFailed(ctx, best)
		if !failover.Pause(ctx, l.limits.Polling.Every) {
			return client.Place{}, ctx.Err()
		}
	}
}

// report waits until this peer has committed a transaction.
func (p *Peer) report(ctx context.Context, tx string) (client.Place, error) {
	creator, err := p.signer.creator()
	if err != nil {
		return client.Place{}, err
	}
	request, err := proto.Marshal(&gateway.CommitStatusRequest{ChannelId: p.settings.Channel, TransactionId: tx, Identity: creator})
	if err != nil {
		return client.Place{}, err
	}
	raw, err := proto.Marshal(&gateway.SignedCommitStatusRequest{Request: request})
	if err != nil {
		return client.Place{}, err
	}
	commit, err := p.gateway.NewCommit(raw)
	if err != nil {
		return client.Place{}, err
	}
	status, err := commit.StatusWithContext(ctx)
	if err != nil {
		return client.Place{}, err
	}
	return client.Place{Tx: tx, Block: status.BlockNumber, Code: status.Code.String()}, nil
}
