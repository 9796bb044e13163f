package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// GetCharter returns a charter.
func (c *Contract) GetCharter(ctx contractapi.TransactionContextInterface, in membership.GetCharter) (membership.CharterVersion, error) {
	return ask(ctx, in)
}
