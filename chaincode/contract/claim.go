package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// StateClaim records what the caller asserts of a party or an alliance.
func (c *Contract) StateClaim(ctx contractapi.TransactionContextInterface, in membership.StateClaim) (membership.Event, error) {
	return apply(ctx, in)
}

// Attest records a position on a claim.
func (c *Contract) Attest(ctx contractapi.TransactionContextInterface, in membership.Attest) (membership.Event, error) {
	return apply(ctx, in)
}

// ListClaims returns a page of claims.
func (c *Contract) ListClaims(ctx contractapi.TransactionContextInterface, in membership.ListClaims) (membership.Claims, error) {
	return ask(ctx, in)
}
