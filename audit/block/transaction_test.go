package block_test

import (
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// parts are a call's messages, each of them read out of the one before.
type parts struct {
	envelope  common.Envelope
	payload   common.Payload
	channel   common.ChannelHeader
	sender    common.SignatureHeader
	extension peer.ChaincodeHeaderExtension
	tx        peer.Transaction
	action    peer.ChaincodeActionPayload
	proposal  peer.ChaincodeProposalPayload
	response  peer.ProposalResponsePayload
	result    peer.ChaincodeAction
	sets      rwset.TxReadWriteSet
}

// open takes a call apart.
func open(t *testing.T, raw []byte) *parts {
	t.Helper()
	p := &parts{}
	read := func(raw []byte, message proto.Message) { require.NoError(t, proto.Unmarshal(raw, message)) }
	read(raw, &p.envelope)
	read(p.envelope.Payload, &p.payload)
	read(p.payload.Header.ChannelHeader, &p.channel)
	read(p.payload.Header.SignatureHeader, &p.sender)
	read(p.channel.Extension, &p.extension)
	read(p.payload.Data, &p.tx)
	read(p.tx.Actions[0].Payload, &p.action)
	read(p.action.ChaincodeProposalPayload, &p.proposal)
	read(p.action.Action.ProposalResponsePayload, &p.response)
	read(p.response.Extension, &p.result)
	read(p.result.Results, &p.sets)
	return p
}

// close puts a call together again. A stage is what to spoil once that part is
// written.
func (p *parts) close(t *testing.T, spoil map[string]func()) []byte {
	t.Helper()
	write := func(stage string, message proto.Message, into *[]byte) {
		raw, err := proto.Marshal(message)
		require.NoError(t, err)
		if *into = raw; spoil[stage] != nil {
			spoil[stage]()
		}
	}
	write("sets", &p.sets, &p.result.Results)
	write("result", &p.result, &p.response.Extension)
	write("response", &p.response, &p.action.Action.ProposalResponsePayload)
	write("proposal", &p.proposal, &p.action.ChaincodeProposalPayload)
	write("action", &p.action, &p.tx.Actions[0].Payload)
	write("tx", &p.tx, &p.payload.Data)
	write("extension", &p.extension, &p.channel.Extension)
	write("channel", &p.channel, &p.payload.Header.ChannelHeader)
	write("sender", &p.sender, &p.payload.Header.SignatureHeader)
	write("payload", &p.payload, &p.envelope.Payload)
	var raw []byte
	write("envelope", &p.envelope, &raw)
	return raw
}

// TestFlaws spoils a call in each of its parts. The codes are those that Fabric's
// validator gives.
func TestFlaws(t *testing.T) {
	t.Parallel()
	garbage := []byte{0xff}
	for name, want := range map[string]struct {
		change func(*parts)
		stage  string
		spoil  func(*parts)
		flaw   string
		says   string
	}{
		"fail/payload":          {stage: "payload", spoil: func(p *parts) { p.envelope.Payload = garbage }, flaw: "BAD_PAYLOAD", says: "payload"},
		"fail/no header":        {stage: "sender", spoil: func(p *parts) { p.payload.Header = nil }, flaw: "BAD_COMMON_HEADER", says: "no header"},
		"fail/channel header":   {stage: "channel", spoil: func(p *parts) { p.payload.Header.ChannelHeader = garbage }, flaw: "BAD_COMMON_HEADER", says: "channel header"},
		"fail/signature header": {stage: "sender", spoil: func(p *parts) { p.payload.Header.SignatureHeader = garbage }, flaw: "BAD_COMMON_HEADER", says: "signature header"},
		"fail/no nonce":         {change: func(p *parts) { p.sender.Nonce = nil }, flaw: "BAD_COMMON_HEADER", says: "no nonce"},
		"fail/no sender":        {change: func(p *parts) { p.sender.Creator = nil }, flaw: "BAD_COMMON_HEADER", says: "no sender"},
		"fail/epoch":            {change: func(p *parts) { p.channel.Epoch = 1 }, flaw: "BAD_COMMON_HEADER", says: "epoch"},
		"fail/message":          {change: func(p *parts) { p.channel.Type = 0 }, flaw: "BAD_COMMON_HEADER", says: "type 0"},
		"fail/update":           {change: func(p *parts) { p.channel.Type = 2 }, flaw: "UNSUPPORTED_TX_PAYLOAD", says: "type 2"},
		"fail/configuration":    {change: func(p *parts) { p.channel.Type = 1 }, flaw: "INVALID_CONFIG_TRANSACTION", says: "configuration"},
		"fail/transaction":      {stage: "tx", spoil: func(p *parts) { p.payload.Data = garbage }, flaw: "INVALID_ENDORSER_TRANSACTION", says: "transaction"},
		"fail/no action":        {stage: "action", spoil: func(p *parts) { p.tx.Actions = nil }, flaw: "INVALID_ENDORSER_TRANSACTION", says: "0 actions"},
		"fail/two actions":      {stage: "action", spoil: func(p *parts) { p.tx.Actions = append(p.tx.Actions, p.tx.Actions[0]) }, flaw: "INVALID_ENDORSER_TRANSACTION", says: "2 actions"},
		"fail/action's header":  {stage: "action", spoil: func(p *parts) { p.tx.Actions[0].Header = garbage }, flaw: "INVALID_ENDORSER_TRANSACTION", says: "action's header"},
		"fail/action's sender":  {stage: "action", spoil: func(p *parts) { p.tx.Actions[0].Header = nil }, flaw: "INVALID_ENDORSER_TRANSACTION", says: "without nonce"},
		"fail/action":           {stage: "action", spoil: func(p *parts) { p.tx.Actions[0].Payload = garbage }, flaw: "INVALID_ENDORSER_TRANSACTION", says: "action"},
		"fail/response":         {stage: "response", spoil: func(p *parts) { p.action.Action.ProposalResponsePayload = garbage }, flaw: "INVALID_ENDORSER_TRANSACTION", says: "proposal response"},
		"fail/nothing asked":    {stage: "proposal", spoil: func(p *parts) { p.action.ChaincodeProposalPayload = nil }, flaw: "INVALID_ENDORSER_TRANSACTION", says: "nothing was asked"},
		"fail/extension":        {stage: "extension", spoil: func(p *parts) { p.channel.Extension = garbage }, flaw: "BAD_HEADER_EXTENSION", says: "extension"},
		"fail/result":           {stage: "result", spoil: func(p *parts) { p.response.Extension = garbage }, flaw: "BAD_RESPONSE_PAYLOAD", says: "chaincode action"},
		"fail/sets":             {stage: "sets", spoil: func(p *parts) { p.result.Results = garbage }, flaw: "BAD_RWSET", says: "read-write sets"},
		"fail/set":              {change: func(p *parts) { p.sets.NsRwset[0].Rwset = garbage }, flaw: "BAD_RWSET", says: `read-write set of "registry"`},
		"fail/namespace twice":  {change: func(p *parts) { p.sets.NsRwset = append(p.sets.NsRwset, p.sets.NsRwset[0]) }, flaw: "ILLEGAL_WRITESET", says: "twice"},
		"fail/nameless":         {change: func(p *parts) { p.sets.NsRwset[0].CollectionHashedRwset = []*rwset.CollectionHashedReadWriteSet{{}} }, says: "without a name"},
		"fail/collection": {change: func(p *parts) {
			p.sets.NsRwset[0].CollectionHashedRwset = []*rwset.CollectionHashedReadWriteSet{{CollectionName: "c", HashedRwset: garbage}}
		}, flaw: "BAD_RWSET", says: `read-write set of "registry"`},
		"fail/no chaincode named": {change: func(p *parts) { p.extension.ChaincodeId = nil }, flaw: "INVALID_OTHER_REASON", says: "no chaincode"},
		"fail/no chaincode":       {change: func(p *parts) { p.result.ChaincodeId = nil }, flaw: "INVALID_OTHER_REASON", says: "no chaincode"},
		"fail/other chaincode":    {change: func(p *parts) { p.extension.ChaincodeId.Name = "other" }, flaw: "INVALID_CHAINCODE", says: `"other" is named`},
		"fail/no version":         {change: func(p *parts) { p.result.ChaincodeId.Version = "" }, flaw: "INVALID_CHAINCODE", says: `version ""`},
		"fail/event":              {change: func(p *parts) { p.result.Events = garbage }, flaw: "INVALID_OTHER_REASON", says: "event"},
		"fail/other's event":      {change: func(p *parts) { p.result.Events, _ = proto.Marshal(&peer.ChaincodeEvent{ChaincodeId: "other"}) }, flaw: "INVALID_OTHER_REASON", says: `"other"`},
		"fail/proposal":           {stage: "proposal", spoil: func(p *parts) { p.action.ChaincodeProposalPayload = garbage }, says: "proposal"},
		"fail/invocation":         {change: func(p *parts) { p.proposal.Input = garbage }, says: "invocation"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			channel := blocktest.NewRaft("industry")
			call := channel.Call(channel.Hosts[0], "registry", "Do", block.Set{Namespace: "registry"})
			call.EventName = "Done"
			p := open(t, call.Envelope())
			if want.change != nil {
				want.change(p)
			}
			raw := p.close(t, map[string]func(){want.stage: func() {
				if want.spoil != nil {
					want.spoil(p)
				}
			}})
			tx := parse(t, channel.Append(raw)).Transactions[0]
			require.Contains(t, tx.Problem, want.says)
			require.Equal(t, want.flaw, tx.Flaw)
			require.Nil(t, tx.Call)
			require.Nil(t, tx.Config)
		})
	}
}

// TestBound changes what was asked after it was endorsed.
func TestBound(t *testing.T) {
	t.Parallel()
	channel := blocktest.NewRaft("industry")
	p := open(t, channel.Call(channel.Hosts[0], "registry", "Do").Envelope())
	require.True(t, parse(t, channel.Append(p.close(t, nil))).Transactions[0].Bound)
	p.proposal.Input = append(p.proposal.Input, 0x7a, 0)
	tx := parse(t, channel.Append(p.close(t, nil))).Transactions[0]
	require.Empty(t, tx.Problem)
	require.False(t, tx.Bound)
}

// TestStrangers keeps the bytes of an endorser who is nobody: its signature counts
// for nothing, and the rest can be read.
func TestStrangers(t *testing.T) {
	t.Parallel()
	channel := blocktest.NewRaft("industry")
	p := open(t, channel.Call(channel.Hosts[0], "registry", "Do").Envelope())
	p.action.Action.Endorsements[0].Endorser = []byte{0xff}
	tx := parse(t, channel.Append(p.close(t, nil))).Transactions[0]
	require.Empty(t, tx.Problem)
	require.Equal(t, block.Identity{Serialized: []byte{0xff}}, tx.Call.Endorsements[0].Signer)
}
