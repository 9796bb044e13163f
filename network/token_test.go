package network

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/internal/kernel"
	"allianceregistry/network/token"
	"allianceregistry/network/words"
)

// folderToken names the variable by which this test program, run again, is network-token: it
// keeps keys as files in that folder, as no token would.
const folderToken = "NETWORK_TEST_TOKEN"

const tokenPIN = "1234 5678"

func init() {
	if folder := os.Getenv(folderToken); folder != "" {
		var request token.Request
		answer := token.Answer{Fault: token.Other, Detail: "no request"}
		if json.NewDecoder(os.Stdin).Decode(&request) == nil {
			answer = answerFrom(folder, request)
		}
		content, _ := json.Marshal(answer)
		fmt.Println(string(content))
		os.Exit(0)
	}
}

func answerFrom(folder string, request token.Request) token.Answer {
	if request.PIN != tokenPIN {
		return token.Answer{Fault: token.WrongPIN}
	}
	path := filepath.Join(folder, request.Key)
	key, err := keyIn(path)
	switch request.Do {
	case token.Make, token.Take:
		if err != nil && request.Do == token.Make {
			key, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		} else if err != nil {
			key, _ = ecdsa.ParseRawPrivateKey(elliptic.P256(), request.Private)
		}
		content, _ := x509.MarshalECPrivateKey(key)
		_ = os.WriteFile(path, content, 0o600)
		return token.Answer{Point: pointOf(key)}
	case token.Sign:
		files, _ := filepath.Glob(filepath.Join(folder, "*"))
		for _, file := range files {
			key, err := keyIn(file)
			if err != nil {
				continue
			}
			if id := sha256.Sum256(pointOf(key)); string(id[:]) == string(request.ID) {
				r, s, _ := ecdsa.Sign(rand.Reader, key, request.Digest)
				return token.Answer{Signature: append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)}
			}
		}
		return token.Answer{Fault: token.NoKey}
	}
	return token.Answer{}
}

func keyIn(path string) (*ecdsa.PrivateKey, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return x509.ParseECPrivateKey(content)
}

func pointOf(key *ecdsa.PrivateKey) []byte {
	point, _ := key.PublicKey.Bytes()
	return point
}

// newFolderToken returns a project's folder whose network-token is this test program, and the
// settings of an empty token.
func newFolderToken(t *testing.T) (Home, token.Settings) {
	t.Helper()
	root := t.TempDir()
	home, keys, pin := Home(filepath.Join(root, "project")), filepath.Join(root, "token"), filepath.Join(root, "pin")
	require.NoError(t, os.MkdirAll(home.Bin(), 0o700))
	require.NoError(t, os.Mkdir(keys, 0o700))
	require.NoError(t, os.WriteFile(pin, []byte(tokenPIN+"\n"), 0o600))
	self, err := os.Executable()
	require.NoError(t, err)
	for _, name := range tokenPrograms() {
		require.NoError(t, os.Symlink(self, home.program(name)))
	}
	return home, token.Settings{Library: "/usr/lib/library.so", Label: "keys", PINFile: pin, Env: []string{folderToken + "=" + keys}}
}

// privateKeys returns the files below a host's folder that hold a key of an authority or of an
// identity.
func privateKeys(t *testing.T, dir Dir) []string {
	t.Helper()
	var found []string
	require.NoError(t, filepath.WalkDir(dir.Crypto(), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Name() == "priv_sk" {
			found = append(found, path)
		}
		return err
	}))
	return found
}

// The keys of a host's authorities and nodes are made in its token, and are in no file; an
// interrupted making takes those that are there.
func TestMakeHostOnToken(t *testing.T) {
	t.Parallel()
	home, settings := newFolderToken(t)
	host, dir := testHost, Dir(filepath.Join(t.TempDir(), "host"))
	host.Token = settings
	for range 2 {
		_, err := makeHost(home, dir, host, nil, false, func(*words.Message) {})
		require.NoError(t, err)
		require.Len(t, privateKeys(t, dir), 2, "the administrators'")
		made, err := filepath.Glob(filepath.Join(filepath.Dir(settings.PINFile), "token", "*"))
		require.NoError(t, err)
		require.Len(t, made, 6)
		require.NoError(t, os.RemoveAll(dir.ordererOrganization(host.ordering())), "as if the first had been interrupted")
	}
	_, err := makeHost(home, dir, host, nil, true, func(*words.Message) {})
	require.NoError(t, err)
	n := &Network{home: home, dir: dir, host: &host, topology: Topology{Name: host.Name}}
	require.NoError(t, n.CheckToken())
	require.NoError(t, os.Remove(filepath.Join(filepath.Dir(settings.PINFile), "token", "peer.industry")))
	require.ErrorContains(t, n.CheckToken(), "no private key for the certificate of peer.industry")
}

