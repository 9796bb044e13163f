package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// Invite invites a party to an alliance.
func (c *Contract) Invite(ctx contractapi.TransactionContextInterface, in membership.Invite) (membership.Event, error) {
	return apply(ctx, in)
}

// RevokeInvitation takes an invitation back.
func (c *Contract) RevokeInvitation(ctx contractapi.TransactionContextInterface, in membership.RevokeInvitation) (membership.Event, error) {
	return apply(ctx, in)
}

// ListInvitations returns a page of invitations.
func (c *Contract) ListInvitations(ctx contractapi.TransactionContextInterface, in membership.ListInvitations) (membership.InvitationList, error) {
	return ask(ctx, in)
}
