package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// GetStanding returns a member's standing at a time.
func (c *Contract) GetStanding(ctx contractapi.TransactionContextInterface, in membership.GetStanding) (membership.Standing, error) {
	return ask(ctx, in)
}
