//go:build live

package network

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/change"
)

// Three hosts, each in a network namespace: a machine with an address, a folder and a user
// of its own. What passes between them passes over the bridge, or is a file that a test
// names.

// machine is one of them.
type machine struct {
	name   string // the host's
	space  string // the network namespace
	hub    string // the one that connects all
	port   string // its port there
	ip     string
	user   int
	folder string
	bin    string
	log    *[]string                                                           // what was passed to programs on command lines
	listen string                                                              // the address that the host listens on; empty for its own
	token  []string                                                            // flags by which `host init` keeps keys in a token
	inside func(ctx context.Context, program string, args ...string) *exec.Cmd // how else a program is run, in a container
}

// apartNetwork is TEST-NET-1 (RFC 5737): it belongs to nobody.
const apartNetwork = "192.0.2."

// firstUser is the id of the first machine's user, which no system gives to anybody.
const firstUser = 64001

// machines makes one machine for each host. They end with the test.
func machines(t *testing.T, hosts ...string) []machine {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("network namespaces take root")
	}
	for _, program := range []string{"ip", "setpriv"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip("network namespaces take " + program + " (Debian: iproute2, util-linux)")
		}
	}
	home, err := FindHome()
	require.NoError(t, err)
	require.NoError(t, home.Check())
	prefix := fmt.Sprintf("ar%d-%d", os.Getpid(), liveNetworks.Add(1))
	hub := prefix + "-hub"
	if out, err := exec.Command("ip", "netns", "add", hub).CombinedOutput(); err != nil {
		t.Skipf("no network namespace can be made here: %s", out)
	}
	t.Cleanup(func() { ip(t, "netns", "del", hub) })
	ip(t, "-n", hub, "link", "add", "hub", "type", "bridge")
	ip(t, "-n", hub, "link", "set", "hub", "up")
	root := t.TempDir()
	require.NoError(t, os.Chmod(root, 0o755))
	require.NoError(t, os.Chmod(filepath.Dir(root), 0o755))
	var all []machine
	for i, name := range hosts {
		m := machine{
			name: name, space: prefix + "-" + strconv.Itoa(i), hub: hub, port: "port" + strconv.Itoa(i), ip: apartNetwork + strconv.Itoa(10+i), user: firstUser + i,
			folder: filepath.Join(root, name), bin: home.Bin(), log: new([]string),
		}
		m.create(t)
		all = append(all, m)
	}
	return all
}

// create makes the machine and connects it to the hub.
func (m machine) create(t *testing.T) {
	t.Helper()
	ip(t, "netns", "add", m.space)
	t.Cleanup(func() {
		m.end(t)
		ip(t, "netns", "del", m.space)
	})
	ip(t, "-n", m.hub, "link", "add", m.port, "type", "veth", "peer", "name", "eth0", "netns", m.space)
	ip(t, "-n", m.hub, "link", "set", m.port, "master", "hub", "up")
	ip(t, "-n", m.space, "addr", "add", m.ip+"/24", "dev", "eth0")
	ip(t, "-n", m.space, "link", "set", "eth0", "up")
	ip(t, "-n", m.space, "link", "set", "lo", "up")
	require.NoError(t, os.Mkdir(m.folder, 0o700))
	require.NoError(t, os.Chown(m.folder, m.user, m.user))
}

// link takes the machine's cable out, or puts it in: down or up.
func (m machine) link(t *testing.T, state string) {
	t.Helper()
	ip(t, "-n", m.hub, "link", "set", m.port, state)
}

// showLogs shows how the logs of the machine's processes end if the test failed, and keeps
// them whole in the folder LIVE_LOGS, if one is named.
func (m machine) showLogs(t *testing.T) {
	t.Helper()
	logs, _ := filepath.Glob(m.path("host", "processes", "*", "log"))
	for _, log := range logs {
		content, err := os.ReadFile(log)
		require.NoError(t, err)
		if folder := os.Getenv("LIVE_LOGS"); folder != "" {
			name := m.space + "." + filepath.Base(filepath.Dir(log)) + ".log"
			require.NoError(t, os.WriteFile(filepath.Join(folder, name), content, 0o644))
		}
		if t.Failed() {
			lines := strings.Split(strings.TrimSpace(string(content)), "\n")
			t.Logf("%s:\n%s", log, strings.Join(lines[max(0, len(lines)-8):], "\n"))
		}
	}
}

