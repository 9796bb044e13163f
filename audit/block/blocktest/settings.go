package blocktest

import (
	"maps"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"google.golang.org/protobuf/proto"

	"allianceregistry/audit/block"
)

// Settings are what a channel's configuration says, as far as tests change it.
type Settings struct {
	Hosts []*Host
	// Revoked are the revocation lists (DER) of organizations, by their ids.
	Revoked map[string][]byte
	// Policies of the group Application, by name.
	Policies map[string]block.Policy
	// BlockValidation is the rule for orderers' signatures.
	BlockValidation block.Policy
	// BatchTimeout in Go's words: 200ms.
	BatchTimeout string
	// MSPs are the ids that hosts' MSPs claim, where that is not their name.
	MSPs map[string]string
	// Capability is that of the group Application.
	Capability string

	orderers   *Host
	consenters map[uint32]Signer
}

// clone is a copy that can be changed.
func (s Settings) clone() Settings {
	s.Hosts = append([]*Host(nil), s.Hosts...)
	s.Revoked = maps.Clone(s.Revoked)
	s.Policies = maps.Clone(s.Policies)
	s.MSPs = maps.Clone(s.MSPs)
	return s
}

// tree is the configuration's tree, all its versions 0.
func (s Settings) tree() *common.ConfigGroup {
	application := newGroup(s.Policies)
	application.Values["Capabilities"] = capability(s.Capability)
	for _, host := range s.Hosts {
		application.Groups[host.MSP] = s.organization(host)
	}
	root := newGroup(map[string]block.Policy{
		"Readers": Implicit("ANY", "Readers"),
		"Writers": Implicit("ANY", "Writers"),
		"Admins":  Implicit("MAJORITY", "Admins"),
	})
	root.Values["Capabilities"] = capability("V3_0")
	root.Groups["Orderer"] = s.ordering()
	root.Groups["Application"] = application
	return root
}

// ordering is the group of the orderers.
func (s Settings) ordering() *common.ConfigGroup {
	group := newGroup(map[string]block.Policy{
		"Readers":         Implicit("ANY", "Readers"),
		"Writers":         Implicit("ANY", "Writers"),
		"Admins":          Implicit("MAJORITY", "Admins"),
		"BlockValidation": s.BlockValidation,
	})
	kind := "etcdraft"
	if len(s.consenters) > 0 {
		kind = "BFT"
		mapping := &common.Orderers{}
		for number := uint32(1); int(number) <= len(s.consenters); number++ {
			signer := s.consenters[number]
			mapping.ConsenterMapping = append(mapping.ConsenterMapping, &common.Consenter{
				Id: number, MspId: signer.MSP, Identity: inPEM("CERTIFICATE", signer.Certificate),
			})
		}
		group.Values["Orderers"] = value(mapping)
	}
	group.Values["ConsensusType"] = value(&orderer.ConsensusType{Type: kind})
	group.Values["BatchTimeout"] = value(&orderer.BatchTimeout{Timeout: s.BatchTimeout})
	group.Values["Capabilities"] = capability("V2_0")
	group.Groups[s.orderers.MSP] = s.organization(s.orderers)
	return group
}

// organization is the group of one organization.
func (s Settings) organization(host *Host) *common.ConfigGroup {
	group := newGroup(map[string]block.Policy{
		"Readers":     SignedByRole(host.MSP, "admin", "peer", "client", "orderer"),
		"Writers":     SignedByRole(host.MSP, "admin", "client", "orderer"),
		"Admins":      SignedByRole(host.MSP, "admin"),
		"Endorsement": SignedByRole(host.MSP, "peer"),
	})
	root := inPEM("CERTIFICATE", host.Certificate)
	unit := func(name string) *msp.FabricOUIdentifier {
		return &msp.FabricOUIdentifier{Certificate: root, OrganizationalUnitIdentifier: name}
	}
	config := &msp.FabricMSPConfig{
		Name:         host.MSP,
		RootCerts:    [][]byte{root},
		CryptoConfig: &msp.FabricCryptoConfig{SignatureHashFamily: "SHA2", IdentityIdentifierHashFunction: "SHA256"},
		FabricNodeOus: &msp.FabricNodeOUs{
			Enable:              true,
			ClientOuIdentifier:  unit("client"),
			PeerOuIdentifier:    unit("peer"),
			AdminOuIdentifier:   unit("admin"),
			OrdererOuIdentifier: unit("orderer"),
		},
	}
	if id := s.MSPs[host.MSP]; id != "" {
		config.Name = id
	}
	if list := s.Revoked[host.MSP]; list != nil {
		config.RevocationList = [][]byte{inPEM("X509 CRL", list)}
	}
	group.Values["MSP"] = value(&msp.MSPConfig{Config: marshal(config)})
	return group
}

// newGroup is a branch of the tree with policies, which administrators change.
func newGroup(policies map[string]block.Policy) *common.ConfigGroup {
	group := &common.ConfigGroup{
		Groups:    map[string]*common.ConfigGroup{},
		Values:    map[string]*common.ConfigValue{},
		Policies:  map[string]*common.ConfigPolicy{},
		ModPolicy: "Admins",
	}
	for name, policy := range policies {
		group.Policies[name] = &common.ConfigPolicy{Policy: configPolicy(policy), ModPolicy: "Admins"}
	}
	return group
}

// value is a leaf of the tree.
func value(message proto.Message) *common.ConfigValue {
	return &common.ConfigValue{Value: marshal(message), ModPolicy: "Admins"}
}

// capability names what nodes must be able to do.
func capability(name string) *common.ConfigValue {
	return value(&common.Capabilities{Capabilities: map[string]*common.Capability{name: {}}})
}
