//go:build live

package gateway_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"math/rand/v2"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/discovery"
	api "github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/gossip"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// asked says which messages lie in which fields of bytes of what only services get.
var asked = map[protoreflect.FullName]proto.Message{
	"protos.SignedProposal.proposal_bytes":         &peer.Proposal{},
	"protos.Proposal.header":                       &common.Header{},
	"protos.Proposal.payload":                      &peer.ChaincodeProposalPayload{},
	"protos.SignedSnapshotRequest.request":         &peer.SnapshotRequest{},
	"gateway.SignedCommitStatusRequest.request":    &api.CommitStatusRequest{},
	"gateway.SignedChaincodeEventsRequest.request": &api.ChaincodeEventsRequest{},
	"discovery.SignedRequest.payload":              &discovery.Request{},
	"gossip.Envelope.payload":                      &gossip.GossipMessage{},
}

// payloads are what lies in the payload of an envelope.
var payloads = []proto.Message{
	&peer.Transaction{}, &orderer.SeekInfo{}, &common.ConfigUpdateEnvelope{}, &common.ConfigEnvelope{}, &common.Envelope{},
}

// deepest is how many messages may lie within each other.
const deepest = 14

// dice makes messages by chance.
type dice struct {
	*rand.Rand
	f *forger
}

// likely is what keeps most messages from failing at the first look.
func (d *dice) likely() bool { return d.IntN(100) < 85 }

// spoilt is a message, in one case of eight with some bytes changed.
func (d *dice) spoilt(of protoreflect.MessageDescriptor) []byte {
	made := d.message(of, deepest)
	// Nodes call each other at addresses that such messages name. Changed bytes might be
	// the address of somebody else.
	if len(made) == 0 || d.IntN(8) > 0 || of.ParentFile().Package() == "gossip" {
		return made
	}
	for range 1 + d.IntN(3) {
		made[d.IntN(len(made))] ^= byte(1 << d.IntN(8))
	}
	if d.IntN(4) == 0 {
		made = made[:d.IntN(len(made))]
	}
	return made
}

// message is a message on the wire. What is signed in it is signed well, mostly.
func (d *dice) message(of protoreflect.MessageDescriptor, depth int) []byte {
	if of.FullName() == "common.Header" && d.likely() {
		return d.header()
	}
	var made, signed []byte
	var signature protoreflect.FieldDescriptor
	chosen := map[int]int{} // of the fields of which only one may be there
	for i := range of.Oneofs().Len() {
		chosen[i] = d.IntN(of.Oneofs().Get(i).Fields().Len())
	}
	for i := range of.Fields().Len() {
		field := of.Fields().Get(i)
		if choice := field.ContainingOneof(); choice != nil && choice.Fields().Get(chosen[choice.Index()]) != field && d.IntN(20) > 0 {
			continue
		}
		if field.Name() == "signature" && field.Kind() == protoreflect.BytesKind {
			signature = field
			continue
		}
		times := 1
		switch {
		case field.IsList():
			times = d.IntN(3)
		case !d.likely():
			times = 0
		}
		for range times {
			kind, value := d.value(field, depth)
			if kind == protowire.BytesType && field.Kind() == protoreflect.BytesKind {
				signed, _ = protowire.ConsumeBytes(value)
			}
			made = append(protowire.AppendTag(made, field.Number(), kind), value...)
		}
	}
	if signature != nil && d.likely() {
		made = protowire.AppendTag(made, signature.Number(), protowire.BytesType)
		made = protowire.AppendBytes(made, d.f.signature(signed))
	}
	return made
}

