package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// DeclareAffiliate records the affiliate group of the caller's party.
func (c *Contract) DeclareAffiliate(ctx contractapi.TransactionContextInterface, in membership.DeclareAffiliate) (membership.Event, error) {
	return apply(ctx, in)
}
