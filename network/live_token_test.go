//go:build live

package network

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// softHSM is a token in software, OpenDNSSEC's, which the machine's user alone may open.
type softHSM struct {
	folder string // the tokens are below it
	pin    string
	file   string // with the PIN
}

// softHSMLibraries are where systems install it.
var softHSMLibraries = []string{
	"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so",
}

// insertToken gives a machine a token, and the flags by which its host is made there.
func insertToken(t *testing.T, m *machine) softHSM {
	t.Helper()
	var library string
	for _, path := range softHSMLibraries {
		if _, err := os.Stat(path); err == nil {
			library = path
			break
		}
	}
	tool, err := exec.LookPath("softhsm2-util")
	if library == "" || err != nil {
		t.Skip("SoftHSM is not installed: libsofthsm2.so and softhsm2-util (Debian: softhsm2)")
	}
	home, err := FindHome()
	require.NoError(t, err)
	if _, err := home.token(Host{}); err != nil {
		t.Skip(err)
	}
	hsm := softHSM{folder: m.path("tokens"), pin: rand.Text(), file: m.path("pin.secret")}
	settings := m.path("softhsm2.conf")
	require.NoError(t, os.Mkdir(hsm.folder, 0o700))
	require.NoError(t, os.WriteFile(settings, []byte("directories.tokendir = "+hsm.folder+"\nlog.level = ERROR\n"), 0o600))
	hsm.write(t, hsm.pin)
	for _, path := range []string{hsm.folder, settings, hsm.file} {
		require.NoError(t, os.Chown(path, m.user, m.user))
	}
	create := exec.Command(tool, "--module", library, "--init-token", "--free", "--label", "keys of "+m.name, "--pin", hsm.pin, "--so-pin", rand.Text())
	create.Env = []string{"SOFTHSM2_CONF=" + settings}
	create.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(m.user), Gid: uint32(m.user)}}
	out, err := create.CombinedOutput()
	require.NoError(t, err, "%s", out)
	m.token = []string{
		"--token-library", library, "--token-label", "keys of " + m.name, "--token-pin-file", hsm.file, "--token-env", "SOFTHSM2_CONF=" + settings,
	}
	return hsm
}

// write writes the PIN's file.
func (h softHSM) write(t *testing.T, pin string) {
	t.Helper()
	require.NoError(t, os.WriteFile(h.file, []byte(pin+"\n"), 0o600))
}

// Three hosts, of which one keeps the keys of its CAs, its peer and its orderer in a token:
// none of them was ever a file, and the other hosts see no difference. Another moves them there
// later. Without the token, or with another PIN, a host does not start, and says why.
func TestLiveToken(t *testing.T) {
	t.Parallel()
	all := machines(t, "association", "industry", "academia")
	association, industry, academia := all[0], &all[1], &all[2]
	hsm := insertToken(t, industry)
	flags := append([]string{"host", "init", industry.name, "--address", industry.ip}, industry.token...)
	industry.killed(t, 300*time.Millisecond, flags...) // whoever is interrupted types the same again
	agree(t, all)
	requireKeysElsewhere(t, *industry)
	startApart(t, all)
	joinApart(t, association, *industry, *academia)

	// Another host moves the keys that it has in files.
	insertToken(t, academia)
	move := append([]string{"host", "token", "--yes"}, academia.token...)
	_, errOut, err := academia.try(t, "network", append([]string{"--dir", academia.path("host")}, move...)...)
	require.Error(t, err)
	require.Contains(t, errOut, "stop the host first")
	academia.network(t, "stop")
	academia.killed(t, 200*time.Millisecond, move...)
	requireKeysElsewhere(t, *academia)
	academia.network(t, "host", "start")

	// Two of three hosts have to endorse, and one of them is gone: the tokens sign.
	association.network(t, "stop", "peer.association")
	academia.enroll(t, "baidu@academia")
	academia.run(t, "alliance", "party", "register", "-p", "baidu@academia", "--kind", "enterprise", "--name", "en=Baidu")
	association.network(t, "host", "start")

	refused := func(command ...string) string {
		_, errOut, err := industry.try(t, "network", append([]string{"--dir", industry.path("host")}, command...)...)
		require.Error(t, err)
		require.NotContains(t, errOut, hsm.pin)
		return errOut
	}
	industry.network(t, "stop")
	require.NoError(t, os.Rename(hsm.folder, hsm.folder+".away"))
	require.NoError(t, os.Mkdir(hsm.folder, 0o700))
	require.NoError(t, os.Chown(hsm.folder, industry.user, industry.user))
	require.Contains(t, refused("host", "start"), "put it back")
	out, _, err := industry.try(t, "network", "--dir", industry.path("host"), "doctor")
	require.Error(t, err)
	require.Contains(t, out, "put it back")
	require.NoError(t, os.Remove(hsm.folder))
	require.NoError(t, os.Rename(hsm.folder+".away", hsm.folder))
	hsm.write(t, "another")
	require.Contains(t, refused("host", "start"), "refuses the PIN")
	require.Zero(t, running(t, *industry), "nothing was started")
	hsm.write(t, hsm.pin)
	industry.network(t, "host", "start")
	require.Contains(t, industry.run(t, "alliance", "roster", "study@industry", "-p", "sprint@industry"), "cisco@industry")
	requireSecretsApart(t, all)
	requirePINKept(t, *industry, hsm)
}

