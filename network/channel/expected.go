package channel

import (
	"fmt"
	"math"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/hostfile"
)

// Names of groups, values and policies in a channel's configuration (Fabric:
// common/channelconfig).
const (
	ordererGroup        = "Orderer"
	applicationGroup    = "Application"
	mspValue            = "MSP"
	capabilitiesValue   = "Capabilities"
	consensusValue      = "ConsensusType"
	consentersValue     = "Orderers"
	timeoutValue        = "BatchTimeout"
	sizeValue           = "BatchSize"
	endpointsValue      = "Endpoints"
	anchorsValue        = "AnchorPeers"
	readersPolicy       = "Readers"
	writersPolicy       = "Writers"
	adminsPolicy        = "Admins"
	endorsementPolicy   = "Endorsement"
	lifecyclePolicy     = "LifecycleEndorsement"
	validationPolicy    = "BlockValidation"
	anybody, majorityOf = common.ImplicitMetaPolicy_ANY, common.ImplicitMetaPolicy_MAJORITY
)

// expected returns the configuration that a draft means, without configtxgen. Whoever is
// shown a block is told what differs from it.
func (d Draft) expected() (*common.ConfigGroup, error) {
	e := &encoder{}
	channel := e.group(map[string]proto.Message{
		"HashingAlgorithm":          &common.HashingAlgorithm{Name: "SHA256"},
		"BlockDataHashingStructure": &common.BlockDataHashingStructure{Width: math.MaxUint32},
		capabilitiesValue:           capabilities("V3_0"),
	}, implicit(nil))
	var err error
	if channel.Groups[ordererGroup], err = d.expectedOrdering(e); err != nil {
		return nil, err
	}
	application := e.group(map[string]proto.Message{capabilitiesValue: capabilities("V2_5")}, implicit(map[string]common.ImplicitMetaPolicy_Rule{
		endorsementPolicy: majorityOf, lifecyclePolicy: majorityOf,
	}))
	channel.Groups[applicationGroup] = application
	for _, host := range d.Hosts {
		if application.Groups[host.Host], err = e.members(host); err != nil {
			return nil, err
		}
	}
	return channel, e.err
}

// expectedOrdering returns the orderers' part of the configuration.
func (d Draft) expectedOrdering(e *encoder) (*common.ConfigGroup, error) {
	consenters, err := d.consenters()
	if err != nil {
		return nil, err
	}
	consensus, metadata := "etcdraft", proto.Message(raftMetadata(consenters))
	policies := implicit(map[string]common.ImplicitMetaPolicy_Rule{validationPolicy: anybody})
	values := map[string]proto.Message{
		sizeValue:             &orderer.BatchSize{MaxMessageCount: 500, AbsoluteMaxBytes: 10 << 20, PreferredMaxBytes: 2 << 20},
		timeoutValue:          &orderer.BatchTimeout{Timeout: d.BatchTimeout.String()},
		"ChannelRestrictions": &orderer.ChannelRestrictions{},
		capabilitiesValue:     capabilities("V2_0"),
	}
	if d.Consensus == BFT {
		consensus, metadata = "BFT", bftOptions(d.BatchTimeout)
		values[consentersValue] = &common.Orderers{ConsenterMapping: consenters}
		policies[validationPolicy] = e.quorum(consenters)
	}
	values[consensusValue] = &orderer.ConsensusType{Type: consensus, Metadata: e.bytes(metadata)}
	group := e.group(values, policies)
	for _, host := range d.Hosts {
		if ordering := e.ordering(host); ordering != nil {
			group.Groups[hostfile.OrdererMSP(host.Host)] = ordering
		}
	}
	return group, nil
}

// consenters returns the orderers as the configuration names them.
func (d Draft) consenters() ([]*common.Consenter, error) {
	var all []*common.Consenter
	for _, host := range d.Hosts {
		for _, node := range host.Orderers {
			at, err := endpoint(node.Address)
			if err != nil {
				return nil, err
			}
			all = append(all, &common.Consenter{
				Id: uint32(len(all) + 1), Host: at.Host, Port: uint32(at.Port), MspId: hostfile.OrdererMSP(host.Host),
				Identity: []byte(node.Identity), ClientTlsCert: []byte(node.TLS), ServerTlsCert: []byte(node.TLS),
			})
		}
	}
	return all, nil
}

func capabilities(name string) *common.Capabilities {
	return &common.Capabilities{Capabilities: map[string]*common.Capability{name: {}}}
}

