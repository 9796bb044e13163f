package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// Join applies for membership: it files a proposal to admit the caller's party.
func (c *Contract) Join(ctx contractapi.TransactionContextInterface, in membership.Join) (membership.Event, error) {
	return apply(ctx, in)
}

// GetJoin returns the dossier of a party's last application to an alliance.
func (c *Contract) GetJoin(ctx contractapi.TransactionContextInterface, in membership.GetJoin) (membership.Dossier, error) {
	return ask(ctx, in)
}
