//go:build live

package gateway_test

import (
	"context"
	"encoding/hex"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	api "github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/client"
	"allianceregistry/client/gateway"
)

const (
	badCall    = "INVALID_ENDORSER_TRANSACTION"
	noPolicy   = "ENDORSEMENT_POLICY_FAILURE"
	badAnswer  = "BAD_RESPONSE_PAYLOAD"
	badSet     = "BAD_RWSET"
	noProgram  = "INVALID_CHAINCODE"
	badHeaders = "BAD_COMMON_HEADER"
)

var garbage = []byte{0xff, 0xff, 0xff}

// No transaction that anybody with a certificate can have ordered ends a peer or
// holds it up: each gets the code of its kind, the same on every peer and in the
// auditor's eyes, and the ledger goes on. Behind each, in its block, comes one that
// must wait for it: it writes a key, whose policy those before may have changed.
func TestLiveHostileTransactions(t *testing.T) {
	f := newForger(t, "industry")
	honest := member(t, "academia")
	all := peers(t, f.identity)
	for name, test := range f.malformed() {
		t.Run(name, func(t *testing.T) {
			var codes map[string]string
			var hostile, waiting string
			require.Eventually(t, func() bool { // until both are in one block
				codes, hostile, waiting = pair(t, f, honest, all, test.changes)
				return codes != nil
			}, time.Minute, time.Millisecond)
			if test.code != "" {
				require.Equal(t, test.code, codes[hostile])
			}
			require.Equal(t, noPolicy, codes[waiting])
		})
	}
	requireVerified(t, all)
}

// hostileCall is a transaction that comes to a code, where there is one for it.
type hostileCall struct {
	changes []change
	code    string
}

// malformed are the kinds of transactions that could end a peer or hold it up.
func (f *forger) malformed() map[string]hostileCall {
	registry := f.settings.Chaincode
	set := func(wrong change) []change { return []change{f.writes(registry, "a"), wrong} }
	unversioned := func(m *forged) { m.action.ChaincodeId.Version = "" }
	all := map[string]hostileCall{
		"payload without an action":      {set(func(m *forged) { m.bare = true }), badCall},
		"empty payload":                  {set(func(m *forged) { m.payload = []byte{} }), badCall},
		"no data":                        {set(func(m *forged) { m.data = []byte{} }), badCall},
		"no actions":                     {set(func(m *forged) { m.data = []byte{0x82, 0x01, 0} }), badCall}, // an unknown field
		"two actions":                    {set(func(m *forged) { m.actions = 2 }), badCall},
		"unreadable data":                {set(func(m *forged) { m.data = garbage }), badCall},
		"unreadable payload":             {set(func(m *forged) { m.payload = garbage }), badCall},
		"unreadable response":            {set(func(m *forged) { m.response = garbage }), badCall},
		"empty response":                 {set(func(m *forged) { m.response = []byte{} }), badCall},
		"unreadable action":              {set(func(m *forged) { m.made = garbage }), badAnswer},
		"no action in the response":      {set(func(m *forged) { m.made = []byte{} }), badAnswer},
		"unreadable results":             {set(func(m *forged) { m.results = garbage }), badSet},
		"unknown collection":             {[]change{f.hides(registry, "none")}, noPolicy},
		"unknown chaincode's collection": {[]change{f.hides("none", "none")}, noProgram},
		"implicit collection of nobody":  {[]change{f.hides(registry, "_implicit_org_nobody")}, noPolicy},
		"private data that nobody has":   {[]change{f.hides("_lifecycle", "_implicit_org_industry"), f.hides("_lifecycle", "_implicit_org_academia")}, ""},
		"another chaincode":              {[]change{f.writes("none", "a")}, ""},
		"policy of the key":              {[]change{f.rules(registry, "a")}, noPolicy},
		"policy of the key, no version":  {[]change{f.rules(registry, "a"), unversioned}, noProgram},
		"policy of the key, two actions": {[]change{f.rules(registry, "a"), func(m *forged) { m.actions = 2 }}, badCall},
		"policy beside a chaincode":      {[]change{f.rules(registry, "a"), f.writes("_none", "a")}, ""},
		"policy twice":                   {[]change{f.rules(registry, "a"), f.rules(registry, "a")}, "ILLEGAL_WRITESET"},
	}
	if !bft() {
		all["of no kind"] = hostileCall{[]change{ofNoKind}, badHeaders}
	}
	return all
}

// ofNoKind makes a message of a transaction, as no block may hold. Raft's orderers take
// it all the same.
func ofNoKind(m *forged) { m.channel.Type = int32(common.HeaderType_MESSAGE) }

// bft reports whether the network's orderers do not trust each other.
func bft() bool { return os.Getenv("NETWORK_CONSENSUS") == "bft" }

// With BFT the orderers let no block pass that holds what none may hold. One that took it
// from a client would offer it in vain, for minutes, and each leader be voted down.
func TestLiveHostileRequest(t *testing.T) {
	if !bft() {
		t.Skip("with Raft an orderer takes it, and peers call it invalid")
	}
	h := newHostile(t)
	for range h.orderers {
		envelope, _ := h.envelope(ofNoKind)
		require.Equal(t, "SERVICE_UNAVAILABLE", h.broadcast(h.bytes(envelope)))
	}
	h.goesOn()
}

