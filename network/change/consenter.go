package change

import (
	"net"
	"slices"
	"strconv"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"

	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// addressOf returns where an orderer is reached.
func addressOf(c *common.Consenter) string {
	return net.JoinHostPort(c.GetHost(), strconv.FormatUint(uint64(c.GetPort()), 10))
}

// consenterOf returns an orderer as the channel names it.
func consenterOf(organization string, node hostfile.Orderer, number uint32) (*common.Consenter, error) {
	host, port, err := hostfile.ParseAddress(node.Address)
	return &common.Consenter{
		Id: number, Host: host, Port: uint32(port), MspId: organization,
		Identity: []byte(node.Identity), ClientTlsCert: []byte(node.TLS), ServerTlsCert: []byte(node.TLS),
	}, err
}

// ownerOf returns the organization whose authorities certify an orderer; empty if none
// certifies all of its certificates, or it goes by another's name.
func ownerOf(config *common.Config, c *common.Consenter) string {
	_, orderers := groups(config)
	for _, name := range names(orderers.GetGroups(), nil) {
		defined := definition(orderers.GetGroups()[name])
		tls := slices.Concat(defined.GetTlsRootCerts(), defined.GetTlsIntermediateCerts())
		if !certified(c.GetServerTlsCert(), tls) || !certified(c.GetClientTlsCert(), tls) {
			continue
		}
		if c.GetMspId() == "" { // Raft knows no more of it
			return name
		}
		if c.GetMspId() == defined.GetName() && certified(c.GetIdentity(), slices.Concat(defined.GetRootCerts(), defined.GetIntermediateCerts())) {
			return name
		}
	}
	return ""
}

// certified reports whether a text is one certificate, and nothing else, that one of these
// authorities issued.
func certified(content []byte, authorities [][]byte) bool {
	certificate := onlyCertificate(content)
	return certificate != nil && issuer(certificate, authorities...) != nil
}

// AddOrderer has a host's orderer take part in ordering. One at a time: with each the number
// of those that have to agree may rise.
func AddOrderer(host string, node hostfile.Orderer) Edit {
	return func(config *common.Config) error {
		_, orderers := groups(config)
		organization := hostfile.OrdererMSP(host)
		if orderers.GetGroups()[organization] == nil {
			return words.Of("change.absent", "name", organization)
		}
		if err := checkFree(config, organization, []string{node.Address}, node.Address); err != nil {
			return err
		}
		o, err := orderingOf(config)
		if err != nil {
			return err
		}
		number := uint32(1)
		for _, other := range o.consenters {
			number = max(number, other.GetId()+1)
		}
		added, err := consenterOf(organization, node, number)
		if err != nil {
			return err
		}
		if ownerOf(config, added) != organization {
			return words.Of("change.foreign", "address", node.Address, "name", organization)
		}
		if slices.ContainsFunc(o.consenters, func(other *common.Consenter) bool {
			return addressOf(other) == node.Address || string(other.GetClientTlsCert()) == node.TLS
		}) {
			return words.Of("change.present", "name", node.Address)
		}
		o.consenters = append(o.consenters, added)
		if err := addEndpoint(orderers.GetGroups()[organization], node.Address); err != nil {
			return err
		}
		return o.write(config)
	}
}

// RemoveOrderer has the orderer at an address take no further part in ordering. Clients are
// told of the address no more if its organization is one of own, those that the drafting
// host signs for: Fabric lets nobody else change an organization's addresses.
func RemoveOrderer(address string, own ...string) Edit {
	return func(config *common.Config) error {
		o, err := orderingOf(config)
		if err != nil {
			return err
		}
		if o.at(address) == nil {
			return words.Of("change.absent", "name", address)
		}
		if len(o.consenters) == 1 {
			return words.Of("change.last", "name", address)
		}
		if owner := ownerOf(config, o.at(address)); owner != "" && slices.Contains(own, owner) {
			_, orderers := groups(config)
			if err := removeEndpoint(orderers.GetGroups()[owner], address); err != nil {
				return err
			}
		}
		o.consenters = slices.DeleteFunc(o.consenters, func(c *common.Consenter) bool { return addressOf(c) == address })
		return o.write(config)
	}
}
