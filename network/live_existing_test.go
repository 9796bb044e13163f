//go:build live

package network

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// existingBase is the first port of the network of this test.
const existingBase = 27000

// existing is a network that Fabric's plain tools made, and the page that says how the
// registry comes on it.
type existing struct {
	t      *testing.T
	folder string
	page   map[string][]string // the blocks of a chapter, in their order
	env    []string
	msps   [2]string
	hosts  [2]string // what they are on the ledger
}

// TestLiveExistingNetwork has the registry on a network that knows nothing of this project,
// by the lines of docs/existing-network.md: a join, an endorsement, a roster, and an audit that
// finds nothing but that one organization alone may write; and then under a policy of both. PLAIN_FABRIC
// names a folder with another release of Fabric, laid out as its archives are (bin, config).
func TestLiveExistingNetwork(t *testing.T) {
	t.Parallel()
	e := newExisting(t)
	policy := fmt.Sprintf("OR('%s.peer','%s.peer')", e.msps[0], e.msps[1])
	for i := range e.msps {
		variables := fmt.Sprintf("CHANNEL=mychannel SERVICE=localhost:%d POLICY=%s", existingBase+71+i, Quote(policy))
		e.shell(i, append([]string{variables, e.ownFolder(i)}, e.blocks("## 1.")[1:]...)...)
	}
	variables := "CHANNEL=mychannel POLICY=" + Quote(policy) + " " + e.peersOfBoth()
	e.shell(0, append([]string{variables}, e.blocks("## 2.")[1:]...)...)

	founder, partner, guest, auditor := e.party("founder", 0), e.party("partner", 1), e.party("guest", 1), e.party("auditor", 0)
	for i := range e.hosts {
		e.nameHost(i)
	}
	for _, party := range []struct {
		id   string
		host int
	}{{founder, 0}, {partner, 1}, {guest, 1}} {
		e.member(party.host, party.id)
	}
	charter, err := filepath.Abs(filepath.Join("..", "examples", "charters", "trial-two-members.yaml"))
	require.NoError(t, err)
	trial := e.party("trial", 0)
	e.shell(0, "alliance found trial -p "+founder+" --name en=Trial --founder "+founder+" --founder "+partner+" --charter "+Quote(charter))
	e.shell(0, "alliance consent "+trial+" -p "+partner)
	e.shell(0, "alliance join "+trial+" -p "+guest+" --class member")
	e.shell(0, "alliance endorse "+trial+" "+guest+" -p "+founder+" --for", "alliance endorse "+trial+" "+guest+" -p "+partner+" --for")
	roster := e.shell(0, "alliance roster "+trial+" -p "+guest+" -o csv")
	for _, id := range []string{founder, partner, guest} {
		require.Contains(t, roster, id)
	}
	e.audit(auditor, trial, guest)
	e.refusesFalseTime()
	e.askBoth(founder, trial)
	e.throughGateway(founder, trial)
	require.Contains(t, e.shell(0, "auditor replay"), "everything holds")
}

func newExisting(t *testing.T) *existing {
	t.Helper()
	home, err := FindHome()
	require.NoError(t, err)
	require.NoError(t, home.Check())
	e := &existing{t: t, folder: t.TempDir(), msps: [2]string{"Org1MSP", "Org2.Example"}, hosts: [2]string{"org1.msp", "org2-example.msp"}}
	e.page = readChapters(t, filepath.Join("..", "docs", "existing-network.md"))
	programs, sample := home.Bin(), filepath.Dir(home.sample("core.yaml"))
	if other := os.Getenv("PLAIN_FABRIC"); other != "" {
		programs, sample = filepath.Join(other, "bin")+":"+programs, filepath.Join(other, "config")
	}
	e.env = append(os.Environ(), "PATH="+programs+":"+os.Getenv("PATH"), "FABRIC_SAMPLE="+sample,
		"ALLIANCE_HOME="+filepath.Join(e.folder, "alliance"), "AUDITOR_HOME="+filepath.Join(e.folder, "auditor"))
	version, err := e.run("bash", "-c", "peer version && orderer version")
	require.NoError(t, err, version)
	t.Log(version)
	script, err := filepath.Abs(filepath.Join("testdata", "plain.sh"))
	require.NoError(t, err)
	t.Cleanup(func() { _, _ = e.run(script, "down", e.folder) })
	out, err := e.run(script, "up", e.folder, fmt.Sprint(existingBase), e.msps[0], e.msps[1])
	require.NoError(t, err, out)
	return e
}

