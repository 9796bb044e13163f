package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// ConsentSuccession gives a party's consent to a succession, or takes it back.
func (c *Contract) ConsentSuccession(ctx contractapi.TransactionContextInterface, in membership.ConsentSuccession) (membership.Event, error) {
	return apply(ctx, in)
}
