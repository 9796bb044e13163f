//go:build live

package sdk_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
	"google.golang.org/protobuf/types/known/timestamppb"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// What is sent past the client library is refused by every peer with a code.
func TestLiveHostileCalls(t *testing.T) {
	newcomer := newID("industry")
	identity := minted(t, "industry", newPrivateKey(t), map[string]string{membership.PartyAttribute: newcomer})
	caller := acting(t, newcomer, identity)
	registers := func(request, name string) string {
		return `{"request":"` + request + `","kind":"enterprise","names":{"en":"` + name + `"}}`
	}
	good := registers("first", "A Party of the Tests")
	tests := map[string]struct {
		function  string
		arguments []string
		code      refusal.Code
	}{
		"fail/not JSON":               {"RegisterParty", []string{`{`}, refusal.Malformed},
		"fail/a list":                 {"RegisterParty", []string{`[` + good + `]`}, refusal.Malformed},
		"fail/two objects":            {"RegisterParty", []string{good + good}, refusal.Malformed},
		"fail/a field twice":          {"RegisterParty", []string{good[:len(good)-1] + `,"KIND":"academic"}`}, refusal.Malformed},
		"fail/another type":           {"RegisterParty", []string{`{"request":7}`}, refusal.Malformed},
		"fail/unknown field":          {"RegisterParty", []string{good[:len(good)-1] + `,"party":"a@b"}`}, refusal.UnknownField},
		"fail/no argument":            {"RegisterParty", nil, refusal.Malformed},
		"fail/a second argument":      {"RegisterParty", []string{good, good}, refusal.Malformed},
		"fail/an empty second":        {"RegisterParty", []string{good, ""}, refusal.Malformed},
		"fail/an argument of 1 MB":    {"RegisterParty", []string{registers("first", strings.Repeat("x", 1<<20))}, refusal.TooLarge},
		"fail/unknown transaction":    {"Abolish", []string{`{}`}, refusal.UnknownTransaction},
		"fail/another case":           {"registerParty", []string{good}, refusal.UnknownTransaction},
		"fail/the contract's name":    {"registry:RegisterParty", []string{good}, refusal.UnknownTransaction},
		"fail/another contract":       {"lscc:RegisterParty", []string{good}, refusal.UnknownTransaction},
		"fail/a helper":               {"GetEvaluateTransactions", nil, refusal.UnknownTransaction},
		"fail/a name with U+0000":     {"RegisterParty\x00", []string{good}, refusal.UnknownTransaction},
		"fail/a name that is no text": {"\xff:RegisterParty", []string{good}, refusal.UnknownTransaction},
		"fail/a name of 1 MB":         {strings.Repeat("x", 1<<20), []string{good}, refusal.UnknownTransaction},

		"fail/not UTF-8":                       {"RegisterParty", []string{registers("first", "a\xff")}, refusal.Malformed},
		"fail/half a character":                {"RegisterParty", []string{registers("first", `\ud800`)}, refusal.BadText},
		"fail/a text with U+0000, escaped":     {"RegisterParty", []string{registers("first", `a\u0000b`)}, refusal.BadText},
		"fail/a text with U+0000":              {"RegisterParty", []string{registers("first", "a\x00b")}, refusal.Malformed},
		"fail/a text with U+10FFFF":            {"RegisterParty", []string{registers("first", `a\udbff\udfff`)}, refusal.BadText},
		"fail/a request with U+0000":           {"RegisterParty", []string{registers(`a\u0000b`, "A")}, refusal.BadID},
		"fail/a request with U+10FFFF":         {"RegisterParty", []string{registers("a\U0010FFFF", "A")}, refusal.BadID},
		"fail/a language with U+0000":          {"RegisterParty", []string{strings.Replace(good, `"en"`, `"e\u0000"`, 1)}, refusal.BadChoice},
		"fail/an id with U+0000":               {"GetParty", []string{`{"id":"a\u0000b@industry"}`}, refusal.BadID},
		"fail/an id with U+10FFFF":             {"GetParty", []string{"{\"id\":\"a\U0010FFFF@industry\"}"}, refusal.BadID},
		"fail/a proposal with U+0000":          {"GetProposal", []string{`{"id":"\u000000000000000000000000000"}`}, refusal.BadID},
		"fail/a bookmark into other records":   {"ListParties", []string{`{"bookmark":"authority\u0000"}`}, refusal.BadBookmark},
		"fail/a claim about an id with U+0000": {"ListClaims", []string{`{"about":"a\u0000b@industry"}`}, refusal.BadID},
	}
	unchanged(t, caller.ledger, func() {
		for name, c := range tests {
			t.Run(name, func(t *testing.T) {
				var arguments [][]byte
				for _, argument := range c.arguments {
					arguments = append(arguments, []byte(argument))
				}
				made, err := caller.ledger.ProposeAt(t.Context(), timestamppb.Now(), c.function, arguments...)
				require.NoError(t, err)
				refusals := made.Refusals()
				require.Len(t, refusals, len(world{}.Hosts()), "all peers refuse")
				for _, refusal := range refusals {
					requireRefusal(t, c.code, refusal)
				}
			})
		}
		t.Run("Fabric's own program", func(t *testing.T) { hostileProgram(t, identity) })
	})
	t.Run("ok/a question as a transaction writes nothing", func(t *testing.T) { requireNoTrace(t, caller) })
	t.Run("ok/none of it took the id", func(t *testing.T) { caller.does(t, newParty("")) })
}

