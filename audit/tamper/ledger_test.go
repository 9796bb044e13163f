package tamper

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
	"allianceregistry/examples/ledgers"
)

const (
	channelName = "registry"
	chaincode   = "registry"
)

var hosts = []string{"association", "industry", "academia"}

// ledger is a fresh copy of a real network's ledger, with the keys of those who
// wrote it.
type ledger struct {
	t      *testing.T
	name   string
	folder string
	blocks [][]byte
	parsed []block.Block
	// orderers are as many as must sign a block.
	orderers blocktest.Orderers
	hosts    map[string]*blocktest.Host
	parties  []blocktest.Signer
}

func open(t *testing.T, name string) *ledger {
	t.Helper()
	l := &ledger{t: t, name: name, folder: t.TempDir(), hosts: map[string]*blocktest.Host{}}
	require.NoError(t, ledgers.Unpack(name, l.folder))
	l.blocks = read(t, filepath.Join(l.folder, "blocks"))
	for _, raw := range l.blocks {
		l.parsed = append(l.parsed, parse(t, raw))
	}
	for _, host := range hosts {
		l.hosts[host] = l.host(host)
	}
	folders, err := filepath.Glob(filepath.Join(l.folder, "parties", "*@*"))
	require.NoError(t, err)
	for _, folder := range folders {
		host := filepath.Base(folder)[slices.Index([]byte(filepath.Base(folder)), '@')+1:]
		party, err := blocktest.LoadSigner(host, filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem"))
		require.NoError(t, err)
		l.parties = append(l.parties, party)
	}
	l.orderers = l.quorum()
	return l
}

// read reads block files, as far as they can be read.
func read(t *testing.T, folder string) [][]byte {
	t.Helper()
	files, err := block.OpenFiles(folder)
	require.NoError(t, err)
	var all [][]byte
	for raw, err := range files.Blocks(context.Background(), 0) {
		require.NoError(t, err)
		all = append(all, raw)
	}
	return all
}

func parse(t *testing.T, raw []byte) block.Block {
	t.Helper()
	parsed, err := block.Parse(raw)
	require.NoError(t, err)
	return parsed
}

// host has the keys of a host's authority, peer and administrator.
func (l *ledger) host(name string) *blocktest.Host {
	folder := filepath.Join(l.folder, "crypto", "peerOrganizations", name)
	ca, err := blocktest.LoadCA(name, filepath.Join(folder, "ca", "ca."+name+"-cert.pem"), filepath.Join(folder, "ca", "priv_sk"))
	require.NoError(l.t, err)
	peer := l.signer(name, filepath.Join(folder, "peers", "peer."+name), "peer."+name)
	admin := l.signer(name, filepath.Join(folder, "users", "Admin@"+name), "Admin@"+name)
	return &blocktest.Host{CA: ca, Peer: peer, Admin: admin, Client: admin}
}

func (l *ledger) signer(msp, folder, name string) blocktest.Signer {
	signer, err := blocktest.LoadSigner(msp, filepath.Join(folder, "msp", "signcerts", name+"-cert.pem"),
		filepath.Join(folder, "msp", "keystore", "priv_sk"))
	require.NoError(l.t, err)
	return signer
}

// quorum are the orderers that suffice to sign a block: one with Raft, three of
// four with BFT.
func (l *ledger) quorum() blocktest.Orderers {
	orderers := blocktest.Orderers{BFT: map[uint32]blocktest.Signer{}}
	for number := 1; number <= 3; number++ {
		name := "orderer" + strconv.Itoa(number)
		folders, err := filepath.Glob(filepath.Join(l.folder, "crypto", "ordererOrganizations", "*", "orderers", name))
		require.NoError(l.t, err)
		require.Len(l.t, folders, 1)
		msp := filepath.Base(filepath.Dir(filepath.Dir(folders[0])))
		signer := l.signer(msp, folders[0], name)
		if l.name == "raft" {
			return blocktest.Orderers{Raft: []blocktest.Signer{signer}}
		}
		orderers.BFT[uint32(number)] = signer
	}
	return orderers
}

// orderer is one orderer.
func (l *ledger) orderer() blocktest.Signer {
	if l.name == "raft" {
		return l.orderers.Raft[0]
	}
	return l.orderers.BFT[1]
}

// from is a channel that goes on after the first blocks.
func (l *ledger) from(height uint64) *blocktest.Channel {
	var all []*blocktest.Host
	for _, name := range hosts {
		all = append(all, l.hosts[name])
	}
	return blocktest.Continue(l.blocks[:height], l.orderers, all, l.orderer())
}

// last is the number of the last block in which a call of that name wrote something.
func (l *ledger) last(name string) uint64 {
	for _, parsed := range slices.Backward(l.parsed) {
		call := parsed.Transactions[0].Call
		if call != nil && call.Chaincode == chaincode && call.Name == name && len(writes(call)) > 0 {
			return parsed.Number
		}
	}
	require.Fail(l.t, "no such call", name)
	return 0
}

// writes are what a call wrote in the registry.
func writes(call *block.Invocation) []block.Write {
	if call == nil {
		return nil
	}
	for _, set := range call.Sets {
		if set.Namespace == chaincode && set.Collection == "" {
			return set.Writes
		}
	}
	return nil
}

// sender has the key of whoever sent a transaction.
func (l *ledger) sender(tx block.Transaction) blocktest.Signer {
	candidates := slices.Clone(l.parties)
	for _, host := range l.hosts {
		candidates = append(candidates, host.Admin)
	}
	for _, candidate := range candidates {
		if slices.Equal(candidate.Certificate, tx.Creator.Signer.Certificate) {
			return candidate
		}
	}
	require.Fail(l.t, "nobody has the key of the sender", tx.ID)
	return blocktest.Signer{}
}

// again is a call like one in a block, sent once more by the same sender.
func (l *ledger) again(number uint64) blocktest.Call {
	tx := l.parsed[number].Transactions[0]
	return blocktest.Call{
		Channel: channelName, Chaincode: tx.Call.Chaincode, Name: tx.Call.Name, Arguments: tx.Call.Arguments,
		Time: tx.Time, Status: tx.Call.Status, Message: tx.Call.Message, Answer: tx.Call.Answer,
		EventName: tx.Call.EventName, Event: tx.Call.Event, Sets: tx.Call.Sets,
		Sender:    l.sender(tx),
		Endorsers: []blocktest.Signer{l.hosts["association"].Peer, l.hosts["industry"].Peer},
	}
}

// version is a call that writes nothing.
func (l *ledger) version() blocktest.Call {
	tx := l.parsed[l.called("Version")].Transactions[0]
	return blocktest.Call{
		Channel: channelName, Chaincode: chaincode, Name: tx.Call.Name, Arguments: tx.Call.Arguments,
		Time: tx.Time, Status: tx.Call.Status, Answer: tx.Call.Answer, Sets: tx.Call.Sets,
		Sender:    l.hosts["association"].Admin,
		Endorsers: []blocktest.Signer{l.hosts["association"].Peer, l.hosts["industry"].Peer},
	}
}

// endorsed is the transaction of a block with other transaction endorsements, sent
// by the same sender.
func (l *ledger) endorsed(number uint64, endorsers ...blocktest.Signer) []byte {
	return l.edited(number, func(e *blocktest.Editor) { e.Endorse(0, endorsers...) })
}

// edited is the transaction of a block, changed, with the sender's signature.
func (l *ledger) edited(number uint64, change func(*blocktest.Editor)) []byte {
	sender := l.sender(l.parsed[number].Transactions[0])
	raw := blocktest.Edit(l.blocks[number], func(e *blocktest.Editor) {
		change(e)
		e.Send(0, sender)
	})
	return blocktest.Transactions(raw)[0]
}

// with is the ledger with another block in one's place.
func (l *ledger) with(number uint64, raw []byte) [][]byte {
	blocks := slices.Clone(l.blocks)
	blocks[number] = raw
	return blocks
}

func (l *ledger) String() string { return fmt.Sprintf("%s, %d blocks", l.name, len(l.blocks)) }
