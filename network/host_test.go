package network

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"allianceregistry/network/hostfile"
	"allianceregistry/network/keys"
	"allianceregistry/network/token"
	"allianceregistry/network/words"
)

// testToken is a token that no test opens.
var testToken = token.Settings{Library: "/usr/lib/library.so", Label: "keys", PINFile: "/etc/pin", Env: []string{"LIBRARY_CONF=/etc/library.conf"}}

// testHost is a host that a test makes.
var testHost = Host{Name: "industry", Address: "192.0.2.11", Listen: "192.0.2.11", BasePort: 17050}

// initHost makes a host in a folder, as the programs' folder has been checked.
func initHost(t *testing.T, dir Dir, host Host, root *keys.Authority) (PublicFile, error) {
	t.Helper()
	require.NoError(t, host.Validate())
	return makeHost("", dir, host, root, false, func(*words.Message) {})
}

func TestHostSettings(t *testing.T) {
	t.Parallel()
	change := func(do func(*Host)) Host {
		host := testHost
		do(&host)
		return host
	}
	tests := map[string]struct {
		host    Host
		wantErr string
	}{
		"ok/an address":            {testHost, ""},
		"ok/another to listen on":  {change(func(h *Host) { h.Listen = "10.1.1.1" }), ""},
		"ok/all addresses":         {change(func(h *Host) { h.Listen = "0.0.0.0" }), ""},
		"ok/a name":                {change(func(h *Host) { h.Address = "ledger.industry.example" }), ""},
		"ok/all of version 6":      {change(func(h *Host) { h.Address, h.Listen = "ledger.industry.example", "::" }), ""},
		"fail/version 6":           {change(func(h *Host) { h.Address, h.Listen = "2001:db8::1", "::" }), "give it a DNS name"},
		"ok/loopback, for a trial": {change(func(h *Host) { h.Address, h.Listen = "127.0.0.1", "127.0.0.1" }), ""},
		"ok/a token":               {change(func(h *Host) { h.Token = testToken }), ""},
		"fail/half a token":        {change(func(h *Host) { h.Token.Label = "keys" }), "all three"},
		"fail/no name":             {change(func(h *Host) { h.Name = "" }), "a host's name"},
		"fail/capitals":            {change(func(h *Host) { h.Name = "Org1MSP" }), "a host's name"},
		"fail/path":                {change(func(h *Host) { h.Name = "../a" }), "a host's name"},
		"fail/Chinese":             {change(func(h *Host) { h.Name = "协会" }), "a host's name"},
		"fail/no address":          {change(func(h *Host) { h.Address = "" }), "a host's address"},
		"fail/port":                {change(func(h *Host) { h.Address = "192.0.2.11:17080" }), "a host's address"},
		"fail/scheme":              {change(func(h *Host) { h.Address = "https://a.example" }), "a host's address"},
		"fail/everywhere":          {change(func(h *Host) { h.Address = "0.0.0.0" }), "a host's address"},
		"fail/capitals in a name":  {change(func(h *Host) { h.Address = "Ledger.example" }), "a host's address"},
		"fail/full width":          {change(func(h *Host) { h.Address = "１９２.0.2.11" }), "a host's address"},
		"fail/zone":                {change(func(h *Host) { h.Address = "fe80::1%eth0" }), "give it a DNS name"},
		"fail/listens on a name":   {change(func(h *Host) { h.Listen = "ledger" }), "to listen on"},
		"fail/listens nowhere":     {change(func(h *Host) { h.Listen = "" }), "--listen"},
		"fail/low port":            {change(func(h *Host) { h.BasePort = 80 }), "out of range"},
		"fail/high port":           {change(func(h *Host) { h.BasePort = 65500 }), "out of range"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := test.host.Validate()
			if test.wantErr == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.wantErr)
		})
	}
	require.Equal(t, testHost, Host{Name: "industry", Address: "192.0.2.11"}.WithDefaults())
	require.Empty(t, Host{Address: "a.example"}.WithDefaults().Listen, "which address to listen on is not guessed")
}

