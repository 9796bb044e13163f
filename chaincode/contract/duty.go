package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// DeclarePresence records that a member is present at a vote.
func (c *Contract) DeclarePresence(ctx contractapi.TransactionContextInterface, in membership.DeclarePresence) (membership.Event, error) {
	return apply(ctx, in)
}

// ConfirmRepresentatives records that a member confirms who acts for it.
func (c *Contract) ConfirmRepresentatives(ctx contractapi.TransactionContextInterface, in membership.ConfirmRepresentatives) (membership.Event, error) {
	return apply(ctx, in)
}

// Waive lets a member off a duty until a date.
func (c *Contract) Waive(ctx contractapi.TransactionContextInterface, in membership.Waive) (membership.Event, error) {
	return apply(ctx, in)
}
