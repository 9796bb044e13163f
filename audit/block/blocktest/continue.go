package blocktest

import (
	"crypto/x509"
	"slices"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"

	"allianceregistry/audit/block"
)

// Continue is a channel that goes on from blocks that others wrote, a real network's
// say: what is appended follows the last of them. Its configuration is that of the
// last configuration block among them; Reconfigure would begin it anew, so there
// are Revoke and Loosen in its place.
func Continue(blocks [][]byte, orderers Orderers, hosts []*Host, ordering Signer) *Channel {
	channel := &Channel{
		Hosts:       hosts,
		Orderers:    orderers,
		OrdererHost: &Host{Orderer: ordering},
		blocks:      slices.Clone(blocks),
	}
	for number, raw := range blocks {
		message := unmarshal(raw, &common.Block{})
		for _, transaction := range message.Data.Data {
			payload := unmarshal(unmarshal(transaction, &common.Envelope{}).Payload, &common.Payload{})
			header := unmarshal(payload.Header.ChannelHeader, &common.ChannelHeader{})
			if header.Type == int32(common.HeaderType_CONFIG) {
				channel.config = unmarshal(payload.Data, &common.ConfigEnvelope{}).Config
				channel.lastConfig = uint64(number)
			}
			channel.Clock = header.Timestamp.AsTime().Add(time.Second)
		}
		commit := unmarshal(message.Metadata.Metadata[common.BlockMetadataIndex_COMMIT_HASH], &common.Metadata{})
		channel.commit = commit.Value
	}
	return channel
}

// Revoke makes the transaction of a configuration in which a host's MSP has a
// revocation list (DER).
func (c *Channel) Revoke(host string, list []byte, admins ...Signer) []byte {
	tree := proto.CloneOf(c.config.ChannelGroup)
	value := tree.Groups["Application"].Groups[host].Values["MSP"]
	outer := unmarshal(value.Value, &msp.MSPConfig{})
	inner := unmarshal(outer.Config, &msp.FabricMSPConfig{})
	inner.RevocationList = [][]byte{inPEM("X509 CRL", list)}
	outer.Config = marshal(inner)
	value.Value = marshal(outer)
	return c.update(tree, admins)
}

// Loosen makes the transaction of a configuration in which a policy of the group
// Application is another.
func (c *Channel) Loosen(name string, policy block.Policy, admins ...Signer) []byte {
	tree := proto.CloneOf(c.config.ChannelGroup)
	tree.Groups["Application"].Policies[name].Policy = configPolicy(policy)
	return c.update(tree, admins)
}

// LoadCA reads an organization's authority of a network's folder, as LoadSigner
// reads an identity.
func LoadCA(organization, certificateFile, keyFile string) (*CA, error) {
	signer, err := LoadSigner(organization, certificateFile, keyFile)
	if err != nil {
		return nil, err
	}
	if _, err := x509.ParseCertificate(signer.Certificate); err != nil {
		return nil, err
	}
	return &CA{Signer: signer, serial: 1}, nil
}
