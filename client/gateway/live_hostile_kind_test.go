//go:build live

package gateway_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	fabric "github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	api "github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer/lifecycle"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"allianceregistry/client"
)

// hostileKind is a kind of envelope that variants are made of.
type hostileKind struct {
	name        string
	data        proto.Message // what lies in the payload
	maxVariants int
	make        func() []byte // a good one
	by          *actor        // who signs it
	repair      func(message *tree, changed string)
	send        func([]byte) string // returns what became of it
}

// kinds are those that are sent to orderers, and those that ask for blocks.
func (h *hostile) kinds() []hostileKind {
	return []hostileKind{
		{"endorser transaction", &peer.Transaction{}, 300, h.call, h.member, h.repairCall, h.broadcast},
		{"lifecycle", &peer.Transaction{}, 120, h.approval, h.admin, h.repairCall, h.broadcast},
		{"configuration update", &common.ConfigUpdateEnvelope{}, 200, h.update, h.admin, h.repairUpdate, h.configure},
		{"configuration", &common.ConfigEnvelope{}, 40, h.configuration, h.admin, h.repairUpdate, h.configure},
		{"orderer transaction", &common.Envelope{}, 40, h.newChannel, h.admin, h.repairUpdate, h.configure},
		{"request of blocks", &orderer.SeekInfo{}, 80, func() []byte { return h.seek(1, 1) }, h.member, h.repairCall, h.deliver},
	}
}

// call is a transaction of the registry, properly endorsed.
func (h *hostile) call() []byte {
	argument, err := json.Marshal(newAuthority(int(count.Add(1))))
	require.NoError(h.t, err)
	return h.endorsed(h.member, h.settings.Chaincode, "AddAuthority", fabric.WithBytesArguments(argument))
}

// approval is a host's word on a chaincode that there is not.
func (h *hostile) approval() []byte {
	name, _, _ := strings.Cut(newID("industry"), "@")
	argument := h.bytes(&lifecycle.ApproveChaincodeDefinitionForMyOrgArgs{
		Sequence: 1, Name: name, Version: "1", EndorsementPlugin: "escc", ValidationPlugin: "vscc",
		ValidationParameter: h.bytes(&peer.ApplicationPolicy{Type: &peer.ApplicationPolicy_ChannelConfigPolicyReference{
			ChannelConfigPolicyReference: "/Channel/Application/Endorsement",
		}}),
		Source: &lifecycle.ChaincodeSource{Type: &lifecycle.ChaincodeSource_Unavailable_{Unavailable: &lifecycle.ChaincodeSource_Unavailable{}}},
	})
	return h.endorsed(h.admin, "_lifecycle", "ApproveChaincodeDefinitionForMyOrg",
		fabric.WithBytesArguments(argument), fabric.WithEndorsingOrganizations("industry"))
}

// endorsed has a call endorsed. Peers may be a block apart, so it is tried again.
func (h *hostile) endorsed(by *actor, chaincode, function string, options ...fabric.ProposalOption) []byte {
	h.t.Helper()
	gateway, err := fabric.Connect(by.id, fabric.WithSign(by.sign), fabric.WithClientConnection(h.conn))
	require.NoError(h.t, err)
	defer func() { _ = gateway.Close() }()
	var transaction *fabric.Transaction
	for attempt := 0; transaction == nil; attempt++ {
		proposal, err := gateway.GetNetwork(h.settings.Channel).GetContract(chaincode).NewProposal(function, options...)
		require.NoError(h.t, err)
		transaction, err = proposal.EndorseWithContext(within(h.t))
		require.True(h.t, err == nil || attempt < 200, "%s is not endorsed: %v", function, err)
		if err != nil {
			time.Sleep(50 * time.Millisecond)
		}
	}
	raw, err := transaction.Bytes()
	require.NoError(h.t, err)
	prepared := &api.PreparedTransaction{}
	require.NoError(h.t, proto.Unmarshal(raw, prepared))
	prepared.Envelope.Signature = by.signs(prepared.Envelope.Payload)
	return h.bytes(prepared.Envelope)
}

