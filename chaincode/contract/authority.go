package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// AddAuthority lets another key act for the caller's party.
func (c *Contract) AddAuthority(ctx contractapi.TransactionContextInterface, in membership.AddAuthority) (membership.Event, error) {
	return apply(ctx, in)
}

// RotateAuthority puts a new key in the place of the caller's own.
func (c *Contract) RotateAuthority(ctx contractapi.TransactionContextInterface, in membership.RotateAuthority) (membership.Event, error) {
	return apply(ctx, in)
}

// RemoveAuthority ends a key's right to act for the caller's party.
func (c *Contract) RemoveAuthority(ctx contractapi.TransactionContextInterface, in membership.RemoveAuthority) (membership.Event, error) {
	return apply(ctx, in)
}

// ListAuthorities returns the keys of a party.
func (c *Contract) ListAuthorities(ctx contractapi.TransactionContextInterface, in membership.ListAuthorities) (membership.Authorities, error) {
	return ask(ctx, in)
}
