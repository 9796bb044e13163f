package sdk

import (
	"context"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/txn"

	"allianceregistry/client"
	"allianceregistry/client/adapter"
)

// Submit implements client.Ledger.
func (l *Ledger) Submit(ctx context.Context, name string, argument []byte) (client.Commit, error) {
	if err := l.transactions.enter(ctx); err != nil { // before it has a time: peers refuse old ones
		return client.Commit{}, fault(client.Propose, client.Unavailable, "", err)
	}
	defer l.transactions.leave()
	proposal, err := l.propose(l.settings.Chaincode, name, arguments(argument)...)
	if err != nil {
		return client.Commit{}, fault(client.Propose, client.Failed, "", err)
	}
	tx := string(proposal.TxnID)
	watching := l.events.watch(tx) // before it can be committed
	defer watching.stop()
	responses, apart, err := l.endorse(ctx, proposal)
	if err != nil {
		return client.Commit{Outvoted: apart}, err
	}
	transaction, err := txn.New(fab.TransactionRequest{Proposal: proposal, ProposalResponses: responses})
	if err != nil {
		return client.Commit{}, fault(client.Propose, client.Failed, tx, err)
	}
	place, err := l.commit(ctx, tx, transaction, watching)
	if err != nil {
		return client.Commit{}, err
	}
	return client.Commit{Place: place, Answer: responses[0].GetResponse().GetPayload(), Outvoted: apart}, nil
}

// commit has an endorsed transaction ordered and waits until it is in the chain.
func (l *Ledger) commit(ctx context.Context, tx string, transaction *fab.Transaction, watching *watch) (client.Place, error) {
	watching.await(ctx, l.options.pace.watch)
	return adapter.Commit(ctx, tx,
		func(ctx context.Context) (adapter.Knowledge, error) { return l.order(ctx, transaction) },
		func(ctx context.Context) (client.Place, error) { return l.wait(ctx, tx, transaction, watching) })
}