// sealed is an envelope that was not endorsed.
func (h *hostile) sealed(by *actor, kind common.HeaderType, data proto.Message) []byte {
	header := by.header(h)
	id := sha256.Sum256(append(slices.Clone(header.Nonce), header.Creator...))
	payload := h.bytes(&common.Payload{
		Header: &common.Header{
			ChannelHeader: h.bytes(&common.ChannelHeader{
				Type: int32(kind), ChannelId: h.settings.Channel, TxId: hex.EncodeToString(id[:]), Timestamp: timestamppb.Now(),
				TlsCertHash: h.certificateHash(),
			}),
			SignatureHeader: h.bytes(header),
		},
		Data: h.bytes(data),
	})
	return h.bytes(&common.Envelope{Payload: payload, Signature: by.signs(payload)})
}

// update changes where the own host's peer is found, which its administrator may,
// to what it has been.
func (h *hostile) update() []byte {
	h.read()
	root := h.config.ChannelGroup
	application := root.Groups["Application"]
	own := application.Groups["industry"]
	set := func(values map[string]*common.ConfigValue) *common.ConfigGroup {
		return &common.ConfigGroup{Version: root.Version, ModPolicy: root.ModPolicy, Groups: map[string]*common.ConfigGroup{
			"Application": {Version: application.Version, ModPolicy: application.ModPolicy, Groups: map[string]*common.ConfigGroup{
				"industry": {Version: own.Version, ModPolicy: own.ModPolicy, Values: values},
			}},
		}}
	}
	update := h.bytes(&common.ConfigUpdate{
		ChannelId: h.settings.Channel, ReadSet: set(nil), WriteSet: set(map[string]*common.ConfigValue{
			"AnchorPeers": {Version: own.Values["AnchorPeers"].GetVersion() + 1, Value: h.anchors, ModPolicy: "Admins"},
		}),
	})
	header := h.bytes(h.admin.header(h))
	return h.sealed(h.admin, common.HeaderType_CONFIG_UPDATE, &common.ConfigUpdateEnvelope{
		ConfigUpdate: update,
		Signatures: []*common.ConfigSignature{{
			SignatureHeader: header, Signature: h.admin.signs(append(slices.Clone(header), update...)),
		}},
	})
}

// ordererTransaction is what orderers once made of a new channel: today none does.
const ordererTransaction common.HeaderType = 4

// configuration is what only orderers make of an update.
func (h *hostile) configuration() []byte {
	asked := &common.Envelope{}
	require.NoError(h.t, proto.Unmarshal(h.update(), asked))
	return h.sealed(h.admin, common.HeaderType_CONFIG, &common.ConfigEnvelope{
		Config: &common.Config{Sequence: h.config.Sequence + 1}, LastUpdate: asked,
	})
}

// newChannel is an update as if it were of a new channel.
func (h *hostile) newChannel() []byte {
	asked := &common.Envelope{}
	require.NoError(h.t, proto.Unmarshal(h.update(), asked))
	return h.sealed(h.admin, ordererTransaction, asked)
}

// seek asks for blocks.
func (h *hostile) seek(first, last uint64) []byte {
	at := func(number uint64) *orderer.SeekPosition {
		return &orderer.SeekPosition{Type: &orderer.SeekPosition_Specified{Specified: &orderer.SeekSpecified{Number: number}}}
	}
	return h.sealed(h.member, common.HeaderType_DELIVER_SEEK_INFO, &orderer.SeekInfo{Start: at(first), Stop: at(last)})
}

// repairCall makes the id and the hash of what was asked fit again, so that what was
// changed is looked at, and not only that it was changed.
func (h *hostile) repairCall(message *tree, changed string) {
	const header, action = "payload/header", "payload/data/actions/payload"
	if strings.HasPrefix(changed, header+"/signature_header") {
		id := sha256.Sum256(slices.Concat(message.at(header+"/signature_header/nonce").content(), message.at(header+"/signature_header/creator").content()))
		message.set(header+"/channel_header/tx_id", []byte(hex.EncodeToString(id[:])))
	}
	if strings.HasPrefix(changed, header) || strings.HasPrefix(changed, action+"/chaincode_proposal_payload") {
		hash := sha256.Sum256(slices.Concat(message.at(header+"/channel_header").content(),
			message.at(header+"/signature_header").content(), message.at(action+"/chaincode_proposal_payload").content()))
		message.set(action+"/action/proposal_response_payload/proposal_hash", hash[:])
	}
}

