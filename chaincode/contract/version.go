package contract

import (
	"errors"

	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// versionName is the question about the chaincode itself, which takes no argument.
const versionName = "Version"

// Version tells what this chaincode is.
type Version struct {
	Chaincode string `json:"chaincode"`
	Engine    string `json:"engine"`
	// Caller is whom the certificate of the question names. Host is empty as long as the
	// MSP's host has no name; Hosts are the names that it can have then.
	Host  string   `json:"host"`
	MSP   string   `json:"msp"`
	Hosts []string `json:"hosts,omitempty" metadata:",optional"`
	Party string   `json:"party,omitempty" metadata:",optional"`
	Key   string   `json:"key"`
}

// Version tells which rules this chaincode runs, and as whom it sees the caller.
func (c *Contract) Version(ctx contractapi.TransactionContextInterface) (Version, error) {
	caller, err := callerOf(ctx)
	if err != nil {
		return Version{}, err
	}
	version := Version{Chaincode: Release, Engine: charter.Engine, MSP: caller.MSP, Party: caller.Party, Key: caller.Key}
	var unnamed *refusal.Error
	version.Host, err = membership.HostOf(newStore(ctx.GetStub()), caller.MSP)
	if errors.As(err, &unnamed) {
		version.Hosts = form.HostNames(caller.MSP)
		return version, nil
	}
	return version, err
}
