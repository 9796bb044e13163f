package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// Endorse records a member's position on a proposal.
func (c *Contract) Endorse(ctx contractapi.TransactionContextInterface, in membership.Endorse) (membership.Event, error) {
	return apply(ctx, in)
}
