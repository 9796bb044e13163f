package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// ListResolutions returns a page of the documents that an alliance adopted.
func (c *Contract) ListResolutions(ctx contractapi.TransactionContextInterface, in membership.ListResolutions) (membership.Resolutions, error) {
	return ask(ctx, in)
}
