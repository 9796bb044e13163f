//go:build !live

package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/audit/replay"
	"allianceregistry/client"
	"allianceregistry/client/profile"
	"allianceregistry/examples/ledgers"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/legible/legibletest"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// Whoever writes blocks, and whoever gives them out, writes into every text what would
// command the screen, or pass for a line of the program's. Each command is typed, in
// each form of answer: a command that is not in the tables below fails the test.
func TestNothingInABlockMovesATerminal(t *testing.T) {
	l := newLies(t)
	forms := []string{"table", "csv", "spreadsheet", "json", "yaml"}
	groups := []struct {
		lines        map[string][]string
		home         string
		forms, hosts []string
	}{
		{l.ofIndex(), "none", forms, []string{"lies"}},
		{l.ofFiles(), "home", forms[:2], []string{"lies"}},
		{l.ofHosts(), "home", []string{"table", "json"}, []string{"lies", "fails"}},
	}
	typed := map[string]bool{}
	for _, group := range groups {
		for name := range group.lines {
			typed[name] = true
		}
	}
	require.Equal(t, leaves(l.root()), slices.Sorted(maps.Keys(typed)), "each command is typed here")
	shown := map[string]bool{}
	for _, group := range groups {
		t.Setenv("AUDITOR_HOME", filepath.Join(l.folder, group.home))
		for _, form := range group.forms {
			for name, args := range group.lines {
				for _, host := range group.hosts {
					l.host = host
					_, out, talk := l.type_(append(slices.Clone(args), "-o", form)...)
					where := fmt.Sprintf("%s, %s %q", form, host, args)
					legibletest.Require(t, where, strings.TrimPrefix(out, "\ufeff"))
					legibletest.Require(t, where, talk)
					shown[name] = shown[name] || strings.Contains(out+talk, legibletest.Shown)
				}
			}
		}
	}
	for _, name := range []string{"replay", "compare", "index", "decisions", "anomalies", "roster", "search", "enroll", "graph endorsements", "report"} {
		require.True(t, shown[name], "%s shows what a liar writes, as characters that do nothing", name)
	}
}

// leaves are the commands that do something.
func leaves(root *cobra.Command) []string {
	var names []string
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, inner := range cmd.Commands() {
			if inner.Name() != "help" && inner.Name() != "completion" {
				walk(inner)
			}
		}
		if cmd.HasParent() && cmd.Name() != "graph" && cmd.Name() != "hooks" {
			names = append(names, strings.TrimPrefix(cmd.CommandPath(), root.Name()+" "))
		}
	}
	walk(root)
	slices.Sort(names)
	return names
}

// lies is a world whose blocks lie, and whose hosts lie or fail. It implements network.
type lies struct {
	t                            *testing.T
	folder, ledger, copied, host string
	place, proposal              string
}

func newLies(t *testing.T) *lies {
	t.Helper()
	l := &lies{t: t, folder: t.TempDir()}
	t.Setenv("AUDITOR_HOME", filepath.Join(l.folder, "home"))
	t.Setenv("ALLIANCE_NETWORK", l.folder)
	t.Setenv("ALLIANCE_LANG", "en")
	l.ledger = filepath.Join(l.folder, "ledger")
	require.NoError(t, ledgers.Unpack("raft", l.ledger))
	l.copied = filepath.Join(l.folder, "x"+strings.ReplaceAll(legibletest.Tail, "\x00", ""))
	require.NoError(t, os.Mkdir(l.copied, 0o700))
	require.NoError(t, blocktest.WriteFiles(l.copied, l.lied()...))
	gateway := filepath.Join(l.folder, "hosts", "industry", "gateway.yaml")
	require.NoError(t, os.MkdirAll(filepath.Dir(gateway), 0o700))
	require.NoError(t, os.WriteFile(gateway, nil, 0o600))
	l.indexed()
	l.must("trust", filepath.Join(l.ledger, "genesis.block"))
	l.must("enroll", "auditor@industry", "--secret-file", l.secret())
	return l
}

