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

// rules are the arrows between the rooms.
var rules = []rule{
	{
		from: []string{"./membership/refusal"},
		deny: []string{"..."}, allow: []string{"std"},
		why: "refusals stand on the standard library alone",
	},
	{
		from: []string{"./membership/form"},
		deny: []string{"..."}, allow: []string{"std", "golang.org/x/text/...", "./membership/refusal"},
		why: "what a text must look like knows nothing of alliances",
	},
	{
		from: []string{"./membership/election"},
		deny: []string{"..."}, allow: []string{"std"},
		why: "ballots are counted whatever they are about, and whoever cast them",
	},
	{
		from: []string{"./membership/merkle"},
		deny: []string{"..."}, allow: []string{"std"},
		why: "whoever verifies a proof needs its tree and nothing else of the rules",
	},
	{
		from: []string{"./membership/charter"},
		deny: []string{"..."}, allow: []string{"std", "./membership/refusal", "./membership/form", "./membership/election"},
		why: "what a charter says rests on no record of a ledger",
	},
	{
		from: []string{"./membership"},
		deny: []string{"..."}, allow: []string{"std", "./membership/refusal", "./membership/form", "./membership/election", "./membership/merkle", "./membership/charter"},
		why: "the rules stand on the standard library and their own rooms alone",
	},
	{
		from: []string{"./membership/trial"},
		deny: []string{"..."}, allow: []string{"std", "./membership/refusal", "./membership/form", "./membership/election", "./membership/charter"},
		why: "a vote is tried by the charter's engine alone, without records",
	},
	{
		from: []string{"./membership/memledger/..."},
		deny: []string{"..."}, allow: []string{"std", "./membership", "./membership/..."},
		why: "the ledger in memory stands on the standard library and the rules alone",
	},
	{
		from: []string{"./membership/schema"},
		deny: []string{"..."}, allow: []string{"std", "./membership", "./membership/charter", "./membership/election", "./membership/form", "./membership/refusal"},
		why: "what the rules look like from outside is said from the rules alone",
	},
	{
		from: []string{"./membership", "./membership/charter", "./membership/election", "./membership/form", "./membership/merkle", "./membership/refusal", "./membership/memledger", "./chaincode/..."},
		deny: []string{"./membership/schema/..."}, through: true,
		why: "nothing that decides asks a schema",
	},
	{
		from: []string{"./membership/..."},
		deny: []string{"./chaincode/...", "./client/...", "./audit/...", "./network/...", "./internal/..."}, through: true, tests: true,
		why: "the rules are below everything else",
	},
	{
		from: []string{"./chaincode/..."},
		deny: []string{"./client/...", "./audit/...", "./network/..."}, through: true, tests: true,
		why: "the chaincode knows none of those who ask it",
	},
	{
		from: []string{"./client/..."}, deny: []string{"./chaincode/..."}, through: true, tests: true,
		why: "chaincode and client never import each other",
	},
	{
		from: []string{"./client/..."}, except: []string{"./client/gateway"},
		deny: []string{"./audit/...", "./network/..."},
		why:  "a member's program knows nothing of the auditor's",
	},
	{
		from: []string{"./client/gateway"}, deny: []string{"./audit/..."}, allow: []string{"./audit/block"},
		why: "the gateway adapter reads blocks with audit/block, and knows nothing else of the auditor's",
	},
	{
		from: []string{"./audit/..."}, except: []string{"./audit/cmd/auditor"},
		deny: []string{"./client/...", "./chaincode/...", "./network/..."}, through: true,
		why: "an audit stands on the rules and on verified blocks, not on who reads them for it",
	},
	{
		from: []string{"./audit/cmd/auditor"}, deny: []string{"./client/...", "./network/..."},
		allow: []string{"./client", "./client/faulttext", "./client/gateway", "./client/profile"},
		why:   "of the member's side the auditor's program uses profiles and the way to a peer",
	},
	{
		from: []string{"./network/..."},
		deny: []string{"./chaincode/...", "./client/...", "./audit/...", "./membership/..."}, through: true, tests: true,
		why: "network runs programs and imports none of them",
	},
	{
		from: []string{"./network"}, deny: []string{"./network/doctor/...", "./network/cmd/..."}, through: true, tests: true,
		why: "the doctor examines the network, which does not know it",
	},
	{
		from: []string{"./network/hostfile/..."}, deny: []string{"./network/...", hyperledger},
		allow: []string{"./network/words", "./network/hostfile/..."}, through: true, tests: true,
		why: "what a host says of itself is read before there is any network",
	},
	{
		from: []string{"./network/channel/..."}, deny: []string{"./network/..."},
		allow: []string{"./network/words", "./network/hostfile/...", "./network/channel/..."}, through: true, tests: true,
		why: "what hosts agree on rests on their files alone, and not on the network of one of them",
	},
	{
		from: []string{"./network/deploy/..."}, deny: []string{"..."},
		allow: []string{"std", "go.yaml.in/yaml/v3", "./network/words"},
		why:   "how processes are run is written out from what they are, and knows neither the network nor who asks",
	},
	{
		from: []string{"./network/ccaas"}, deny: []string{"..."},
		allow: []string{"std", "./network/internal/file"},
		why:   "a package of chaincode is files with an address, of whichever network",
	},
	{
		from: []string{"./network/internal/kernel"}, deny: []string{"..."}, allow: []string{"std"},
		why: "what the kernel says is asked of it alone, and put into words by others",
	},
	{
		from: []string{"./network/change/..."}, deny: []string{"./network/..."},
		allow: []string{"./network/words", "./network/hostfile/...", "./network/channel/...", "./network/change/..."}, through: true, tests: true,
		why: "what a change of a channel means follows from the change and the channel, and not from the network of one host",
	},
	{
		from: []string{"./network/keys", "./network/internal/..."}, deny: []string{"./network/...", hyperledger},
		allow: []string{"./network/words", "./network/internal/..."}, through: true, tests: true,
		why: "an organization makes its keys by itself, and knows of no network",
	},
	{
		from: []string{"./internal/..."}, except: words,
		deny: []string{"./membership/...", "./chaincode/...", "./client/...", "./audit/...", "./network/...", hyperledger}, through: true, tests: true,
		why: "what programs of every side share knows none of them",
	},
	{
		from: words,
		deny: []string{"./chaincode/...", "./client/...", "./audit/...", "./network/...", hyperledger}, through: true, tests: true,
		why: "how the registry's things are said rests on the rules alone",
	},
	{
		from: []string{"./internal/web"}, deny: []string{"..."},
		allow: []string{"std", "golang.org/x/net/netutil", "golang.org/x/text/language", "./internal/catalogue", "./internal/legible", "./internal/view"},
		why:   "how pages are served knows nothing of what is on them",
	},
	{
		from: []string{"./audit/console"}, deny: []string{"..."},
		allow: []string{"std", "./audit/chain", "./audit/graph", "./audit/health", "./audit/index", "./audit/words", "./internal/...", "./membership", "./membership/..."},
		why:   "pages show what an index has and what is kept of the hosts, and ask nobody else",
	},
	{
		from: []string{"./audit/health"}, deny: []string{"..."},
		allow: []string{"std", "./audit/block", "./audit/chain", "./audit/replay"},
		why:   "how a host is follows from what it gives and from what was verified, whoever keeps that",
	},
	{
		from: []string{"./client/charterfile"}, deny: []string{"..."},
		allow: []string{"std", "./internal/input", "./internal/reading", "./membership", "./membership/charter", "./membership/form", "./membership/refusal", "./membership/trial"},
		why:   "charters are tested with nothing but the rules, and read as every file is",
	},
	{
		from: []string{"./client/drafting"}, deny: []string{"..."},
		allow: []string{
			"std", "golang.org/x/text/...", "./internal/catalogue", "./internal/input", "./internal/reading", "./client/charterfile",
			"./membership", "./membership/charter", "./membership/form", "./membership/trial",
		},
		why: "charters are drafted from answers, whoever gives them, and without a command line",
	},
	{
		from: []string{"./client/steps"}, deny: []string{"..."},
		allow: []string{"std", "./internal/catalogue", "./internal/input", "./client/charterfile", "./internal/reading", "./internal/sheet", "./membership", "./membership/charter", "./membership/form", "./membership/refusal"},
		why:   "files of steps are read without a command line and without a network",
	},
	{
		from: []string{"./client/keeper"}, deny: []string{"..."},
		allow: []string{"std", "golang.org/x/sync/...", "./client", "./membership", "./membership/charter", "./membership/refusal"},
		why:   "what is due follows from the ledger alone, and is sent by whatever client there is",
	},
	{
		from: []string{"./client/notice"}, deny: []string{"./client/..."}, allow: []string{"./client"},
		why: "what awaits a party is put down by whoever serves it",
	},
	{
		from: []string{"./client/signoff"}, deny: []string{"./client/...", hyperledger}, allow: []string{"./client"},
		why: "what waits for a second person knows neither how people sign in nor how it is shown",
	},
	{
		from: []string{"./client/signin"}, deny: []string{"./client/...", "./membership/...", hyperledger}, allow: []string{"./client", "./client/profile", "./client/signoff"},
		why: "who somebody is follows from a file and a way to sign in, not from what they do then",
	},
	{
		from: []string{"./client/console"}, deny: []string{"./client/...", hyperledger},
		allow: []string{"./client", "./client/charterfile", "./client/faulttext", "./client/notice", "./client/signoff"},
		why:   "pages act by whatever client there is",
	},
	{
		from: []string{"./client/rest"}, deny: []string{"..."},
		allow: []string{
			"std", "./membership", "./membership/charter", "./membership/form", "./membership/refusal", "./membership/schema",
			"./internal/catalogue", "./internal/private", "./internal/problem", "./internal/text", "./internal/view", "./internal/web", "./client", "./client/faulttext",
		},
		why: "programs act by whatever client there is, and what pages know is no help to them",
	},
	{
		from: []string{"./examples/..."}, deny: []string{"..."}, allow: []string{"std"},
		why: "examples are files, and what puts them into programs",
	},
	{
		from: []string{"./client", "./client/charterfile"}, deny: []string{hyperledger}, through: true,
		why: "the client library reaches Fabric through its Ledger port only",
	},
	{
		from: []string{"./client/internal/failover"}, deny: []string{"..."},
		allow: []string{"std", "golang.org/x/sync/...", "google.golang.org/grpc/...", "./client", "./membership/..."},
		why:   "what adapters have in common knows neither of Fabric's client libraries",
	},
	{
		from: []string{"..."}, except: []string{"./client/sdk", "./client/gateway", "./client/internal/..."},
		deny: []string{"./client/internal/..."}, tests: true,
		why: "only adapters use what adapters have in common",
	},
	{
		from: []string{"./audit/block"}, deny: []string{"./..."},
		why: "blocks are read with nothing but Fabric's messages",
	},
	{
		from: []string{"./audit/chain"}, deny: []string{"..."}, allow: []string{"std", "golang.org/x/sync/...", "./audit/block"},
		why: "what makes a chain believable needs no protobuf of its own, no network and no database",
	},
	{
		from: []string{"./audit/replay/..."}, deny: []string{"..."},
		allow: []string{"std", "./membership", "./membership/...", "./audit/block", "./audit/caller", "./audit/chain"},
		why:   "a replay stands on the rules and on verified blocks, not on who reads or keeps them",
	},
	{
		from: []string{"./audit/feed/...", "./audit/index/...", "./audit/report/...", "./audit/graph/..."}, deny: []string{hyperledger},
		tests: true, why: "what is indexed, reported, drawn and handed on has come through audit/block",
	},
	{
		from: []string{"./audit/rest/..."}, deny: []string{"..."},
		allow: []string{
			"std", "github.com/danielgtaylor/huma/v2", "golang.org/x/sync/semaphore", "./membership", "./membership/...",
			"./internal/catalogue", "./internal/input", "./internal/problem", "./internal/text", "./internal/web", "./audit/chain", "./audit/index", "./audit/words",
		},
		why: "what is answered over HTTP comes from the index alone, and nothing there can write",
	},
	{
		from: []string{"./audit/proof"}, deny: []string{"..."},
		allow: []string{"std", "golang.org/x/mod/sumdb/note", "golang.org/x/mod/sumdb/tlog", "./membership/merkle"},
		why:   "whoever relies on a proof needs its verifier, and nothing of Fabric, of an index or of the rules",
	},
	{
		from: []string{"./audit/witness"}, deny: []string{"..."},
		allow: []string{
			"std", "github.com/gofrs/flock", "github.com/google/renameio/v2", "golang.org/x/mod/sumdb/note", "golang.org/x/mod/sumdb/tlog",
			"./membership", "./membership/merkle", "./membership/refusal", "./audit/chain", "./audit/index", "./audit/proof",
		},
		why: "a witness signs what the index has verified, and asks nobody else",
	},
	{
		from: []string{"./audit/trqp/..."}, deny: []string{"..."},
		allow: []string{
			"std", "github.com/danielgtaylor/huma/v2", "./membership", "./membership/...", "./internal/text", "./internal/view", "./internal/web",
			"./audit/index", "./audit/rest",
		},
		why: "queries of the protocol are answered from the index alone, and refused as all others are",
	},
	{
		from: []string{"..."}, except: []string{"./client/sdk/..."}, deny: []string{memberSDK}, tests: true,
		why: "only client/sdk imports fabric-sdk-go",
	},
	{
		from: []string{"..."}, except: []string{"./client/sdk/...", "./client/cmd/alliance/...", "./scripts/bench", "./scripts/chaos"},
		deny: []string{memberSDK}, through: true,
		why: "only the members' programs reach fabric-sdk-go, through client/sdk",
	},
	{
		from: []string{"./client/...", "./audit/...", "./internal/..."}, except: []string{"./client/gateway/...", "./audit/block/..."},
		deny: []string{gateway, protosV2}, tests: true,
		why: "beside the chaincode only client/gateway and audit/block import fabric-gateway and fabric-protos-go-apiv2",
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

// words are the packages that say the registry's things, in either language.
var words = []string{"./internal/acting", "./internal/plain/...", "./internal/problem", "./internal/reading", "./internal/text", "./internal/view"}

// generations of Fabric's messages register the same names, and a process that
// holds both dies when it starts.
var generations = []string{protosV1, protosV2}

const oneGeneration = "one binary holds one generation of Fabric's protobuf messages"
