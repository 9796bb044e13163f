package change

import (
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"
)

// Envelope returns the transaction with the update and its signatures, as `peer channel update`
// expects it.
func (c Change) Envelope() ([]byte, error) {
	var signatures []*common.ConfigSignature
	for _, signature := range c.Signatures {
		signatures = append(signatures, &common.ConfigSignature{SignatureHeader: decode(signature.Header), Signature: decode(signature.Value)})
	}
	data, err := proto.Marshal(&common.ConfigUpdateEnvelope{ConfigUpdate: decode(c.Update), Signatures: signatures})
	if err != nil {
		return nil, err
	}
	header, err := proto.Marshal(&common.ChannelHeader{Type: int32(common.HeaderType_CONFIG_UPDATE), ChannelId: c.Channel})
	if err != nil {
		return nil, err
	}
	payload, err := proto.Marshal(&common.Payload{Header: &common.Header{ChannelHeader: header}, Data: data})
	if err != nil {
		return nil, err
	}
	return proto.Marshal(&common.Envelope{Payload: payload})
}
