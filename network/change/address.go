package change

import (
	"bytes"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// endpoints returns the addresses of an organization's orderers.
func endpoints(organization *common.ConfigGroup) []string {
	var parsed common.OrdererAddresses
	if proto.Unmarshal(organization.GetValues()[endpointsValue].GetValue(), &parsed) != nil {
		return nil
	}
	return parsed.GetAddresses()
}

// anchors returns the addresses of a host's anchor peers.
func anchors(host *common.ConfigGroup) []string {
	var parsed peer.AnchorPeers
	if proto.Unmarshal(host.GetValues()[anchorsValue].GetValue(), &parsed) != nil {
		return nil
	}
	var all []string
	for _, anchor := range parsed.GetAnchorPeers() {
		all = append(all, net.JoinHostPort(anchor.GetHost(), strconv.Itoa(int(anchor.GetPort()))))
	}
	return all
}

// onlyAddresses reports whether the values that hold an organization's addresses hold nothing
// else, such as fields that nobody knows.
func onlyAddresses(organization *common.ConfigGroup) bool {
	for name, into := range map[string]proto.Message{endpointsValue: &common.OrdererAddresses{}, anchorsValue: &peer.AnchorPeers{}} {
		value := organization.GetValues()[name].GetValue()
		if (proto.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(value, into) != nil {
			return false
		}
		if again, err := canonical.Marshal(into); err != nil || !bytes.Equal(again, value) {
			return false
		}
	}
	return true
}

// addEndpoint adds an address to those of an organization's orderers, if it is not there.
func addEndpoint(organization *common.ConfigGroup, address string) error {
	all := endpoints(organization)
	if slices.Contains(all, address) {
		return nil
	}
	return setEndpoints(organization, append(all, address))
}

// removeEndpoint takes an address out of those of an organization's orderers, if it is there.
func removeEndpoint(organization *common.ConfigGroup, address string) error {
	all := endpoints(organization)
	if !slices.Contains(all, address) {
		return nil
	}
	return setEndpoints(organization, slices.DeleteFunc(all, func(other string) bool { return other == address }))
}

func setEndpoints(organization *common.ConfigGroup, addresses []string) error {
	content, err := canonical.Marshal(&common.OrdererAddresses{Addresses: addresses})
	if err != nil {
		return err
	}
	value := organization.GetValues()[endpointsValue]
	if value == nil {
		value = &common.ConfigValue{ModPolicy: adminsPolicy}
	}
	value.Value = content
	organization.Values = put(organization.Values, endpointsValue, value)
	return nil
}

// checkFree refuses addresses at which another than the named organizations is reached
// already. Those that stand in the configuration must be such as Fabric can reach.
func checkFree(config *common.Config, name string, addresses []string, configured ...string) error {
	for _, address := range configured {
		if strings.HasPrefix(address, "[") {
			return words.Of("draft.ipv6", "host", name, "address", address)
		}
	}
	for _, address := range addresses {
		other := whose(config, address)
		if other != "" && other != name && other != hostfile.OrdererMSP(name) {
			return words.Of("change.address", "address", address, "other", other)
		}
	}
	return nil
}

// whose returns the organization that has a node at an address; empty if none has.
func whose(config *common.Config, address string) string {
	hosts, orderers := groups(config)
	for _, name := range names(hosts.GetGroups(), nil) {
		if slices.Contains(anchors(hosts.GetGroups()[name]), address) {
			return name
		}
	}
	for _, name := range names(orderers.GetGroups(), nil) {
		if slices.Contains(endpoints(orderers.GetGroups()[name]), address) {
			return name
		}
	}
	if o, err := orderingOf(config); err == nil {
		if consenter := o.at(address); consenter != nil {
			return ownerOf(config, consenter)
		}
	}
	return ""
}

// shown returns addresses as a person reads them. What is no address is in quotation marks, so
// that it cannot pass for words around it.
func shown(addresses []string) string {
	var all []string
	for _, address := range addresses {
		if _, _, err := hostfile.ParseAddress(address); err != nil {
			address = strconv.Quote(address)
		}
		all = append(all, address)
	}
	if len(all) == 0 {
		return "–"
	}
	return strings.Join(all, ", ")
}
