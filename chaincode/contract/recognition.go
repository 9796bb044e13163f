package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// ListRecognitions returns a page of the alliances that one recognizes.
func (c *Contract) ListRecognitions(ctx contractapi.TransactionContextInterface, in membership.ListRecognitions) (membership.Recognitions, error) {
	return ask(ctx, in)
}