// hostileProgram sends the same by Fabric's own command line.
func hostileProgram(t *testing.T, identity client.Identity) {
	invoke := fabricPeer(t, identity)
	for name, c := range map[string]struct {
		call string
		code refusal.Code
	}{
		"fail/malformed":        {`{"Args":["RegisterParty","{"]}`, refusal.Malformed},
		"fail/unknown function": {`{"function":"Abolish","Args":["{}"]}`, refusal.UnknownTransaction},
		"fail/no function":      {`{"Args":[]}`, refusal.UnknownTransaction},
		"fail/empty function":   {`{"Args":["","{}"]}`, refusal.UnknownTransaction},
		"fail/extra argument":   {`{"Args":["Version","{}"]}`, refusal.Malformed},
		"fail/metadata of what": {`{"Args":["org.hyperledger.fabric:GetMetadata","{}"]}`, refusal.Malformed},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := invoke(c.call)
			require.Error(t, err)
			denied := refusal.Parse(strings.ReplaceAll(out, `\"`, `"`))
			require.NotNil(t, denied, out)
			require.Equal(t, c.code, denied.Code)
		})
	}
}

// requireNoTrace submits what only reads. Fabric takes such transactions in: they
// are valid, and change nothing that anybody can ask for.
func requireNoTrace(t *testing.T, caller actor) {
	parties := func() string { return answerOf(t, caller.ledger, membership.ListParties{Size: 1000}) }
	before := parties()
	for name, arguments := range map[string][][]byte{
		"org.hyperledger.fabric:GetMetadata": nil, "Version": nil, "ListParties": {[]byte(`{}`)},
	} {
		made, err := caller.ledger.ProposeAt(t.Context(), timestamppb.Now(), name, arguments...)
		require.NoError(t, err)
		seen := caller.sends(t, made, enveloped(t, made))
		require.Equal(t, client.Valid, seen.Code)
		for block, err := range caller.ledger.Blocks(t.Context(), seen.Block) {
			require.NoError(t, err)
			require.Empty(t, block.Events, "it has no event")
			break
		}
	}
	require.Equal(t, before, parties())
}

// fabricPeer is Fabric's `peer` program, which calls the chaincode at all hosts
// as somebody, and returns what it says.
func fabricPeer(t *testing.T, identity client.Identity) func(call string) (string, error) {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	network := filepath.Join(root, ".network", networkName)
	msp := t.TempDir()
	require.NoError(t, os.CopyFS(msp, os.DirFS(filepath.Join(network, "crypto", "peerOrganizations", identity.MSP, "msp"))))
	for path, content := range map[string][]byte{"signcerts/cert.pem": identity.Certificate, "keystore/key.pem": identity.Key} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(msp, path)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(msp, path), content, 0o600))
	}
	var settings struct {
		Peers, Orderers []struct {
			Address string `yaml:"address"`
			TLSRoot string `yaml:"tlsRoot"`
		}
	}
	raw, err := os.ReadFile(filepath.Join(network, "hosts", identity.MSP, "gateway.yaml"))
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(raw, &settings))
	args := []string{
		"chaincode", "invoke", "--channelID", "registry", "--name", "registry",
		"--orderer", settings.Orderers[0].Address, "--tls", "--cafile", settings.Orderers[0].TLSRoot,
		"--clientauth", "--certfile", filepath.Join(msp, "signcerts", "cert.pem"), "--keyfile", filepath.Join(msp, "keystore", "key.pem"),
	}
	for _, peer := range settings.Peers {
		args = append(args, "--peerAddresses", peer.Address, "--tlsRootCertFiles", peer.TLSRoot)
	}
	return func(call string) (string, error) {
		command := exec.Command(filepath.Join(root, ".build", "bin", "peer"), append(args, "--ctor", call)...)
		command.Env = append(os.Environ(),
			"FABRIC_CFG_PATH="+filepath.Join(network, "processes", "peer."+identity.MSP), "CORE_PEER_LOCALMSPID="+identity.MSP,
			"CORE_PEER_MSPCONFIGPATH="+msp, "CORE_PEER_TLS_ENABLED=true", "CORE_PEER_TLS_CLIENTAUTHREQUIRED=true",
			"CORE_PEER_TLS_CLIENTCERT_FILE="+filepath.Join(msp, "signcerts", "cert.pem"),
			"CORE_PEER_TLS_CLIENTKEY_FILE="+filepath.Join(msp, "keystore", "key.pem"))
		out, err := command.CombinedOutput()
		return string(out), err
	}
}
