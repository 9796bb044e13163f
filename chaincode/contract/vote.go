package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// PutToVote opens the vote on a filed proposal.
func (c *Contract) PutToVote(ctx contractapi.TransactionContextInterface, in membership.PutToVote) (membership.Event, error) {
	return apply(ctx, in)
}

// Nominate enters the caller's party as a candidate of an election, or takes it back.
func (c *Contract) Nominate(ctx contractapi.TransactionContextInterface, in membership.Nominate) (membership.Event, error) {
	return apply(ctx, in)
}
