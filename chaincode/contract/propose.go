package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// Propose files a proposal about a member, or about the alliance.
func (c *Contract) Propose(ctx contractapi.TransactionContextInterface, in membership.Propose) (membership.Event, error) {
	return apply(ctx, in)
}
