package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// CloseEpoch ends the open epoch and begins the next.
func (c *Contract) CloseEpoch(ctx contractapi.TransactionContextInterface, in membership.CloseEpoch) (membership.Event, error) {
	return apply(ctx, in)
}
