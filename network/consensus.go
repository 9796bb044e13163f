package network

import "slices"

// Kinds of consensus between the orderers.
const (
	// Raft survives the death of a minority of orderers. All of them belong to
	// one organization, which is trusted to order honestly.
	Raft = "raft"
	// BFT (Fabric's SmartBFT) also survives orderers that lie, fewer than a
	// third of them: no host has to trust another's orderer.
	BFT = "bft"
)

// ConsensusVariable is the environment variable with the kind of consensus for
// whoever names none otherwise. So every live test and script of the project
// runs on either kind, unchanged.
const ConsensusVariable = "NETWORK_CONSENSUS"

// usualOrderers is the number of orderers that survives the fault of one.
var usualOrderers = map[string]int{Raft: 3, BFT: minBFT}

// minBFT is the least number of orderers of which one may lie.
const minBFT = 4

// WithConsensus returns the topology with another kind of consensus. The usual
// number of orderers becomes that of the other kind; an unusual one stays.
func (t Topology) WithConsensus(kind string) Topology {
	if t.Orderers.Count == usualOrderers[t.Consensus] {
		t.Orderers.Count = 0
	}
	t.Consensus = kind
	return t.settled()
}

// ordererHost is the host that runs the orderer with that index, or empty when
// it is nobody's. With BFT every host runs one, and what is left over belongs
// to the orderers' own organization.
func (t Topology) ordererHost(index int) string {
	if t.Consensus != BFT || index >= len(t.Hosts) {
		return ""
	}
	return t.Hosts[index]
}

// ordererOrganization is the organization of the orderer with that index. A
// host orders under an identity of its own kind, HOST-orderer, with roots of
// its own: the CA that enrolls the host's parties must not be able to make
// somebody an orderer, and cryptogen gives no organization both kinds of nodes.
func (t Topology) ordererOrganization(index int) string {
	if host := t.ordererHost(index); host != "" {
		return host + "-orderer"
	}
	return t.Orderers.Organization
}

// ordererOrganizations returns the organizations that order, each once.
func (t Topology) ordererOrganizations() []string {
	var names []string
	for i := range t.Orderers.Count {
		if name := t.ordererOrganization(i); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// organizations returns all: those that order, those that are hosts.
func (t Topology) organizations() []string {
	return append(t.ordererOrganizations(), t.Hosts...)
}

// ordererGroup is one ordering organization with its orderers.
type ordererGroup struct {
	Name  string
	MSP   string // without keys
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
