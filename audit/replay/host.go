package replay

import (
	"cmp"

	"allianceregistry/audit/chain"
	"allianceregistry/membership"
)

// hostOf is the host that an MSP is in a state, or its ID where that has no name.
func hostOf(v View, msp string) string {
	host, _ := membership.HostOf(v, msp) // a record that cannot be read names nobody
	return cmp.Or(host, msp)
}

// namedHosts are the hosts whose id is not their MSP ID, in the order of their ids. A
// record by which no MSP has the name is not among them: the replay has named it.
func namedHosts(v View) []membership.Host {
	var named []membership.Host
	each(v, membership.HostKey("").Object, func(_ membership.Key, host membership.Host, _ chain.Place) {
		if hostOf(v, host.MSP) == host.ID {
			named = append(named, host)
		}
	})
	return named
}
