package channel

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer/etcdraft"
	"google.golang.org/protobuf/proto"
)

// rules are what a configuration says, as far as people want to know.
type rules struct {
	channel    string
	hosts      []string
	ordering   []string // organizations with orderers
	bft        bool
	consenters int // orderers
	quorum     int // signatures that a block needs; 0 with Raft
	batch      orderer.BatchSize
	timeout    string
	// By how many hosts, or organizations of orderers, something has to be confirmed.
	endorse, lifecycle, changeHosts, changeOrderers, changeAll int
}

// readRules reads the configuration in a block.
func readRules(block []byte) (*rules, error) {
	tx, err := parseBlock(block)
	if err != nil {
		return nil, err
	}
	header := &common.ChannelHeader{}
	if err := proto.Unmarshal(tx.payload.GetHeader().GetChannelHeader(), header); err != nil {
		return nil, fmt.Errorf("configuration block: %w", err)
	}
	root := tx.config.GetConfig().GetChannelGroup()
	ordering := root.GetGroups()[ordererGroup]
	r := &rules{
		channel:  header.GetChannelId(),
		hosts:    slices.Sorted(maps.Keys(root.GetGroups()[applicationGroup].GetGroups())),
		ordering: slices.Sorted(maps.Keys(ordering.GetGroups())),
	}
	timeout, consensus := &orderer.BatchTimeout{}, &orderer.ConsensusType{}
	for name, into := range map[string]proto.Message{sizeValue: &r.batch, timeoutValue: timeout, consensusValue: consensus} {
		if err := proto.Unmarshal(ordering.GetValues()[name].GetValue(), into); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	r.timeout, r.bft = timeout.GetTimeout(), consensus.GetType() == "BFT"
	return r, errors.Join(r.readConsenters(ordering, consensus.GetMetadata()), r.readNeeded(root))
}

func (r *rules) readConsenters(ordering *common.ConfigGroup, metadata []byte) error {
	if !r.bft {
		raft := &etcdraft.ConfigMetadata{}
		if err := proto.Unmarshal(metadata, raft); err != nil {
			return fmt.Errorf("%s: %w", consensusValue, err)
		}
		r.consenters = len(raft.GetConsenters())
		return nil
	}
	all, validation := &common.Orderers{}, &common.SignaturePolicyEnvelope{}
	if err := proto.Unmarshal(ordering.GetValues()[consentersValue].GetValue(), all); err != nil {
		return fmt.Errorf("%s: %w", consentersValue, err)
	}
	r.consenters = len(all.GetConsenterMapping())
	if err := proto.Unmarshal(ordering.GetPolicies()[validationPolicy].GetPolicy().GetValue(), validation); err != nil {
		return fmt.Errorf("%s: %w", validationPolicy, err)
	}
	r.quorum = int(validation.GetRule().GetNOutOf().GetN())
	return nil
}

// needed returns how many of the groups below a group have to agree by one of its rules.
func needed(group *common.ConfigGroup, policy string) (int, error) {
	rule := &common.ImplicitMetaPolicy{}
	if err := proto.Unmarshal(group.GetPolicies()[policy].GetPolicy().GetValue(), rule); err != nil {
		return 0, fmt.Errorf("%s: %w", policy, err)
	}
	switch count := len(group.GetGroups()); rule.GetRule() {
	case common.ImplicitMetaPolicy_ANY:
		return 1, nil
	case common.ImplicitMetaPolicy_ALL:
		return count, nil
	default:
		return count/2 + 1, nil
	}
}

// readNeeded reads by how many a change or a transaction has to be confirmed.
func (r *rules) readNeeded(root *common.ConfigGroup) error {
	application, ordering := root.GetGroups()[applicationGroup], root.GetGroups()[ordererGroup]
	for _, one := range []struct {
		into   *int
		group  *common.ConfigGroup
		policy string
	}{
		{&r.endorse, application, endorsementPolicy},
		{&r.lifecycle, application, lifecyclePolicy},
		{&r.changeHosts, application, adminsPolicy},
		{&r.changeOrderers, ordering, adminsPolicy},
		{&r.changeAll, root, adminsPolicy},
	} {
		var err error
		if *one.into, err = needed(one.group, one.policy); err != nil {
			return err
		}
	}
	return nil
}
