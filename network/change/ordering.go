package change

import (
	"bytes"
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer/etcdraft"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/channel"
	"allianceregistry/network/words"
)

// Kinds of consensus, as a configuration names them.
const (
	raftType = "etcdraft"
	bftType  = "BFT"
)

// ordering is how a channel orders blocks: the kind of consensus, its options, and the
// orderers that take part.
type ordering struct {
	kind       orderer.ConsensusType
	raft       etcdraft.ConfigMetadata // without the orderers
	consenters []*common.Consenter
}

// orderingOf reads how a channel orders blocks. It refuses a kind of consensus that it does
// not know.
func orderingOf(config *common.Config) (*ordering, error) {
	_, group := groups(config)
	o := &ordering{}
	fault := words.Of("change.ordering")
	if proto.Unmarshal(group.GetValues()[consensusTypeValue].GetValue(), &o.kind) != nil {
		return nil, fault
	}
	switch o.kind.GetType() {
	case bftType:
		var mapping common.Orderers
		value := group.GetValues()[orderersValue]
		if value == nil || proto.Unmarshal(value.GetValue(), &mapping) != nil {
			return nil, fault
		}
		o.consenters = mapping.GetConsenterMapping()
	case raftType:
		if proto.Unmarshal(o.kind.GetMetadata(), &o.raft) != nil {
			return nil, fault
		}
		for _, c := range o.raft.GetConsenters() {
			o.consenters = append(o.consenters, &common.Consenter{
				Host: c.GetHost(), Port: c.GetPort(), ClientTlsCert: c.GetClientTlsCert(), ServerTlsCert: c.GetServerTlsCert(),
			})
		}
		o.raft.Consenters, o.kind.Metadata = nil, nil
	default:
		return nil, fault
	}
	return o, nil
}

// consensus returns the kind of consensus, as a draft names it.
func (o *ordering) consensus() string {
	if o.kind.GetType() == bftType {
		return channel.BFT
	}
	return channel.Raft
}

// values returns the values and the rule that say all this in a configuration. With Raft there
// are no orderers apart from the consensus, and no rule that names them.
func (o *ordering) values() (consensus, orderers []byte, validation *common.Policy, err error) {
	kind, _ := proto.Clone(&o.kind).(*orderer.ConsensusType)
	if o.kind.GetType() == raftType {
		raft, _ := proto.Clone(&o.raft).(*etcdraft.ConfigMetadata)
		for _, c := range o.consenters {
			raft.Consenters = append(raft.Consenters, &etcdraft.Consenter{
				Host: c.GetHost(), Port: c.GetPort(), ClientTlsCert: c.GetClientTlsCert(), ServerTlsCert: c.GetServerTlsCert(),
			})
		}
		if kind.Metadata, err = canonical.Marshal(raft); err != nil {
			return nil, nil, nil, err
		}
		consensus, err = canonical.Marshal(kind)
		return consensus, nil, nil, err
	}
	if consensus, err = canonical.Marshal(kind); err != nil {
		return nil, nil, nil, err
	}
	if orderers, err = canonical.Marshal(&common.Orderers{ConsenterMapping: o.consenters}); err != nil {
		return nil, nil, nil, err
	}
	validation, err = channel.BlockValidation(o.consenters)
	return consensus, orderers, validation, err
}

// write puts the orderers that take part into a configuration, and with BFT into the rule by
// which blocks are valid.
func (o *ordering) write(config *common.Config) error {
	_, group := groups(config)
	consensus, orderers, validation, err := o.values()
	if err != nil {
		return err
	}
	group.GetValues()[consensusTypeValue].Value = consensus
	if o.kind.GetType() != bftType {
		return nil
	}
	policy := group.GetPolicies()[blockValidationPolicy]
	if policy == nil {
		return words.Of("change.absent", "name", blockValidationPolicy)
	}
	group.GetValues()[orderersValue].Value, policy.Policy = orderers, validation
	return nil
}

// whole reports whether a configuration says this and no more: no field that nobody knows, no
// address twice, and with BFT the rule for these orderers.
func (o *ordering) whole(config *common.Config) bool {
	_, group := groups(config)
	consensus, orderers, validation, err := o.values()
	unique := slices.Sorted(slices.Values(o.addresses()))
	return err == nil && len(slices.Compact(unique)) == len(o.consenters) &&
		bytes.Equal(group.GetValues()[consensusTypeValue].GetValue(), consensus) &&
		(o.kind.GetType() != bftType ||
			bytes.Equal(group.GetValues()[orderersValue].GetValue(), orderers) &&
				proto.Equal(group.GetPolicies()[blockValidationPolicy].GetPolicy(), validation))
}

// sameOptions reports whether two order in the same way, whichever the orderers.
func (o *ordering) sameOptions(other *ordering) bool {
	return proto.Equal(&o.kind, &other.kind) && proto.Equal(&o.raft, &other.raft)
}

// addresses returns where the orderers that take part are reached.
func (o *ordering) addresses() []string {
	var all []string
	for _, consenter := range o.consenters {
		all = append(all, addressOf(consenter))
	}
	return all
}

// at returns the orderer at an address that takes part; nil if there is none.
func (o *ordering) at(address string) *common.Consenter {
	if i := slices.Index(o.addresses(), address); i >= 0 {
		return o.consenters[i]
	}
	return nil
}
