package network

import (
	"path/filepath"
	"slices"

	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile"
)

// Kinds of consensus among the orderers.
const (
	Raft = channel.Raft
	BFT  = channel.BFT
)

// ConsensusVariable is the environment variable with the kind of consensus, where nothing
// else names one. So every live test and script of the project runs on either kind
// unchanged.
const ConsensusVariable = "NETWORK_CONSENSUS"

// defaultOrderers is the smallest number of orderers that tolerates the fault of one.
var defaultOrderers = map[string]int{Raft: 3, BFT: channel.MinBFT}

// WithConsensus returns the topology with another kind of consensus. The default number
// of orderers becomes that of the other kind; any other number stays.
func (t Topology) WithConsensus(kind string) Topology {
	if t.Orderers.Count == defaultOrderers[t.Consensus] {
		t.Orderers.Count = 0
	}
	t.Consensus = kind
	return t.withDefaults()
}

// ordererHost returns the host that runs the orderer with that index; empty if none does.
// With BFT every host runs one, and further ones belong to the orderers' own
// organization.
func (t Topology) ordererHost(index int) string {
	if t.Consensus != BFT || index >= len(t.Hosts) {
		return ""
	}
	return t.Hosts[index]
}

// ordererOrganization returns the organization of the orderer with that index. A host
// orders as a separate organization, HOST-orderer, with roots of its own: the CA that
// enrolls the host's parties must not be able to certify orderers.
func (t Topology) ordererOrganization(index int) string {
	if host := t.ordererHost(index); host != "" {
		return hostfile.OrdererMSP(host)
	}
	return t.Orderers.Organization
}

// ordererOrganizations returns the organizations with orderers, each once.
func (t Topology) ordererOrganizations() []string {
	var names []string
	for i := range t.Orderers.Count {
		if name := t.ordererOrganization(i); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// organizations returns all organizations: those with orderers, and the hosts.
func (t Topology) organizations() []string {
	return append(t.ordererOrganizations(), t.Hosts...)
}

// ordererGroup is an organization with its orderers.
type ordererGroup struct {
	Name  string
	MSP   string // folder, without keys
	Nodes []ordererNode
}

// ordererGroups returns the organizations with orderers, each once, in the order of theirs.
func (n *Network) ordererGroups() []ordererGroup {
	groups := make([]ordererGroup, 0, 1)
	for _, node := range n.orderers {
		i := slices.IndexFunc(groups, func(group ordererGroup) bool { return group.Name == node.Organization })
		if i < 0 {
			groups = append(groups, ordererGroup{Name: node.Organization, MSP: n.dir.ordererMSP(node.Organization)})
			i = len(groups) - 1
		}
		groups[i].Nodes = append(groups[i].Nodes, node)
	}
	return groups
}

// settings returns what configtxgen needs to know of a network of one machine.
func (n *Network) settings() channel.Settings {
	settings := channel.Settings{Consensus: n.topology.Consensus, BatchTimeout: n.topology.BatchTimeout}
	for _, group := range n.ordererGroups() {
		organization := channel.OrdererOrganization{Name: group.Name, MSP: group.MSP}
		for _, node := range group.Nodes {
			organization.Nodes = append(organization.Nodes, channel.Consenter{
				ID: node.ID, Host: loopback, Port: node.Ports.Listen,
				Identity: node.Identity, TLS: filepath.Join(node.Crypto, "tls", "server.crt"),
			})
		}
		settings.Orderers = append(settings.Orderers, organization)
	}
	for _, node := range n.hosts {
		settings.Hosts = append(settings.Hosts, channel.HostOrganization{
			Name: node.Name, MSP: node.MSP, Anchor: channel.Endpoint{Host: loopback, Port: node.Ports.Peer},
		})
	}
	return settings
}
