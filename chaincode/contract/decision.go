package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// Decide settles a proposal, once its rule allows.
func (c *Contract) Decide(ctx contractapi.TransactionContextInterface, in membership.Decide) (membership.Event, error) {
	return apply(ctx, in)
}
