package network

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/keys"
	"allianceregistry/network/words"
)

// elsewhere is where a test's host moves to.
var elsewhere = Place{Address: "192.0.2.99"}

// draftedHost is a host with the draft of a channel of four that it has not agreed to.
func draftedHost(t *testing.T, consensus string) (Dir, channel.Draft) {
	t.Helper()
	dir := Dir(t.TempDir()).sub("host")
	files := []hostfile.File{}
	for i, name := range []string{"industry", "academia", "association", "bank"} {
		folder := Dir(t.TempDir()).sub(name)
		if i == 0 {
			folder = dir
		}
		host := Host{Name: name, Address: "192.0.2." + string(rune('1'+i)), Listen: "192.0.2." + string(rune('1'+i)), BasePort: 17050}
		made, err := initHost(t, folder, host, nil)
		require.NoError(t, err)
		files = append(files, readFile(t, made.File))
	}
	draft, err := channel.NewDraft(channel.Terms{
		Channel: "registry", Chaincode: "registry", Consensus: consensus,
		BatchTimeout: 200 * time.Millisecond, TimeWindow: 2 * time.Minute, TotalQueryLimit: 100_000,
	}, files...)
	require.NoError(t, err)
	return dir, draft
}

func readFile(t *testing.T, path string) hostfile.File {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	file, err := hostfile.Parse(content)
	require.NoError(t, err)
	return file
}

// keysIn returns the private keys below a folder.
func keysIn(t *testing.T, dir Dir) map[string]string {
	t.Helper()
	found := map[string]string{}
	for path, content := range contents(t, dir) {
		if strings.Contains(content, "PRIVATE KEY") {
			found[path] = content
		}
	}
	require.Greater(t, len(found), 10)
	return found
}

// certificate reads a certificate.
func certificate(t *testing.T, path string) *x509.Certificate {
	t.Helper()
	return certificateIn(t, contentOf(t, path))
}

func certificateIn(t *testing.T, content string) *x509.Certificate {
	t.Helper()
	block, _ := pem.Decode([]byte(content))
	require.NotNil(t, block)
	parsed, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	return parsed
}

func TestHostMoves(t *testing.T) {
	t.Parallel()
	dir := Dir(t.TempDir()).sub("host")
	_, err := initHost(t, dir, testHost, nil)
	require.NoError(t, err)
	before, keysBefore := contents(t, dir), keysIn(t, dir)

	planned, err := MoveHost("", dir, elsewhere, true)
	require.NoError(t, err)
	require.Equal(t, before, contents(t, dir), "a plan changes nothing")
	require.Len(t, planned.Certificates, 3, "of peer, CA and orderer")
	moved, err := MoveHost("", dir, elsewhere, false)
	require.NoError(t, err)
	require.Nil(t, moved.Former, "nobody knows it yet")
	require.Equal(t, Place{"192.0.2.99", "192.0.2.99"}, moved.Place)
	require.Equal(t, keysBefore, keysIn(t, dir), "keys stay")
	file := readFile(t, moved.PublicFile.File)
	require.Equal(t, []string{"192.0.2.99:17084", "192.0.2.99:17080", "192.0.2.99:17050"}, file.Addresses())
	for _, node := range []string{"peerOrganizations/industry/peers/peer.industry", "peerOrganizations/industry/peers/ca.industry", "ordererOrganizations/industry-orderer/orderers/orderer.industry"} {
		made := certificate(t, filepath.Join(dir.Crypto(), node, "tls", "server.crt"))
		require.NoError(t, made.VerifyHostname("192.0.2.99"))
		require.NoError(t, made.VerifyHostname("127.0.0.1"))
		require.NoError(t, made.VerifyHostname(filepath.Base(node)))
		require.Error(t, made.VerifyHostname("192.0.2.11"))
	}
	after := contents(t, dir)
	again, err := MoveHost("", dir, elsewhere, false)
	require.NoError(t, err)
	require.Empty(t, again.Certificates)
	require.Equal(t, after, contents(t, dir), "given twice it does nothing more")

	renewed := testHost
	renewed.Address, renewed.Listen = "192.0.2.99", "192.0.2.99"
	_, err = initHost(t, dir, renewed, nil)
	require.NoError(t, err, "it is that host now")
	_, err = MoveHost("", dir, Place{Address: "ledger.industry.example"}, false)
	require.ErrorContains(t, err, "--listen")
	_, err = MoveHost("", dir, Place{}, false)
	require.ErrorContains(t, err, "a host's address")
	_, err = MoveHost("", Dir(t.TempDir()), elsewhere, false)
	require.ErrorContains(t, err, "holds no host")
}