// lied are the blocks of the ledger, and behind them some that lie in all they can.
func (l *lies) lied() [][]byte {
	const tail = legibletest.Tail
	files, err := block.OpenFiles(filepath.Join(l.ledger, "blocks"))
	require.NoError(l.t, err)
	var blocks [][]byte
	for raw, err := range files.Blocks(context.Background(), 0) {
		require.NoError(l.t, err)
		blocks = append(blocks, raw)
	}
	peers := filepath.Join(l.ledger, "crypto", "peerOrganizations")
	signer := func(host string) blocktest.Signer {
		made, err := signerIn(filepath.Join(peers, host, "peers", "peer."+host), host, "peer."+host)
		require.NoError(l.t, err)
		return made
	}
	ca := filepath.Join(peers, "association", "ca")
	authority, err := blocktest.LoadCA("association", filepath.Join(ca, "ca.association-cert.pem"), filepath.Join(ca, "priv_sk"))
	require.NoError(l.t, err)
	sender := authority.Issue("x"+tail, "client")
	found, err := filepath.Glob(filepath.Join(l.ledger, "crypto", "ordererOrganizations", "*", "orderers", "orderer1"))
	require.NoError(l.t, err)
	require.Len(l.t, found, 1)
	orderer, err := signerIn(found[0], filepath.Base(filepath.Dir(filepath.Dir(found[0]))), "orderer1")
	require.NoError(l.t, err)
	version, err := called(blocks, "Version")
	require.NoError(l.t, err)
	channel := blocktest.Continue(blocks, blocktest.Orderers{Raft: []blocktest.Signer{orderer}}, nil, orderer)
	lie := blocktest.Call{
		Channel: "registry", Chaincode: version.Call.Chaincode, Name: "Endorse" + tail, Arguments: [][]byte{[]byte(tail)},
		Time: channel.Clock, Status: 200, Message: tail, Answer: []byte(tail), EventName: tail, Event: []byte(tail),
		Sets: []block.Set{{Namespace: "registry", Writes: []block.Write{
			{Key: "party" + tail, Value: []byte(tail)},
			{Key: membership.Key{Object: "party", Parts: []string{"x@industry"}}.String(), Value: []byte(`{"schema":1,"id":"x` + "`" + `"}`)},
		}}},
		Sender: sender, Endorsers: []blocktest.Signer{signer("association"), signer("industry")},
	}
	channel.Append(lie.Envelope())
	lie.Name, lie.Arguments = "RegisterParty", [][]byte{legibletest.Spoil([]byte(`{"request": "r", "kind": "enterprise", "names": {"en": "X"}}`), legibletest.All)}
	channel.Append(lie.Envelope())
	lie.Channel = "registry" + tail
	channel.Append(lie.Envelope())
	return channel.All()
}

// indexed makes an index of records whose texts lie.
func (l *lies) indexed() {
	w := indextest.New(7).Live(60)
	for b := range w.Chain {
		transactions := w.Chain[b].Block.Transactions
		for i := range transactions {
			call := transactions[i].Call
			if call == nil {
				continue
			}
			var event membership.Event
			if json.Unmarshal(call.Event, &event) == nil && event.Type == membership.ProposalDecidedAs {
				l.proposal = event.Proposal
			}
			call.Event = legibletest.Spoil(call.Event, legibletest.Words)
			for a := range call.Arguments {
				call.Arguments[a] = legibletest.Spoil(call.Arguments[a], legibletest.Words)
			}
			for s := range call.Sets {
				for n := range call.Sets[s].Writes {
					call.Sets[s].Writes[n].Value = legibletest.Spoil(call.Sets[s].Writes[n].Value, legibletest.Words)
				}
			}
		}
	}
	l.place = filepath.Join(l.folder, "index.db")
	x, err := index.Open(l.t.Context(), l.place)
	require.NoError(l.t, err)
	require.NoError(l.t, x.Add(l.t.Context(), w.Chain, w.Checkpoint(uint64(len(w.Chain)))))
	require.NotEmpty(l.t, l.proposal)
	require.NoError(l.t, x.Close())
}

func (l *lies) ofIndex() map[string][]string {
	lines := map[string][]string{}
	for name, rest := range map[string]string{
		"index status": "", "index check": "", "roster": "zgc@industry --at 2026-03-05", "history": "--size 100", "events": "--size 100",
		"decision": l.proposal, "endorsements": "--size 100", "stats": "zgc@industry", "search": "Company",
		"graph endorsements": "zgc@industry --svg -", "graph roster": "zgc@industry --svg -",
		"prove membership": "zgc@industry tsinghua@industry --witness " + l.copied, "prove absence": "zgc@industry tsinghua@industry --witness " + l.copied,
	} {
		lines[name] = append(append(strings.Fields(name), strings.Fields(rest)...), "--index", l.place)
	}
	return lines
}

// ofFiles are commands that read the copied blocks, each with an index of its own.
func (l *lies) ofFiles() map[string][]string {
	lines := map[string][]string{}
	for name, rest := range map[string]string{
		"index": "", "index rebuild": "", "replay": "", "decisions": "", "anomalies": "",
		"report": "zhongguancun@association --force --file " + filepath.Join(l.folder, "report.html"),
	} {
		lines[name] = append(append(strings.Fields(name), strings.Fields(rest)...), "--from", l.copied, "--index", filepath.Join(l.folder, "files.db"))
	}
	return lines
}

