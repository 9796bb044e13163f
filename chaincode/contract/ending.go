package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// EndMembership records the end of a membership that is over.
func (c *Contract) EndMembership(ctx contractapi.TransactionContextInterface, in membership.EndMembership) (membership.Event, error) {
	return apply(ctx, in)
}

// Leave ends the caller's own membership.
func (c *Contract) Leave(ctx contractapi.TransactionContextInterface, in membership.Leave) (membership.Event, error) {
	return apply(ctx, in)
}
