package sdk

import (
	"errors"
	"maps"
	"slices"

	fabcontext "github.com/hyperledger/fabric-sdk-go/pkg/common/providers/context"
)

// errNoOrganization says that a connection profile has nothing of a host.
var errNoOrganization = errors.New("it names no organization with this host's MSP ID")

// organizationOf returns the first organization of a connection profile, in the order of
// their names, whose MSP is wanted, and the ID of that: how an organization is called there
// is a matter of whoever wrote the file.
func organizationOf(provider fabcontext.ClientProvider, wanted func(mspID string) bool) (name, mspID string, err error) {
	c, err := provider()
	if err != nil {
		return "", "", err
	}
	all := c.EndpointConfig().NetworkConfig().Organizations
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if wanted(all[name].MSPID) {
			return name, all[name].MSPID, nil
		}
	}
	return "", "", errNoOrganization
}
