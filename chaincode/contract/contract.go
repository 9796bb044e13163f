// Package contract is the registry on Fabric: one method a transaction.
//
// It is thin. A method takes one argument, a JSON object, and hands it to the
// rules in package membership together with the ledger (store.go: the peer's
// stub as a membership.Store) and the caller (caller.go: the certificate that
// signed the transaction). What the rules answer goes back as JSON; what they
// refuse goes back as their code and its parameters.
//
// Nothing is decided here, and nothing is kept between transactions.
package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"
	"github.com/hyperledger/fabric-contract-api-go/v2/metadata"

	"allianceregistry/membership"
)

// Release is the version of this chaincode.
const Release = "0.1.0"

// Contract holds the registry's transactions.
type Contract struct{ contractapi.Contract }

// New returns the chaincode with the registry's contract. The digest is that of the running
// program, or empty: the metadata names it as the build of the release, as semantic
// versions do, so that every host can be asked what it runs. It is no part of what a
// transaction writes or answers.
func New(digest string) (*Chaincode, error) {
	version := Release
	if digest != "" {
		version += "+" + digest
	}
	c := &Contract{}
	c.Name = "registry"
	c.Info = metadata.InfoMetadata{
		Title: "Alliance Registry", Version: version,
		Description: "Membership of alliances: who, since when, in which class, vouched for by whom, under which rule.",
	}
	chaincode, err := contractapi.NewChaincode(c)
	if err != nil {
		return nil, err
	}
	chaincode.Info = c.Info
	chaincode.TransactionSerializer = serializer{}
	return &Chaincode{chaincode}, nil
}

// GetEvaluateTransactions returns the names of the transactions that are questions.
func (c *Contract) GetEvaluateTransactions() []string {
	return append(membership.QueryNames(), versionName)
}

// apply runs one transaction by the rules.
func apply(ctx contractapi.TransactionContextInterface, t membership.Transaction) (membership.Event, error) {
	tx, err := txOf(ctx)
	if err != nil {
		return membership.Event{}, err
	}
	s := newStore(ctx.GetStub())
	if err := s.fetch(membership.Reads(tx, t)); err != nil {
		return membership.Event{}, err
	}
	s.stub.StartWriteBatch()
	event, err := membership.Apply(s, tx, t)
	if err != nil {
		return event, err
	}
	return event, s.stub.FinishWriteBatch()
}

// ask answers one question by the rules. Now is the time of the transaction that asks.
func ask[R any](ctx contractapi.TransactionContextInterface, q membership.Query[R]) (R, error) {
	now, err := timeOf(ctx)
	if err != nil {
		var none R
		return none, err
	}
	return membership.Ask(newStore(ctx.GetStub()), now, q)
}
