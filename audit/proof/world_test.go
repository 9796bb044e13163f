package proof_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"allianceregistry/audit/proof"
	"allianceregistry/membership/merkle"
)

const (
	alliance = "zgc@industry"
	chainID  = "alliance-registry/ledgers/00ff"
)

var sealed = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

// key is a key that is the same in each run.
func key(number byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{number}, ed25519.SeedSize))
}

func public(number byte) ed25519.PublicKey { return key(number).Public().(ed25519.PublicKey) }

// hashes are the stored hashes of a log in memory.
type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		list[i] = h[index]
	}
	return list, nil
}

// world is a log in memory with a seal for each epoch of one alliance.
type world struct {
	t       *testing.T
	origin  string
	hashes  hashes
	size    int64
	nodes   map[string]merkle.Node
	root    merkle.Branch
	members map[string]string
	seals   []string
	entries []string
	places  []int64
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return &world{t: t, origin: chainID, nodes: map[string]merkle.Node{}, members: map[string]string{}}
}

func (w *world) node(at merkle.Place) (merkle.Node, error) {
	node, found := w.nodes[fmt.Sprint(at)]
	require.True(w.t, found)
	return node, nil
}

func (w *world) log(entry any) []byte {
	text, err := proof.Encode(entry)
	require.NoError(w.t, err)
	added, err := tlog.StoredHashes(w.size, text, w.hashes)
	require.NoError(w.t, err)
	w.hashes, w.size = append(w.hashes, added...), w.size+1
	return text
}

// seal ends an epoch in which parties came.
func (w *world) seal(parties ...string) {
	epoch := len(w.seals)
	var changes []merkle.Change
	for _, party := range parties {
		entry := fmt.Sprintf(`{"alliance":%q,"class":"general","from":"2026-01-01T00:00:00Z","party":%q,"since":"2025-01-01T00:00:00Z","state":"active","weights":{"dues":3}}`, alliance, party)
		value := merkle.Of([]byte(entry))
		w.members[party] = entry
		changes = append(changes, merkle.Change{Key: merkle.Of([]byte(party)), Value: &value})
	}
	var err error
	w.root, err = merkle.Update(w.root, epoch, changes, w.node, func(at merkle.Place, n merkle.Node) { w.nodes[fmt.Sprint(at)] = n })
	require.NoError(w.t, err)
	seal := fmt.Sprintf(`{"schema":1,"alliance":%q,"epoch":%d,"active":%d,"suspended":0,"blocs":[],"root":%q,"by":"a@b","stamp":{"tx":"t%d","time":%q}}`,
		alliance, epoch, len(w.members), w.root.Hash, epoch, sealed.Format(time.RFC3339))
	w.places = append(w.places, w.size)
	entry := w.log(proof.RecordEntry{
		Block: uint64(epoch), Key: []string{"seal", alliance, fmt.Sprintf("%06d", epoch)}, Kind: proof.RecordKind, Tx: fmt.Sprintf("t%d", epoch),
		Value: proof.Digest([]byte(seal)),
	})
	w.log(proof.BlockEntry{Block: uint64(epoch), Hash: strings.Repeat("ab", 32), Kind: proof.BlockKind})
	w.seals, w.entries = append(w.seals, seal), append(w.entries, string(entry))
}

// seen is who signed a checkpoint: the number of a key, and when.
type seen struct {
	number byte
	at     time.Time
}

func witnessName(number byte) string { return fmt.Sprintf("w%d.example", number) }

// checkpoint is one of the whole log, signed by witnesses.
func (w *world) checkpoint(by ...seen) string {
	root, err := tlog.TreeHash(w.size, w.hashes)
	require.NoError(w.t, err)
	checkpoint := proof.Checkpoint{Origin: w.origin, Tree: tlog.Tree{N: w.size, Hash: root}}
	var signers []note.Signer
	for _, s := range by {
		signers = append(signers, proof.LogSigner(w.origin, key(s.number)))
	}
	for _, s := range by {
		signers = append(signers, proof.Cosigner(witnessName(s.number), key(s.number), s.at))
	}
	signed, err := note.Sign(&note.Note{Text: checkpoint.String()}, signers...)
	require.NoError(w.t, err)
	return string(signed)
}

// file proves a party's membership or absence at the end of the last epoch.
func (w *world) file(party string, by ...seen) proof.File {
	path, err := merkle.Prove(w.root, merkle.Of([]byte(party)), w.node)
	require.NoError(w.t, err)
	last := len(w.seals) - 1
	records, err := tlog.ProveRecord(w.size, w.places[last], w.hashes)
	require.NoError(w.t, err)
	f := proof.File{
		Kind: proof.Absence, Alliance: alliance, Party: party, Path: path, Seal: w.seals[last], LogEntry: w.entries[last],
		Index: w.places[last], LogPath: records, Checkpoint: w.checkpoint(by...),
	}
	if entry, is := w.members[party]; is {
		f.Kind, f.Entry, f.Path.Leaf = proof.Membership, entry, nil
	}
	return f
}

func (w *world) text(f proof.File) []byte {
	text, err := f.Format()
	require.NoError(w.t, err)
	return text
}

// filled is a world with some members, three epochs, and witnesses 1 and 2.
func filled(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.seal("a@one", "b@one", "c@two")
	w.seal("d@two", "e@three")
	w.seal("f@three")
	return w
}

func twice(at time.Time) []seen { return []seen{{1, at}, {2, at.Add(time.Hour)}} }

// policyText names both logs of the chain, three witnesses, and demands so many of them.
func policyText(need string) string {
	text := ""
	for number := byte(1); number <= 3; number++ {
		text += "log " + proof.LogKey(chainID, public(number)) + "\n"
		text += fmt.Sprintf("witness w%d %s\n", number, proof.WitnessKey(witnessName(number), public(number)))
	}
	return text + "group all-of-them " + need + " w1 w2 w3\nquorum all-of-them\n"
}

func policy(t testing.TB, text string) proof.Policy {
	t.Helper()
	p, err := proof.ReadPolicy([]byte(text))
	require.NoError(t, err)
	return p
}

// redigested is a changed file whose first line is made anew: by somebody who knows the form.
func redigested(text []byte) []byte {
	first, rest, _ := bytes.Cut(text, []byte("\n"))
	sum := merkle.Of(rest)
	return append(append(first[:len(first)-64:len(first)-64], hex.EncodeToString(sum[:])+"\n"...), rest...)
}
