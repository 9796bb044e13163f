package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// RegisterParty records the caller's party, with the caller's key as its first officer.
func (c *Contract) RegisterParty(ctx contractapi.TransactionContextInterface, in membership.RegisterParty) (membership.Event, error) {
	return apply(ctx, in)
}

// GetParty returns a party.
func (c *Contract) GetParty(ctx contractapi.TransactionContextInterface, in membership.GetParty) (membership.Party, error) {
	return ask(ctx, in)
}

// ListParties returns a page of parties.
func (c *Contract) ListParties(ctx contractapi.TransactionContextInterface, in membership.ListParties) (membership.Parties, error) {
	return ask(ctx, in)
}

// CorrectParty replaces what the caller's party says of itself.
func (c *Contract) CorrectParty(ctx contractapi.TransactionContextInterface, in membership.CorrectParty) (membership.Event, error) {
	return apply(ctx, in)
}

// GetPartyHistory returns a page of a party's versions.
func (c *Contract) GetPartyHistory(ctx contractapi.TransactionContextInterface, in membership.GetPartyHistory) (membership.PartyHistory, error) {
	return ask(ctx, in)
}
