//go:build live

package gateway_test

import (
	"math"
	"slices"
	"strings"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// wrapped says which messages lie in which fields of bytes. What lies in
// common.Payload.data depends on the envelope.
var wrapped = map[protoreflect.FullName]proto.Message{
	"common.Envelope.payload":                                  &common.Payload{},
	"common.Header.channel_header":                             &common.ChannelHeader{},
	"common.Header.signature_header":                           &common.SignatureHeader{},
	"common.SignatureHeader.creator":                           &msp.SerializedIdentity{},
	"common.ChannelHeader.extension":                           &peer.ChaincodeHeaderExtension{},
	"common.ConfigUpdateEnvelope.config_update":                &common.ConfigUpdate{},
	"common.ConfigSignature.signature_header":                  &common.SignatureHeader{},
	"common.ConfigValue.value":                                 &peer.AnchorPeers{},
	"protos.TransactionAction.header":                          &common.SignatureHeader{},
	"protos.TransactionAction.payload":                         &peer.ChaincodeActionPayload{},
	"protos.ChaincodeActionPayload.chaincode_proposal_payload": &peer.ChaincodeProposalPayload{},
	"protos.ChaincodeProposalPayload.input":                    &peer.ChaincodeInvocationSpec{},
	"protos.ChaincodeEndorsedAction.proposal_response_payload": &peer.ProposalResponsePayload{},
	"protos.ProposalResponsePayload.extension":                 &peer.ChaincodeAction{},
	"protos.ChaincodeAction.results":                           &rwset.TxReadWriteSet{},
	"protos.ChaincodeAction.events":                            &peer.ChaincodeEvent{},
	"protos.Endorsement.endorser":                              &msp.SerializedIdentity{},
	"rwset.NsReadWriteSet.rwset":                               &kvrwset.KVRWSet{},
	"rwset.CollectionHashedReadWriteSet.hashed_rwset":          &kvrwset.HashedRWSet{},
}

// tree is a message as it is on the wire, field by field, so that each can be
// written as no program writes it.
type tree struct {
	message protoreflect.MessageDescriptor
	pieces  []*piece
}

// piece is one field of a message, or one entry of a repeated one.
type piece struct {
	field  protoreflect.FieldDescriptor
	number protowire.Number
	kind   protowire.Type
	value  []byte // as it is on the wire, without the length
	inside *tree  // the message in it, instead of value; nil if there is none
}

// grow takes a message apart, with data the message in an envelope's payload. It
// returns nil for bytes that are none.
func grow(raw []byte, message, data protoreflect.MessageDescriptor) *tree {
	grown := &tree{message: message}
	for len(raw) > 0 {
		number, kind, head := protowire.ConsumeTag(raw)
		if head < 0 {
			return nil
		}
		size := protowire.ConsumeFieldValue(number, kind, raw[head:])
		if size < 0 {
			return nil
		}
		next := &piece{field: message.Fields().ByNumber(number), number: number, kind: kind, value: raw[head : head+size]}
		if kind == protowire.BytesType {
			next.value, _ = protowire.ConsumeBytes(next.value)
			if below := next.contains(data); below != nil {
				next.inside = grow(next.value, below, data)
			}
		}
		grown.pieces = append(grown.pieces, next)
		raw = raw[head+size:]
	}
	return grown
}

// contains is the kind of message in a piece, or nil.
func (p *piece) contains(data protoreflect.MessageDescriptor) protoreflect.MessageDescriptor {
	switch {
	case p.field == nil:
		return nil
	case p.field.Message() != nil:
		return p.field.Message()
	case p.field.FullName() == "common.Payload.data":
		return data
	case wrapped[p.field.FullName()] != nil:
		return wrapped[p.field.FullName()].ProtoReflect().Descriptor()
	}
	return nil
}

// content is what a piece holds; nil for no piece.
func (p *piece) content() []byte {
	switch {
	case p == nil:
		return nil
	case p.inside != nil:
		return p.inside.bytes()
	}
	return p.value
}

// bytes puts the message together again.
func (t *tree) bytes() []byte {
	var out []byte
	for _, each := range t.pieces {
		out = protowire.AppendTag(out, each.number, each.kind)
		if each.kind == protowire.BytesType {
			out = protowire.AppendBytes(out, each.content())
		} else {
			out = append(out, each.value...)
		}
	}
	return out
}

// at is the last piece of that name, with slashes between those of messages within
// each other, as whoever reads it takes it; nil if there is none.
func (t *tree) at(name string) *piece {
	first, rest, deeper := strings.Cut(name, "/")
	for _, each := range slices.Backward(t.pieces) {
		switch {
		case each.field == nil || string(each.field.Name()) != first:
		case !deeper:
			return each
		case each.inside != nil:
			return each.inside.at(rest)
		}
	}
	return nil
}

// set writes other bytes into the piece of that name, if there is one.
func (t *tree) set(name string, value []byte) {
	if found := t.at(name); found != nil {
		found.value, found.inside = value, nil
	}
}

// variant is what is made of one piece of a message. The path leads to it by the
// places of pieces; the name is for people.
type variant struct {
	path []int
	name string
	make func(*piece) []*piece
}

// apply makes a message into its variant.
func (v variant) apply(of *tree) {
	for _, i := range v.path[:len(v.path)-1] {
		if of = of.pieces[min(i, len(of.pieces)-1)].inside; of == nil || len(of.pieces) == 0 {
			return
		}
	}
	i := min(v.path[len(v.path)-1], len(of.pieces)-1)
	of.pieces = slices.Replace(of.pieces, i, i+1, v.make(of.pieces[i])...)
}

// variants are all that are made of a message and of those in it.
func (t *tree) variants(path []int, name string) []variant {
	var all []variant
	for i, each := range t.pieces {
		if each.field == nil {
			continue
		}
		at, called := append(slices.Clone(path), i), name+string(each.field.Name())
		for how, change := range each.changes() {
			all = append(all, variant{at, called + " " + how, change})
		}
		if each.inside != nil {
			for _, field := range each.inside.missing() {
				all = append(all, variant{at, called + "/" + string(field.field.Name()) + " added", func(p *piece) []*piece {
					if p.inside == nil {
						return []*piece{p}
					}
					p.inside.pieces = append(p.inside.pieces, field)
					return []*piece{p}
				}})
			}
			all = append(all, each.inside.variants(at, called+"/")...)
		}
	}
	slices.SortFunc(all, func(a, b variant) int { return strings.Compare(a.name, b.name) })
	return all
}

// changes are what can be done to one piece.
func (p *piece) changes() map[string]func(*piece) []*piece {
	with := func(value []byte) func(*piece) []*piece {
		return func(p *piece) []*piece {
			return []*piece{{field: p.field, number: p.number, kind: p.kind, value: value}}
		}
	}
	all := map[string]func(*piece) []*piece{
		"absent":  func(*piece) []*piece { return nil },
		"doubled": func(p *piece) []*piece { return []*piece{p, p} },
	}
	switch p.kind {
	case protowire.BytesType:
		all["empty"], all["garbage"] = with(nil), with(garbage)
		// A rule of who may change the anchors that nobody meets would keep the test's
		// own next change out.
		if p.field.Name() != "mod_policy" {
			all["another"] = with([]byte("another"))
			all["truncated"] = func(p *piece) []*piece { return with(p.content()[:len(p.content())/2])(p) }
		}
	case protowire.VarintType:
		numbers := map[string]uint64{"zero": 0, "huge": math.MaxInt64, "negative": math.MaxUint64}
		if p.field.FullName() == "common.ChannelHeader.type" {
			for _, kind := range []common.HeaderType{0, 1, 2, 3, 4, 5, 6, 8, 99} {
				numbers[kind.String()] = uint64(kind)
			}
		}
		for how, number := range numbers {
			all[how] = with(protowire.AppendVarint(nil, number))
		}
	}
	return all
}

// missing are the fields that a message could have and has not.
func (t *tree) missing() []*piece {
	var all []*piece
	for i := range t.message.Fields().Len() {
		field := t.message.Fields().Get(i)
		if t.at(string(field.Name())) != nil {
			continue
		}
		added := &piece{field: field, number: field.Number(), kind: protowire.BytesType}
		switch field.Kind() {
		case protoreflect.BoolKind, protoreflect.EnumKind, protoreflect.Int32Kind, protoreflect.Int64Kind,
			protoreflect.Uint32Kind, protoreflect.Uint64Kind:
			added.kind, added.value = protowire.VarintType, protowire.AppendVarint(nil, math.MaxInt64)
		case protoreflect.StringKind, protoreflect.BytesKind:
			added.value = []byte("another")
		}
		all = append(all, added)
	}
	return all
}