// readChapters are the blocks of shell and YAML of a page, by the beginning of their
// chapter's heading.
func readChapters(t *testing.T, path string) map[string][]string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	chapters := map[string][]string{}
	for _, chapter := range strings.Split(string(content), "\n## ")[1:] {
		for _, block := range regexp.MustCompile("(?s)```(?:sh|yaml)\n(.*?)```").FindAllStringSubmatch(chapter, -1) {
			heading := "## " + chapter[:2]
			chapters[heading] = append(chapters[heading], block[1])
		}
	}
	return chapters
}

func (e *existing) blocks(chapter string) []string {
	e.t.Helper()
	require.NotEmpty(e.t, e.page[chapter], chapter)
	return e.page[chapter]
}

// ownFolder goes to a folder of an organization's own, and leaves beside it the id of the process
// that is started there.
func (e *existing) ownFolder(host int) string {
	folder := Quote(filepath.Join(e.folder, fmt.Sprintf("chaincode%d", host+1)))
	return "mkdir " + folder + "; cd " + folder + `; trap 'echo $! >"$PWD.pid"' EXIT`
}

// tlsRoot is an organization's TLS root.
func (e *existing) tlsRoot(host int) string {
	domain := fmt.Sprintf("org%d.example.com", host+1)
	return filepath.Join(e.folder, "crypto", "peerOrganizations", domain, "tlsca", "tlsca."+domain+"-cert.pem")
}

func (e *existing) party(name string, host int) string { return name + "@" + e.hosts[host] }

func (e *existing) run(program string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(e.t.Context(), 3*time.Minute)
	if e.t.Context().Err() != nil { // at the end of the test
		ctx, cancel = context.WithTimeout(context.Background(), time.Minute)
	}
	defer cancel()
	command := exec.CommandContext(ctx, program, args...)
	command.Dir, command.Env = e.folder, e.env
	log, err := os.CreateTemp(e.folder, "run-*.log") // a process that goes on may hold it
	if err != nil {
		return "", err
	}
	defer log.Close()
	command.Stdout, command.Stderr = log, log
	failed := command.Run()
	out, err := os.ReadFile(log.Name())
	if err != nil {
		return "", err
	}
	return string(out), failed
}

// shell runs lines as an organization's administrator.
func (e *existing) shell(host int, lines ...string) string {
	e.t.Helper()
	script := fmt.Sprintf("set -euo pipefail\nsource %s\n%s", Quote(filepath.Join(e.folder, fmt.Sprintf("org%d.env", host+1))), strings.Join(lines, "\n"))
	out, err := e.run("bash", "-c", script)
	require.NoError(e.t, err, "%s\n%s", script, out)
	return out
}

// askBoth has both organizations endorse from now on: a profile with the peers of one does not
// suffice then, and says so; with those of both it does.
func (e *existing) askBoth(founder, trial string) {
	e.t.Helper()
	variables := fmt.Sprintf(`CHANNEL=mychannel POLICY="AND('%s.peer','%s.peer')" %s`, e.msps[0], e.msps[1], e.peersOfBoth())
	again := func(block string) string { return strings.ReplaceAll(block, "--sequence 1", "--sequence 2") }
	identified := "CHAINCODE_ID=$(peer lifecycle chaincode calculatepackageid chaincode%d/registry.tar.gz)"
	for i := range e.msps {
		e.shell(i, variables, fmt.Sprintf(identified, i+1), again(e.blocks("## 1.")[3]))
	}
	e.shell(0, variables, again(e.blocks("## 2.")[1]))
	seal := "alliance seal " + trial + " -p " + founder
	said := e.shell(0, "! "+seal)
	for deadline := time.Now().Add(time.Minute); strings.Contains(said, "failed constructing descriptor") && time.Now().Before(deadline); {
		time.Sleep(time.Second) // until gossip has told the peer that the other one has the new definition
		said = e.shell(0, "! "+seal)
	}
	require.Contains(e.t, said, "the connection profile has peers of "+e.msps[0]+"\n")
	own := e.profile(0)
	for _, section := range []string{"peers", "organizations"} {
		maps.Copy(own[section].(map[string]any), e.profile(1)[section].(map[string]any))
	}
	content, err := yaml.Marshal(own)
	require.NoError(e.t, err)
	require.NoError(e.t, os.WriteFile(e.profilePath(0), content, 0o600))
	e.shell(0, seal)
}

// profilePath is an organization's connection profile.
func (e *existing) profilePath(host int) string {
	return filepath.Join(e.folder, fmt.Sprintf("connection-org%d.yaml", host+1))
}

func (e *existing) profile(host int) (profile map[string]any) {
	e.t.Helper()
	content, err := os.ReadFile(e.profilePath(host))
	require.NoError(e.t, err)
	require.NoError(e.t, yaml.Unmarshal(content, &profile))
	return profile
}

