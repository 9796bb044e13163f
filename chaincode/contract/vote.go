package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// PutToVote opens the vote on a filed proposal.
func (c *Contract) PutToVote(ctx contractapi.TransactionContextInterface, in membership.PutToVote) (membership.Event, error) {
	return apply(ctx, in)
}
