package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// ListMandates returns a page of mandates.
func (c *Contract) ListMandates(ctx contractapi.TransactionContextInterface, in membership.ListMandates) (membership.Mandates, error) {
	return ask(ctx, in)
}