// A further peer's key is made in the host's token, by the authorities whose keys are there, or
// moves there with the others.
func TestFurtherPeerOnToken(t *testing.T) {
	t.Parallel()
	for name, moved := range map[string]bool{"made there": false, "moved": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home, settings := newFolderToken(t)
			host, dir := testHost, Dir(filepath.Join(t.TempDir(), "host"))
			if !moved {
				host.Token = settings
			}
			_, err := makeHost(home, dir, host, nil, false, func(*words.Message) {})
			require.NoError(t, err)
			_, err = SetPeers(home, dir, 2, func(*words.Message) {})
			require.NoError(t, err)
			if moved {
				require.NoError(t, MoveKeys(home, dir, settings))
			}
			require.Len(t, privateKeys(t, dir), 2, "the administrators'")
			saved, err := readHost(dir)
			require.NoError(t, err)
			require.Equal(t, 2, saved.Peers)
			n := &Network{home: home, dir: dir, host: &saved, topology: Topology{Name: host.Name}}
			require.NoError(t, n.CheckToken())
			require.NoError(t, os.Remove(filepath.Join(filepath.Dir(settings.PINFile), "token", "peer2.industry")))
			require.ErrorContains(t, n.CheckToken(), "no private key for the certificate of peer2.industry")
			_, err = SetPeers(home, dir, 1, func(*words.Message) {})
			require.NoError(t, err)
			saved.Peers = 0
			require.NoError(t, n.CheckToken(), "of a peer that has been put away")
			renewed, err := renewHost(home, dir, time.Now().Add(2*time.Hour), false)
			require.NoError(t, err)
			require.NotEmpty(t, renewed.Certificates)
			require.NoError(t, n.CheckToken(), "the new certificates are for the same keys")
			_, err = renewHost("/nowhere", dir, time.Now(), false)
			require.ErrorContains(t, err, "scripts/build.sh --pkcs11")
		})
	}
}

// A token that has been emptied, or is another one, is refused, and stays as it is: whoever plans
// or fails makes no key in it.
func TestEmptiedTokenStaysEmpty(t *testing.T) {
	t.Parallel()
	home, settings := newFolderToken(t)
	host, dir := testHost, Dir(filepath.Join(t.TempDir(), "host"))
	host.Token = settings
	_, err := makeHost(home, dir, host, nil, false, func(*words.Message) {})
	require.NoError(t, err)
	inToken := filepath.Join(filepath.Dir(settings.PINFile), "token")
	require.NoError(t, os.RemoveAll(inToken))
	require.NoError(t, os.Mkdir(inToken, 0o700))
	before := contents(t, dir)
	for name, do := range map[string]func() error{
		"a move that is planned":    func() error { _, err := MoveHost(home, dir, elsewhere, true); return err },
		"a move":                    func() error { _, err := MoveHost(home, dir, elsewhere, false); return err },
		"a renewal that is planned": func() error { _, err := renewHost(home, dir, time.Now().Add(2*time.Hour), true); return err },
		"a further peer":            func() error { _, err := SetPeers(home, dir, 2, func(*words.Message) {}); return err },
	} {
		require.ErrorContains(t, do(), "no private key for the certificate of", name)
		made, err := os.ReadDir(inToken)
		require.NoError(t, err)
		require.Empty(t, made, name)
		require.Equal(t, before, contents(t, dir), name)
	}
}

