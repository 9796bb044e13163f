//go:build live

package network

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A spy is this test program again, run as another user of the machine, who reads all that
// it can while secrets are issued. If the tests do not run as root, it is the same user,
// and reads command lines alone: the files' modes are checked instead.
const spyFolder = "NETWORK_TEST_SPY"

// nobody is the user that owns nothing.
const nobody = 65534

func init() {
	folder := os.Getenv(spyFolder)
	if folder == "" {
		return
	}
	another := os.Getuid() == nobody
	done := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(done)
	}()
	seen := map[string]bool{}
	fmt.Println("there")
	for watching := true; watching; {
		select {
		case <-done:
			watching = false
		default:
		}
		time.Sleep(10 * time.Millisecond) // a program that is given a secret takes six times as long to begin
		readTexts("/proc/[0-9]*/cmdline", seen)
		if another {
			readTexts("/proc/[0-9]*/environ", seen)
		}
	}
	for text := range seen {
		fmt.Println(text)
	}
	if another {
		read(folder)
	}
	os.Exit(0)
}

// readTexts collects the content of files, each text once.
func readTexts(pattern string, seen map[string]bool) {
	files, _ := filepath.Glob(pattern)
	for _, file := range files {
		if content, err := os.ReadFile(file); err == nil {
			seen[strings.ReplaceAll(string(content), "\x00", " ")] = true
		}
	}
}

// read prints every file below a folder that can be read, with what it holds.
func read(folder string) {
	_ = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			if content, err := os.ReadFile(path); err == nil {
				fmt.Printf("READ %s\n%s\n", path, content)
			}
		}
		return nil
	})
}

// startSpy starts a spy; the returned function ends it, and returns what it saw.
func startSpy(t *testing.T, open, folder string) (seen func() string) {
	t.Helper()
	content, err := os.ReadFile(os.Args[0])
	require.NoError(t, err)
	program := filepath.Join(open, "spy")
	require.NoError(t, os.WriteFile(program, content, 0o755))
	require.NoError(t, os.Chmod(program, 0o755))
	var out guardedBuffer
	command := exec.Command(program)
	command.Dir, command.Env, command.Stdout, command.Stderr = "/", []string{spyFolder + "=" + folder}, &out, &out
	if os.Getuid() == 0 {
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	stop, err := command.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	t.Cleanup(func() { _ = command.Process.Kill() })
	require.Eventually(t, func() bool { return strings.Contains(out.String(), "there") }, time.Minute, 10*time.Millisecond)
	return func() string {
		require.NoError(t, stop.Close())
		require.NoError(t, command.Wait())
		return out.String()
	}
}

type guardedBuffer struct {
	lock sync.Mutex
	text bytes.Buffer
}

func (b *guardedBuffer) Write(p []byte) (int, error) {
	b.lock.Lock()
	defer b.lock.Unlock()
	return b.text.Write(p)
}

func (b *guardedBuffer) String() string {
	b.lock.Lock()
	defer b.lock.Unlock()
	return b.text.String()
}

// While a network comes up, and parties are registered and enroll, no other user of
// the machine sees a secret or a key, nor is one written where it does not belong.
func TestLiveSecrets(t *testing.T) {
	t.Parallel()
	n := live(t)
	open := filepath.Dir(filepath.Dir(string(n.dir)))
	for _, folder := range []string{open, filepath.Dir(string(n.dir))} { // the network's own folder has to keep others out
		require.NoError(t, os.Chmod(folder, 0o755))
	}
	seen := startSpy(t, open, string(n.dir))
	up(t, n)
	const id = "one@industry"
	made, err := n.Register(t.Context(), []string{id, "auditor@academia"}, false)
	require.NoError(t, err)
	reset, err := n.Register(t.Context(), []string{id}, true)
	require.NoError(t, err)
	typed := enrollSelf(t, n, "alliance", "two@industry")
	typed = append(typed, enrollSelf(t, n, "auditor", "auditor@association")...)
	require.NoError(t, n.enroll(t.Context(), "industry", id, reset[0].Secret, filepath.Join(string(n.dir), "party")))

	secrets := map[string]string{}
	for _, host := range n.topology.Hosts {
		secret, err := n.registrarSecret(host)
		require.NoError(t, err)
		secrets["the registrar of "+host] = secret
	}
	for i, registration := range append(append(made, reset...), typed...) {
		secrets[fmt.Sprintf("%d: %s", i, registration.ID)] = registration.Secret
		require.Len(t, registration.Secret, 32, "the CA's own are guessed")
	}
	watched := seen()
	require.Contains(t, watched, "fabric-ca-client enroll", "the spy sees what there is to see")
	require.NotContains(t, watched, "READ ", "another user reads nothing of a network")
	for whose, secret := range secrets {
		require.False(t, strings.Contains(watched, secret), "the secret of %s was seen", whose)
	}
	requireKept(t, n, secrets)

	t.Run("many wrong secrets lock nobody out", func(t *testing.T) {
		for range 12 {
			err := n.enroll(t.Context(), "industry", id, made[0].Secret, t.TempDir())
			require.Error(t, err)
			require.NotContains(t, err.Error(), made[0].Secret)
		}
		require.NoError(t, n.enroll(t.Context(), "industry", id, reset[0].Secret, t.TempDir()))
	})
	t.Run("operations are for the operator", func(t *testing.T) { requireGuarded(t, n) })
	t.Run("an earlier version's operations", func(t *testing.T) { requireClosedAgain(t, n) })
	t.Run("no answer names the secret", func(t *testing.T) {
		require.NoError(t, n.Stop("ca.industry"))
		err := n.enroll(t.Context(), "industry", id, reset[0].Secret, t.TempDir())
		require.Error(t, err)
		require.NotContains(t, err.Error(), reset[0].Secret)
	})
}

// enrollSelf registers an id and enrolls it by its own program, as people do.
func enrollSelf(t *testing.T, n *Network, program, id string) []Registration {
	t.Helper()
	made, err := n.Register(t.Context(), []string{id}, false)
	require.NoError(t, err)
	home := t.TempDir()
	enroll := exec.Command(n.home.program(program), "enroll", id, "--secret-file", "-", "--network", string(n.dir))
	enroll.Env = append(os.Environ(), "ALLIANCE_HOME="+home, "AUDITOR_HOME="+home)
	enroll.Stdin = strings.NewReader(made[0].Secret)
	out, err := enroll.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return made
}

// requireKept searches everything in a network's folder, the logs too: each secret is only
// where it is kept, and only its owner can read it, or a key.
func requireKept(t *testing.T, n *Network, secrets map[string]string) {
	t.Helper()
	about, err := os.Stat(string(n.dir))
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o700), about.Mode().Perm())
	keeps := map[string]bool{}
	for _, host := range n.topology.Hosts {
		keeps[filepath.Join(n.registrar(host), "secret")] = true
		keeps[filepath.Join(n.dir.process("ca."+host), "fabric-ca-server-config.yaml")] = true
	}
	keys := 0
	require.NoError(t, filepath.WalkDir(string(n.dir), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if os.IsNotExist(err) { // a database has put it away
			return nil
		}
		require.NoError(t, err)
		about, err := entry.Info()
		require.NoError(t, err)
		private := keeps[path]
		if bytes.Contains(content, []byte("PRIVATE KEY")) {
			private = true
			keys++
		}
		if private {
			require.Zero(t, about.Mode()&0o077, "%s has mode %v", path, about.Mode())
		}
		for whose, secret := range secrets {
			require.True(t, keeps[path] || !bytes.Contains(content, []byte(secret)), "%s holds the secret of %s", path, whose)
		}
		return nil
	}))
	require.Greater(t, keys, 10)
}

