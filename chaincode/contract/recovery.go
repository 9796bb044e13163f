package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// AskRecovery asks, for a host, for a new key for a party that lost its own.
func (c *Contract) AskRecovery(ctx contractapi.TransactionContextInterface, in membership.AskRecovery) (membership.Event, error) {
	return apply(ctx, in)
}

// VetoRecovery ends a recovery of the caller's party.
func (c *Contract) VetoRecovery(ctx contractapi.TransactionContextInterface, in membership.VetoRecovery) (membership.Event, error) {
	return apply(ctx, in)
}

// CompleteRecovery confirms a recovery, and once its delay is over makes the key an officer.
func (c *Contract) CompleteRecovery(ctx contractapi.TransactionContextInterface, in membership.CompleteRecovery) (membership.Event, error) {
	return apply(ctx, in)
}

// GetRecovery returns the last recovery of a party.
func (c *Contract) GetRecovery(ctx contractapi.TransactionContextInterface, in membership.GetRecovery) (membership.RecoveryNow, error) {
	return ask(ctx, in)
}
