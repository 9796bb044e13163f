package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// AppointProxy has another member cast the caller's votes.
func (c *Contract) AppointProxy(ctx contractapi.TransactionContextInterface, in membership.AppointProxy) (membership.Event, error) {
	return apply(ctx, in)
}

// RevokeProxy ends a proxy.
func (c *Contract) RevokeProxy(ctx contractapi.TransactionContextInterface, in membership.RevokeProxy) (membership.Event, error) {
	return apply(ctx, in)
}

// ListProxies returns a page of an alliance's proxies.
func (c *Contract) ListProxies(ctx contractapi.TransactionContextInterface, in membership.ListProxies) (membership.Proxies, error) {
	return ask(ctx, in)
}
