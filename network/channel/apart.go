package channel

import (
	"strings"

	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// checkApart refuses hosts that are not really several: whoever took part under two names
// would count twice.
func checkApart(hosts []hostfile.File) error {
	organizations, addresses, nodes, keys := map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{} // whose each is
	for _, host := range hosts {
		if organizations[host.Host] == host.Host {
			return words.Of("draft.twice", "host", host.Host)
		}
		for _, id := range []string{host.Host, hostfile.OrdererMSP(host.Host)} {
			if other, taken := organizations[id]; taken {
				return words.Of("draft.name", "name", id, "one", other, "other", host.Host)
			}
			organizations[id] = host.Host
		}
		for _, address := range host.Addresses() {
			if other, taken := addresses[address]; taken {
				return words.Of("draft.address", "address", address, "one", other, "other", host.Host)
			}
			addresses[address] = host.Host
		}
		for _, name := range host.Nodes() {
			if other, taken := nodes[name]; taken {
				return words.Of("draft.node", "name", name, "one", other, "other", host.Host)
			}
			nodes[name] = host.Host
		}
		own, _, err := host.Keys()
		if err != nil {
			return err
		}
		for _, key := range own {
			if other, taken := keys[key]; taken && other != host.Host {
				return words.Of("draft.key", "one", other, "other", host.Host)
			}
			keys[key] = host.Host
		}
	}
	return checkAbove(hosts, keys)
}

// checkAbove refuses a host whose authorities another host certified. A root that is no
// host's may certify several.
func checkAbove(hosts []hostfile.File, keys map[string]string) error {
	for _, host := range hosts {
		_, above, err := host.Keys()
		if err != nil {
			return err
		}
		for _, key := range above {
			if other, taken := keys[key]; taken {
				return words.Of("draft.above", "one", other, "other", host.Host)
			}
		}
	}
	return nil
}

// checkEndpoints refuses addresses that Fabric cannot reach: those of orderers and anchor
// peers stand in the configuration without brackets, with a colon and the port behind.
func checkEndpoints(hosts []hostfile.File) error {
	for _, host := range hosts {
		addresses := []string{host.Peers[0].Address}
		for _, orderer := range host.Orderers {
			addresses = append(addresses, orderer.Address)
		}
		for _, address := range addresses {
			if strings.HasPrefix(address, "[") {
				return words.Of("draft.ipv6", "host", host.Host, "address", address)
			}
		}
	}
	return nil
}
