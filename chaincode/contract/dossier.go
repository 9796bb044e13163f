package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// GetProposal returns a proposal with its endorsements and its decision.
func (c *Contract) GetProposal(ctx contractapi.TransactionContextInterface, in membership.GetProposal) (membership.Dossier, error) {
	return ask(ctx, in)
}
