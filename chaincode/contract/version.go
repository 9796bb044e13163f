package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership/charter"
)

// versionName is the question about the chaincode itself, which takes no argument.
const versionName = "Version"

// Version tells what this chaincode is.
type Version struct {
	Chaincode string `json:"chaincode"`
	Engine    string `json:"engine"`
	// Caller is whom the certificate of the question names.
	Host  string `json:"host"`
	Party string `json:"party,omitempty" metadata:",optional"`
	Key   string `json:"key"`
}

// Version tells which rules this chaincode runs, and as whom it sees the caller.
func (c *Contract) Version(ctx contractapi.TransactionContextInterface) (Version, error) {
	caller, err := callerOf(ctx)
	if err != nil {
		return Version{}, err
	}
	return Version{
		Chaincode: Release, Engine: charter.Engine, Host: caller.Host, Party: caller.Party, Key: caller.Key,
	}, nil
}