// pair has a hostile transaction ordered, and one that waits for it. It returns the
// codes that all peers have for the transactions of their block; nil if they came
// into two.
func pair(t *testing.T, f *forger, honest *gateway.Ledger, all []*gateway.Peer, changes []change) (codes map[string]string, hostile, waiting string) {
	t.Helper()
	before, err := all[0].Height(within(t))
	require.NoError(t, err)
	bad, hostile := f.envelope(changes...)
	next, waiting := f.envelope(f.writes(f.settings.Chaincode, "a"))
	f.order(bad, hostile)
	f.order(next, waiting)
	receipt, err := client.New(honest).Submit(within(t), newAuthority(int(count.Add(1))))
	require.NoError(t, err)
	for number := before; number <= receipt.Block; number++ {
		found := codesOf(t, all, number)
		_, one := found[hostile]
		_, other := found[waiting]
		if one && other {
			return found, hostile, waiting
		}
	}
	return nil, "", ""
}

// codesOf are the codes of a block's transactions by id, which are the same on all
// peers. Ones without an id are of no interest.
func codesOf(t *testing.T, all []*gateway.Peer, number uint64) map[string]string {
	t.Helper()
	var first map[string]string
	for _, from := range all {
		codes := map[string]string{}
		require.Eventually(t, func() bool {
			height, err := from.Height(within(t))
			return err == nil && height > number
		}, 10*time.Second, 10*time.Millisecond, "%s stands before block %d", from.Name(), number)
		raw, err := from.Block(within(t), number)
		require.NoError(t, err)
		parsed, err := block.Parse(raw)
		require.NoError(t, err)
		for _, tx := range parsed.Transactions {
			codes[tx.ID] = tx.Code
		}
		if first == nil {
			first = codes
		}
		require.Equal(t, first, codes, from.Name())
	}
	return first
}

// requireVerified computes all codes of a peer's chain and finds that they are
// those that it has.
func requireVerified(t testing.TB, all []*gateway.Peer) {
	t.Helper()
	printed, err := network("genesis")
	require.NoError(t, err)
	hash, _, _ := strings.Cut(string(printed), "\n")
	root, err := hex.DecodeString(hash)
	require.NoError(t, err)
	for _, from := range all {
		verifier, memory := chain.New(root, settings(t, "industry").Channel), chain.NewMemory()
		height, err := from.Height(within(t))
		require.NoError(t, err)
		for number := range height {
			raw, err := from.Block(within(t), number)
			require.NoError(t, err)
			verified, err := verifier.Verify(t.Context(), verifier.Prepare(raw, from.Name()), memory)
			require.NoError(t, err)
			memory.Apply(verified)
		}
	}
}

// A ledger on which such transactions were ordered while the peers were down, or had
// ended by them, goes on when its peers start, at each start.
func TestLiveHostileLedger(t *testing.T) {
	h := newHostile(t)
	began, err := h.all[0].Height(within(t))
	require.NoError(t, err)
	t.Cleanup(func() { operate(t, "up", "--base-port", basePort) })
	operatePeers(t, "stop")
	codes, calls := map[string]string{}, h.malformed()
	for _, name := range slices.Sorted(maps.Keys(calls)) {
		envelope, id := h.envelope(calls[name].changes...)
		require.Equal(t, "SUCCESS", h.broadcast(h.bytes(envelope)), name)
		codes[id] = calls[name].code
	}
	for start := range 2 {
		if start > 0 {
			operatePeers(t, "stop")
		}
		operatePeers(t, "start")
		h.goesOn()
		found := map[string]string{}
		for number, last := began, h.sameHeight(); number < last; number++ {
			maps.Copy(found, codesOf(t, h.all, number))
		}
		for id, code := range codes {
			require.Contains(t, found, id)
			if code != "" {
				require.Equal(t, code, found[id])
			}
		}
	}
	requireVerified(t, h.all)
}

// operatePeers starts or stops all hosts' peers.
func operatePeers(t *testing.T, what string) {
	t.Helper()
	for _, host := range []string{"association", "industry", "academia"} {
		operate(t, what, "peer."+host)
	}
}

// proposals are unsigned ones, of channels and chaincodes that there are and that
// there are not.
func (f *forger) proposals() map[string]*peer.SignedProposal {
	proposal := func(channel, chaincode string) *peer.SignedProposal {
		header := &common.ChannelHeader{ChannelId: channel, Extension: f.bytes(&peer.ChaincodeHeaderExtension{})}
		return &peer.SignedProposal{ProposalBytes: f.bytes(&peer.Proposal{
			Header: f.bytes(&common.Header{ChannelHeader: f.bytes(header)}),
			Payload: f.bytes(&peer.ChaincodeProposalPayload{Input: f.bytes(&peer.ChaincodeInvocationSpec{
				ChaincodeSpec: &peer.ChaincodeSpec{ChaincodeId: &peer.ChaincodeID{Name: chaincode}},
			})}),
		})}
	}
	all := map[string]*peer.SignedProposal{}
	for _, channel := range []string{"", f.settings.Channel, "none"} {
		for _, chaincode := range []string{"", f.settings.Chaincode, "_lifecycle", "qscc", "none"} {
			all[channel+"/"+chaincode] = proposal(channel, chaincode)
		}
	}
	return all
}

// callsWith are those that take a proposal, by their methods.
func callsWith(proposal *peer.SignedProposal) map[string]proto.Message {
	return map[string]proto.Message{
		"/protos.Endorser/ProcessProposal": proposal,
		"/gateway.Gateway/Endorse":         &api.EndorseRequest{ProposedTransaction: proposal},
		"/gateway.Gateway/Evaluate":        &api.EvaluateRequest{ProposedTransaction: proposal},
	}
}

// No message that anybody with a certificate of a host can send ends a peer.
func TestLiveHostileCalls(t *testing.T) {
	f := newForger(t, "industry")
	for name, message := range f.proposals() {
		t.Run(name, func(t *testing.T) {
			for method, request := range callsWith(message) {
				require.Error(t, call(within(t), f.conn, method, request), method)
			}
		})
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for _, each := range peers(t, f.identity) {
		_, err := each.Height(ctx)
		require.NoError(t, err)
	}
}