func TestHostIsMadeOnce(t *testing.T) {
	t.Parallel()
	dir := Dir(t.TempDir()).sub("host 主机")
	made, err := initHost(t, dir, testHost, nil)
	require.NoError(t, err)
	before := contents(t, dir)
	again, err := initHost(t, dir, testHost, nil)
	require.NoError(t, err)
	require.Equal(t, made, again)
	require.Equal(t, before, contents(t, dir), "nothing is made anew")

	other := testHost
	other.Address = "192.0.2.12"
	_, err = initHost(t, dir, other, nil)
	require.ErrorContains(t, err, "already holds host industry at 192.0.2.11")

	begun := Dir(t.TempDir())
	require.NoError(t, os.WriteFile(begun.Path(".host.yaml2931846"), []byte("na"), 0o600)) // killed while it wrote the first file
	_, err = initHost(t, begun, testHost, nil)
	require.NoError(t, err)

	foreign := Dir(t.TempDir())
	require.NoError(t, os.WriteFile(foreign.Path("letter.txt"), nil, 0o600))
	_, err = initHost(t, foreign, testHost, nil)
	require.ErrorContains(t, err, "something other than a host")
}

// Under a root of its own the host's file shows that root, and what it certified.
func TestHostUnderARoot(t *testing.T) {
	t.Parallel()
	root, key := testAuthority(t, "a company's root")
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	brought, err := keys.LoadRoot(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Raw}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), time.Now())
	require.NoError(t, err)
	dir := Dir(t.TempDir()).sub("host")
	made, err := initHost(t, dir, testHost, brought)
	require.NoError(t, err)
	content, err := os.ReadFile(made.File)
	require.NoError(t, err)
	file, err := hostfile.Parse(content)
	require.NoError(t, err)
	above := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Raw}))
	require.Equal(t, above, file.Members.Above)
	require.Equal(t, above, file.Ordering.Above)
	for path, content := range contents(t, dir) {
		require.NotContains(t, content, strings.Split(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})), "\n")[1],
			"%s: the root's key is not kept", path)
	}
}

func TestHostFileIsRenewed(t *testing.T) {
	t.Parallel()
	dir := Dir(t.TempDir()).sub("host")
	first, err := initHost(t, dir, testHost, nil)
	require.NoError(t, err)
	keysBefore := contents(t, Dir(dir.Crypto()))
	require.WithinDuration(t, time.Now().Add(hostFileValidity), first.Until, time.Minute)
	_, err = makeHost("", dir, testHost, nil, true, func(*words.Message) {})
	require.NoError(t, err)
	require.Equal(t, keysBefore, contents(t, Dir(dir.Crypto())))
}

// Of a host that is there, the name is enough; what is given besides has to be as it was.
func TestSettingsOfAHostThatIsThere(t *testing.T) {
	t.Parallel()
	dir, host := Dir(t.TempDir()).sub("host"), testHost
	host.BasePort = 20000
	_, err := initHost(t, dir, host, nil)
	require.NoError(t, err)
	require.Equal(t, host, Host{Name: host.Name}.WithDefaults().orSaved(dir))
	for name, given := range map[string]Host{
		"fail/another name":    {Name: "academia"},
		"fail/another address": {Name: host.Name, Address: "192.0.2.12"},
		"fail/another port":    {Name: host.Name, BasePort: 30000},
	} {
		given = given.WithDefaults()
		require.Equal(t, given, given.orSaved(dir), name)
	}
	none := Host{Name: host.Name}.WithDefaults()
	require.Equal(t, none, none.orSaved(Dir(t.TempDir())), "nothing is there")
}

// The operator's key is made anew when it is about to expire, and not before.
func TestOperatorIsRenewed(t *testing.T) {
	t.Parallel()
	dir := Dir(t.TempDir()).sub("host")
	_, err := initHost(t, dir, testHost, nil)
	require.NoError(t, err)
	before := contents(t, Dir(dir.Operator()))
	_, err = initHost(t, dir, testHost, nil)
	require.NoError(t, err)
	require.Equal(t, before, contents(t, Dir(dir.Operator())))

	require.NoError(t, os.RemoveAll(dir.Operator()))
	require.NoError(t, keys.MakeClient(dir.Operator(), "operator of industry", time.Now().AddDate(-10, 0, 20)))
	old := contents(t, Dir(dir.Operator()))
	_, err = initHost(t, dir, testHost, nil)
	require.NoError(t, err)
	require.NotEqual(t, old, contents(t, Dir(dir.Operator())))
}

