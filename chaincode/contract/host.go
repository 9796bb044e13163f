package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// NameHost names the host of the caller's MSP, whose ID is no slug.
func (c *Contract) NameHost(ctx contractapi.TransactionContextInterface, in membership.NameHost) (membership.Event, error) {
	return apply(ctx, in)
}

// GetHost returns which MSP a host is that was named.
func (c *Contract) GetHost(ctx contractapi.TransactionContextInterface, in membership.GetHost) (membership.Host, error) {
	return ask(ctx, in)
}

// ListHosts returns a page of the hosts that were named.
func (c *Contract) ListHosts(ctx contractapi.TransactionContextInterface, in membership.ListHosts) (membership.Hosts, error) {
	return ask(ctx, in)
}
