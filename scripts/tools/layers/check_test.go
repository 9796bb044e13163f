package main

import (
	"slices"
	"strings"
	"testing"
)

const module = "allianceregistry"

// targets are the packages after the arrows.
func targets(found []violation) []string {
	var names []string
	for _, v := range found {
		names = append(names, v.to)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestBroken(t *testing.T) {
	for name, c := range map[string]struct {
		from    string
		test    bool // the imports are of the package's test
		imports []string
		deps    []string // what the imports bring with them
		want    []string
	}{
		"ok/internal on cobra": {from: "internal/manual", imports: []string{"github.com/spf13/cobra", "allianceregistry/internal/catalogue"}},
		"fail/internal on a layer": {
			from: "internal/manual", imports: []string{"allianceregistry/membership"}, want: []string{"./membership"},
		},
		"ok/form on std and text":  {from: "membership/form", imports: []string{"strings", "golang.org/x/text/unicode/norm"}},
		"ok/charter on form":       {from: "membership/charter", imports: []string{"allianceregistry/membership/form"}},
		"ok/membership on its own": {from: "membership", imports: []string{"allianceregistry/membership/charter"}},
		"ok/membership's test": {
			from: "membership", test: true,
			imports: []string{"allianceregistry/membership/memledger", "pgregory.net/rapid"},
		},
		"ok/memledger": {from: "membership/memledger", imports: []string{"sync", "allianceregistry/membership"}},
		"ok/contract": {
			from: "chaincode/contract", imports: []string{
				"allianceregistry/membership", "github.com/hyperledger/fabric-contract-api-go/v2/contractapi",
				"github.com/hyperledger/fabric-chaincode-go/v2/shim", "github.com/hyperledger/fabric-protos-go-apiv2/peer",
			},
		},
		"ok/client":     {from: "client", imports: []string{"allianceregistry/membership", "context"}},
		"ok/client/sdk": {from: "client/sdk", imports: []string{"allianceregistry/client", "github.com/hyperledger/fabric-sdk-go/pkg/fabsdk"}},
		"ok/alliance through sdk": {
			from: "client/cmd/alliance", imports: []string{"allianceregistry/client/sdk"},
			deps: []string{"github.com/hyperledger/fabric-sdk-go/pkg/fabsdk"},
		},
		"ok/gateway": {from: "client/gateway", imports: []string{"github.com/hyperledger/fabric-gateway/pkg/client"}},
		"ok/block":   {from: "audit/block", imports: []string{"github.com/hyperledger/fabric-protos-go-apiv2/common"}},
		"ok/auditor through gateway": {
			from: "audit/cmd/auditor", imports: []string{"allianceregistry/client/gateway"},
			deps: []string{"github.com/hyperledger/fabric-gateway/pkg/client"},
		},
		"ok/network": {from: "network", imports: []string{"os/exec", "github.com/hyperledger/fabric-protos-go-apiv2/common"}},
		"ok/a name that only begins alike": {
			from: "internal/manual", imports: []string{"allianceregistry/clients"},
		},
		"ok/words on the rules": {from: "internal/text", imports: []string{"allianceregistry/membership/charter"}},
		"ok/auditor's program on profiles": {
			from: "audit/cmd/auditor", imports: []string{"allianceregistry/client/profile"},
		},
		"fail/refusal on form": {
			from: "membership/refusal", imports: []string{"allianceregistry/membership/form"}, want: []string{"./membership/form"},
		},
		"fail/form on charter": {
			from: "membership/form", imports: []string{"allianceregistry/membership/charter"}, want: []string{"./membership/charter"},
		},
		"fail/charter on records": {
			from: "membership/charter", imports: []string{"allianceregistry/membership"}, want: []string{"./membership"},
		},
		"fail/audit on client": {
			from: "audit/report", imports: []string{"allianceregistry/client"}, want: []string{"./client"},
		},
		"fail/auditor's program on sending": {
			from: "audit/cmd/auditor", imports: []string{"allianceregistry/client/memory"}, want: []string{"./client/memory"},
		},
		"fail/client on audit": {
			from: "client/sdk", imports: []string{"allianceregistry/audit/block"}, want: []string{"./audit/block"},
		},
		"fail/gateway on the chain": {
			from: "client/gateway", imports: []string{"allianceregistry/audit/chain"}, want: []string{"./audit/chain"},
		},

		"ok/charters": {from: "client/charterfile", imports: []string{"os", "allianceregistry/internal/input", "allianceregistry/membership"}},
		"fail/charters on the client": {
			from: "client/charterfile", imports: []string{"allianceregistry/client"}, want: []string{"./client"},
		},
		"fail/charters on the ledger": {
			from: "client/charterfile", imports: []string{"allianceregistry/membership/memledger"}, want: []string{"./membership/memledger"},
		},
		"fail/examples on the rules": {
			from: "examples/charters", imports: []string{"embed", "allianceregistry/membership"}, want: []string{"./membership"},
		},
		"fail/membership on a library": {from: "membership", imports: []string{"go.yaml.in/yaml/v3"}, want: []string{"go.yaml.in/yaml/v3"}},
		"fail/membership on memledger": {
			from: "membership", imports: []string{"allianceregistry/membership/memledger"}, want: []string{"./membership/memledger"},
		},
		"fail/memledger on a library": {from: "membership/memledger", imports: []string{"golang.org/x/text/cases"}, want: []string{"golang.org/x/text/cases"}},
		"fail/membership's test on client": {
			from: "membership", test: true, imports: []string{"allianceregistry/client"}, want: []string{"./client"},
		},
		"fail/contract on client": {
			from: "chaincode/contract", imports: []string{"allianceregistry/client"}, want: []string{"./client"},
		},
		"fail/client on contract through another": {
			from: "client/sdk", imports: []string{"allianceregistry/examples"},
			deps: []string{"allianceregistry/chaincode/contract"}, want: []string{"./chaincode/contract"},
		},
		"fail/network on membership": {from: "network/cmd/network", imports: []string{"allianceregistry/membership"}, want: []string{"./membership"}},
		"fail/client on Fabric": {
			from: "client", imports: []string{"allianceregistry/client/gateway"},
			deps: []string{"github.com/hyperledger/fabric-gateway/pkg/client"}, want: []string{"github.com/hyperledger/fabric-gateway/pkg/client"},
		},
		"fail/alliance on fabric-sdk-go itself": {
			from: "client/cmd/alliance", imports: []string{"github.com/hyperledger/fabric-sdk-go/pkg/fabsdk"},
			want: []string{"github.com/hyperledger/fabric-sdk-go/pkg/fabsdk"},
		},
		"fail/auditor on fabric-sdk-go through sdk": {
			from: "audit/cmd/auditor", imports: []string{"allianceregistry/client/sdk"},
			deps: []string{"github.com/hyperledger/fabric-sdk-go/pkg/fabsdk"}, want: []string{"./client/sdk", "github.com/hyperledger/fabric-sdk-go/pkg/fabsdk"},
		},
		"fail/audit on raw messages": {
			from: "audit/replay", imports: []string{"github.com/hyperledger/fabric-protos-go-apiv2/common"},
			want: []string{"github.com/hyperledger/fabric-protos-go-apiv2/common"},
		},
		"ok/adapter on failover": {from: "client/sdk", imports: []string{"allianceregistry/client/internal/failover"}},
		"ok/failover on gRPC": {
			from: "client/internal/failover", imports: []string{"google.golang.org/grpc/codes", "allianceregistry/client"},
		},
		"fail/failover on Fabric": {
			from: "client/internal/failover", imports: []string{"github.com/hyperledger/fabric-protos-go-apiv2/peer"},
			want: []string{"github.com/hyperledger/fabric-protos-go-apiv2/peer"},
		},
		"fail/client on failover": {
			from: "client", imports: []string{"allianceregistry/client/internal/failover"}, want: []string{"./client/internal/failover"},
		},
		"fail/sdk on gateway": {
			from: "client/sdk", imports: []string{"github.com/hyperledger/fabric-gateway/pkg/client"},
			want: []string{"github.com/hyperledger/fabric-gateway/pkg/client"},
		},
		"fail/contract on old messages": {
			from: "chaincode/contract", imports: []string{"github.com/hyperledger/fabric-protos-go/peer"},
			want: []string{"github.com/hyperledger/fabric-protos-go/peer"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			n := node{ImportPath: module + "/" + c.from, Name: "x", Imports: c.imports}
			if c.test {
				n.ForTest = n.ImportPath
				n.ImportPath += "_test [" + n.ForTest + ".test]"
			}
			n.Deps = append(slices.Clone(c.imports), c.deps...)
			if got := targets(broken(module, n, rules)); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestMixed(t *testing.T) {
	v1, v2 := "github.com/hyperledger/fabric-protos-go/common", "github.com/hyperledger/fabric-protos-go-apiv2/common"
	for name, c := range map[string]struct {
		n    node
		want bool
	}{
		"ok/v1 alone":            {n: node{ImportPath: "m/a", Name: "main", Deps: []string{v1}}},
		"ok/v2 alone":            {n: node{ImportPath: "m/a.test", Name: "main", Deps: []string{v2}}},
		"ok/both, but no binary": {n: node{ImportPath: "m/a", Name: "a", Deps: []string{v1, v2}}},
		"fail/a program":         {n: node{ImportPath: "m/a", Name: "main", Deps: []string{v1, v2}}, want: true},
		"fail/a test": {
			n:    node{ImportPath: "m/a.test", Name: "main", ForTest: "m/a", Deps: []string{v1 + " [m/a.test]", v2}},
			want: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			found := mixed("m", c.n)
			if (len(found) > 0) != c.want {
				t.Fatalf("got %v, want a finding: %t", found, c.want)
			}
			if c.want && !strings.Contains(found[0].String(), oneGeneration) {
				t.Errorf("the finding does not say the rule: %s", found[0])
			}
		})
	}
}
