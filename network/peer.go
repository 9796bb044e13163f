package network

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"allianceregistry/internal/input"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/keys"
	"allianceregistry/network/words"
)

// A host has one peer at first. A host on a machine of its own may have further ones: while
// one is restarted or repaired, its parties' work goes on through another. The channel's
// configuration names the first alone, as anchor peer; all others learn of the further ones by
// gossip, so that none of them takes a change of the channel. All are certified by the host's
// own CA, and use the host's one chaincode service (docs/adr/0022).

// MaxPeers bounds the peers of a host.
const MaxPeers = 4

// peerNode is one of a host's peers, with absolute paths.
type peerNode struct {
	Name       string // of its process too: see peerName
	Host       string
	IP         string // that it listens on
	Ports      PeerPorts
	Address    string // where others reach it, host:port; empty if the channel does not say
	Listen     string // host:port
	Operations string
	Chaincode  string
	Crypto     string // folder of its MSP and TLS files
	Folder     string // of its process
}

// peerName returns the name of one of a host's peers, counted from 1. The first has no number.
func peerName(host string, number int) string {
	if number == 1 {
		return KindPeer + "." + host
	}
	return fmt.Sprintf("%s%d.%s", KindPeer, number, host)
}

// peer returns one of a host's peers of which nothing is known yet but its number.
func (d Dir) peer(host string, number int) peerNode {
	name := peerName(host, number)
	return peerNode{Name: name, Host: host, Crypto: filepath.Join(d.organization(host), "peers", name), Folder: d.process(name)}
}

// here returns the peer as one that runs on this machine. It listens on an IP address, and is
// reached by others under a name or an address.
func (p peerNode) here(listen, reached string, ports PeerPorts) peerNode {
	p.IP, p.Ports = listen, ports
	p.Address, p.Listen = join(reached, ports.Listen), join(listen, ports.Listen)
	p.Operations, p.Chaincode = Address(ports.Operations), Address(ports.Chaincode)
	return p
}

// first returns the host's first peer: its anchor peer, the only one that other hosts know
// by the channel's configuration.
func (h hostNode) first() peerNode { return h.Peers[0] }

// peerSettings is what the template of a peer's configuration is given.
type peerSettings struct {
	hostNode
	Peer peerNode
}

// Bootstrap is where the peer looks for others of its host when it starts: at all of them, or
// at itself, if it is the only one.
func (s peerSettings) Bootstrap() string {
	var others []string
	for _, peer := range s.Peers {
		if peer.Name != s.Peer.Name {
			others = append(others, peer.Address)
		}
	}
	if len(others) == 0 {
		return s.Peer.Address
	}
	return strings.Join(others, " ")
}

// localPeers returns the peers that run on this machine.
func (n *Network) localPeers() []peerNode {
	var all []peerNode
	for _, node := range n.localHosts() {
		all = append(all, node.Peers...)
	}
	return all
}

// localPeer returns the peer on this machine whose process has that name.
func (n *Network) localPeer(process string) (peerNode, error) {
	for _, peer := range n.localPeers() {
		if peer.Name == process {
			return peer, nil
		}
	}
	return peerNode{}, words.Of("process.none", "name", process)
}

// answering returns that of a host's peers which a command asks: of those at which somebody
// listens the one that has the most blocks, since one that is new, or lost its disk, knows nothing
// of the channel yet. Another host's peers do not say how many they have: of them it is the first
// that listens. Where nobody does it is the first.
func (n *Network) answering(ctx context.Context, host string) peerNode {
	i := slices.IndexFunc(n.hosts, func(node hostNode) bool { return node.Name == host })
	if i < 0 {
		return peerNode{Host: host}
	}
	node := n.hosts[i]
	if len(node.Peers) == 1 {
		return node.first()
	}
	best, blocks, found := node.first(), uint64(0), false
	for _, peer := range node.Peers {
		if reach(ctx, peer.Address) != nil {
			continue
		}
		var height uint64
		if node.Local {
			height, _ = n.peerHeight(ctx, peer) // none: it has not joined the channel
		}
		if !found || height > blocks {
			best, blocks, found = peer, height, true
		}
	}
	return best
}

// peers returns the number of the host's peers.
func (h Host) peers() int { return max(1, h.Peers) }

// node returns the host as it runs on its machine.
func (h Host) node(dir Dir, t Topology) hostNode {
	node := t.host(dir, h.Name)
	for number := 2; number <= h.peers(); number++ {
		node.Peers = append(node.Peers, dir.peer(h.Name, number))
	}
	return node.here(h.Listen, h.Address, t.HostPorts(0))
}

// HostPeers is how many peers a host has, and what became of its public file.
type HostPeers struct {
	Host       string     `json:"host"`
	Peers      []string   `json:"peers"` // their names, the anchor peer first
	Changed    bool       `json:"changed"`
	File       PublicFile `json:"file"`
	Supervisor string     `json:"supervisor,omitempty"` // who runs the processes, if not this program
}

// ReadPeers returns the peers that the host of a folder has.
func ReadPeers(dir Dir) (HostPeers, error) {
	dir, host, err := ownHost(dir)
	if err != nil {
		return HostPeers{}, err
	}
	return describePeers(dir, host, false)
}