// Until the channel names the new address, the host stays where it is, with certificates for
// both.
func TestHostStaysUntilTheChannelNamesItsNewAddress(t *testing.T) {
	t.Parallel()
	dir, draft := draftedHost(t, channel.Raft)
	config, err := draft.Config()
	require.NoError(t, err)
	view, err := channel.NewView(config)
	require.NoError(t, err)
	saved, err := readHost(dir)
	require.NoError(t, err)
	place := func(h Host) Place { return Place{h.Address, h.Listen} }
	here, there, everywhere := Place{"192.0.2.1", "192.0.2.1"}, Place{"192.0.2.99", "192.0.2.99"}, Place{"192.0.2.99", "0.0.0.0"}
	moved := saved.movedTo(there, &view)
	require.Equal(t, here, moved.Former)
	require.Equal(t, here, place(moved.inForce(view)))
	require.Equal(t, Place{"192.0.2.1", "0.0.0.0"}, place(saved.movedTo(everywhere, &view).inForce(view)), "reached at both meanwhile")
	require.Equal(t, here, moved.movedTo(Place{"192.0.2.98", "192.0.2.98"}, &view).Former, "where the channel knows it, not where it never was")
	require.Equal(t, saved, moved.movedTo(here, &view), "it stays after all")

	i := slices.IndexFunc(view.Hosts, func(h channel.ViewHost) bool { return h.Name == "industry" })
	view.Hosts[i].Peer = "192.0.2.99:17080"
	require.Equal(t, there, place(moved.inForce(view)))
	require.Equal(t, there, moved.movedTo(Place{"192.0.2.98", "192.0.2.98"}, &view).Former)
	require.Equal(t, there, place(moved.inForce(channel.View{})), "removed from the channel")
}

// A peer that the host gets before the channel names the new address works at the former one,
// and goes on at the new one.
func TestFurtherPeerOfAMovingHost(t *testing.T) {
	t.Parallel()
	dir := agreedHost(t)
	_, err := MoveHost("", dir, elsewhere, false)
	require.NoError(t, err)
	setPeers(t, testHome(t), dir, 2)
	made := certificate(t, filepath.Join(dir.peer("industry", 2).Crypto, "tls", "server.crt"))
	for _, address := range []string{"192.0.2.11", "192.0.2.99"} {
		require.NoError(t, made.VerifyHostname(address))
	}
}

