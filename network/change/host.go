package change

import (
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// AddHost adds a host and the organization of its orderers, which do not order yet: see
// AddOrderer.
func AddHost(file hostfile.File) Edit {
	return func(config *common.Config) error {
		hosts, orderers := groups(config)
		ordering := hostfile.OrdererMSP(file.Host)
		for _, name := range []string{file.Host, ordering} {
			if hosts.GetGroups()[name] != nil || orderers.GetGroups()[name] != nil || definitionNamed(config, name) != nil {
				return words.Of("change.present", "name", name)
			}
		}
		members, orders, err := channel.Groups(file)
		if err != nil {
			return err
		}
		if err := checkFree(config, file.Host, file.Addresses(), configured(file)...); err != nil {
			return err
		}
		own, above, err := file.Keys()
		if err != nil {
			return err
		}
		if other := sharing(config, "", slices.Concat(own, above)); other != "" {
			return words.Of("change.posing", "name", file.Host, "other", other)
		}
		hosts.Groups = put(hosts.Groups, file.Host, members)
		if orders != nil {
			orderers.Groups = put(orderers.Groups, ordering, orders)
		}
		return nil
	}
}

// configured returns those of a host's addresses that stand in the configuration.
func configured(file hostfile.File) []string {
	all := []string{file.Peers[0].Address}
	for _, orderer := range file.Orderers {
		all = append(all, orderer.Address)
	}
	return all
}

// RemoveHost removes a host and the organization of its orderers. It refuses a host that has
// an orderer take part in ordering: see RemoveOrderer.
func RemoveHost(host string) Edit {
	return func(config *common.Config) error {
		hosts, orderers := groups(config)
		if hosts.GetGroups()[host] == nil {
			return words.Of("change.absent", "name", host)
		}
		if len(hosts.GetGroups()) == 1 {
			return words.Of("change.last", "name", host)
		}
		o, err := orderingOf(config)
		if err != nil {
			return err
		}
		ordering := hostfile.OrdererMSP(host)
		for _, consenter := range o.consenters {
			if ownerOf(config, consenter) == ordering || whose(config, addressOf(consenter)) == ordering {
				return words.Of("change.orders", "name", host, "address", addressOf(consenter))
			}
		}
		delete(hosts.Groups, host)
		delete(orderers.GetGroups(), ordering)
		return nil
	}
}

// MoveHost gives a host's peers and orderers the addresses and certificates of its new
// public file. The authorities stay: a host with others is another host.
func MoveHost(file hostfile.File) Edit {
	return func(config *common.Config) error {
		hosts, orderers := groups(config)
		ordering := hostfile.OrdererMSP(file.Host)
		host, orderer := hosts.GetGroups()[file.Host], orderers.GetGroups()[ordering]
		members, orders, err := channel.Groups(file)
		switch {
		case err != nil:
			return err
		case host == nil:
			return words.Of("change.absent", "name", file.Host)
		case orderer == nil && orders != nil:
			return words.Of("change.absent", "name", ordering)
		case !sameAuthorities(host, members) || orders != nil && !sameAuthorities(orderer, orders):
			return words.Of("change.authorities", "name", file.Host)
		}
		if err := checkFree(config, file.Host, file.Addresses(), configured(file)...); err != nil {
			return err
		}
		if err := moveOrderers(config, file); err != nil {
			return err
		}
		takeOver(host, anchorsValue, members)
		if orders != nil {
			takeOver(orderer, endpointsValue, orders)
		}
		return nil
	}
}

// takeOver takes over one value of another group, under the rule by which it may change here.
func takeOver(group *common.ConfigGroup, name string, from *common.ConfigGroup) {
	value, _ := proto.Clone(from.GetValues()[name]).(*common.ConfigValue)
	if old := group.GetValues()[name]; old != nil {
		value.ModPolicy = old.GetModPolicy()
	}
	group.Values = put(group.Values, name, value)
}

func sameAuthorities(a, b *common.ConfigGroup) bool {
	return slices.Equal(authoritiesOf(a), authoritiesOf(b)) && len(authoritiesOf(a)) > 0
}
