package network

import (
	_ "embed"
	"errors"
	"reflect"
	"time"

	"allianceregistry/internal/input"
	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// Topology describes what a network consists of. Everything else (ports, certificates,
// configuration, processes) follows from it and from the network's folder.
type Topology struct {
	Name            string        `yaml:"name"`            // also the name of its folder
	Channel         string        `yaml:"channel"`         // the one channel
	Chaincode       string        `yaml:"chaincode"`       // the chaincode's name on that channel
	Hosts           []string      `yaml:"hosts"`           // organizations with a peer and a CA; the name is the MSP ID
	Consensus       string        `yaml:"consensus"`       // raft, the default, or bft
	Orderers        Orderers      `yaml:"orderers"`        // the ordering service
	BasePort        int           `yaml:"basePort"`        // first of the ports, see port.go
	BatchTimeout    time.Duration `yaml:"batchTimeout"`    // longest wait before a block is cut: a lone transaction's latency
	TimeWindow      time.Duration `yaml:"timeWindow"`      // how far a proposal's timestamp may be from a peer's clock
	TotalQueryLimit int           `yaml:"totalQueryLimit"` // keys that a range query may return; the same on every peer, or they disagree
}

// Orderers is the ordering service. With Raft all orderers belong to one
// organization; with BFT each host has one of its own, see consensus.go.
type Orderers struct {
	Organization string `yaml:"organization"`
	Count        int    `yaml:"count"` // default: 3 for raft, 4 for bft
}

// maxOrderers bounds the orderers of a topology: the port plan has room for nine, and for
// as many hosts as a channel may have.
const maxOrderers = 9

//go:embed topology.yaml
var defaultTopology []byte

// DefaultTopology returns a network of three hosts, for trying things out.
func DefaultTopology() Topology {
	topology, err := ParseTopology(defaultTopology)
	if err != nil {
		// The file is embedded and a test parses it, so no user ever sees this. Validate
		// refuses an empty topology.
		return Topology{}
	}
	return topology
}

// ReadTopology reads a topology file. Fields that it leaves out have the values of the
// default topology.
func ReadTopology(path string) (Topology, error) {
	content, err := input.ReadFile(path, maxTopology)
	if err != nil {
		return Topology{}, words.Of("topology.fault", "cause", err)
	}
	topology, err := ParseTopology(defaultTopology, content)
	if err != nil {
		return Topology{}, words.Of("topology.file", "path", path, "cause", err)
	}
	return topology, topology.Validate()
}

// ParseTopology parses one or more YAML documents; later ones override earlier ones. A
// field that does not exist is refused, so that a misspelled one does not silently get
// its default.
func ParseTopology(documents ...[]byte) (Topology, error) {
	var topology Topology
	format := input.Format{MaxSize: maxTopology, Reader: input.ReadDuration}
	for _, document := range documents {
		if _, err := format.Decode(document, &topology); err != nil {
			return Topology{}, err
		}
	}
	return topology.withDefaults(), nil
}

// maxTopology bounds the size of a topology file, in bytes.
const maxTopology = 64 << 10

// withDefaults fills in the kind of consensus, and what depends on it.
func (t Topology) withDefaults() Topology {
	if t.Consensus == "" {
		t.Consensus = Raft
	}
	if t.Orderers.Count == 0 {
		t.Orderers.Count = defaultOrderers[t.Consensus]
	}
	return t
}

// Validate returns every reason for which a network of this topology could not be brought
// up.
func (t Topology) Validate() error {
	var errs []error
	refuse := func(invalid bool, key string, pairs ...any) {
		if invalid {
			errs = append(errs, words.Of("topology.fault", "cause", words.Of("topology."+key, pairs...)))
		}
	}
	refuse(!hostfile.ValidHost(t.Name), "name", "name", t.Name)
	for _, err := range t.terms().Check(len(t.Hosts), t.Orderers.Count, maxOrderers) {
		errs = append(errs, words.Of("topology.fault", "cause", err))
	}
	seen := map[string]bool{}
	for _, name := range t.organizations() {
		refuse(!hostfile.ValidHost(name), "organization", "name", name)
		refuse(seen[name], "twice", "name", name)
		seen[name] = true
	}
	ports := portsOfOrderers + channel.MaxHosts*portsOfHost
	refuse(t.BasePort < 1024 || t.BasePort+ports > 65535, "basePort", "port", t.BasePort, "most", 65535-ports)
	return errors.Join(errs...)
}

func (t Topology) terms() channel.Terms {
	return channel.Terms{
		Channel: t.Channel, Chaincode: t.Chaincode, Consensus: t.Consensus,
		BatchTimeout: t.BatchTimeout, TimeWindow: t.TimeWindow, TotalQueryLimit: t.TotalQueryLimit,
	}
}

// Equal reports whether two topologies describe the same network.
func (t Topology) Equal(other Topology) bool { return reflect.DeepEqual(t, other) }
