package sdk

import (
	"context"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/txn"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
)

// Submit implements client.Ledger.
func (l *Ledger) Submit(ctx context.Context, name string, argument []byte) (client.Commit, error) {
	if err := l.transactions.Acquire(ctx); err != nil { // before it has a time: peers refuse old ones
		return client.Commit{}, failover.NewFault(client.Propose, client.Unavailable, "", err)
	}
	defer l.transactions.Release()
	proposal, err := l.propose(l.settings.Chaincode, name, failover.Arguments(argument)...)
	if err != nil {
		return client.Commit{}, failover.NewFault(client.Propose, client.Failed, "", err)
	}
	tx := string(proposal.TxnID)
	watching := l.events.watch(tx) // before it can be committed
	defer watching.stop()
	responses, outvoted, err := l.endorse(ctx, proposal)
	if err != nil {
		return client.Commit{Outvoted: outvoted}, err
	}
	transaction, err := txn.New(fab.TransactionRequest{Proposal: proposal, ProposalResponses: responses})
	if err != nil {
		return client.Commit{}, failover.NewFault(client.Propose, client.Failed, tx, err)
	}
	place, err := l.commit(ctx, tx, transaction, watching)
	if err != nil {
		return client.Commit{}, err
	}
	return client.Commit{Place: place, Answer: responses[0].GetResponse().GetPayload(), Outvoted: outvoted}, nil
}

// commit has an endorsed transaction ordered and waits until it is in the chain.
func (l *Ledger) commit(ctx context.Context, tx string, transaction *fab.Transaction, watching *watch) (client.Place, error) {
	watching.await(ctx, l.options.register)
	return failover.Commit{
		Tx: tx, Limits: l.options.limits, Locate: l.Locate, Report: watching.report, LastReported: l.events.last,
		Order:      func(ctx context.Context) (failover.Delivery, error) { return l.order(ctx, transaction) },
		Unreported: func(found client.Place) { l.events.checkStalled(found.Block) },
	}.Run(ctx)
}