// end ends what still runs on the machine: processes that the test started.
func (m machine) end(t *testing.T) {
	t.Helper()
	m.showLogs(t)
	for range 50 {
		pids, err := exec.Command("ip", "netns", "pids", m.space).Output()
		if err != nil || len(bytes.TrimSpace(pids)) == 0 {
			return
		}
		for _, pid := range strings.Fields(string(pids)) {
			number, err := strconv.Atoi(pid)
			if err == nil && number > 1 {
				process, _ := os.FindProcess(number)
				_ = process.Kill()
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func ip(t *testing.T, args ...string) {
	t.Helper()
	out, err := exec.Command("ip", args...).CombinedOutput()
	require.NoError(t, err, "ip %s: %s", strings.Join(args, " "), out)
}

func (m machine) path(parts ...string) string {
	return filepath.Join(append([]string{m.folder}, parts...)...)
}

// command is a program to be run on the machine, by its user.
func (m machine) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	user := strconv.Itoa(m.user)
	*m.log = append(*m.log, strings.Join(args, " "))
	if m.inside != nil {
		return m.inside(ctx, program, args...)
	}
	words := append([]string{
		"netns", "exec", m.space, "setpriv", "--reuid", user, "--regid", user, "--clear-groups",
		filepath.Join(m.bin, program),
	}, args...)
	command := exec.CommandContext(ctx, "ip", words...)
	command.Dir = m.folder
	command.Env = []string{"HOME=" + m.folder, "PATH=" + os.Getenv("PATH"), "ALLIANCE_LANG=en"}
	return command
}

// try runs a program on the machine, and returns what it printed.
func (m machine) try(t *testing.T, program string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	var out, errOut bytes.Buffer
	command := m.command(t.Context(), program, args...)
	command.Stdout, command.Stderr = &out, &errOut
	began := time.Now()
	err = command.Run()
	t.Logf("%s$ %s %s (%s)", m.name, program, strings.Join(args, " "), time.Since(began).Round(time.Millisecond))
	return out.String(), errOut.String(), err
}

// run is try of what must succeed.
func (m machine) run(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, errOut, err := m.try(t, program, args...)
	require.NoError(t, err, "%s: %s %s: %s", m.name, program, strings.Join(args, " "), errOut)
	return out
}

// network runs `network` for the machine's host.
func (m machine) network(t *testing.T, args ...string) string {
	t.Helper()
	return m.run(t, "network", append([]string{"--dir", m.path("host")}, args...)...)
}

// send copies a public file to another machine.
func (m machine) send(t *testing.T, file string, to machine) string {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	name := to.path(filepath.Base(file))
	require.NoError(t, os.WriteFile(name, content, 0o644))
	return name
}

// initHost makes the machine's host, and returns its public file.
func (m machine) initHost(t *testing.T) string {
	t.Helper()
	var file PublicFile
	init := []string{"host", "init", m.name, "--address", m.ip, "-o", "json"}
	if m.listen != "" {
		init = append(init, "--listen", m.listen)
	}
	answer := m.network(t, append(init, m.token...)...)
	require.NoError(t, json.Unmarshal([]byte(answer), &file))
	return file.File
}

// agree has the machines' hosts made and agreed, and returns the hash.
func agree(t *testing.T, all []machine, draft ...string) string {
	t.Helper()
	drafter := all[len(all)-1]
	var files []string
	for _, m := range all {
		files = append(files, m.send(t, m.initHost(t), drafter))
	}
	path := drafter.path("registry.channel.yaml")
	drafter.network(t, append(append([]string{"channel", "draft", "--file", path}, draft...), files...)...)
	var hash string
	for _, m := range all {
		own := path
		if m.name != drafter.name {
			own = drafter.send(t, path, m)
		}
		var explained struct{ Hash string }
		require.NoError(t, json.Unmarshal([]byte(m.network(t, "channel", "check", own, "-o", "json")), &explained))
		if hash == "" {
			hash = explained.Hash
		}
		require.Equal(t, hash, explained.Hash, "every host computes the same block")
		m.network(t, "channel", "check", own, "--hash", hash)
	}
	return hash
}

// startApart starts the hosts and has them approve and commit the chaincode.
func startApart(t *testing.T, all []machine) {
	t.Helper()
	for _, m := range all {
		m.network(t, "host", "start")
	}
	for _, m := range all {
		m.network(t, "chaincode", "approve")
	}
	all[0].network(t, "chaincode", "commit")
	for _, m := range all {
		require.Eventually(t, func() bool {
			var status Chaincode
			out, _, err := m.try(t, "network", "--dir", m.path("host"), "chaincode", "status", "-o", "json")
			if err != nil || json.Unmarshal([]byte(out), &status) != nil || !status.Committed {
				return false
			}
			for _, approval := range status.Approvals {
				if !approval.Approved || !approval.Answers || approval.Release == "" || len(approval.Digest) != 64 {
					return false
				}
			}
			return len(status.Approvals) == len(all)
		}, time.Minute, time.Second, m.name)
	}
}

// alliance runs `alliance` as a party of the machine's host.
func (m machine) alliance(t *testing.T, args ...string) string {
	t.Helper()
	return m.run(t, "alliance", args...)
}

// enroll registers and enrolls a party at the machine's host.
func (m machine) enroll(t *testing.T, party string) {
	t.Helper()
	secret := m.path(party + ".secret")
	m.network(t, "register", party, "--file", secret)
	m.network(t, "profile", "--to", m.folder)
	m.alliance(t, "enroll", party, "--secret-file", secret, "--connection", m.path(m.name+".connection.yaml"))
}

// TestLiveApart goes the way of docs/apart.md: three hosts on three machines, from empty
// folders to a join that members of all three have seen, endorsed and checked.
func TestLiveApart(t *testing.T) {
	t.Parallel()
	all := machines(t, "association", "industry", "academia")
	hash := agree(t, all)
	startApart(t, all)
	association, industry, academia := all[0], all[1], all[2]
	joinApart(t, association, industry, academia)
	drift(t, academia)
	audit(t, academia, hash)
	for _, m := range all {
		require.Equal(t, hash, strings.TrimSpace(m.network(t, "genesis")))
	}
	requireSecretsApart(t, all)
}

// joinApart has three parties of three hosts found an alliance, and a fourth join it.
func joinApart(t *testing.T, association, industry, academia machine) {
	t.Helper()
	parties := map[string]machine{
		"softbank@association": association, "sprint@industry": industry, "tsinghua@academia": academia, "cisco@industry": industry,
	}
	for party, m := range parties {
		m.enroll(t, party)
		m.run(t, "alliance", "party", "register", "-p", party, "--kind", "enterprise", "--name", "en="+party)
	}
	home, err := FindHome()
	require.NoError(t, err)
	charter := filepath.Join(string(home), "examples", "charters", "two-members.yaml")
	industry.run(t, "alliance", "found", "study", "-p", "sprint@industry", "--name", "en=Study Group", "--sector", "telecommunications",
		"--founder", "sprint@industry", "--founder", "softbank@association", "--founder", "tsinghua@academia", "--charter", charter)
	association.run(t, "alliance", "consent", "study@industry", "-p", "softbank@association")
	academia.run(t, "alliance", "consent", "study@industry", "-p", "tsinghua@academia")
	industry.run(t, "alliance", "join", "study@industry", "-p", "cisco@industry")
	association.run(t, "alliance", "endorse", "study@industry", "cisco@industry", "-p", "softbank@association", "--for")
	academia.run(t, "alliance", "endorse", "study@industry", "cisco@industry", "-p", "tsinghua@academia", "--for")
	for party, m := range parties {
		require.Contains(t, m.run(t, "alliance", "roster", "study@industry", "-p", party), "cisco@industry", "at %s", m.name)
	}
}

// drift lays the channel and the alliance's roster side by side.
func drift(t *testing.T, m machine) {
	t.Helper()
	out := m.network(t, "drift", "study@industry", "-o", "json",
		"--party", "association=softbank@association", "--party", "industry=sprint@industry", "--party", "academia=tsinghua@academia")
	var lines []Drift
	require.NoError(t, json.Unmarshal([]byte(out), &lines))
	require.Len(t, lines, 4)
	for _, line := range lines[:3] {
		require.Equal(t, StateActive, line.State, "%+v", line)
		require.Len(t, line.Orderers, 1)
	}
	require.Equal(t, Drift{Party: "cisco@industry", State: StateActive}, lines[3])
	out, errOut, err := m.try(t, "network", "--dir", m.path("host"), "drift", "study@industry")
	require.Error(t, err, "no host is named after a member")
	require.Contains(t, out, "never a member")
	require.Contains(t, errOut, "--party association=PARTY")
	require.Contains(t, errOut, "change draft --remove-orderer 192.0.2.10:17050")
	_, errOut, err = m.try(t, "network", "--dir", m.path("host"), "drift", "nowhere@industry")
	require.Error(t, err)
	require.Contains(t, errOut, "the registry knows no alliance nowhere@industry")
	leave := m.path("leave.change.yaml")
	_, errOut, err = m.try(t, "network", "--dir", m.path("host"), "drift", "study@industry", "--file", leave)
	require.Error(t, err, "other parties may run them")
	require.Contains(t, errOut, "never a member: academia, association, industry")
	require.NoFileExists(t, leave)
	_, errOut, err = m.try(t, "network", "--dir", m.path("host"), "drift", "study@industry", "--file", leave, "--host", "academia")
	require.NoError(t, err, errOut)
	require.Contains(t, errOut, "takes the orderer at 192.0.2.12:17050 out")
	require.Contains(t, m.network(t, "change", "show", leave), "the orderer at 192.0.2.12:17050 no longer takes part in ordering")
	_, errOut, err = m.try(t, "network", "--dir", m.path("host"), "drift", "study@industry", "--file", leave,
		"--party", "association=softbank@association", "--party", "industry=sprint@industry", "--party", "academia=tsinghua@academia")
	require.Error(t, err)
	require.Contains(t, errOut, "there is nothing to draft")
	spoil(t, m, leave)
}

// spoil has a machine sign a change, and spoils the signatures: they are named, and do not
// count.
func spoil(t *testing.T, m machine, file string) {
	t.Helper()
	var shown struct {
		Hash    string
		Missing []struct{ Needed int }
		Ignored []string
	}
	require.NoError(t, json.Unmarshal([]byte(m.network(t, "change", "show", file, "-o", "json")), &shown))
	before := shown.Missing
	_, errOut, err := m.try(t, "network", "--dir", m.path("host"), "change", "sign", file, "--hash", shown.Hash[1:])
	require.Error(t, err)
	require.Contains(t, errOut, "not the change that was read")
	m.network(t, "change", "sign", file, "--hash", shown.Hash)
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	signed, err := change.Parse(content)
	require.NoError(t, err)
	for i := range signed.Signatures {
		signed.Signatures[i].Value = signed.Signatures[i].Header
	}
	spoiled, err := signed.Marshal()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, spoiled, 0o644))
	require.NoError(t, json.Unmarshal([]byte(m.network(t, "change", "show", file, "-o", "json")), &shown))
	require.NotEmpty(t, shown.Ignored)
	require.Equal(t, before, shown.Missing)
	require.Contains(t, m.network(t, "change", "show", file), "not counted: the signature of academia")
}

// audit has an auditor of one host check the whole ledger, from the hash on, and read a roster.
func audit(t *testing.T, m machine, genesis string) {
	t.Helper()
	auditLedger(t, m, genesis, "")
	require.Contains(t, m.run(t, "auditor", "roster", "study@industry"), "cisco@industry")
}

// notChecked is how the auditor's program exits when it is done, and a peer did not answer.
const notChecked = 6

// auditLedger has an auditor of one host check the whole ledger, and what all hosts answer. One
// peer may be silent: the auditor's program names it, and goes on.
func auditLedger(t *testing.T, m machine, genesis, silent string) {
	t.Helper()
	secret := m.path("auditor.secret")
	auditor := "auditor@" + m.name
	m.network(t, "register", auditor, "--file", secret)
	m.run(t, "auditor", "enroll", auditor, "--secret-file", secret, "--gateway", m.path(m.name+".gateway.yaml"))
	m.run(t, "auditor", "trust", genesis)
	for _, command := range []string{"index", "replay"} {
		if silent == "" {
			m.run(t, "auditor", command)
			continue
		}
		_, errOut, err := m.try(t, "auditor", command)
		exit := new(exec.ExitError)
		require.ErrorAs(t, err, &exit, command)
		require.Equal(t, notChecked, exit.ExitCode(), errOut)
		require.Contains(t, errOut, "not checked: "+silent)
	}
	if silent == "" {
		m.run(t, "auditor", "compare")
	}
}

// amend has the first machine draft a change, some sign it, and the last of them submit it.
func amend(t *testing.T, signers []machine, change ...string) {
	t.Helper()
	drafter := signers[0]
	path := drafter.path(fmt.Sprintf("%d.change.yaml", time.Now().UnixNano()))
	drafter.network(t, append([]string{"change", "draft", "--file", path}, change...)...)
	var shown struct{ Hash string }
	require.NoError(t, json.Unmarshal([]byte(drafter.network(t, "change", "show", path, "-o", "json")), &shown))
	for i, m := range signers {
		t.Log(m.network(t, "change", "sign", path, "--hash", shown.Hash))
		if i+1 < len(signers) {
			path = m.send(t, path, signers[i+1])
			require.NoError(t, os.Chown(path, signers[i+1].user, signers[i+1].user))
		}
	}
	last := signers[len(signers)-1]
	last.killed(t, 250*time.Millisecond, "change", "submit", path, "--hash", shown.Hash)
	last.network(t, "change", "submit", path, "--hash", shown.Hash)
}

// A fourth host joins a channel that runs, its orderer takes the place of another's, that host
// leaves, while members go on writing; and a fifth joins.
func TestLiveGrowth(t *testing.T) {
	t.Parallel()
	all := machines(t, "association", "industry", "academia", "bank", "museum")
	founders, bank, museum := all[:3], all[3], all[4]
	association, industry, academia := all[0], all[1], all[2]
	hash := agree(t, founders)
	startApart(t, founders)

	loads := startLoads(t, []machine{association, academia}, "", 120)
	file := bank.send(t, bank.initHost(t), association)
	amend(t, []machine{association, industry}, "--add", file)
	bank.network(t, "channel", "check", academia.send(t, academia.path("registry.channel.yaml"), bank), "--joining", "--hash", hash)
	bank.network(t, "host", "start")
	bank.network(t, "chaincode", "approve")
	amend(t, []machine{association, industry, academia}, "--add-orderer", file)
	for _, m := range founders {
		m.network(t, "host", "start") // takes over what has changed
	}
	bank.enroll(t, "icbc@bank")
	bank.run(t, "alliance", "party", "register", "-p", "icbc@bank", "--kind", "enterprise", "--name", "en=ICBC")
	association.enroll(t, "softbank@association")
	association.run(t, "alliance", "party", "register", "-p", "softbank@association", "--kind", "enterprise", "--name", "en=SoftBank")

	amend(t, []machine{bank, association, academia}, "--remove-orderer", industry.ip+":17050")
	amend(t, []machine{bank, association, academia}, "--remove", "industry")
	for _, m := range []machine{association, academia, bank} {
		m.network(t, "host", "start")
		require.NotContains(t, m.network(t, "chaincode", "status"), "industry")
	}
	finish(t, loads)
	// From here on three of four hosts have to endorse, of which the members' profiles of
	// before know two: enrolling, they get new ones.
	loads = startLoads(t, []machine{association, academia}, "-again", 60)
	file = museum.send(t, museum.initHost(t), association)
	amend(t, []machine{association, academia}, "--add", file)
	museum.network(t, "channel", "check", academia.send(t, academia.path("registry.channel.yaml"), museum), "--joining", "--hash", hash)
	museum.network(t, "host", "start")
	museum.network(t, "chaincode", "approve")
	finish(t, loads)
	museum.enroll(t, "palace@museum")
	museum.run(t, "alliance", "party", "register", "-p", "palace@museum", "--kind", "enterprise", "--name", "en=Palace")
	bank.enroll(t, "boc@bank")
	bank.run(t, "alliance", "party", "register", "-p", "boc@bank", "--kind", "enterprise", "--name", "en=BOC")
}

// requireSecretsApart finds every private key and every secret in exactly one machine's
// folder, readable by its user alone, and in no log and on no command line. It reads each file
// twice, in pieces: databases and ledgers are large.
func requireSecretsApart(t *testing.T, all []machine) {
	t.Helper()
	type place struct{ machine, path string }
	secrets := map[string]place{}
	eachFile(t, all, func(m machine, path string, info os.FileInfo) {
		if info.Size() > maxPEMFile {
			return
		}
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, secret := range secretsIn(path, content) {
			require.Zero(t, info.Mode().Perm()&0o077, "%s: only its user may read it", path)
			if before, found := secrets[secret]; found {
				require.Equal(t, before.machine, m.name, "%s and %s hold the same secret", before.path, path)
			}
			secrets[secret] = place{m.name, path}
		}
	})
	require.Greater(t, len(secrets), 3*8, "keys of CAs, nodes, administrators, members; secrets of registrars")
	for _, m := range all {
		for _, line := range *m.log {
			for secret, kept := range secrets {
				require.NotContains(t, line, secret, "a command line: a secret of %s", kept.path)
			}
		}
	}
	eachFile(t, all, func(m machine, path string, _ os.FileInfo) {
		var others []string
		for secret, kept := range secrets {
			if kept.machine != m.name || filepath.Base(path) == "log" {
				others = append(others, secret)
			}
		}
		file, err := os.Open(path)
		if os.IsNotExist(err) { // a database has put it away
			return
		}
		require.NoError(t, err)
		defer file.Close()
		found, err := firstIn(file, others)
		require.NoError(t, err)
		require.Empty(t, found, "%s: a secret of %s", path, secrets[found].path)
	})
}

// maxPEMFile is more than any file has in which a key is kept, in bytes.
const maxPEMFile = 1 << 20

// eachFile visits every file of the machines.
func eachFile(t *testing.T, all []machine, visit func(m machine, path string, info os.FileInfo)) {
	t.Helper()
	for _, m := range all {
		require.NoError(t, filepath.WalkDir(m.folder, func(path string, entry os.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			info, err := entry.Info()
			if err == nil {
				visit(m, path, info)
			}
			return err
		}))
	}
}

// firstIn returns the first of some texts that a file holds; empty if it holds none. It keeps
// one piece of the file at a time, and the end of the one before it.
func firstIn(file io.Reader, texts []string) (string, error) {
	longest := 0
	for _, text := range texts {
		longest = max(longest, len(text))
	}
	piece := make([]byte, longest+maxPEMFile)
	for kept := 0; ; {
		read, err := io.ReadFull(file, piece[kept:])
		held := piece[:kept+read]
		for _, text := range texts {
			if bytes.Contains(held, []byte(text)) {
				return text, nil
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return "", nil
		}
		if err != nil {
			return "", err
		}
		kept = copy(piece, held[len(held)-longest:])
	}
}

// A text that lies across two pieces is found, and a large file does not have to fit into memory.
func TestLiveFirstIn(t *testing.T) {
	t.Parallel()
	const text, longer = "a secret", "another, longer one"
	const first, second = maxPEMFile + len(longer), 2*maxPEMFile + len(longer) // where pieces end
	for _, before := range []int{0, 1, first - len(text), first - 5, first - 1, first, second - 5, second, second + 99} {
		filled := func(size int) io.Reader { return strings.NewReader(strings.Repeat("x", size)) }
		found, err := firstIn(io.MultiReader(filled(before), strings.NewReader(text), filled(99)), []string{longer, text})
		require.NoError(t, err)
		require.Equal(t, text, found, "after %d", before)
		found, err = firstIn(io.MultiReader(filled(before), strings.NewReader(text[:7]), filled(99)), []string{longer, text})
		require.NoError(t, err)
		require.Empty(t, found)
	}
}

// secretsIn returns what is secret in a file: private keys in PEM, the part that every
// encoding of theirs holds, and the secrets of registered ids.
func secretsIn(path string, content []byte) []string {
	var found []string
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		if strings.HasSuffix(block.Type, "PRIVATE KEY") {
			lines := strings.Split(strings.TrimSpace(string(pem.EncodeToMemory(block))), "\n")
			found = append(found, lines[len(lines)/2])
		}
	}
	if name := filepath.Base(path); name == "secret" || strings.HasSuffix(name, ".secret") {
		found = append(found, strings.TrimSpace(string(content)))
	}
	return found
}
