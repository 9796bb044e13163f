package channel

import (
	"bytes"
	"maps"
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/words"
)

// Check returns an error if a block is not the genesis block of a draft. It compares the
// configuration, piece by piece, with what the draft means, and the frame around it. So a
// host need not trust whoever made the block.
func Check(draft Draft, block []byte) error {
	if err := draft.Validate(); err != nil {
		return err
	}
	if _, err := FirstHash(block); err != nil {
		return words.Of("genesis.fault", "cause", err)
	}
	config, err := Config(block)
	if err != nil {
		return words.Of("genesis.fault", "cause", err)
	}
	expected, err := draft.expected()
	if err != nil {
		return err
	}
	if at := difference("Channel", expected, config.GetChannelGroup()); at != "" {
		return words.Of("draft.differs", "at", at)
	}
	// Whatever else is in the block shows here.
	again, err := draft.bind(&common.Config{ChannelGroup: expected})
	if err != nil {
		return err
	}
	if !bytes.Equal(again, block) {
		return words.Of("draft.other")
	}
	return nil
}

// difference returns where two configurations differ first; empty if they do not.
func difference(at string, one, other *common.ConfigGroup) string {
	if one.GetModPolicy() != other.GetModPolicy() || one.GetVersion() != other.GetVersion() {
		return at
	}
	if found := differing(at, one.GetValues(), other.GetValues()); found != "" {
		return found
	}
	if found := differing(at, one.GetPolicies(), other.GetPolicies()); found != "" {
		return found
	}
	for _, name := range names(one.GetGroups(), other.GetGroups()) {
		mine, both := one.GetGroups()[name]
		theirs, also := other.GetGroups()[name]
		if !both || !also {
			return path(at, name)
		}
		if found := difference(path(at, name), mine, theirs); found != "" {
			return found
		}
	}
	return ""
}

// differing returns which of a group's values or policies differ first.
func differing[M proto.Message](at string, one, other map[string]M) string {
	for _, name := range names(one, other) {
		mine, both := one[name]
		theirs, also := other[name]
		if !both || !also || !proto.Equal(mine, theirs) {
			return path(at, name)
		}
	}
	return ""
}

// names returns the keys of both maps, sorted.
func names[M any](one, other map[string]M) []string {
	all := slices.AppendSeq(slices.Collect(maps.Keys(one)), maps.Keys(other))
	slices.Sort(all)
	return slices.Compact(all)
}
