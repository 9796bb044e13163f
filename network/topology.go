package network

import (
	_ "embed"
	"errors"
	"reflect"
	"regexp"
	"time"

	"allianceregistry/internal/input"
	"allianceregistry/network/words"
)

// Topology says what a network consists of, as data. Everything else (ports,
// certificates, configuration, processes) follows from it and from the folder
// it is brought up in.
type Topology struct {
	Name            string        `yaml:"name"`            // also the name of its folder
	Channel         string        `yaml:"channel"`         // the one channel
	Chaincode       string        `yaml:"chaincode"`       // the chaincode's name on that channel
	Hosts           []string      `yaml:"hosts"`           // organizations with a peer and a CA; the name is the MSP id
	Consensus       string        `yaml:"consensus"`       // how the orderers agree: raft, if left out, or bft
	Orderers        Orderers      `yaml:"orderers"`        // the ordering service
	BasePort        int           `yaml:"basePort"`        // first of the ports, see Ports
	BatchTimeout    time.Duration `yaml:"batchTimeout"`    // longest wait before a block is cut: the latency of a lone transaction
	TimeWindow      time.Duration `yaml:"timeWindow"`      // how far a proposal's time may be from a peer's clock
	TotalQueryLimit int           `yaml:"totalQueryLimit"` // keys a range may return; the same on every peer, or they disagree
}

// Orderers is the ordering service. With Raft all orderers belong to one
// organization; with BFT each host has one of its own, see consensus.go.
type Orderers struct {
	Organization string `yaml:"organization"`
	Count        int    `yaml:"count"` // if left out, 3 for raft and 4 for bft
}

// Limits of a topology. Nine orderers and twenty hosts are what the port plan has room for.
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

// DefaultTopology returns a network of three hosts, to try things out.
func DefaultTopology() Topology {
	topology, err := ParseTopology(defaultTopology)
	if err != nil {
		// The file is part of the program and a test reads it: this cannot be
		// met by a user. An empty topology is refused by Validate.
		return Topology{}
	}
	return topology
}

// ReadTopology reads a topology file. Fields that it leaves out have the
// default topology's values.
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

// ParseTopology reads one or more YAML documents, the later over the earlier.
// A field that does not exist is refused, so that a misspelled one is not
// silently the default.
func ParseTopology(documents ...[]byte) (Topology, error) {
	var topology Topology
	format := input.Format{MaxSize: maxTopology, Reader: lengths}
	for _, document := range documents {
		if _, err := format.Decode(document, &topology); err != nil {
			return Topology{}, err
		}
	}
	return topology.settled(), nil
}

// maxTopology bounds the bytes of a topology.
const maxTopology = 64 << 10

// lengths reads lengths of time such as 250ms.
func lengths(_ string, of reflect.Type) (input.Read, string) {
	if of != reflect.TypeFor[time.Duration]() {
		return nil, ""
	}
	return func(text string) (any, *input.ValueError) {
		length, err := time.ParseDuration(text)
		if wrong := input.Stray(text); wrong != nil {
			return length, wrong
		}
		if err != nil {
			return length, input.NewValueError(input.WrongType, "wanted", "duration")
		}
		return length, nil
	}, "duration"
}

// settled fills in what depends on the kind of consensus.
func (t Topology) settled() Topology {
	if t.Consensus == "" {
		t.Consensus = Raft
	}
	if t.Orderers.Count == 0 {
		t.Orderers.Count = usualOrderers[t.Consensus]
	}
	return t
}

// Validate refuses a topology that could not be brought up, and says every
// reason at once.
func (t Topology) Validate() error {
	var faults []error
	refuse := func(wrong bool, key string, pairs ...any) {
		if wrong {
			faults = append(faults, words.Of("topology.fault", "cause", words.Of("topology."+key, pairs...)))
		}
	}
	refuse(!organizationName.MatchString(t.Name), "name", "name", t.Name)
	refuse(!channelName.MatchString(t.Channel), "channel", "name", t.Channel)
	refuse(!chaincodeName.MatchString(t.Chaincode), "chaincode", "name", t.Chaincode)
	refuse(len(t.Hosts) < 1 || len(t.Hosts) > maxHosts, "hosts", "most", maxHosts, "count", len(t.Hosts))
	refuse(t.Orderers.Count < 1 || t.Orderers.Count > maxOrderers, "orderers", "most", maxOrderers, "count", t.Orderers.Count)
	_, known := usualOrderers[t.Consensus]
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
	return errors.Join(faults...)
}

// HasHost says whether a host of that name belongs to the network.
func (t Topology) HasHost(name string) bool {
	for _, host := range t.Hosts {
		if host == name {
			return true
		}
	}
	return false
}

// Equal says whether two topologies make the same network.
func (t Topology) Equal(other Topology) bool { return reflect.DeepEqual(t, other) }