// Keys move from files into a token only if it takes and uses all of them; whoever is
// interrupted gives the same call.
func TestMoveKeys(t *testing.T) {
	t.Parallel()
	home, settings := newFolderToken(t)
	dir := Dir(filepath.Join(t.TempDir(), "host"))
	_, err := initHost(t, dir, testHost, nil)
	require.NoError(t, err)
	host, files, err := KeysInFiles(dir)
	require.NoError(t, err)
	require.Equal(t, testHost, host)
	require.Len(t, files, 6)
	kept := func(want string, err error) {
		require.ErrorContains(t, err, want)
		require.Len(t, privateKeys(t, dir), 8)
		saved, err := readHost(dir)
		require.NoError(t, err)
		require.Equal(t, testHost, saved)
	}
	kept("scripts/build.sh --pkcs11", MoveKeys("/nowhere", dir, settings))
	kept("all three", MoveKeys(home, dir, token.Settings{Label: "keys"}))
	require.NoError(t, os.WriteFile(settings.PINFile, []byte("1111"), 0o600))
	kept("refuses the PIN", MoveKeys(home, dir, settings))
	require.NoError(t, os.WriteFile(settings.PINFile, []byte(tokenPIN), 0o600))
	answerFrom(filepath.Join(filepath.Dir(settings.PINFile), "token"), token.Request{Do: token.Make, Key: "peer.industry", PIN: tokenPIN})
	kept("another key that is called peer.industry", MoveKeys(home, dir, settings))
	require.NoError(t, os.Remove(filepath.Join(filepath.Dir(settings.PINFile), "token", "peer.industry")))

	left, err := os.ReadFile(files[0])
	require.NoError(t, err)
	ca, err := dir.tokenKeys(testHost)[0].read()
	require.NoError(t, err)
	require.NoError(t, writeFile(filepath.Join(dir.process("ca.industry"), "msp", "keystore", fmt.Sprintf("%x_sk", ca.SubjectKeyId)), left), "as the CA's program does")
	_, files, err = KeysInFiles(dir)
	require.NoError(t, err)
	require.Len(t, files, 7)
	require.NoError(t, MoveKeys(home, dir, settings))
	require.Len(t, privateKeys(t, dir), 2)
	require.NoFileExists(t, files[6])
	require.NoError(t, writeFile(files[0], left), "as if it had been interrupted")
	require.NoError(t, MoveKeys(home, dir, settings))
	host, files, err = KeysInFiles(dir)
	require.NoError(t, err)
	require.Equal(t, settings, host.Token)
	require.Empty(t, files)
	settings.Label = "another"
	require.ErrorContains(t, MoveKeys(home, dir, settings), "are in the token “keys”")
	_, _, err = KeysInFiles(Dir(t.TempDir()))
	require.ErrorContains(t, err, "holds no host")
	require.ErrorContains(t, MoveKeys(home, Dir(t.TempDir()), settings), "holds no host")
}

// Keys stay where they are while a process may use them, whatever the channel's files look like,
// and while another command changes the host.
func TestKeysOfARunningHostStay(t *testing.T) {
	t.Parallel()
	home, settings := newFolderToken(t)
	listener, err := net.Listen("tcp", Address(0))
	require.NoError(t, err)
	defer listener.Close()
	host, dir := testHost, Dir(filepath.Join(t.TempDir(), "host"))
	host.BasePort = listener.Addr().(*net.TCPAddr).Port - Topology{}.HostPorts(0).peer(0).Listen
	_, err = initHost(t, dir, host, nil)
	require.NoError(t, err)
	refused := func(want string) {
		require.ErrorContains(t, MoveKeys(home, dir, settings), want)
		require.Len(t, privateKeys(t, dir), 8, want)
	}
	for _, file := range []string{dir.draft(), dir.config(), dir.agreed()} {
		require.NoError(t, writeFile(file, []byte("garbage")))
	}
	started, err := kernel.StartTime(os.Getpid())
	require.NoError(t, err)
	running := Process{Folder: dir.process("ca.industry")}
	require.NoError(t, writeFile(running.pidFile(), fmt.Appendf(nil, "%d %s", os.Getpid(), started)))
	refused("ca.industry runs")
	require.NoError(t, os.Remove(running.pidFile()))

	require.NoError(t, writeFile(dir.supervisorFile(), []byte("systemd\n")))
	refused("peer.industry runs")
	require.NoError(t, listener.Close())

	settled, err := os.ReadFile(dir.host())
	require.NoError(t, err)
	unlock, err := dir.lock()
	require.NoError(t, err)
	require.NoError(t, writeFile(dir.host(), []byte("half a file")))
	refused("another command")
	_, err = SetPeers(home, dir, 2, func(*words.Message) {})
	require.ErrorContains(t, err, "another command", "what is read before the lock may be out of date")
	require.NoError(t, writeFile(dir.host(), settled))
	unlock()
	require.NoError(t, MoveKeys(home, dir, settings))
	require.Len(t, privateKeys(t, dir), 2)
}
