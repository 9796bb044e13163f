package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// ListClaimants returns a page of the statements that somebody has an identifier.
func (c *Contract) ListClaimants(ctx contractapi.TransactionContextInterface, in membership.ListClaimants) (membership.Claimants, error) {
	return ask(ctx, in)
}