// header names the member, with an id that fits, and says that it is of now.
func (d *dice) header() []byte {
	nonce := make([]byte, 24)
	for i := range nonce {
		nonce[i] = byte(d.Uint32())
	}
	id := sha256.Sum256(append(bytes.Clone(nonce), d.f.creator()...))
	kinds := []common.HeaderType{
		common.HeaderType_ENDORSER_TRANSACTION, common.HeaderType_DELIVER_SEEK_INFO, common.HeaderType_CONFIG_UPDATE, common.HeaderType_CONFIG, 0, 99,
	}
	channel := &common.ChannelHeader{
		Type: int32(kinds[d.IntN(len(kinds))]), ChannelId: d.text("channel_id"), TxId: hex.EncodeToString(id[:]),
		Timestamp: timestamppb.Now(), TlsCertHash: d.f.certificateHash(),
	}
	if d.likely() {
		channel.Extension = d.message((&peer.ChaincodeHeaderExtension{}).ProtoReflect().Descriptor(), deepest)
	}
	return d.f.bytes(&common.Header{
		ChannelHeader: d.f.bytes(channel), SignatureHeader: d.f.bytes(&common.SignatureHeader{Creator: d.f.creator(), Nonce: nonce}),
	})
}

// value is what a field holds, as it is on the wire.
func (d *dice) value(field protoreflect.FieldDescriptor, depth int) (protowire.Type, []byte) {
	switch field.Kind() {
	case protoreflect.MessageKind, protoreflect.GroupKind:
		return protowire.BytesType, protowire.AppendBytes(nil, d.inner(field.Message(), depth))
	case protoreflect.BytesKind:
		return protowire.BytesType, protowire.AppendBytes(nil, d.content(field, depth))
	case protoreflect.StringKind:
		return protowire.BytesType, protowire.AppendString(nil, d.text(field.Name()))
	case protoreflect.Fixed32Kind, protoreflect.Sfixed32Kind, protoreflect.FloatKind:
		return protowire.Fixed32Type, protowire.AppendFixed32(nil, d.Uint32())
	case protoreflect.Fixed64Kind, protoreflect.Sfixed64Kind, protoreflect.DoubleKind:
		return protowire.Fixed64Type, protowire.AppendFixed64(nil, d.Uint64())
	}
	numbers := []uint64{0, 1, 2, 3, uint64(d.IntN(16)), math.MaxInt32, math.MaxInt64, math.MaxUint64}
	return protowire.VarintType, protowire.AppendVarint(nil, numbers[d.IntN(len(numbers))])
}

// inner is a message within another.
func (d *dice) inner(of protoreflect.MessageDescriptor, depth int) []byte {
	switch {
	case depth == 0 || d.IntN(20) == 0:
		return nil
	case of.FullName() == "google.protobuf.Timestamp" && d.likely():
		return d.f.bytes(timestamppb.Now())
	}
	return d.message(of, depth-1)
}

// content is what lies in a field of bytes.
func (d *dice) content(field protoreflect.FieldDescriptor, depth int) []byte {
	inside := wrapped[field.FullName()]
	if inside == nil {
		inside = asked[field.FullName()]
	}
	if field.FullName() == "common.Payload.data" {
		inside = payloads[d.IntN(len(payloads))]
	}
	switch name := field.Name(); {
	case (name == "creator" || name == "client_identity" || name == "identity") && d.likely():
		return d.f.creator()
	case (name == "tls_cert_hash" || name == "client_tls_cert_hash") && d.likely():
		return d.f.certificateHash()
	case name == "channel":
		return []byte(d.text(name))
	case inside != nil && d.likely():
		return d.inner(inside.ProtoReflect().Descriptor(), depth)
	case d.IntN(2) == 0:
		return garbage
	}
	return bytes.Repeat([]byte{byte(d.Uint32())}, d.IntN(40))
}

// text is what lies in a field of text. No address in it is anybody's.
func (d *dice) text(name protoreflect.Name) string {
	registry := d.f.settings
	choices := []string{"", registry.Chaincode, "_lifecycle", "qscc", "cscc", "lscc", "none", "industry", "Version", "\x00", "\xff"}
	switch name {
	case "channel", "channel_id":
		choices = []string{registry.Channel, registry.Channel, registry.Channel, registry.Channel, "", "none"}
	case "endpoint", "internal_endpoint", "host", "address":
		choices = []string{"", ":"}
	}
	return choices[d.IntN(len(choices))]
}
