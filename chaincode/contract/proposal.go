package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// ListProposals returns a page of an alliance's proposals.
func (c *Contract) ListProposals(ctx contractapi.TransactionContextInterface, in membership.ListProposals) (membership.Proposals, error) {
	return ask(ctx, in)
}

// Withdraw takes a proposal back.
func (c *Contract) Withdraw(ctx contractapi.TransactionContextInterface, in membership.Withdraw) (membership.Event, error) {
	return apply(ctx, in)
}
