package contract

import (
	"fmt"
	"slices"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"

	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// metadataName is the framework's own question: what the contract is.
const metadataName = contractapi.SystemContractName + ":GetMetadata"

// Chaincode is the contract as a peer calls it. A transaction has one spelling:
// the framework would also take another case of its first letter, the contract's
// name before it, and arguments that nobody reads, so that a reader of the
// signed bytes could miss or mistake what took effect. And what the framework
// refuses in words only is refused with a code.
type Chaincode struct {
	framework *contractapi.ContractChaincode
}

// Init implements shim.Chaincode.
func (c *Chaincode) Init(stub shim.ChaincodeStubInterface) *peer.Response { return c.Invoke(stub) }

// Invoke implements shim.Chaincode.
func (c *Chaincode) Invoke(stub shim.ChaincodeStubInterface) *peer.Response {
	if err := checkCall(stub.GetFunctionAndParameters()); err != nil {
		return shim.Error(err.Error())
	}
	return c.framework.Invoke(stub)
}

// checkCall refuses with UNKNOWN_TRANSACTION, and with MALFORMED another number of
// arguments than the one that a transaction takes.
func checkCall(name string, arguments []string) error {
	want := 1
	switch {
	case name == versionName, name == metadataName:
		want = 0
	case !slices.Contains(membership.TransactionNames(), name) && !slices.Contains(membership.QueryNames(), name):
		_, err := membership.ParseTransaction(name, nil)
		return err
	}
	if len(arguments) != want {
		detail := fmt.Sprintf("%d arguments instead of %d", len(arguments), want)
		return &refusal.Error{Code: refusal.Malformed, Params: map[string]string{"detail": detail}}
	}
	return nil
}