// An orderer is restarted for another's move only if it takes part in ordering and runs: one that
// follows, as that of a new host does, is not waited for. And one organization's administrator
// has nobody's orderer restarted.
func TestWhoCallsAMovedOrdererAnew(t *testing.T) {
	t.Parallel()
	dir, draft := draftedHost(t, channel.BFT)
	host, err := readHost(dir)
	require.NoError(t, err)
	config, err := draft.Config()
	require.NoError(t, err)
	view, err := channel.NewView(config)
	require.NoError(t, err)
	block := func(change func(*common.ConfigGroup)) []byte {
		changed := proto.Clone(config).(*common.Config)
		change(changed.GetChannelGroup().GetGroups()["Orderer"])
		return blockOf(t, changed)
	}
	consenters := func(change func(*common.Orderers)) func(*common.ConfigGroup) {
		return func(ordering *common.ConfigGroup) {
			var all common.Orderers
			require.NoError(t, proto.Unmarshal(ordering.GetValues()["Orderers"].GetValue(), &all))
			change(&all)
			ordering.GetValues()["Orderers"].Value = marshal(t, &all)
		}
	}
	known := block(func(*common.ConfigGroup) {})
	moved := block(consenters(func(all *common.Orderers) { all.ConsenterMapping[1].Host = "192.0.2.99" }))
	without := block(consenters(func(all *common.Orderers) {
		all.ConsenterMapping[1].Host = "192.0.2.99"
		all.ConsenterMapping = slices.DeleteFunc(all.ConsenterMapping, func(c *common.Consenter) bool { return c.GetMspId() == host.ordering() })
	}))
	named := block(func(ordering *common.ConfigGroup) {
		ordering.GetGroups()[hostfile.OrdererMSP("academia")].GetValues()["Endpoints"].Value = marshal(t, &common.OrdererAddresses{Addresses: []string{"192.0.2.99:17050"}})
	})
	for name, test := range map[string]struct {
		content          []byte
		follows, stopped bool
		waits            bool
	}{
		"ok/it follows":              {content: moved, follows: true},
		"ok/it does not run":         {content: moved, stopped: true},
		"ok/it has been taken out":   {content: without},
		"ok/only an address is said": {content: named},
		"fail/it orders, and runs":   {content: moved, waits: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := &Network{dir: Dir(t.TempDir()), host: &host, topology: draftTopology(host, draft), progress: func(*words.Message) {}}
			n.place(host)
			n.placeOthers(view)
			require.True(t, n.orderers[0].Orders)
			n.orderers[0].Orders = !test.follows
			if process := n.ordererProcess(n.orderers[0]); !test.stopped {
				require.NoError(t, os.MkdirAll(process.Folder, 0o700))
				process.Program, process.Args = "/bin/sleep", []string{"60"}
				require.NoError(t, process.start())
				t.Cleanup(func() { require.NoError(t, process.stop()) })
			}
			ended, cancel := context.WithCancel(t.Context())
			cancel() // whoever waits for an orderer gets an error
			err := n.callAnew(ended, known, test.content)
			if test.waits {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
		})
	}
}

// blockOf returns a block with a configuration.
func blockOf(t *testing.T, config *common.Config) []byte {
	t.Helper()
	envelope := marshal(t, &common.Envelope{Payload: marshal(t, &common.Payload{Data: marshal(t, &common.ConfigEnvelope{Config: config})})})
	return marshal(t, &common.Block{Header: &common.BlockHeader{Number: 7}, Data: &common.BlockData{Data: [][]byte{envelope}}})
}

func marshal(t *testing.T, message proto.Message) []byte {
	t.Helper()
	content, err := proto.Marshal(message)
	require.NoError(t, err)
	return content
}

// Killed at any moment, the command has replaced some files, in the order in which it does.
// Each of these states is one in which the host can start; the same command completes it.
func TestMoveIsCompletedAfterAnyInterruption(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(Dir) (Move, error){
		"move":  func(dir Dir) (Move, error) { return MoveHost("", dir, elsewhere, false) },
		"renew": func(dir Dir) (Move, error) { return renewHost("", dir, time.Now().Add(time.Hour), false) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := Dir(t.TempDir()).sub("host")
			_, err := initHost(t, dir, testHost, nil)
			require.NoError(t, err)
			before := contents(t, dir)
			_, err = do(dir)
			require.NoError(t, err)
			var replaced []string
			for _, path := range inOrder(t, dir) {
				content, err := os.ReadFile(dir.Path(path))
				require.NoError(t, err)
				if string(content) != before[path] {
					replaced = append(replaced, path)
				}
			}
			require.Greater(t, len(replaced), 3)
			require.Equal(t, "industry.host.yaml", replaced[len(replaced)-1], "at last, when all that it says is true")
			for count := range replaced {
				part := Dir(t.TempDir()).sub("host")
				for path, content := range before {
					require.NoError(t, writeFile(part.Path(path), []byte(content)))
				}
				for _, path := range replaced[:count] {
					content, err := os.ReadFile(dir.Path(path))
					require.NoError(t, err)
					require.NoError(t, writeFile(part.Path(path), content))
				}
				host, err := readHost(part)
				require.NoError(t, err, "after %d files", count)
				server := certificate(t, filepath.Join(part.orderer(host.ordering(), host.orderer()), "tls", "server.crt"))
				if slices.Contains(replaced[:count], "host.yaml") {
					require.NoError(t, server.VerifyHostname(host.Address), "after %d files", count)
				}
				again, err := do(part)
				require.NoError(t, err, "after %d files", count)
				require.Equal(t, keysIn(t, dir), keysIn(t, part))
				whole := readFile(t, again.PublicFile.File)
				require.Equal(t, readFile(t, dir.hostFile("industry")).Addresses(), whole.Addresses())
				require.Equal(t, whole.Orderers[0].TLS, contentOf(t, filepath.Join(part.orderer(host.ordering(), host.orderer()), "tls", "server.crt")))
				require.Equal(t, whole.Orderers[0].Identity, contentOf(t, filepath.Join(part.orderer(host.ordering(), host.orderer()), "msp", "signcerts", "orderer.industry-cert.pem")))
			}
		})
	}
}

