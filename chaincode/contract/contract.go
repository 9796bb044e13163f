// Package contract is the registry's Fabric contract.
package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"
)

// Contract holds the registry's transactions.
type Contract struct{ contractapi.Contract }

// New returns the chaincode with the registry's contract.
func New() (*contractapi.ContractChaincode, error) {
	c := &Contract{}
	c.Name = "registry"
	return contractapi.NewChaincode(c)
}

// Version tells which rules this chaincode runs.
func (c *Contract) Version(ctx contractapi.TransactionContextInterface) (string, error) {
	return `{"chaincode":"0"}`, nil
}