// Killed at any moment, the command leaves some of its files, in the order in which it
// writes them. The same command then completes the host.
func TestHostIsCompletedAfterAnyInterruption(t *testing.T) {
	t.Parallel()
	dir := Dir(t.TempDir()).sub("host")
	_, err := initHost(t, dir, testHost, nil)
	require.NoError(t, err)
	paths := inOrder(t, dir)
	require.Greater(t, len(paths), 20)
	for left := range paths {
		part := Dir(t.TempDir()).sub("host")
		for _, path := range paths[:left] {
			content, err := os.ReadFile(dir.Path(path))
			require.NoError(t, err)
			// An organization's folder has its final name only when it is complete.
			require.NoError(t, writeFile(part.Path(unfinished(path, paths[left:])), content))
		}
		made, err := initHost(t, part, testHost, nil)
		require.NoError(t, err, "after %d files", left)
		content, err := os.ReadFile(made.File)
		require.NoError(t, err)
		_, err = hostfile.Parse(content)
		require.NoError(t, err)
		for path := range contents(t, part) {
			require.NotContains(t, path, ".part", "after %d files", left)
		}
	}
}

// unfinished returns where a file lies while others of its organization are missing.
func unfinished(path string, missing []string) string {
	for _, folder := range []string{"crypto/peerOrganizations/industry", "crypto/ordererOrganizations/industry-orderer", "operator"} {
		rest, inside := strings.CutPrefix(path, folder+"/")
		if inside && slices.ContainsFunc(missing, func(other string) bool { return strings.HasPrefix(other, folder+"/") }) {
			return folder + ".part/" + rest
		}
	}
	return path
}

// contents returns the files below a folder.
func contents(t *testing.T, dir Dir) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, path := range inOrder(t, dir) {
		content, err := os.ReadFile(dir.Path(path))
		require.NoError(t, err)
		found[path] = string(content)
	}
	return found
}

// inOrder returns the files below a folder, by the time at which they were written.
func inOrder(t *testing.T, dir Dir) []string {
	t.Helper()
	times := map[string]time.Time{}
	var paths []string
	require.NoError(t, filepath.WalkDir(string(dir), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(string(dir), path)
		require.NoError(t, err)
		info, err := entry.Info()
		require.NoError(t, err)
		require.Zero(t, info.Mode().Perm()&0o077, "%s: others may not read it", path)
		times[relative] = info.ModTime()
		paths = append(paths, relative)
		return nil
	}))
	slices.SortStableFunc(paths, func(a, b string) int { return times[a].Compare(times[b]) })
	return paths
}

// A host with a token is not made, nor told apart from one without, until its programs are
// there; and what it was made with need not be said again.
func TestHostWithToken(t *testing.T) {
	t.Parallel()
	dir, host := Dir(filepath.Join(t.TempDir(), "host")), testHost
	host.Token = testToken
	_, err := initHost(t, dir, host, nil)
	require.ErrorContains(t, err, "scripts/build.sh --pkcs11")
	require.NoDirExists(t, string(dir), "nothing is written before the token has answered")

	settings, err := yaml.Marshal(host)
	require.NoError(t, err)
	require.NoError(t, writeFile(dir.host(), settings))
	saved, err := readHost(dir)
	require.NoError(t, err)
	require.Equal(t, host, saved)
	require.NoError(t, checkHostFolder(dir, host))
	require.ErrorContains(t, checkHostFolder(dir, testHost), "already holds host")
	require.Equal(t, testToken, testHost.orSaved(dir).Token)
	require.Equal(t, testToken, Host{Name: testHost.Name}.WithDefaults().orSaved(dir).Token)
	other := testHost
	other.Token.Label = "another"
	require.Equal(t, other, other.orSaved(dir))
}

// Of a host with a token, what signs is begun by this program, and told where the PIN is, not
// what it is.
func TestProcessesOnToken(t *testing.T) {
	t.Parallel()
	host := testHost
	for _, settings := range []token.Settings{{}, testToken} {
		host.Token = settings
		n := &Network{home: "/opt/registry", dir: "/srv/industry", host: &host, topology: Topology{Name: "industry"}}
		n.place(host)
		for _, process := range n.Processes() {
			if process.Kind == KindChaincode || !settings.IsSet() {
				require.False(t, process.Token, process.Name)
				require.NotContains(t, process.Program+strings.Join(process.Args, " "), "exec")
				continue
			}
			require.True(t, process.Token, process.Name)
			require.Equal(t, "/opt/registry/.build/bin/network", process.Program)
			require.Equal(t, []string{"host", "exec", "--"}, process.Args[:3])
			require.Regexp(t, "^/opt/registry/.build/bin/(peer|orderer|fabric-ca-server)-pkcs11$", process.Args[3])
			require.Subset(t, process.Env, []string{"ALLIANCE_TOKEN_PIN_FILE=/etc/pin", "LIBRARY_CONF=/etc/library.conf"})
		}
	}
}