// running is how many processes of the machine's host run.
func running(t *testing.T, m machine) int {
	t.Helper()
	n, err := Open(Home(""), Dir(m.path("host")), nil)
	require.NoError(t, err)
	count := 0
	for _, process := range n.Processes() {
		if process.PID() != 0 {
			count++
		}
	}
	return count
}

// requireKeysElsewhere looks at every private key in the host's folder: none is that of a CA,
// of the peer's or of the orderer's identity.
func requireKeysElsewhere(t *testing.T, m machine) {
	t.Helper()
	public := map[string]string{}
	keys := 0
	require.NoError(t, filepath.WalkDir(m.path("host", "crypto"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		block, _ := pem.Decode(content)
		switch {
		case block == nil:
		case block.Type == "CERTIFICATE":
			certificate, err := x509.ParseCertificate(block.Bytes)
			require.NoError(t, err)
			node := len(certificate.Subject.OrganizationalUnit) == 1 && certificate.Subject.OrganizationalUnit[0] != "admin"
			own := strings.HasSuffix(certificate.Subject.CommonName, "."+m.name) || strings.HasSuffix(certificate.Subject.CommonName, "."+m.name+"-orderer")
			if own && (certificate.IsCA || node) {
				public[certificate.Subject.CommonName] = string(certificate.RawSubjectPublicKeyInfo)
			}
		case strings.HasSuffix(block.Type, "PRIVATE KEY"):
			keys++
		}
		return nil
	}))
	require.Greater(t, keys, 5, "TLS keys and the administrators' are files")
	require.Len(t, public, 6)
	require.NoError(t, filepath.WalkDir(m.folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
			if !strings.HasSuffix(block.Type, "PRIVATE KEY") {
				continue
			}
			key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			if err != nil { // a CA has one for identities that we do not use
				key, err = x509.ParseECPrivateKey(block.Bytes)
			}
			require.NoError(t, err, path)
			own, err := x509.MarshalPKIXPublicKey(key.(*ecdsa.PrivateKey).Public())
			require.NoError(t, err)
			for name, other := range public {
				require.NotEqual(t, other, string(own), "%s holds the key of %s", path, name)
			}
		}
		return nil
	}))
}

// requirePINKept finds the PIN in its file alone, and on no command line.
func requirePINKept(t *testing.T, m machine, hsm softHSM) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(m.folder, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a database has put it away
		}
		if err != nil || !entry.Type().IsRegular() || path == hsm.file {
			return err
		}
		content, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		require.NoError(t, err)
		require.False(t, bytes.Contains(content, []byte(hsm.pin)), "%s holds the PIN", path)
		return nil
	}))
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	require.NoError(t, err)
	for _, file := range lines {
		if content, err := os.ReadFile(file); err == nil {
			require.NotContains(t, string(content), hsm.pin, file+" of "+strconv.Itoa(m.user))
		}
	}
}
