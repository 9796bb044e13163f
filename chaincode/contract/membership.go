package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// GetMembership returns a party's membership of an alliance.
func (c *Contract) GetMembership(ctx contractapi.TransactionContextInterface, in membership.GetMembership) (membership.MembershipNow, error) {
	return ask(ctx, in)
}

// ListMemberships returns a page of a party's memberships.
func (c *Contract) ListMemberships(ctx contractapi.TransactionContextInterface, in membership.ListMemberships) (membership.Memberships, error) {
	return ask(ctx, in)
}

// GetHistory returns a page of a membership's versions.
func (c *Contract) GetHistory(ctx contractapi.TransactionContextInterface, in membership.GetHistory) (membership.History, error) {
	return ask(ctx, in)
}