// implicit returns the rules of a group that has others below it, with some of its own.
func implicit(more map[string]common.ImplicitMetaPolicy_Rule) map[string]proto.Message {
	rules := map[string]proto.Message{}
	add := func(name string, rule common.ImplicitMetaPolicy_Rule) {
		below := name
		switch name {
		case lifecyclePolicy:
			below = endorsementPolicy
		case validationPolicy:
			below = writersPolicy
		}
		rules[name] = &common.ImplicitMetaPolicy{Rule: rule, SubPolicy: below}
	}
	add(readersPolicy, anybody)
	add(writersPolicy, anybody)
	add(adminsPolicy, majorityOf)
	for name, rule := range more {
		add(name, rule)
	}
	return rules
}

// group makes a group of values and rules. All are changed by those whom the group's own
// rule for administrators names.
func (e *encoder) group(values, rules map[string]proto.Message) *common.ConfigGroup {
	group := &common.ConfigGroup{
		ModPolicy: adminsPolicy, Groups: map[string]*common.ConfigGroup{},
		Values: map[string]*common.ConfigValue{}, Policies: map[string]*common.ConfigPolicy{},
	}
	for name, value := range values {
		group.Values[name] = &common.ConfigValue{Value: e.bytes(value), ModPolicy: adminsPolicy}
	}
	for name, rule := range rules {
		kind := common.Policy_SIGNATURE
		if _, is := rule.(*common.ImplicitMetaPolicy); is {
			kind = common.Policy_IMPLICIT_META
		}
		group.Policies[name] = &common.ConfigPolicy{Policy: &common.Policy{Type: int32(kind), Value: e.bytes(rule)}, ModPolicy: adminsPolicy}
	}
	return group
}

// path names what is below a place in the configuration.
func path(at, name string) string { return fmt.Sprintf("%s/%s", at, name) }

// Groups returns a host's part of a configuration: the host itself, and the organization
// of its orderers, nil if it has none. All hosts have the same rules.
func Groups(file hostfile.File) (members, ordering *common.ConfigGroup, err error) {
	e := &encoder{}
	if members, err = e.members(file); err != nil {
		return nil, nil, err
	}
	return members, e.ordering(file), e.err
}

// members returns a host's group.
func (e *encoder) members(host hostfile.File) (*common.ConfigGroup, error) {
	anchor, err := endpoint(host.Peers[0].Address)
	if err != nil {
		return nil, err
	}
	return e.group(map[string]proto.Message{
		mspValue:     e.msp(host.Host, host.Members),
		anchorsValue: &peer.AnchorPeers{AnchorPeers: []*peer.AnchorPeer{{Host: anchor.Host, Port: int32(anchor.Port)}}},
	}, map[string]proto.Message{
		readersPolicy: e.roles(host.Host, msp.MSPRole_ADMIN, msp.MSPRole_PEER, msp.MSPRole_CLIENT),
		writersPolicy: e.roles(host.Host, msp.MSPRole_ADMIN, msp.MSPRole_CLIENT),
		adminsPolicy:  e.roles(host.Host, msp.MSPRole_ADMIN), endorsementPolicy: e.roles(host.Host, msp.MSPRole_PEER),
	}), nil
}

// ordering returns the group of a host's orderers, nil if it has none.
func (e *encoder) ordering(host hostfile.File) *common.ConfigGroup {
	var addresses []string
	for _, node := range host.Orderers {
		addresses = append(addresses, node.Address)
	}
	if len(addresses) == 0 {
		return nil
	}
	name := hostfile.OrdererMSP(host.Host)
	return e.group(map[string]proto.Message{
		mspValue: e.msp(name, host.Ordering), endpointsValue: &common.OrdererAddresses{Addresses: addresses},
	}, map[string]proto.Message{
		readersPolicy: e.roles(name, msp.MSPRole_MEMBER), writersPolicy: e.roles(name, msp.MSPRole_MEMBER),
		adminsPolicy: e.roles(name, msp.MSPRole_ADMIN),
	})
}

// Config returns the configuration that a draft means.
func (d Draft) Config() (*common.Config, error) {
	group, err := d.expected()
	return &common.Config{ChannelGroup: group}, err
}

// Block returns the genesis block that follows from a draft, without configtxgen. Genesis
// returns the same; whoever makes one can Check it by the other.
func (d Draft) Block() ([]byte, error) {
	config, err := d.Config()
	if err != nil {
		return nil, err
	}
	return d.bind(config)
}
