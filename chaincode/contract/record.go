package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// ListRecords returns a page of the records of one kind as they are stored.
func (c *Contract) ListRecords(ctx contractapi.TransactionContextInterface, in membership.ListRecords) (membership.Records, error) {
	return ask(ctx, in)
}