func contentOf(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(content)
}

// A certificate of today is not renewed, so the command given twice does nothing more.
func TestRenewalOfAll(t *testing.T) {
	t.Parallel()
	dir := Dir(t.TempDir()).sub("host")
	_, err := initHost(t, dir, testHost, nil)
	require.NoError(t, err)
	before, keysBefore := contents(t, dir), keysIn(t, dir)
	none, err := RenewHost("", dir, false)
	require.NoError(t, err)
	require.Empty(t, none.Certificates)
	require.Equal(t, before, contents(t, dir))
	all, err := renewHost("", dir, time.Now().Add(time.Hour), false)
	require.NoError(t, err)
	require.Len(t, all.Certificates, 10, "TLS of peer, CA, chaincode, orderer and administrator; identities of peer, orderer and two administrators")
	require.Equal(t, keysBefore, keysIn(t, dir), "keys stay")
	for _, renewed := range all.Certificates {
		path, err := filepath.Rel(string(dir), renewed.File)
		require.NoError(t, err)
		old := certificateIn(t, before[path])
		now := certificateIn(t, contentOf(t, renewed.File))
		require.NotEqual(t, old.SerialNumber, now.SerialNumber)
		require.Equal(t, old.PublicKey, now.PublicKey)
		require.Equal(t, old.Subject.String(), now.Subject.String())
		require.ElementsMatch(t, old.DNSNames, now.DNSNames)
		require.Equal(t, old.ExtKeyUsage, now.ExtKeyUsage)
		require.Equal(t, old.KeyUsage, now.KeyUsage)
		require.WithinDuration(t, time.Now().AddDate(10, 0, 0), now.NotAfter, time.Hour)
		require.WithinDuration(t, renewed.Until, now.NotAfter, time.Second)
	}
}

// With BFT the channel names an orderer's identity, and it has to stay.
func TestRenewalKeepsWhatTheChannelNames(t *testing.T) {
	t.Parallel()
	for _, consensus := range []string{channel.Raft, channel.BFT} {
		dir, draft := draftedHost(t, consensus)
		config, err := draft.Config()
		require.NoError(t, err)
		view, err := channel.NewView(config)
		require.NoError(t, err)
		host, err := readHost(dir)
		require.NoError(t, err)
		kept := namedIdentities(host, &view)
		if consensus == channel.Raft {
			require.Empty(t, kept)
			continue
		}
		require.Equal(t, []string{"orderer.industry"}, kept)
		planned, err := planMove(dir, host, &view, keys.Renewal{Before: time.Now().Add(time.Hour)}, time.Now())
		require.NoError(t, err)
		for _, certificate := range planned.Certificates {
			require.NotContains(t, certificate.File, "orderer.industry-cert.pem")
		}
		require.NotEmpty(t, planned.Certificates)
	}
}