// strangers returns the key pairs of people and processes other than the operator.
func strangers(t *testing.T, n *Network) map[string][]tls.Certificate {
	t.Helper()
	load := func(certificate, key string) []tls.Certificate {
		pair, err := tls.LoadX509KeyPair(certificate, key)
		require.NoError(t, err)
		return []tls.Certificate{pair}
	}
	party := filepath.Join(string(n.dir), "party", "msp")
	keys, err := filepath.Glob(filepath.Join(party, "keystore", "*_sk"))
	require.NoError(t, err)
	require.Len(t, keys, 1)
	host := filepath.Join(n.dir.organization("industry"), "users", "Admin@industry", "tls")
	node := n.orderers[0]
	certificate, key := clientPair(t, "operator of "+n.topology.Name)
	forged, err := tls.X509KeyPair(certificate, key)
	require.NoError(t, err)
	// The authority that vouches for members before peers and orderers stands under the
	// root of the host's own processes.
	member := certifiedBy(t, n, "industry")
	members := readCertificate(t, n.dir.crossCertificate("industry"))
	member.Certificate = append(member.Certificate, members.Raw)
	return map[string][]tls.Certificate{
		"nobody":               nil,
		"a member":             {member},
		"a party":              load(filepath.Join(party, "signcerts", "cert.pem"), keys[0]),
		"a peer":               load(filepath.Join(n.dir.node("industry", "peer"), "tls", "server.crt"), filepath.Join(n.dir.node("industry", "peer"), "tls", "server.key")),
		"a host's admin":       load(filepath.Join(host, "client.crt"), filepath.Join(host, "client.key")),
		"an orderer":           load(filepath.Join(node.Crypto, "tls", "server.crt"), filepath.Join(node.Crypto, "tls", "server.key")),
		"a self-made operator": {forged},
	}
}

