package network

import (
	"context"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"allianceregistry/internal/input"
	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// What hosts have agreed on lies in a host's folder: the draft that it checked, the genesis
// block that follows from it, and the hash that was compared. The hash is written last,
// so a host has agreed wholly or not at all.

// Proposed is a draft with the block that follows from it.
type Proposed struct {
	Draft channel.Draft
	Block []byte // the genesis block
	Hash  string // the block's hash, in hex: what hosts compare
}

// Propose computes the genesis block that follows from a draft. It needs no host's folder.
func (h Home) Propose(ctx context.Context, content []byte) (Proposed, error) {
	draft, err := channel.ParseDraft(content)
	if err != nil {
		return Proposed{}, err
	}
	folder, err := os.MkdirTemp("", "channel-*")
	if err != nil {
		return Proposed{}, err
	}
	defer os.RemoveAll(folder)
	run := func(ctx context.Context, program string, args ...string) (string, error) {
		return command(ctx, folder, []string{"HOME=" + folder, plainLogFormat}, h.program(program), args...)
	}
	block, err := channel.Genesis(ctx, run, draft, folder)
	if err != nil {
		return Proposed{}, err
	}
	hash, err := channel.FirstHash(block)
	return Proposed{Draft: draft, Block: block, Hash: hex.EncodeToString(hash)}, err
}

// Accept has a host agree to a draft. The hash is the one that the other hosts read; it may
// be written with spaces. A host agrees once: to another draft it does not. A host that joins
// a running channel is not in the draft from which that began.
func Accept(dir Dir, proposed Proposed, hash string, joining bool) error {
	dir, err := dir.resolve()
	if err != nil {
		return err
	}
	host, err := readHost(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return words.Of("host.absent", "folder", dir)
	}
	if err != nil {
		return err
	}
	unlock, err := dir.lock()
	if err != nil {
		return err
	}
	defer unlock()
	if got := strings.ToLower(strings.Join(strings.Fields(hash), "")); got != proposed.Hash {
		return words.Of("agreement.hash", "got", got, "hash", proposed.Hash)
	}
	if before, err := os.ReadFile(dir.agreed()); err == nil {
		if strings.TrimSpace(string(before)) == proposed.Hash {
			return nil
		}
		return words.Of("agreement.another", "hash", strings.TrimSpace(string(before)))
	}
	if err := checkOwnFile(dir, host, proposed.Draft, joining); err != nil {
		return err
	}
	if err := proposed.Draft.Check(time.Now()); err != nil && !joining { // a channel that runs outlives its founders' files
		return err
	}
	content, err := proposed.Draft.Marshal()
	if err != nil {
		return err
	}
	if err := errors.Join(writeFile(dir.draft(), content), writeFile(dir.genesis(), proposed.Block)); err != nil {
		return err
	}
	if err := takeOver(dir, host, proposed.Block); err != nil {
		return err
	}
	return writeFile(dir.agreed(), []byte(proposed.Hash+"\n"))
}

// checkOwnFile refuses a draft in which the host does not stand as in its own public file.
func checkOwnFile(dir Dir, host Host, draft channel.Draft, joining bool) error {
	own, err := readPublicFile(dir, host)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(draft.Hosts, func(file hostfile.File) bool { return file.Host == host.Name })
	if i < 0 && joining {
		return nil
	}
	if i < 0 {
		return words.Of("agreement.absent", "host", host.Name)
	}
	fingerprint, err := draft.Hosts[i].Fingerprint()
	if err != nil {
		return err
	}
	if joining || fingerprint != own.Fingerprint {
		return words.Of("agreement.altered", "host", host.Name, "file", own.File)
	}
	return nil
}

// checkAgreed refuses to start with another block than the one to which the host agreed.
func (n *Network) checkAgreed(context.Context) error {
	agreed, err := os.ReadFile(n.dir.agreed())
	if err != nil {
		return err
	}
	genesis, err := n.Genesis()
	if err != nil {
		return err
	}
	if hash := strings.TrimSpace(string(agreed)); genesis.Hash != hash {
		return words.Of("agreement.block", "file", genesis.File, "hash", genesis.Hash, "agreed", hash)
	}
	content, err := input.ReadFile(n.dir.draft(), channel.MaxDraft)
	if err != nil {
		return err
	}
	draft, err := channel.ParseDraft(content)
	if err != nil {
		return err
	}
	block, err := input.ReadFile(n.dir.genesis(), maxGenesis)
	if err != nil {
		return err
	}
	return channel.Check(draft, block) // the time window and others stand in the draft alone
}

// HasAgreed reports whether there is a channel to take part in: a host on a machine of its own
// agrees to one first.
func (n *Network) HasAgreed() bool {
	_, err := os.Stat(n.dir.agreed())
	return n.host == nil || err == nil
}

// OpenUnagreed returns what is known of a network of which the folder's host may not be a part
// yet: that host. It is for looking at the machine; nothing can be started.
func OpenUnagreed(home Home, dir Dir, progress func(stage *words.Message)) (*Network, error) {
	dir, err := dir.resolve()
	if err != nil {
		return nil, err
	}
	host, err := readHost(dir)
	if err != nil {
		return nil, err
	}
	topology := DefaultTopology()
	topology.Name, topology.BasePort, topology.Hosts = host.Name, host.BasePort, nil
	n := &Network{home: home, dir: dir, host: &host, topology: topology, progress: progress}
	n.place(host)
	n.supervisor, err = readSupervisor(dir)
	return n, err
}

// openHost returns the network of which the folder's host is a part.
func openHost(home Home, dir Dir, host Host, progress func(stage *words.Message)) (*Network, error) {
	content, err := input.ReadFile(dir.draft(), channel.MaxDraft)
	if _, missing := os.Stat(dir.agreed()); errors.Is(err, fs.ErrNotExist) || missing != nil {
		return nil, words.Of("agreement.none", "host", host.Name)
	}
	if err != nil {
		return nil, err
	}
	draft, err := channel.ParseDraft(content)
	if err != nil {
		return nil, err
	}
	view, err := readView(dir)
	if err != nil {
		return nil, err
	}
	host = host.inForce(view)
	n := &Network{home: home, dir: dir, host: &host, topology: draftTopology(host, draft), progress: progress}
	if n.supervisor, err = readSupervisor(dir); err != nil {
		return nil, err
	}
	n.place(host)
	n.placeOthers(view)
	return n, nil
}

// draftTopology returns what a draft and a topology have in common.
func draftTopology(host Host, draft channel.Draft) Topology {
	return Topology{
		Name: host.Name, Channel: draft.Channel, Chaincode: draft.Chaincode, Consensus: draft.Consensus, BasePort: host.BasePort,
		BatchTimeout: draft.BatchTimeout, TimeWindow: draft.TimeWindow, TotalQueryLimit: draft.TotalQueryLimit,
	}
}

// place adds the folder's own host and its orderer.
func (n *Network) place(host Host) {
	t := n.topology
	n.topology.Hosts = append(n.topology.Hosts, host.Name)
	n.hosts = append(n.hosts, host.node(n.dir, t))
	orderer := t.orderer(n.dir, host.orderer(), host.ordering(), len(n.orderers)+1)
	orderer.Host = host.Name
	n.orderers = append(n.orderers, orderer.here(host.Listen, host.Address, t.OrdererPorts(0)))
}
