package network

import "slices"

// Kinds of consensus among the orderers.
const (
	// Raft tolerates the crash of a minority of orderers. All of them belong to one
	// organization, which is trusted to order honestly.
	Raft = "raft"
	// BFT (Fabric's SmartBFT) also tolerates malicious orderers, fewer than a third of
	// them: no host has to trust another's orderer.
	BFT = "bft"
)

// ConsensusVariable is the environment variable with the kind of consensus, where nothing
// else names one. So every live test and script of the project runs on either kind
// unchanged.
const ConsensusVariable = "NETWORK_CONSENSUS"

// defaultOrderers is the smallest number of orderers that tolerates the fault of one.
var defaultOrderers = map[string]int{Raft: 3, BFT: minBFT}

// minBFT is the smallest number of BFT orderers of which one may be malicious.
const minBFT = 4

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
// enrolls the host's parties must not be able to certify orderers, and cryptogen gives no
// organization both kinds of nodes.
func (t Topology) ordererOrganization(index int) string {
	if host := t.ordererHost(index); host != "" {
		return host + "-orderer"
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

func (t Topology) ordererGroups(dir Dir) []ordererGroup {
	groups := make([]ordererGroup, 0, 1)
	for _, name := range t.ordererOrganizations() {
		group := ordererGroup{Name: name, MSP: dir.ordererMSP(name)}
		for _, node := range t.ordererNodes(dir) {
			if node.Organization == name {
				group.Nodes = append(group.Nodes, node)
			}
		}
		groups = append(groups, group)
	}
	return groups
}
