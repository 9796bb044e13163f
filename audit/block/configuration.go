package block

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"google.golang.org/protobuf/proto"
)

// Names of groups and values in the configuration's tree (Fabric:
// common/channelconfig).
const (
	ordererGroup      = "Orderer"
	applicationGroup  = "Application"
	channelGroup      = "Channel"
	mspValue          = "MSP"
	capabilitiesValue = "Capabilities"
	consensusValue    = "ConsensusType"
	consentersValue   = "Orderers"
	timeoutValue      = "BatchTimeout"
	consensusBFT      = "BFT"
)

// ParseConfig reads the configuration in an envelope: the first and only
// transaction of a configuration block. It fails with ErrMalformed.
func ParseConfig(envelope []byte) (Config, error) {
	free := freeElements
	tx := readTransaction(envelope, withinBudget(envelope, &free))
	if tx.Problem != "" {
		return Config{}, malformed("%s", tx.Problem)
	}
	if tx.Config == nil {
		return Config{}, malformed("a transaction for a %s is no configuration", tx.Kind)
	}
	return *tx.Config, nil
}

// readConfig reads a configuration from its transaction's content.
func readConfig(channel string, raw []byte) (Config, error) {
	var envelope common.ConfigEnvelope
	if err := unmarshal(raw, &envelope); err != nil {
		return Config{}, err
	}
	tree := envelope.GetConfig().GetChannelGroup()
	if tree == nil {
		return Config{}, fmt.Errorf("no configuration in it")
	}
	root, err := readGroup(tree)
	if err != nil {
		return Config{}, err
	}
	config := Config{Channel: channel, Sequence: envelope.Config.Sequence, Root: root}
	if config.Update, err = readUpdate(envelope.LastUpdate); err != nil {
		return Config{}, fmt.Errorf("update: %w", err)
	}
	if config.Orderers, err = readOrganizations(root.Groups[ordererGroup]); err != nil {
		return Config{}, err
	}
	if config.Members, err = readOrganizations(root.Groups[applicationGroup]); err != nil {
		return Config{}, err
	}
	if config.Capabilities, err = readCapabilities(root); err != nil {
		return Config{}, err
	}
	return config, config.readOrdering(root.Groups[ordererGroup])
}

// readOrdering reads how blocks come about.
func (c *Config) readOrdering(group Group) error {
	var consensus orderer.ConsensusType
	if err := unmarshal(group.Values[consensusValue].Content, &consensus); err != nil {
		return fmt.Errorf("consensus: %w", err)
	}
	c.BFT = consensus.Type == consensusBFT
	var timeout orderer.BatchTimeout
	if err := unmarshal(group.Values[timeoutValue].Content, &timeout); err != nil {
		return fmt.Errorf("batch timeout: %w", err)
	}
	if timeout.Timeout != "" {
		wait, err := time.ParseDuration(timeout.Timeout)
		if err != nil {
			return fmt.Errorf("batch timeout: %w", err)
		}
		c.BatchTimeout = wait.Nanoseconds()
	}
	return c.readConsenters(group.Values[consentersValue].Content)
}

// readConsenters reads whom an orderer's number stands for. A number that is there
// twice is the first's, as when Fabric looks for it.
func (c *Config) readConsenters(raw []byte) error {
	if !c.BFT {
		return nil
	}
	var orderers common.Orderers
	if err := unmarshal(raw, &orderers); err != nil {
		return fmt.Errorf("orderers: %w", err)
	}
	c.Consenters = make(map[uint32]Identity, len(orderers.ConsenterMapping))
	for _, each := range orderers.ConsenterMapping {
		if _, ok := c.Consenters[each.Id]; ok {
			continue
		}
		serialized, err := proto.Marshal(&msp.SerializedIdentity{Mspid: each.MspId, IdBytes: each.Identity})
		if err != nil {
			return fmt.Errorf("orderer %d: %w", each.Id, err)
		}
		c.Consenters[each.Id] = readIdentity(serialized)
	}
	return nil
}