// ofHosts are commands that ask hosts, or nobody.
func (l *lies) ofHosts() map[string][]string {
	lines := map[string][]string{}
	for name, rest := range map[string]string{
		"compare": "--timeout 2s", "enroll": "auditor@industry --again --secret-file " + l.secret(), "trust": "", "explain": "", "version": "",
		"serve": "--listen nowhere", "hooks status": l.copied, "hooks resend": l.copied + " crm",
		"report verify": l.copied, "report root": "x", "prove": "", "witness": "", "witness init": "x", "witness run": "--no-follow",
		"verify": l.forgedProof() + " --policy " + filepath.Join("..", "..", "proof", "testdata", "example.policy"),
		"index":  "--timeout 2s --index " + filepath.Join(l.folder, "hosts.db"), "replay": "--timeout 2s",
	} {
		lines[name] = append(strings.Fields(name), strings.Fields(rest)...)
	}
	lines["report verify"] = []string{"report", "verify", l.copied}
	return lines
}

// forgedProof is the file of a proof whose digest is that of its lines, of which those that name somebody lie.
func (l *lies) forgedProof() string {
	text, err := os.ReadFile(filepath.Join("..", "..", "proof", "testdata", "absent.proof"))
	require.NoError(l.t, err)
	first, rest, _ := strings.Cut(string(text), "\n")
	rest = strings.ReplaceAll(rest, "nobody@one", "nobody@one"+strings.ReplaceAll(legibletest.Tail, "\n", ""))
	file := filepath.Join(l.folder, "forged.proof")
	head := first[:strings.LastIndex(first, " ")]
	require.NoError(l.t, os.WriteFile(file, fmt.Appendf(nil, "%s %x\n%s", head, sha256.Sum256([]byte(rest)), rest), 0o600))
	return file
}

// secret is the file of one.
func (l *lies) secret() string {
	file := filepath.Join(l.folder, "secret")
	require.NoError(l.t, os.WriteFile(file, []byte("good"), 0o600))
	return file
}

func (l *lies) must(args ...string) {
	l.t.Helper()
	code, _, talk := l.type_(args...)
	require.Zero(l.t, code, "%q: %s", args, talk)
}

func (l *lies) type_(args ...string) (code int, out, talk string) {
	var o, e bytes.Buffer
	code = run(l.t.Context(), args, cli.Streams{In: strings.NewReader(""), Out: &o, Err: &e}, l)
	return code, o.String(), e.String()
}

func (l *lies) root() *cobra.Command {
	return appIn(l.t, "en").Root()
}

// Enroll implements network.
func (l *lies) Enroll(_ context.Context, p profile.Profile, _ string) (client.Identity, error) {
	if l.host != "" {
		return client.Identity{}, errors.New("the authority says: no" + legibletest.Tail)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return client.Identity{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: p.Party}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return client.Identity{}, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	return client.Identity{
		MSP: p.Host, Certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}),
		Key: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	}, err
}

// Peers implements network.
func (l *lies) Peers(profile.Profile, client.Identity, trust) ([]replay.Peer, func() error, error) {
	files, err := block.OpenFiles(l.copied)
	if err != nil {
		return nil, nil, err
	}
	peers := []replay.Peer{
		&liar{files, "peer.one" + legibletest.Tail, l.host == "fails"}, &liar{files, "peer.two" + legibletest.Tail, l.host == "fails"},
	}
	return peers, func() error { return nil }, nil
}

// liar is a peer.
type liar struct {
	*block.Files
	name  string
	fails bool
}

func (p *liar) Name() string { return p.name }
func (p *liar) Host() string { return p.name }

var errLiar = errors.New("rpc error: code = Unknown desc = x" + legibletest.Tail)

func (p *liar) Height(ctx context.Context) (uint64, error) {
	if p.fails {
		return 0, errLiar
	}
	return p.Files.Height(ctx)
}

func (p *liar) Blocks(ctx context.Context, from uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		if p.fails {
			yield(nil, errLiar)
			return
		}
		for raw, err := range p.Files.Blocks(ctx, from) {
			if !yield(raw, err) {
				return
			}
		}
	}
}

func (p *liar) Ask(context.Context, string, []byte) ([]byte, error) {
	if p.fails {
		return nil, &refusal.Error{Code: "X" + legibletest.Tail, Params: map[string]string{"a" + legibletest.Tail: legibletest.Tail}}
	}
	return legibletest.Spoil([]byte(`{"a": "b"}`), legibletest.All), nil
}

func (p *liar) Block(ctx context.Context, number uint64) ([]byte, error) {
	for raw, err := range p.Blocks(ctx, number) {
		return raw, err
	}
	return nil, errLiar
}
