// Package deploy writes out how one host's processes run under a supervisor that is not
// this project's: as units of systemd, as a compose file for containers, as manifests of
// Kubernetes.
//
// All three follow from one description, [Host], and keep three things:
//
//   - Loopback is the host's own. Only its orderer, its peers and its CA listen for others.
//     Chaincode, operations and administration listen on 127.0.0.1, so the parts of a host
//     share a network: that of the machine, or one network namespace, or one pod. The
//     configuration is the same bytes everywhere.
//   - Each process sees what it needs of the host's folder, and nothing else: the CA's key is
//     not there for the peer to read.
//   - No key and no secret is in what is written here. Whoever reads a unit or a manifest
//     learns addresses and paths.
//
// The package knows nothing of Fabric and of the network: it is handed programs, files and
// ports.
package deploy

import (
	"net/netip"
	"path"
	"regexp"
	"slices"
	"strings"

	"allianceregistry/network/words"
)

// Kinds of services. What they are decides how long they get to stop, and what they may use.
const (
	Orderer   = "orderer"
	CA        = "ca"
	Peer      = "peer"
	Chaincode = "chaincode"
)

// Host is one host and its processes.
type Host struct {
	Name     string // its id
	Channel  string // in which it takes part
	Address  string // DNS name or IP address under which the other hosts reach it
	Listen   string // IP address on which orderer, peer and CA listen
	Folder   string // with all that is the host's, an absolute path
	Home     string // with the programs, an absolute path
	Services []Service
}

// Service is one process. Folders and files are named by absolute paths.
type Service struct {
	Name    string // peer.association, peer2.association …
	Kind    string
	Program string
	Args    []string
	Env     []string // NAME=VALUE, all of it
	Folder  string   // working directory; only this service writes there
	Reads   []string // what it reads of the host's folder besides
	Port    int      // the one for its clients
	Public  bool     // its clients are on other machines
	Ports   []int    // all that it opens, Port among them
	Token   bool     // it signs with keys in a token: that refuses it for good
}

// part is what the service is called within its host: its kind, and of a further peer also
// its number.
func (s Service) part() string {
	part, _, _ := strings.Cut(s.Name, ".")
	return part
}

// plain is a path that means the same to systemd, to YAML and to a shell, unquoted.
var plain = regexp.MustCompile(`^(/[A-Za-z0-9_@+-][A-Za-z0-9._@+-]*|/\.[A-Za-z0-9_@+-][A-Za-z0-9._@+-]*)+$`)

// Check refuses a host whose folders have names that a unit would have to quote: somebody
// edits such a file one day, and would not quote them.
func (h Host) Check() error {
	for _, folder := range []string{h.Folder, h.Home} {
		if !plain.MatchString(folder) {
			return words.Of("deploy.folder", "folder", folder)
		}
	}
	return nil
}

// checkContainers refuses a host that listens on an address of the machine: a container has
// others.
func (h Host) checkContainers() error {
	if ip, err := netip.ParseAddr(h.Listen); err != nil || !ip.IsUnspecified() {
		return words.Of("deploy.listen", "host", h.Name, "listen", h.Listen)
	}
	return nil
}

// At returns the host with its folder and its programs elsewhere.
func (h Host) At(folder, home string) Host {
	move := func(text string) string {
		for _, moved := range []struct{ from, to string }{{h.Folder, folder}, {h.Home, home}} {
			if rest, found := strings.CutPrefix(text, moved.from); found && (rest == "" || rest[0] == '/') {
				return moved.to + rest
			}
		}
		return text
	}
	all := func(texts []string) []string {
		moved := slices.Clone(texts)
		for i := range moved {
			moved[i] = move(moved[i])
		}
		return moved
	}
	moved := h
	moved.Folder, moved.Home, moved.Services = folder, home, slices.Clone(h.Services)
	for i := range moved.Services {
		s := &moved.Services[i]
		s.Program, s.Folder, s.Args, s.Reads = move(s.Program), move(s.Folder), all(s.Args), all(s.Reads)
		s.Env = slices.Clone(s.Env)
		for j, variable := range s.Env {
			name, value, _ := strings.Cut(variable, "=")
			s.Env[j] = name + "=" + move(value)
		}
	}
	return moved
}

// network is the program by which the operator acts, and that checks health.
func (h Host) network() string { return path.Join(h.Home, ".build", "bin", "network") }

// isNamed reports whether the host is reached under a DNS name.
func (h Host) isNamed() bool {
	_, err := netip.ParseAddr(h.Address)
	return err != nil
}

// public are the services that other machines connect to.
func (h Host) public() []Service {
	return slices.DeleteFunc(slices.Clone(h.Services), func(s Service) bool { return !s.Public })
}

// startsAfter returns the kinds after which a service is started, and before which it is
// stopped. Nothing breaks in another order, since nothing is dialed at the start that has
// to be there: a peer dials its chaincode when a transaction first needs it, and again after
// a failure; it asks orderers again and again; orderers look for each other; the CA is
// needed by people who enroll. With the peer last, its first transaction finds the chaincode
// there; stopped first, it has ended its transactions before the chaincode goes.
func (s Service) startsAfter() []string {
	if s.Kind == Peer {
		return []string{Orderer, CA, Chaincode}
	}
	return nil
}

// memory is how much memory a service is taken to need at most, in MiB: several times what
// it was seen to use under load.
func (s Service) memory() (usual, limit int) {
	switch s.Kind {
	case Peer:
		return 256, 2048
	case Orderer:
		return 128, 1024
	case Chaincode:
		return 128, 1024
	}
	return 64, 512
}

// ExitToken is the exit code of a service whose token refuses the PIN. It is not started again:
// many tokens lock themselves after a few wrong PINs. One that ends with another code is.
const ExitToken = 78 // EX_CONFIG (sysexits.h)

// Limits that all supervisors set alike.
const (
	stopSeconds = 30    // from the request to stop until it is killed: LevelDB and Raft write their last
	maxFiles    = 65536 // LevelDB keeps many open
	maxTasks    = 1024  // threads of one service
)