// readCapabilities reads what the nodes must be able to do, at the three places
// where the tree says so.
func readCapabilities(root Group) (map[string][]string, error) {
	places := map[string]Group{
		channelGroup:     root,
		ordererGroup:     root.Groups[ordererGroup],
		applicationGroup: root.Groups[applicationGroup],
	}
	names := make(map[string][]string, len(places))
	for place, group := range places {
		value, ok := group.Values[capabilitiesValue]
		if !ok {
			continue
		}
		var capabilities common.Capabilities
		if err := unmarshal(value.Content, &capabilities); err != nil {
			return nil, fmt.Errorf("capabilities of %s: %w", place, err)
		}
		names[place] = slices.Sorted(maps.Keys(capabilities.Capabilities))
	}
	return names, nil
}

// readGroup reads a branch of the tree and all below it.
func readGroup(message *common.ConfigGroup) (Group, error) {
	group := Group{
		Version:   message.GetVersion(),
		ModPolicy: message.GetModPolicy(),
		Groups:    make(map[string]Group, len(message.GetGroups())),
		Values:    make(map[string]Value, len(message.GetValues())),
		Policies:  make(map[string]NamedPolicy, len(message.GetPolicies())),
	}
	for name, each := range message.GetGroups() {
		below, err := readGroup(each)
		if err != nil {
			return Group{}, fmt.Errorf("%s: %w", name, err)
		}
		group.Groups[name] = below
	}
	for name, each := range message.GetValues() {
		group.Values[name] = Value{Version: each.GetVersion(), Content: each.GetValue(), ModPolicy: each.GetModPolicy()}
	}
	for name, each := range message.GetPolicies() {
		policy, err := readNamedPolicy(each)
		if err != nil {
			return Group{}, fmt.Errorf("policy %s: %w", name, err)
		}
		group.Policies[name] = policy
	}
	return group, nil
}

// readNamedPolicy reads a policy in the tree. An update names those that it leaves
// alone without their content.
func readNamedPolicy(message *common.ConfigPolicy) (NamedPolicy, error) {
	named := NamedPolicy{Version: message.GetVersion(), ModPolicy: message.GetModPolicy()}
	if message.GetPolicy() == nil {
		return named, nil
	}
	var err error
	if named.Content, err = (proto.MarshalOptions{Deterministic: true}).Marshal(message.Policy); err != nil {
		return NamedPolicy{}, err
	}
	named.Policy, err = readPolicy(message.Policy)
	return named, err
}

// readUpdate reads what asked for the configuration: its signatures are over their
// header and the update's bytes. A channel's first configuration has none.
func readUpdate(envelope *common.Envelope) (*Update, error) {
	if envelope == nil {
		return nil, nil
	}
	var payload common.Payload
	if err := unmarshal(envelope.Payload, &payload); err != nil {
		return nil, err
	}
	var signed common.ConfigUpdateEnvelope
	if err := unmarshal(payload.Data, &signed); err != nil {
		return nil, err
	}
	var content common.ConfigUpdate
	if err := unmarshal(signed.ConfigUpdate, &content); err != nil {
		return nil, err
	}
	update := &Update{Channel: content.ChannelId}
	var err error
	if update.ReadSet, err = readGroup(content.ReadSet); err != nil {
		return nil, err
	}
	if update.WriteSet, err = readGroup(content.WriteSet); err != nil {
		return nil, err
	}
	if err := checkCopies(len(signed.Signatures), len(signed.ConfigUpdate), len(envelope.Payload)); err != nil {
		return nil, err
	}
	for _, each := range signed.Signatures {
		var header common.SignatureHeader
		if err := unmarshal(each.SignatureHeader, &header); err != nil {
			return nil, err
		}
		update.Signatures = append(update.Signatures, Signature{
			Signer:  readIdentity(header.Creator),
			Message: join(each.SignatureHeader, signed.ConfigUpdate),
			Value:   each.Signature,
		})
	}
	return update, nil
}
