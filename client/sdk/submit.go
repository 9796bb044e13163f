package sdk

import (
	"context"
	"fmt"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/txn"

	"allianceregistry/client"
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
	responses, err := l.endorse(ctx, proposal)
	if err != nil {
		return client.Commit{}, err
	}
	transaction, err := txn.New(fab.TransactionRequest{Proposal: proposal, ProposalResponses: responses})
	if err != nil {
		return client.Commit{}, fault(client.Propose, client.Failed, tx, err)
	}
	place, err := l.commit(ctx, tx, transaction, watching)
	if err != nil {
		return client.Commit{}, err
	}
	return client.Commit{Place: place, Answer: responses[0].GetResponse().GetPayload()}, nil
}

// commit has an endorsed transaction ordered and waits until it is in the chain.
func (l *Ledger) commit(ctx context.Context, tx string, transaction *fab.Transaction, watching *watch) (client.Place, error) {
	watching.await(ctx)
	if err := ctx.Err(); err != nil {
		return client.Place{}, fault(client.Order, client.Unavailable, tx, err)
	}
	got, err := l.order(ctx, transaction)
	switch got {
	case notAccepted:
		return client.Place{}, fault(client.Order, client.Unavailable, tx, err)
	case turnedDown:
		return client.Place{}, fault(client.Order, client.Failed, tx, err)
	}
	place, waitErr := l.wait(ctx, tx, transaction, watching)
	if waitErr != nil {
		if err != nil {
			waitErr = fmt.Errorf("%w; %w", waitErr, err)
		}
		return client.Place{}, fault(client.Wait, client.Unknown, tx, waitErr)
	}
	return place, invalid(place)
}

// invalid is the fault of a transaction that was committed without effect, nil
// if it took effect.
func invalid(place client.Place) error {
	kind := client.Failed
	switch place.Code {
	case client.Valid:
		return nil
	case "MVCC_READ_CONFLICT", "PHANTOM_READ_CONFLICT":
		kind = client.Conflict
	}
	return &client.Fault{
		Phase: client.Wait, Kind: kind, Tx: place.Tx, Code: place.Code,
		Err: fmt.Errorf("committed without effect in block %d", place.Block),
	}
}