// repairUpdate has the administrator sign what was changed.
func (h *hostile) repairUpdate(message *tree, changed string) {
	const update, signed = "payload/data/config_update", "payload/data/signatures/signature"
	if strings.HasPrefix(changed, update) || strings.HasPrefix(changed, signed+"_header") {
		message.set(signed, h.admin.signs(slices.Concat(message.at(signed+"_header").content(), message.at(update).content())))
	}
}

// broadcast sends an envelope to one orderer after the other.
func (h *hostile) broadcast(raw []byte) string {
	h.turn++
	return exchange(h.t, h.orderers[h.turn%len(h.orderers)], orderer.AtomicBroadcast_Broadcast_FullMethodName, raw, 20*time.Second)
}

// configure is broadcast that waits for the block.
func (h *hostile) configure(raw []byte) string {
	before, err := h.all[0].Height(within(h.t))
	require.NoError(h.t, err)
	answer := h.broadcast(raw)
	if answer == "SUCCESS" {
		require.Eventually(h.t, func() bool {
			height, err := h.all[0].Height(within(h.t))
			return err == nil && height > before
		}, 20*time.Second, 10*time.Millisecond, "a block of a configuration")
	}
	return answer
}

// reconfigures changes the channel. Tests that run at the same time do so too, and an update that was
// made of the configuration before another's is refused: then it is made anew.
func (h *hostile) reconfigures() {
	h.t.Helper()
	answer := ""
	for range 5 {
		if answer = h.configure(h.update()); answer != "BAD_REQUEST" {
			break
		}
	}
	require.Equal(h.t, "SUCCESS", answer, "a good configuration")
}

// deliver asks an orderer or a peer for blocks.
func (h *hostile) deliver(raw []byte) string {
	h.turn++
	if h.turn%2 == 0 {
		return exchange(h.t, h.orderers[h.turn/2%len(h.orderers)], orderer.AtomicBroadcast_Deliver_FullMethodName, raw, time.Second)
	}
	methods := []string{
		peer.Deliver_Deliver_FullMethodName, peer.Deliver_DeliverFiltered_FullMethodName, peer.Deliver_DeliverWithPrivateData_FullMethodName,
	}
	return exchange(h.t, h.peers[h.turn/2%len(h.peers)], methods[h.turn/6%len(methods)], raw, time.Second)
}

// read takes notice of new configurations.
func (h *hostile) read() {
	h.t.Helper()
	height, err := h.all[0].Height(within(h.t))
	require.NoError(h.t, err)
	for ; h.next < height; h.next++ {
		raw, err := h.all[0].Block(within(h.t), h.next)
		require.NoError(h.t, err)
		if found := configIn(raw); found != nil {
			h.config = found
		}
	}
	if h.anchors == nil {
		h.anchors = h.config.ChannelGroup.Groups["Application"].Groups["industry"].Values["AnchorPeers"].Value
	}
}

// configIn is the configuration in a block, or nil.
func configIn(raw []byte) *common.Config {
	block, envelope, payload, header := &common.Block{}, &common.Envelope{}, &common.Payload{}, &common.ChannelHeader{}
	config := &common.ConfigEnvelope{}
	if proto.Unmarshal(raw, block) != nil || len(block.GetData().GetData()) != 1 ||
		proto.Unmarshal(block.Data.Data[0], envelope) != nil || proto.Unmarshal(envelope.Payload, payload) != nil ||
		proto.Unmarshal(payload.GetHeader().GetChannelHeader(), header) != nil ||
		header.Type != int32(common.HeaderType_CONFIG) || proto.Unmarshal(payload.Data, config) != nil {
		return nil
	}
	return config.Config
}

// administrator is the one of the host, who may change the host's own part of the
// configuration.
func administrator(t *testing.T, host string) client.Identity {
	t.Helper()
	folder := filepath.Join("..", "..", ".network", networkName, "crypto", "peerOrganizations", host, "users", "Admin@"+host, "msp")
	read := func(name string) []byte {
		found, err := filepath.Glob(filepath.Join(folder, name, "*"))
		require.NoError(t, err)
		require.Len(t, found, 1, "%s in %s", name, folder)
		content, err := os.ReadFile(found[0])
		require.NoError(t, err)
		return content
	}
	return client.Identity{MSP: host, Certificate: read("signcerts"), Key: read("keystore")}
}