// peersOfBoth is the variable with the flags that name a peer of each organization.
func (e *existing) peersOfBoth() string {
	return fmt.Sprintf("PEERS=(--peerAddresses localhost:%d --tlsRootCertFiles %s --peerAddresses localhost:%d --tlsRootCertFiles %s)",
		existingBase+51, Quote(e.tlsRoot(0)), existingBase+61, Quote(e.tlsRoot(1)))
}

// member registers a party at its organization's CA, and on the ledger.
func (e *existing) member(host int, party string) {
	e.t.Helper()
	secret := e.register(host, party)
	e.shell(host, "CHANNEL=mychannel PARTY="+party, e.connected(host, secret, "party register", "party register -p "+party).Replace(e.blocks("## 4.")[2]))
}

// nameHost has an organization's operator name its host.
func (e *existing) nameHost(host int) {
	e.t.Helper()
	own := strings.NewReplacer("org1.msp", e.hosts[host])
	secret := e.secret(e.party("operator", host), e.shell(host, own.Replace(e.blocks("## 3.")[3])))
	e.shell(host, "CHANNEL=mychannel", own.Replace(e.connected(host, secret).Replace(e.blocks("## 4.")[1])))
}

// connected puts an organization's own connection profile and a secret's file in lines of the page. The
// profile gets the orderer by the page.
func (e *existing) connected(host int, secret string, further ...string) *strings.Replacer {
	e.t.Helper()
	profile := e.profilePath(host)
	content, err := os.ReadFile(profile)
	require.NoError(e.t, err)
	if !strings.Contains(string(content), "orderers:") {
		orderer := filepath.Join(e.folder, "crypto", "ordererOrganizations", "example.com", "tlsca", "tlsca.example.com-cert.pem")
		content = append(content, strings.NewReplacer("7050", fmt.Sprint(existingBase+50), "/etc/registry/orderer-tlsca.pem", orderer).Replace(e.blocks("## 4.")[0])...)
		require.NoError(e.t, os.WriteFile(profile, content, 0o600))
	}
	return strings.NewReplacer(append(further, "connection-org1.yaml", profile+" --secret-file "+secret)...)
}

// register registers a party by the page, the second one by giving it the attribute afterwards, and
// returns the file with its secret.
func (e *existing) register(host int, party string) string {
	e.t.Helper()
	blocks := e.blocks("## 3.")
	register := blocks[1]
	if strings.HasPrefix(party, "partner") {
		register = strings.Split(register, " --id.attrs")[0] + "\n" + blocks[2]
	}
	return e.secret(party, e.shell(host, "PARTY="+party, register))
}

// secret writes the secret that the registrar was told into a file.
func (e *existing) secret(party, said string) string {
	e.t.Helper()
	found := regexp.MustCompile(`Password: (\S+)`).FindStringSubmatch(said)
	require.Len(e.t, found, 2, said)
	file := filepath.Join(e.folder, party+".secret")
	require.NoError(e.t, os.WriteFile(file, []byte(found[1]), 0o600))
	return file
}

// audit has an auditor look at all of it.
func (e *existing) audit(auditor, trial, guest string) {
	e.t.Helper()
	secret := e.register(0, auditor)
	blocks := e.blocks("## 5.")
	settings := strings.NewReplacer("7051", fmt.Sprint(existingBase+51), "9051", fmt.Sprint(existingBase+61), "7054", fmt.Sprint(existingBase+54),
		"/etc/registry/org1-tlsca.pem", e.tlsRoot(0), "/etc/registry/org2-tlsca.pem", e.tlsRoot(1)).Replace(blocks[0])
	require.NoError(e.t, os.WriteFile(filepath.Join(e.folder, "gateway.yaml"), []byte(settings), 0o600))
	lines := strings.NewReplacer("auditor@org1.msp", auditor+" --secret-file "+secret).Replace(blocks[1])
	replayed := e.shell(0, "CHANNEL=mychannel", lines)
	require.Contains(e.t, replayed, "everything holds")
	require.Equal(e.t, 2, strings.Count(replayed, " 0 differ"), replayed)
	require.Contains(e.t, e.shell(0, "auditor compare"), "everything holds")
	found := e.shell(0, "auditor anomalies -o csv 2>/dev/null")
	require.Equal(e.t, 2, strings.Count(strings.TrimSpace(found)+"\n", "\n"), "the heading and one line: %s", found)
	require.Contains(e.t, found, "FEW_MAY_WRITE")
	require.Contains(e.t, found, fmt.Sprintf("OR('%s.peer', '%s.peer')", e.msps[0], e.msps[1]), "the policy as it is")
	require.Contains(e.t, e.shell(0, "auditor roster "+trial), guest)
}
