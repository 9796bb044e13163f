package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// FoundAlliance begins an alliance, to open when all founders have consented.
func (c *Contract) FoundAlliance(ctx contractapi.TransactionContextInterface, in membership.FoundAlliance) (membership.Event, error) {
	return apply(ctx, in)
}

// GetAlliance returns an alliance.
func (c *Contract) GetAlliance(ctx contractapi.TransactionContextInterface, in membership.GetAlliance) (membership.Alliance, error) {
	return ask(ctx, in)
}

// ListAlliances returns a page of alliances.
func (c *Contract) ListAlliances(ctx contractapi.TransactionContextInterface, in membership.ListAlliances) (membership.Alliances, error) {
	return ask(ctx, in)
}

// DescribeAlliance records an alliance that exists elsewhere.
func (c *Contract) DescribeAlliance(ctx contractapi.TransactionContextInterface, in membership.DescribeAlliance) (membership.Event, error) {
	return apply(ctx, in)
}
