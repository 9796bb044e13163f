package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// GetHistory returns a page of a membership's versions.
func (c *Contract) GetHistory(ctx contractapi.TransactionContextInterface, in membership.GetHistory) (membership.History, error) {
	return ask(ctx, in)
}
