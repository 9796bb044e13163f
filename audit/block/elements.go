package block

import (
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// envelopeForm is what each transaction of a block is.
var envelopeForm = formOf(&common.Envelope{})

func formOf(message proto.Message) protoreflect.MessageDescriptor {
	return message.ProtoReflect().Descriptor()
}

// inside are the messages that may stand as bytes in a field of another one, by that
// one's name and the field's number: those in which a sender can put many elements.
// What a payload holds its header says, and what a value of the configuration holds its
// name; here both count as everything that they may be.
var inside = map[protoreflect.FullName]map[protowire.Number][]protoreflect.MessageDescriptor{
	"common.Envelope":                    {1: {formOf(&common.Payload{})}},
	"common.Payload":                     {2: {formOf(&peer.Transaction{}), formOf(&common.ConfigEnvelope{}), formOf(&common.ConfigUpdateEnvelope{})}},
	"common.ConfigUpdateEnvelope":        {1: {formOf(&common.ConfigUpdate{})}},
	"protos.TransactionAction":           {2: {formOf(&peer.ChaincodeActionPayload{})}},
	"protos.ChaincodeActionPayload":      {1: {formOf(&peer.ChaincodeProposalPayload{})}},
	"protos.ChaincodeProposalPayload":    {1: {formOf(&peer.ChaincodeInvocationSpec{})}},
	"protos.ChaincodeEndorsedAction":     {1: {formOf(&peer.ProposalResponsePayload{})}},
	"protos.ProposalResponsePayload":     {2: {formOf(&peer.ChaincodeAction{})}},
	"protos.ChaincodeAction":             {1: {formOf(&rwset.TxReadWriteSet{})}},
	"rwset.NsReadWriteSet":               {2: {formOf(&kvrwset.KVRWSet{})}},
	"rwset.CollectionHashedReadWriteSet": {2: {formOf(&kvrwset.HashedRWSet{})}},
	"common.BlockMetadata":               {1: {formOf(&common.Metadata{})}},
	"common.ConfigValue":                 {2: {formOf(&msp.MSPConfig{}), formOf(&common.Orderers{}), formOf(&common.Capabilities{})}},
	"common.Policy":                      {2: {formOf(&common.SignaturePolicyEnvelope{})}},
	"msp.MSPConfig":                      {2: {formOf(&msp.FabricMSPConfig{})}},
}

// remainingElements takes the texts, lists of bytes and messages that bytes hold, read as a
// message, off left, and returns what remains: less than 0 if there are more, or if they
// are nested deeper than any honest message. What comes behind bytes that cannot be read
// is not counted, since nobody reads it either.
func remainingElements(raw []byte, form protoreflect.MessageDescriptor, left int) int {
	return remainingElementsAt(raw, form, left, 0)
}

func remainingElementsAt(raw []byte, form protoreflect.MessageDescriptor, left, depth int) int {
	if depth > maxNested {
		return -1
	}
	for len(raw) > 0 && left >= 0 {
		number, kind, n := protowire.ConsumeTag(raw)
		if n < 0 {
			return left
		}
		raw = raw[n:]
		if kind != protowire.BytesType {
			if n = protowire.ConsumeFieldValue(number, kind, raw); n < 0 {
				return left
			}
			raw = raw[n:]
			continue
		}
		content, n := protowire.ConsumeBytes(raw)
		if n < 0 {
			return left
		}
		raw, left = raw[n:], left-1
		if field := form.Fields().ByNumber(number); field != nil && field.Message() != nil {
			left = remainingElementsAt(content, field.Message(), left, depth+1)
			continue
		}
		for _, stored := range inside[form.FullName()][number] {
			left = remainingElementsAt(content, stored, left, depth+1)
		}
	}
	return left
}
