package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// GetDraft returns the charter that a proposal to amend would adopt.
func (c *Contract) GetDraft(ctx contractapi.TransactionContextInterface, in membership.GetDraft) (membership.Draft, error) {
	return ask(ctx, in)
}
