package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// AcceptAgreement records that the caller's party accepts an agreement of a charter.
func (c *Contract) AcceptAgreement(ctx contractapi.TransactionContextInterface, in membership.AcceptAgreement) (membership.Event, error) {
	return apply(ctx, in)
}

// ListAcceptances returns which agreements a party has accepted.
func (c *Contract) ListAcceptances(ctx contractapi.TransactionContextInterface, in membership.ListAcceptances) (membership.Acceptances, error) {
	return ask(ctx, in)
}
