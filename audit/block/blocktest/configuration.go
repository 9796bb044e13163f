package blocktest

import (
	"encoding/binary"
	"maps"
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer/lifecycle"
	"google.golang.org/protobuf/types/known/timestamppb"

	"allianceregistry/audit/block"
)

// configuration is the transaction of a configuration. The first of a channel has
// no sender.
func (c *Channel) configuration(sender Signer, content *common.ConfigEnvelope) []byte {
	payload := &common.Payload{Data: marshal(content)}
	if sender.Key == nil {
		payload.Header = &common.Header{
			ChannelHeader: marshal(&common.ChannelHeader{
				Type:      int32(common.HeaderType_CONFIG),
				ChannelId: ChannelID,
				Timestamp: timestamppb.New(c.tick()),
			}),
			SignatureHeader: marshal(&common.SignatureHeader{}),
		}
		return marshal(&common.Envelope{Payload: marshal(payload)})
	}
	payload.Header = c.header(common.HeaderType_CONFIG, sender)
	return seal(sender, payload)
}

// header says who sends what.
func (c *Channel) header(kind common.HeaderType, sender Signer) *common.Header {
	return &common.Header{
		ChannelHeader: marshal(&common.ChannelHeader{
			Type:      int32(kind),
			ChannelId: ChannelID,
			Timestamp: timestamppb.New(c.tick()),
		}),
		SignatureHeader: marshal(&common.SignatureHeader{Creator: sender.Serialized(), Nonce: c.nonce()}),
	}
}

// nonce is used once, as long as the clock goes on.
func (c *Channel) nonce() []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(c.tick().Unix()))
}

// Definition are the values that a chaincode's definition consists of, as the
// lifecycle's CommitChaincodeDefinition writes them in the namespace
// block.Lifecycle.
func Definition(chaincode string, sequence int64, version string, policy block.Policy) []block.Write {
	return []block.Write{
		{
			Key: "namespaces/metadata/" + chaincode,
			Value: marshal(&lifecycle.StateMetadata{Datatype: "ChaincodeDefinition", Fields: []string{
				block.FieldSequence, block.FieldEndorsement, block.FieldValidation, block.FieldCollections,
			}}),
		},
		{
			Key:   block.DefinitionKey(chaincode, block.FieldCollections),
			Value: Collections(nil),
		},
		{
			Key:   block.DefinitionKey(chaincode, block.FieldEndorsement),
			Value: field(marshal(&lifecycle.ChaincodeEndorsementInfo{Version: version, EndorsementPlugin: "escc"})),
		},
		{
			Key:   block.DefinitionKey(chaincode, block.FieldSequence),
			Value: marshal(&lifecycle.StateData{Type: &lifecycle.StateData_Int64{Int64: sequence}}),
		},
		{
			Key: block.DefinitionKey(chaincode, block.FieldValidation),
			Value: field(marshal(&lifecycle.ChaincodeValidationInfo{
				ValidationPlugin:    "vscc",
				ValidationParameter: marshal(applicationPolicy(policy)),
			})),
		},
	}
}

// Collections are the values of a definition's field block.FieldCollections: a
// policy for each private collection, nil where the chaincode's own holds.
func Collections(policies map[string]*block.Policy) []byte {
	collections := &peer.CollectionConfigPackage{}
	for _, name := range slices.Sorted(maps.Keys(policies)) {
		collection := &peer.StaticCollectionConfig{Name: name}
		if policies[name] != nil {
			collection.EndorsementPolicy = applicationPolicy(*policies[name])
		}
		collections.Config = append(collections.Config, &peer.CollectionConfig{
			Payload: &peer.CollectionConfig_StaticCollectionConfig{StaticCollectionConfig: collection},
		})
	}
	return field(marshal(collections))
}

// field is a message as a definition's value.
func field(raw []byte) []byte {
	return marshal(&lifecycle.StateData{Type: &lifecycle.StateData_Bytes{Bytes: raw}})
}

// Define is the call that puts a chaincode's definition into force, its first if the
// sequence is 1.
func (c *Channel) Define(chaincode string, sequence int64, policy block.Policy) Call {
	call := c.Call(c.Hosts[0], block.Lifecycle, "CommitChaincodeDefinition", block.Set{
		Namespace: block.Lifecycle,
		Writes:    Definition(chaincode, sequence, "1", policy),
	})
	call.Version = "syscc"
	return call
}
