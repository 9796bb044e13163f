package change

import (
	"maps"
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
)

// Edit changes a configuration into the one that somebody wants.
type Edit func(config *common.Config) error

// Names in a channel's configuration.
const (
	applicationGroup   = "Application"
	ordererGroup       = "Orderer"
	mspValue           = "MSP"
	endpointsValue     = "Endpoints"
	anchorsValue       = "AnchorPeers"
	consensusTypeValue = "ConsensusType"
	orderersValue      = "Orderers"
	adminsPolicy       = "Admins"

	blockValidationPolicy = "BlockValidation"
)

// groups are the two halves of a configuration: the hosts, and the organizations of their
// orderers.
func groups(config *common.Config) (hosts, orderers *common.ConfigGroup) {
	all := config.GetChannelGroup().GetGroups()
	return all[applicationGroup], all[ordererGroup]
}

// names returns the names in two maps, sorted.
func names[V any](a, b map[string]V) []string {
	all := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(all)
	return slices.Compact(all)
}

func put[V any](in map[string]V, name string, value V) map[string]V {
	if in == nil {
		in = map[string]V{}
	}
	in[name] = value
	return in
}
