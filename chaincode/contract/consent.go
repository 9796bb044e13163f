package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// Consent records a founder's consent, and opens the alliance if it was the last.
func (c *Contract) Consent(ctx contractapi.TransactionContextInterface, in membership.Consent) (membership.Event, error) {
	return apply(ctx, in)
}

// ListConsents tells which founders have consented.
func (c *Contract) ListConsents(ctx contractapi.TransactionContextInterface, in membership.ListConsents) (membership.Consents, error) {
	return ask(ctx, in)
}
