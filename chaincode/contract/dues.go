package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// RecordPayment records until when a member has paid its dues.
func (c *Contract) RecordPayment(ctx contractapi.TransactionContextInterface, in membership.RecordPayment) (membership.Event, error) {
	return apply(ctx, in)
}
