package network

import (
	_ "embed"
	"errors"
	"reflect"
	"regexp"
	"slices"
	"time"

	"allianceregistry/internal/input"
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

// Limits of a topology. The port plan has room for nine orderers and twenty hosts.
const (
	maxOrderers = 9
	maxHosts    = 20
	minWindow   = 10 * time.Second
)

//go:embed topology.yaml
var defaultTopology []byte

var (
	organizationName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,30}$`)
	channelName      = regexp.MustCompile(`^[a-z][a-z0-9.-]{0,200}$`)
	chaincodeName    = regexp.MustCompile(`^[a-zA-Z0-9]+([-_][a-zA-Z0-9]+)*$`)
)

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
	format := input.Format{MaxSize: maxTopology, Reader: readDuration}
	for _, document := range documents {
		if _, err := format.Decode(document, &topology); err != nil {
			return Topology{}, err
		}
	}
	return topology.withDefaults(), nil
}

// maxTopology bounds the size of a topology file, in bytes.
const maxTopology = 64 << 10

// readDuration reads durations such as 250ms.
func readDuration(_ string, of reflect.Type) (input.Read, string) {
	if of != reflect.TypeFor[time.Duration]() {
		return nil, ""
	}
	return func(text string) (any, *input.ValueError) {
		duration, err := time.ParseDuration(text)
		if wrong := input.Stray(text); wrong != nil {
			return duration, wrong
		}
		if err != nil {
			return duration, input.NewValueError(input.WrongType, "wanted", "duration")
		}
		return duration, nil
	}, "duration"
}

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
	refuse(!organizationName.MatchString(t.Name), "name", "name", t.Name)
	refuse(!channelName.MatchString(t.Channel), "channel", "name", t.Channel)
	refuse(!chaincodeName.MatchString(t.Chaincode), "chaincode", "name", t.Chaincode)
	refuse(len(t.Hosts) < 1 || len(t.Hosts) > maxHosts, "hosts", "most", maxHosts, "count", len(t.Hosts))
	refuse(t.Orderers.Count < 1 || t.Orderers.Count > maxOrderers, "orderers", "most", maxOrderers, "count", t.Orderers.Count)
	_, known := defaultOrderers[t.Consensus]
	refuse(!known, "consensus", "kind", t.Consensus, "raft", Raft, "bft", BFT)
	refuse(t.Consensus == BFT && t.Orderers.Count < minBFT, "bft", "bft", BFT, "least", minBFT, "count", t.Orderers.Count)
	seen := map[string]bool{}
	for _, name := range t.organizations() {
		refuse(!organizationName.MatchString(name), "organization", "name", name)
		refuse(seen[name], "twice", "name", name)
		seen[name] = true
	}
	last := t.BasePort + portsOfOrderers + maxHosts*portsOfHost
	refuse(t.BasePort < 1024 || last > 65535, "basePort", "port", t.BasePort, "most", 65535-portsOfOrderers-maxHosts*portsOfHost)
	refuse(t.BatchTimeout <= 0, "batchTimeout")
	refuse(t.TimeWindow < minWindow, "timeWindow", "least", minWindow)
	refuse(t.TotalQueryLimit < 1, "queryLimit")
	return errors.Join(errs...)
}

// HasHost reports whether a host of that name belongs to the network.
func (t Topology) HasHost(name string) bool { return slices.Contains(t.Hosts, name) }

// Equal reports whether two topologies describe the same network.
func (t Topology) Equal(other Topology) bool { return reflect.DeepEqual(t, other) }
