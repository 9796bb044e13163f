package change

import (
	"slices"
	"strings"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"

	"allianceregistry/network/channel"
)

// Paths of the two halves of a configuration.
const (
	hostsPath    = "/Channel/" + applicationGroup
	orderersPath = "/Channel/" + ordererGroup
)

// told reports whether organizations and consenters have said all about a value that changes.
func (d *difference) told(path, name string, was, is *common.ConfigGroup) bool {
	switch half, isOrganization := halfOf(path); {
	case isOrganization && name == mspValue:
		return true
	case isOrganization && half == hostsPath && name == anchorsValue:
		return !slices.Equal(anchors(was), anchors(is)) && onlyAddresses(is)
	case isOrganization && half == orderersPath && name == endpointsValue:
		return !slices.Equal(endpoints(was), endpoints(is)) && onlyAddresses(is)
	case path == orderersPath && name == consensusTypeValue:
		return true
	case path == orderersPath && name == orderersValue:
		return d.bft()
	}
	return false
}

// toldRule reports whether consenters has said all about a rule that changes.
func (d *difference) toldRule(path, name string) bool {
	return path == orderersPath && name == blockValidationPolicy && d.bft()
}

// halfOf splits the path of an organization's group.
func halfOf(path string) (half string, isOrganization bool) {
	at := strings.LastIndex(path, "/")
	return path[:max(at, 0)], path[:max(at, 0)] == hostsPath || path[:max(at, 0)] == orderersPath
}

// bft reports whether blocks are ordered by BFT before and after the change.
func (d *difference) bft() bool {
	for _, config := range []*common.Config{d.before, d.after} {
		if o, err := orderingOf(config); err != nil || o.consensus() != channel.BFT {
			return false
		}
	}
	return true
}
