package channel

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"
)

// RevocationUpdate returns the transaction that puts a host's certificate revocation
// list, PEM, into the channel's configuration; or nil, if a list of the same certificates
// is there already. The read set names the groups that the change depends on, the write
// set the one value that changes, with its next version.
func RevocationUpdate(channel, host string, config *common.Config, list []byte) ([]byte, error) {
	root := config.GetChannelGroup()
	application := root.GetGroups()[applicationGroup]
	organization := application.GetGroups()[host]
	value := organization.GetValues()[mspValue]
	if value == nil {
		return nil, fmt.Errorf("the channel's configuration has no host %s", host)
	}
	content, err := withRevocations(value.GetValue(), list)
	if err != nil || content == nil {
		return nil, err
	}
	groupsAround := func(values map[string]*common.ConfigValue) *common.ConfigGroup {
		own := &common.ConfigGroup{Version: organization.GetVersion(), Values: values}
		hosts := &common.ConfigGroup{Version: application.GetVersion(), Groups: map[string]*common.ConfigGroup{host: own}}
		return &common.ConfigGroup{Version: root.GetVersion(), Groups: map[string]*common.ConfigGroup{applicationGroup: hosts}}
	}
	changed := &common.ConfigValue{Version: value.GetVersion() + 1, ModPolicy: value.GetModPolicy(), Value: content}
	update, err := proto.Marshal(&common.ConfigUpdate{
		ChannelId: channel, ReadSet: groupsAround(nil), WriteSet: groupsAround(map[string]*common.ConfigValue{mspValue: changed}),
	})
	if err != nil {
		return nil, err
	}
	return updateEnvelope(channel, update)
}

// withRevocations puts the list into an MSP's definition, or returns nil if the
// definition revokes the same certificates already.
func withRevocations(definition, list []byte) ([]byte, error) {
	var (
		outer msp.MSPConfig
		inner msp.FabricMSPConfig
	)
	if err := proto.Unmarshal(definition, &outer); err != nil {
		return nil, fmt.Errorf("the host's MSP: %w", err)
	}
	if err := proto.Unmarshal(outer.GetConfig(), &inner); err != nil {
		return nil, fmt.Errorf("the host's MSP: %w", err)
	}
	wanted, err := revoked(list)
	if err != nil {
		return nil, err
	}
	for _, old := range inner.GetRevocationList() {
		if present, err := revoked(old); err == nil && slices.Equal(present, wanted) {
			return nil, nil
		}
	}
	inner.RevocationList = [][]byte{list}
	if outer.Config, err = proto.Marshal(&inner); err != nil {
		return nil, err
	}
	return proto.Marshal(&outer)
}

// revoked returns the serial numbers that a list revokes, in hexadecimal, sorted.
func revoked(list []byte) ([]string, error) {
	block, _ := pem.Decode(list)
	if block == nil {
		return nil, errors.New("the revocation list is not PEM")
	}
	parsed, err := x509.ParseRevocationList(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("the revocation list: %w", err)
	}
	var serials []string
	for _, entry := range parsed.RevokedCertificateEntries {
		serials = append(serials, entry.SerialNumber.Text(16))
	}
	slices.Sort(serials)
	return serials, nil
}

// updateEnvelope wraps an update as `peer channel update` expects it, unsigned.
func updateEnvelope(channel string, update []byte) ([]byte, error) {
	header, err := proto.Marshal(&common.ChannelHeader{Type: int32(common.HeaderType_CONFIG_UPDATE), ChannelId: channel})
	if err != nil {
		return nil, err
	}
	data, err := proto.Marshal(&common.ConfigUpdateEnvelope{ConfigUpdate: update})
	if err != nil {
		return nil, err
	}
	payload, err := proto.Marshal(&common.Payload{Header: &common.Header{ChannelHeader: header}, Data: data})
	if err != nil {
		return nil, err
	}
	return proto.Marshal(&common.Envelope{Payload: payload})
}
