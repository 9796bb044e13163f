package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// DeclareAffiliate records to which affiliate group the caller's party says it belongs.
func (c *Contract) DeclareAffiliate(ctx contractapi.TransactionContextInterface, in membership.DeclareAffiliate) (membership.Event, error) {
	return apply(ctx, in)
}

// ConsentAffiliate records that the caller's party controls the group that another
// declared.
func (c *Contract) ConsentAffiliate(ctx contractapi.TransactionContextInterface, in membership.ConsentAffiliate) (membership.Event, error) {
	return apply(ctx, in)
}

// GetAffiliation returns what stands between a party and an affiliate group.
func (c *Contract) GetAffiliation(ctx contractapi.TransactionContextInterface, in membership.GetAffiliation) (membership.Affiliation, error) {
	return ask(ctx, in)
}

// ListAffiliates returns a page of the affiliations with one group.
func (c *Contract) ListAffiliates(ctx contractapi.TransactionContextInterface, in membership.ListAffiliates) (membership.Affiliates, error) {
	return ask(ctx, in)
}