// SetPeers brings the number of the host's peers to count, from 1 to MaxPeers: it makes the
// keys of further ones, or stops those that are too many, writes the settings and signs the
// public file anew. Ports, keys and ledgers of all others stay as they are, and keys and
// ledger of one that goes stay in the folder, to be taken up again. It starts nothing: that is
// Up's. It is idempotent, and the next call finishes an interrupted one. It refuses to take
// away a peer that another program runs.
func SetPeers(home Home, dir Dir, count int, progress func(stage *words.Message)) (HostPeers, error) {
	if count < 1 || count > MaxPeers {
		return HostPeers{}, words.Of("peers.count", "count", count, "most", MaxPeers)
	}
	dir, host, unlock, err := lockHost(dir)
	if err != nil {
		return HostPeers{}, err
	}
	defer unlock()
	before := host
	host.Peers = count
	if count == 1 {
		host.Peers = 0
	}
	if err := host.Validate(); err != nil {
		return HostPeers{}, err
	}
	store, err := home.keyStore(host)
	if err != nil { // before anything is touched
		return HostPeers{}, err
	}
	further := func(dir Dir, host Host) error { return makeFurtherPeers(dir, host, store) }
	for _, step := range []func(Dir, Host) error{stopFurtherPeers, further, writeHost} {
		if err := step(dir, host); err != nil {
			return HostPeers{}, err
		}
	}
	signed, err := namesPeers(dir, host)
	if err == nil {
		err = makePublicFile(dir, host, !signed)
	}
	if err == nil {
		err = reconfigure(home, dir, progress)
	}
	if err != nil {
		return HostPeers{}, err
	}
	return describePeers(dir, host, before.Peers != host.Peers || !signed)
}

// ownHost reads the settings of the host in a folder, which it resolves. It refuses a folder
// that is no host's.
func ownHost(dir Dir) (Dir, Host, error) {
	dir, err := dir.resolve()
	if err != nil {
		return dir, Host{}, err
	}
	host, err := readHost(dir)
	if !errors.Is(err, fs.ErrNotExist) {
		return dir, host, err
	}
	if _, err := os.Stat(dir.topology()); err == nil {
		return dir, host, words.Of("host.machine", "folder", dir)
	}
	return dir, host, words.Of("host.absent", "folder", dir)
}

// describePeers returns what the host has now.
func describePeers(dir Dir, host Host, changed bool) (HostPeers, error) {
	file, err := readPublicFile(dir, host)
	if err != nil {
		return HostPeers{}, err
	}
	described := HostPeers{Host: host.Name, Changed: changed, File: file}
	for number := range host.peers() {
		described.Peers = append(described.Peers, peerName(host.Name, number+1))
	}
	described.Supervisor, err = readSupervisor(dir)
	return described, err
}

// writeHost writes the host's settings.
func writeHost(dir Dir, host Host) error {
	settings, err := yaml.Marshal(host)
	if err != nil {
		return err
	}
	return writeFile(dir.host(), settings)
}

// makeFurtherPeers makes the keys of the host's peers beside the first, each unless they are
// there; with a store, there.
func makeFurtherPeers(dir Dir, host Host, store keys.Store) error {
	for number := 2; number <= host.peers(); number++ {
		peer := dir.peer(host.Name, number)
		if _, err := os.Stat(peer.Crypto); err == nil {
			continue
		}
		node := keys.Node{Name: peer.Name, Addresses: host.addresses()}
		if err := keys.AddPeer(dir.organization(host.Name), keys.Organization{Name: host.Name, Store: store}, node, time.Now()); err != nil {
			return words.Of("host.unmade", "cause", err)
		}
	}
	return nil
}

// stopFurtherPeers stops those that the host is not to have any more.
func stopFurtherPeers(dir Dir, host Host) error {
	by, err := readSupervisor(dir)
	if err != nil {
		return err
	}
	ports := Topology{BasePort: host.BasePort}.HostPorts(0)
	for number := host.peers() + 1; number <= MaxPeers; number++ {
		peer := dir.peer(host.Name, number)
		process := Process{Name: peer.Name, Kind: KindPeer, Folder: peer.Folder, Port: ports.peer(number - 1).Listen, Supervisor: by}
		if _, err := os.Stat(peer.Folder); errors.Is(err, fs.ErrNotExist) || !process.Running() {
			continue
		}
		if err := process.stop(); err != nil {
			return err
		}
	}
	return nil
}

// namesPeers reports whether the host's public file names its peers as they are now.
func namesPeers(dir Dir, host Host) (bool, error) {
	content, err := input.ReadFile(dir.hostFile(host.Name), hostfile.MaxSize)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	file, err := hostfile.Parse(content)
	if err != nil {
		return false, err
	}
	return slices.Equal(file.Peers, host.publicPeers(dir)), nil
}

// publicPeers returns the host's peers as its public file has them.
func (h Host) publicPeers(dir Dir) []hostfile.Peer {
	var all []hostfile.Peer
	for _, peer := range h.node(dir, Topology{BasePort: h.BasePort}).Peers {
		all = append(all, hostfile.Peer{Name: peer.Name, Address: peer.Address})
	}
	return all
}

// reconfigure writes the configuration of all processes and clients, if the host has agreed to
// a channel. Whatever was up, the next Up looks for peers that have not joined yet.
func reconfigure(home Home, dir Dir, progress func(stage *words.Message)) error {
	if err := os.Remove(dir.ready()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, err := os.Stat(dir.agreed()); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	n, err := Open(home, dir, progress)
	if err != nil {
		return err
	}
	return n.configure()
}
