package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// GetRoster returns a page of an alliance's members.
func (c *Contract) GetRoster(ctx contractapi.TransactionContextInterface, in membership.GetRoster) (membership.Roster, error) {
	return ask(ctx, in)
}
