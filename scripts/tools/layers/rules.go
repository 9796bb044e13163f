package main

// rule forbids imports: those that match deny and do not match allow, out of
// the packages that match from and do not match except.
//
// A pattern is "..." (everything), "std" (the standard library), a path, or a
// path and all below it ("path/..."). This module's own packages begin with "./".
type rule struct {
	from, except []string
	deny, allow  []string
	through      bool // also what is reached through other packages
	tests        bool // also what only tests import
	why          string
}

const (
	hyperledger = "github.com/hyperledger/..."
	memberSDK   = "github.com/hyperledger/fabric-sdk-go/..."
	gateway     = "github.com/hyperledger/fabric-gateway/..."
	protosV1    = "github.com/hyperledger/fabric-protos-go/..."
	protosV2    = "github.com/hyperledger/fabric-protos-go-apiv2/..."
)

// rules are the arrows between the layers.
var rules = []rule{
	{
		from: []string{"./membership/..."}, except: []string{"./membership/memledger/..."},
		deny: []string{"..."}, allow: []string{"std", "golang.org/x/text/...", "./membership/..."},
		why: "the rules stand on the standard library and golang.org/x/text alone",
	},
	{
		from: []string{"./membership/..."}, except: []string{"./membership/memledger/..."},
		deny: []string{"./membership/memledger/..."}, through: true,
		why: "the rules do not know the ledger in memory that tests them",
	},
	{
		from: []string{"./membership/memledger/..."},
		deny: []string{"..."}, allow: []string{"std", "./membership", "./membership/memledger/..."},
		why: "the ledger in memory stands on the standard library and membership alone",
	},
	{
		from: []string{"./membership/..."},
		deny: []string{"./chaincode/...", "./client/...", "./network/..."}, through: true, tests: true,
		why: "membership is below every other layer",
	},
	{
		from: []string{"./chaincode/..."}, deny: []string{"./client/..."}, through: true, tests: true,
		why: "chaincode and client never import each other",
	},
	{
		from: []string{"./client/..."}, deny: []string{"./chaincode/..."}, through: true, tests: true,
		why: "chaincode and client never import each other",
	},
	{
		from: []string{"./network/..."},
		deny: []string{"./chaincode/...", "./client/...", "./membership/..."}, through: true, tests: true,
		why: "network runs programs and imports none of them",
	},
	{
		from: []string{"./internal/..."},
		deny: []string{"./membership/...", "./chaincode/...", "./client/...", "./network/...", hyperledger}, through: true, tests: true,
		why: "what programs of every layer share knows none of them",
	},
	{
		from: []string{"./client/charter"}, deny: []string{"..."}, allow: []string{"std", "./internal/input", "./client/reading", "./membership"},
		why: "charters are tested with nothing but the rules, and read as every file is",
	},
	{
		from: []string{"./examples/..."}, deny: []string{"..."}, allow: []string{"std"},
		why: "examples are files, and what puts them into programs",
	},
	{
		from: []string{"./client"}, deny: []string{hyperledger}, through: true,
		why: "the client library reaches Fabric through its Ledger port only",
	},
	{
		from: []string{"./client/block"}, deny: []string{"./..."},
		why: "blocks are read with nothing but Fabric's messages",
	},
	{
		from: []string{"./client/chain"}, deny: []string{"..."}, allow: []string{"std", "golang.org/x/sync/...", "./client/block"},
		why: "what makes a chain believable needs no protobuf of its own, no network and no database",
	},
	{
		from: []string{"./client/audit/..."}, deny: []string{"..."},
		allow: []string{"std", "./membership", "./client/block", "./client/chain", "./client/audit/...", "./internal/...", "./examples/..."},
		why:   "an audit stands on the rules and on verified blocks, not on who reads or keeps them",
	},
	{
		from: []string{"./client/index/...", "./client/report/...", "./client/graph/...", "./client/view/..."}, deny: []string{hyperledger},
		tests: true, why: "what is read, reported and drawn has come through client/block",
	},
	{
		from: []string{"./client/plain/...", "./client/charter/..."}, deny: []string{"./client/...", hyperledger},
		allow: []string{"./client", "./client/plain/...", "./client/charter/...", "./client/reading", "./client/text"}, through: true,
		why: "what charters say, and their tests, need no network",
	},
	{
		from: []string{"..."}, except: []string{"./client/sdk/..."}, deny: []string{memberSDK}, tests: true,
		why: "only client/sdk imports fabric-sdk-go",
	},
	{
		from: []string{"..."}, except: []string{"./client/sdk/...", "./client/cmd/alliance/...", "./client/cmd/bench/...", "./client/cmd/chaos/..."},
		deny: []string{memberSDK}, through: true,
		why: "only the members' programs reach fabric-sdk-go, through client/sdk",
	},
	{
		from: []string{"./client/..."}, except: []string{"./client/gateway/...", "./client/block/..."},
		deny: []string{gateway, protosV2}, tests: true,
		why: "in client, only gateway and block import fabric-gateway and fabric-protos-go-apiv2",
	},
	{
		from: []string{"./chaincode/..."}, deny: []string{hyperledger},
		allow: []string{
			"github.com/hyperledger/fabric-chaincode-go/...",
			"github.com/hyperledger/fabric-contract-api-go/...",
			protosV2,
		}, tests: true,
		why: "of Fabric, chaincode imports fabric-chaincode-go, fabric-contract-api-go and fabric-protos-go-apiv2 only",
	},
}

// generations of Fabric's messages register the same names, and a process that
// holds both dies when it starts.
var generations = []string{protosV1, protosV2}

const oneGeneration = "one binary holds one generation of Fabric's protobuf messages"
