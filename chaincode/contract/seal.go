package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// SealEpoch adds a closed epoch's changes to the seal before it.
func (c *Contract) SealEpoch(ctx contractapi.TransactionContextInterface, in membership.SealEpoch) (membership.Event, error) {
	return apply(ctx, in)
}

// GetSeal returns the seal of an epoch.
func (c *Contract) GetSeal(ctx contractapi.TransactionContextInterface, in membership.GetSeal) (membership.Seal, error) {
	return ask(ctx, in)
}

// GetRosterProof returns what shows whether a party was a member at the end of an epoch.
func (c *Contract) GetRosterProof(ctx contractapi.TransactionContextInterface, in membership.GetRosterProof) (membership.RosterProof, error) {
	return ask(ctx, in)
}

// ListSeals returns a page of seals.
func (c *Contract) ListSeals(ctx contractapi.TransactionContextInterface, in membership.ListSeals) (membership.Seals, error) {
	return ask(ctx, in)
}

// GetEpoch returns the open epoch and the last seal.
func (c *Contract) GetEpoch(ctx contractapi.TransactionContextInterface, in membership.GetEpoch) (membership.EpochAndSeal, error) {
	return ask(ctx, in)
}
