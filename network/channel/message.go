package channel

import (
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer/etcdraft"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer/smartbft"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/hostfile"
)

// msp is an organization as a channel defines it: its authorities, and the organizational
// units that stand for roles.
func (e *encoder) msp(id string, authorities hostfile.Authorities) *msp.MSPConfig {
	unit := func(role string) *msp.FabricOUIdentifier {
		return &msp.FabricOUIdentifier{Certificate: []byte(authorities.CA), OrganizationalUnitIdentifier: role}
	}
	config := &msp.FabricMSPConfig{
		Name: id, RootCerts: [][]byte{[]byte(authorities.CA)}, TlsRootCerts: [][]byte{[]byte(authorities.TLSCA)},
		CryptoConfig: &msp.FabricCryptoConfig{SignatureHashFamily: "SHA2", IdentityIdentifierHashFunction: "SHA256"},
		FabricNodeOus: &msp.FabricNodeOUs{
			Enable: true, ClientOuIdentifier: unit("client"), PeerOuIdentifier: unit("peer"),
			AdminOuIdentifier: unit("admin"), OrdererOuIdentifier: unit("orderer"),
		},
	}
	if authorities.Clients != "" {
		config.TlsIntermediateCerts = [][]byte{[]byte(authorities.Clients)}
	}
	return &msp.MSPConfig{Config: e.bytes(config)}
}

// roles is a rule that anybody satisfies who has one of the roles in the organization.
func (e *encoder) roles(id string, roles ...msp.MSPRole_MSPRoleType) proto.Message {
	var principals []*msp.MSPPrincipal
	for _, role := range roles {
		principals = append(principals, &msp.MSPPrincipal{
			PrincipalClassification: msp.MSPPrincipal_ROLE, Principal: e.bytes(&msp.MSPRole{MspIdentifier: id, Role: role}),
		})
	}
	return outOf(1, principals)
}

// quorum is the rule by which a block of BFT orderers is valid: so many of them signed it
// that any two such sets have an honest orderer in common.
func (e *encoder) quorum(consenters []*common.Consenter) proto.Message {
	var principals []*msp.MSPPrincipal
	for _, one := range consenters {
		principals = append(principals, &msp.MSPPrincipal{
			PrincipalClassification: msp.MSPPrincipal_IDENTITY,
			Principal:               e.bytes(&msp.SerializedIdentity{Mspid: one.GetMspId(), IdBytes: one.GetIdentity()}),
		})
	}
	return outOf(quorumOf(len(consenters)), principals)
}

// BlockValidation returns the rule by which blocks are valid with BFT. It names the orderers,
// and changes with them (Fabric 3.1.1, common/policies/bft.go).
func BlockValidation(consenters []*common.Consenter) (*common.Policy, error) {
	e := &encoder{}
	value := e.bytes(e.quorum(consenters))
	return &common.Policy{Type: int32(common.Policy_SIGNATURE), Value: value}, e.err
}

// outOf is a rule that so many of the principals satisfy.
func outOf(count int, principals []*msp.MSPPrincipal) *common.SignaturePolicyEnvelope {
	var rules []*common.SignaturePolicy
	for i := range principals {
		rules = append(rules, &common.SignaturePolicy{Type: &common.SignaturePolicy_SignedBy{SignedBy: int32(i)}})
	}
	return &common.SignaturePolicyEnvelope{Identities: principals, Rule: &common.SignaturePolicy{
		Type: &common.SignaturePolicy_NOutOf_{NOutOf: &common.SignaturePolicy_NOutOf{N: int32(count), Rules: rules}},
	}}
}

// raftMetadata and bftOptions are what configtx.yaml says. What it leaves out is empty
// here, and the orderers fill it in.
func raftMetadata(consenters []*common.Consenter) *etcdraft.ConfigMetadata {
	metadata := &etcdraft.ConfigMetadata{Options: &etcdraft.Options{
		TickInterval: "100ms", ElectionTick: 10, HeartbeatTick: 1, MaxInflightBlocks: 5, SnapshotIntervalSize: 16 << 20,
	}}
	for _, one := range consenters {
		metadata.Consenters = append(metadata.Consenters, &etcdraft.Consenter{
			Host: one.GetHost(), Port: one.GetPort(), ClientTlsCert: one.GetClientTlsCert(), ServerTlsCert: one.GetServerTlsCert(),
		})
	}
	return metadata
}

func bftOptions(batchTimeout time.Duration) *smartbft.Options {
	return &smartbft.Options{
		RequestBatchMaxInterval: batchTimeout.String(),
		RequestForwardTimeout:   "100ms", RequestComplainTimeout: "2s", RequestAutoRemoveTimeout: "3m",
		ViewChangeResendInterval: "1s", ViewChangeTimeout: "5s",
		LeaderHeartbeatTimeout: "3s", LeaderHeartbeatCount: 10, CollectTimeout: "1s",
		IncomingMessageBufferSize: 200, RequestPoolSize: 100_000,
	}
}
