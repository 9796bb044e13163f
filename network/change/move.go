package change

import (
	"bytes"
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"

	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// moveOrderers gives those of a host's orderers that order the addresses and certificates in
// its new file. Raft lets one at a time have other certificates.
func moveOrderers(config *common.Config, file hostfile.File) error {
	o, err := orderingOf(config)
	if err != nil {
		return err
	}
	organization := hostfile.OrdererMSP(file.Host)
	var moving []int // which of those that order are the host's
	for i, consenter := range o.consenters {
		if ownerOf(config, consenter) == organization {
			moving = append(moving, i)
		}
	}
	nodes := successors(o, moving, file.Orderers)
	if len(nodes) < len(moving) {
		return words.Of("change.fewer", "name", file.Host)
	}
	certificates := 0
	for k, i := range moving {
		was := o.consenters[i]
		is, err := consenterOf(was.GetMspId(), nodes[k], was.GetId())
		if err != nil {
			return err
		}
		if !bytes.Equal(was.GetClientTlsCert(), is.GetClientTlsCert()) {
			certificates++
		}
		o.consenters[i] = is
	}
	if certificates > 1 && o.consensus() == channel.Raft {
		return words.Of("change.several", "name", file.Host)
	}
	if len(moving) == 0 {
		return nil
	}
	return o.write(config)
}

// successors returns what becomes of each of a host's orderers that order: one that stays at
// its address is that one, the others follow in the order of the file.
func successors(o *ordering, moving []int, nodes []hostfile.Orderer) []hostfile.Orderer {
	at := func(address string) int {
		return slices.IndexFunc(nodes, func(node hostfile.Orderer) bool { return node.Address == address })
	}
	others := slices.DeleteFunc(slices.Clone(nodes), func(node hostfile.Orderer) bool {
		return slices.ContainsFunc(moving, func(i int) bool { return addressOf(o.consenters[i]) == node.Address })
	})
	var all []hostfile.Orderer
	for _, i := range moving {
		if stays := at(addressOf(o.consenters[i])); stays >= 0 {
			all = append(all, nodes[stays])
			continue
		}
		if len(others) == 0 {
			return nil
		}
		all = append(all, others[0])
		others = others[1:]
	}
	return all
}
