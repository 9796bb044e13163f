//go:build !live

package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"iter"
	"math"
	"math/big"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/client"
	"allianceregistry/client/profile"
	"allianceregistry/examples/ledgers"
	"allianceregistry/internal/cli"
	"allianceregistry/membership"
)

// hosts are a network of peers that a test made.
type hosts []replay.Peer

func (hosts) Enroll(context.Context, profile.Profile, string) (client.Identity, error) {
	return client.Identity{}, errors.New("nobody enrolls here")
}

func (h hosts) Peers(profile.Profile, client.Identity, trust) ([]replay.Peer, func() error, error) {
	return h, func() error { return nil }, nil
}

// recordedPeer is a host's peer with a recorded ledger. It does what a test wants.
type recordedPeer struct {
	host   string
	blocks [][]byte
	view   replay.View
	// before comes before everything that it is asked, and may be its end; height and
	// answer are said in the place of true ones.
	before func(context.Context) error
	height uint64
	answer []byte
}

func (p *recordedPeer) Name() string { return "peer." + p.host }
func (p *recordedPeer) Host() string { return p.host }

func (p *recordedPeer) asked(ctx context.Context) error {
	if p.before == nil {
		return ctx.Err()
	}
	return p.before(ctx)
}

func (p *recordedPeer) Height(ctx context.Context) (uint64, error) {
	if p.height > 0 {
		return p.height, p.asked(ctx)
	}
	return uint64(len(p.blocks)), p.asked(ctx)
}

func (p *recordedPeer) Block(ctx context.Context, number uint64) ([]byte, error) {
	if err := p.asked(ctx); err != nil {
		return nil, err
	}
	if number >= uint64(len(p.blocks)) {
		return nil, gone("it does not have the block")
	}
	return p.blocks[number], nil
}

func (p *recordedPeer) Blocks(ctx context.Context, from uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for number := from; number < uint64(len(p.blocks)); number++ {
			if err := p.asked(ctx); err != nil {
				yield(nil, err)
				return
			}
			if !yield(p.blocks[number], nil) {
				return
			}
		}
		if p.height > 0 {
			yield(nil, gone("it does not have the block"))
			return
		}
		<-ctx.Done()
		yield(nil, ctx.Err())
	}
}

func (p *recordedPeer) Ask(ctx context.Context, name string, argument []byte) ([]byte, error) {
	if err := p.asked(ctx); err != nil || p.answer != nil {
		return p.answer, err
	}
	answer, err := membership.Answer(p.view, time.Now(), name, argument)
	if err != nil {
		return nil, err
	}
	return json.Marshal(answer)
}

func gone(why string) error {
	return &client.Fault{Phase: client.Query, Kind: client.Unavailable, Err: errors.New(why)}
}

// auditing makes an auditor of the recorded ledger, with a key, and three hosts' peers.
func auditing(t *testing.T) (hosts, *recordedPeer) {
	t.Helper()
	folder := t.TempDir()
	t.Setenv("AUDITOR_HOME", filepath.Join(folder, "home"))
	require.NoError(t, ledgers.Unpack("raft", folder))
	files, err := block.OpenFiles(filepath.Join(folder, "blocks"))
	require.NoError(t, err)
	var blocks [][]byte
	for raw, err := range files.Blocks(t.Context(), 0) {
		require.NoError(t, err)
		blocks = append(blocks, raw)
	}
	first, err := block.Parse(blocks[0])
	require.NoError(t, err)
	reader := replay.NewReader(chain.New(first.Hash, "registry"), []chain.Source{files}, "registry", nil)
	require.NoError(t, reader.Read(t.Context(), uint64(len(blocks))))
	enrolledKey(t)
	var all hosts
	var last *recordedPeer
	for _, host := range []string{"association", "industry", "academia"} {
		last = &recordedPeer{host: host, blocks: blocks, view: reader.Replay().View()}
		all = append(all, last)
	}
	code, said := auditorOn(t, all, "trust", filepath.Join(folder, "genesis.block"))
	require.Zero(t, code, said)
	return all, last
}

