package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// Enact carries out an accepted proposal after its timelock.
func (c *Contract) Enact(ctx contractapi.TransactionContextInterface, in membership.Enact) (membership.Event, error) {
	return apply(ctx, in)
}