// request sends a request to a port, whatever certificate it shows.
func request(t *testing.T, method, address string, own []tls.Certificate) error {
	t.Helper()
	config := &tls.Config{InsecureSkipVerify: true, Certificates: own} //nolint:gosec // it is not the port that is tried
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(`{"spec":"debug"}`))
	require.NoError(t, err)
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusBadRequest { // plain words to a port that wants TLS
		return fmt.Errorf("%s", response.Status)
	}
	return nil
}

func requireGuarded(t *testing.T, n *Network) {
	all := strangers(t, n)
	for _, process := range n.Processes() {
		if process.Operations == 0 {
			continue
		}
		require.NoError(t, process.CheckHealth(t.Context()))
		before := logLevel(t, process)
		for who, own := range all {
			for _, path := range []string{"/healthz", "/metrics", "/version", "/logspec"} {
				for _, method := range []string{http.MethodGet, http.MethodPut} {
					require.Error(t, request(t, method, "https://"+Address(process.Operations)+path, own), "%s: %s", process.Name, who)
				}
			}
		}
		require.Error(t, request(t, http.MethodPut, "http://"+Address(process.Operations)+"/logspec", nil))
		require.Equal(t, before, logLevel(t, process))
	}
	for _, node := range n.orderers {
		for who, own := range all {
			if who == "an orderer" { // of the same organization
				continue
			}
			require.Error(t, request(t, http.MethodGet, channelsURL(node), own), "%s: %s", node.Name, who)
		}
		require.Error(t, request(t, http.MethodGet, "http://"+node.Admin+"/participation/v1/channels", nil))
	}
	for _, node := range n.hosts {
		for who, own := range all {
			require.False(t, admitted(t, node.Chaincode, own), "chaincode.%s: %s", node.Name, who)
		}
		peer, err := tls.LoadX509KeyPair(n.callerPair(node.Name))
		require.NoError(t, err)
		require.True(t, admitted(t, node.Chaincode, []tls.Certificate{peer}))
	}
	requireHealthy(t, n)
}

// admitted reports whether a gRPC server, which speaks first, answers.
func admitted(t *testing.T, address string, own []tls.Certificate) bool {
	t.Helper()
	config := &tls.Config{InsecureSkipVerify: true, Certificates: own, NextProtos: []string{"h2"}} //nolint:gosec // see stranger
	connection, err := tls.Dial("tcp", address, config)
	if err != nil {
		return false
	}
	defer connection.Close()
	require.NoError(t, connection.SetDeadline(time.Now().Add(10*time.Second)))
	_, err = connection.Read(make([]byte, 1))
	return err == nil
}

// logLevel is what a process says of its log's level, to its operator; a CA has none.
func logLevel(t *testing.T, process Process) string {
	t.Helper()
	response, err := process.operations(t.Context(), "/logspec")
	require.NoError(t, err)
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return strconv.Itoa(response.StatusCode) + " " + string(content)
}

// requireClosedAgain starts a CA as an earlier version of this program did: the next up
// finds it, and closes it, and so does a restart, also where that version made no
// operator's key.
func requireClosedAgain(t *testing.T, n *Network) {
	process, err := n.Process("ca.industry")
	require.NoError(t, err)
	open := func() error {
		return request(t, http.MethodGet, "http://"+Address(process.Operations)+"/healthz", nil)
	}
	former := func() {
		require.NoError(t, n.Stop(process.Name))
		file := filepath.Join(process.Folder, "fabric-ca-server-config.yaml")
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		former := strings.Replace(string(content), "tls:\n    enabled: true\n    certFile", "tls:\n    enabled: false\n    certFile", 1)
		require.NotEqual(t, string(content), former)
		require.NoError(t, writeFile(file, []byte(former)))
		require.NoError(t, process.start())
		eventually(t, "it answers anybody", func() bool { return open() == nil })
		require.True(t, process.Exposed(t.Context()))
	}
	closed := func() {
		require.False(t, process.Exposed(t.Context()))
		require.Error(t, open())
	}
	former()
	code, out := runDoctor(t, n)
	require.Equal(t, 1, code)
	require.Contains(t, out, "the operations port of ca.industry is open to anybody")
	_, err = n.Up(t.Context())
	require.NoError(t, err)
	closed()

	former()
	require.NoError(t, os.RemoveAll(n.dir.Operator()))
	require.ErrorContains(t, n.Revoke(t.Context(), "two@industry"), "network up` first")
	require.NoError(t, n.Restart(t.Context(), process.Name))
	closed()
	code, out = runDoctor(t, n)
	require.Equal(t, 1, code)
	require.Contains(t, out, "peer.industry", "its operations know another operator's key")
	require.NoError(t, n.Stop(""))
	_, err = n.Up(t.Context())
	require.NoError(t, err)
	code, out = runDoctor(t, n)
	require.Equal(t, 0, code, out)
}