// enrolledKey keeps a key of the auditor's, certified by itself: nobody here looks.
func enrolledKey(t *testing.T) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "auditor@industry"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	identity := client.Identity{
		MSP: "industry", Certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		Key: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw}),
	}
	p := profile.Profile{Name: "auditor@industry", Party: "auditor@industry", Host: "industry", Connection: "/nowhere"}
	p.Key, err = identity.KeyHash()
	require.NoError(t, err)
	require.NoError(t, profile.HomeIn("AUDITOR_HOME", "").Save(p, identity))
}

// auditorOn runs the program on a network.
func auditorOn(t *testing.T, on hosts, args ...string) (code int, said string) {
	t.Helper()
	var out, talk bytes.Buffer
	code = run(t.Context(), append(args, "--lang", "en"), cli.Streams{In: &bytes.Buffer{}, Out: &out, Err: &talk}, on)
	return code, out.String() + talk.String()
}

// Whatever reads several hosts says whom it could not check, and says it with an exit
// code of its own: a host that keeps out of sight is no host that was found well.
func TestUnchecked(t *testing.T) {
	down := func(context.Context) error { return gone("connection refused") }
	hangs := func(ctx context.Context) error { <-ctx.Done(); return gone("canceled") }
	all := []string{"index", "replay", "compare", "decisions", "anomalies", "report"}
	for name, row := range map[string]struct {
		odd      func(*recordedPeer)
		commands []string
		args     []string
		want     int
	}{
		"ok/honest":                 {func(*recordedPeer) {}, all, nil, cli.ExitOK},
		"fail/down":                 {func(p *recordedPeer) { p.before = down }, all, nil, exitUnchecked},
		"fail/silent":               {func(p *recordedPeer) { p.before = hangs }, []string{"index", "replay", "compare"}, []string{"--timeout", "1s"}, exitUnchecked},
		"fail/says that it has all": {func(p *recordedPeer) { p.height = math.MaxUint64 }, all, nil, exitUnchecked},
		"fail/says a little more":   {func(p *recordedPeer) { p.height = 97 }, []string{"index", "replay", "compare"}, nil, exitUnchecked},
		"fail/a large answer":       {func(p *recordedPeer) { p.answer = bytes.Repeat([]byte("[],"), 6<<20) }, []string{"replay", "compare"}, nil, exitUnchecked},
		"fail/no blocks":            {func(p *recordedPeer) { p.blocks = nil }, []string{"compare"}, nil, exitUnchecked},
	} {
		t.Run(name, func(t *testing.T) {
			on, odd := auditing(t)
			row.odd(odd)
			for _, command := range row.commands {
				args := append([]string{command}, row.args...)
				if command == "report" {
					args = append(args, zgcAlliance, "--file", filepath.Join(t.TempDir(), "report.html"))
				}
				code, said := auditorOn(t, on, args...)
				require.Equal(t, row.want, code, "%s: %s", command, said)
				if row.want == exitUnchecked {
					require.Contains(t, said, "not checked: peer.academia\n", command)
					require.NotContains(t, said, "everything holds", command)
				}
			}
		})
	}
}

const zgcAlliance = "zhongguancun@association"

// Programs get the names too, and what does not hold counts before who was not checked.
func TestUncheckedForPrograms(t *testing.T) {
	on, odd := auditing(t)
	odd.before = func(context.Context) error { return gone("connection refused") }
	code, said := auditorOn(t, on, "compare", "-o", "json")
	require.Equal(t, exitUnchecked, code)
	require.Contains(t, said, `"code":"NOT_CHECKED"`)
	on[0].(*recordedPeer).answer = []byte(`{"parties":[]}`)
	on[1].(*recordedPeer).answer = []byte(`{"parties":[{}]}`)
	code, said = auditorOn(t, on, "compare")
	require.Equal(t, exitFound, code)
	require.Contains(t, said, "not checked: peer.academia\n")
	require.Contains(t, said, "There is no majority.")
}
