package change_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/change"
	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/hostfile/hostfiletest"
)

func TestEditRefusals(t *testing.T) {
	t.Parallel()
	n := newNetwork(t, channel.Raft)
	industry, museum := n.hosts["industry"], n.hosts["museum"]
	joining := hostfiletest.New(t, "joining", 1)
	changed := func(host *hostfiletest.Host, alter func(*hostfiletest.Host)) hostfile.File {
		other := *host
		other.File.Peers = append([]hostfile.Peer{}, host.File.Peers...)
		other.File.Orderers = append([]hostfile.Orderer{}, host.File.Orderers...)
		alter(&other)
		other.Sign(t)
		return other.File
	}
	single := n.after(t, change.RemoveOrderer(industrysOrderer)).after(t, change.RemoveOrderer("orderers.museum.example:7050"))
	alone := n.after(t, change.RemoveOrderer(industrysOrderer)).after(t, change.RemoveHost("industry")).
		after(t, change.RemoveOrderer("orderers.museum.example:7050")).after(t, change.RemoveHost("museum"))
	two := n.after(t, change.AddOrderer("industry", industry.Orderer(t, "second.industry", "orderers.industry.example:7060")))
	for name, test := range map[string]struct {
		in   network
		edit change.Edit
		want string
	}{
		"ok/add":                 {n, change.AddHost(joining.File), ""},
		"fail/there already":     {n, change.AddHost(industry.File), "industry is in the channel already"},
		"fail/a name of another": {n, change.AddHost(hostfiletest.New(t, "industry-orderer", 0).File), "industry-orderer is in the channel already"},
		"fail/an address taken": {
			n, change.AddHost(changed(joining, func(h *hostfiletest.Host) { h.File.Peers[0].Address = "peer.museum.example:7051" })),
			"museum is already reached at peer.museum.example:7051",
		},
		"fail/an orderer's address taken": {
			n, change.AddHost(changed(joining, func(h *hostfiletest.Host) { h.File.Peers[0].Address = industrysOrderer })),
			"industry-orderer is already reached at " + industrysOrderer,
		},
		"fail/IPv6": {n, change.AddHost(changed(joining, func(h *hostfiletest.Host) { h.File.Peers[0].Address = "[::1]:7051" })), "Fabric cannot reach"},
		"fail/posing": {n, change.AddHost(changed(hostfiletest.New(t, "double", 0), func(h *hostfiletest.Host) {
			h.Members = museum.Members
			h.File.Members = museum.File.Members
			h.Administrator, h.AdministratorKey = museum.Administrator, museum.AdministratorKey
		})), "double has an authority in common with museum"},
		"fail/certified by another host": {n, change.AddHost(hostfiletest.NewBelow(t, "below", 0, museum.Members.CA).File), "below has an authority in common with museum"},
		"fail/remove a stranger":         {n, change.RemoveHost("other"), "other is not in the channel"},
		"fail/remove who orders":         {n, change.RemoveHost("industry"), "with --remove-orderer " + industrysOrderer},
		"fail/remove the last":           {alone, change.RemoveHost("academia"), "academia is the last one"},
		"fail/orderer of a stranger":     {n, change.AddOrderer("joining", joining.File.Orderers[0]), "joining-orderer is not in the channel"},
		"fail/orderer there already":     {n, change.AddOrderer("industry", industry.File.Orderers[0]), industrysOrderer + " is in the channel already"},
		"fail/orderer of another": {
			n, change.AddOrderer("industry", joining.File.Orderers[0]),
			"the certificates of the orderer at orderers.joining.example:7050 are not by the authorities of industry-orderer",
		},
		"fail/orderer at another's": {n, change.AddOrderer("industry", industry.Orderer(t, "x.industry", "peer.museum.example:7051")), "museum is already reached"},
		"fail/no such orderer":      {n, change.RemoveOrderer("peer.industry.example:7051"), "peer.industry.example:7051 is not in the channel"},
		"fail/the last orderer":     {single, change.RemoveOrderer("orderers.academia.example:7050"), "is the last one"},
		"fail/move a stranger":      {n, change.MoveHost(joining.File), "joining is not in the channel"},
		"fail/move to other keys":   {n, change.MoveHost(hostfiletest.New(t, "industry", 1).File), "industry has other authorities in this file"},
		"fail/move the host to other keys": {n, change.MoveHost(changed(industry, func(h *hostfiletest.Host) {
			other := hostfiletest.New(t, "industry", 0)
			h.Members, h.File.Members = other.Members, other.File.Members
			h.Administrator, h.AdministratorKey = other.Administrator, other.AdministratorKey
		})), "industry has other authorities in this file"},
		"fail/move nowhere": {n, change.MoveHost(industry.File), "this would change nothing"},
		"fail/move to another's": {
			n, change.MoveHost(changed(industry, func(h *hostfiletest.Host) { h.File.Peers[0].Address = "peer.museum.example:7051" })),
			"museum is already reached",
		},
		"fail/fewer orderers": {two, change.MoveHost(moved(t, industry, "new.example")), "fewer orderers than take part"},
		"ok/one of two moves": {two, change.MoveHost(changed(industry, func(h *hostfiletest.Host) {
			h.File.Orderers = append(h.File.Orderers, h.Orderer(t, "second.industry", "orderers.new.example:7060"))
		})), ""},
		"fail/two certificates with Raft": {two, change.MoveHost(changed(industry, func(h *hostfiletest.Host) {
			h.File.Orderers = []hostfile.Orderer{h.Orderer(t, "a.industry", "a.example:7060"), h.Orderer(t, "b.industry", "b.example:7060")}
		})), "Raft allows one at a time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := change.New("registry", test.in.config, test.edit)
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.want)
		})
	}
}
