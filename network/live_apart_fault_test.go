//go:build live

package network

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// load is transactions that members send one after another while something happens.
type load struct {
	party   string
	command *exec.Cmd
	stderr  bytes.Buffer
	began   time.Time
	ended   time.Time
	done    chan struct{}
	sent    int
	worst   time.Duration // between two that succeeded
	err     error
}

// startLoad has a party of the machine's host send so many transactions. It ends by itself.
func (m machine) startLoad(t *testing.T, party string, count int) *load {
	t.Helper()
	var steps strings.Builder
	slug := strings.ReplaceAll(party, "@", "-")
	steps.WriteString("steps:\n")
	fmt.Fprintf(&steps, "  - {as: %s, register: {kind: enterprise, names: {en: Load}}}\n", party)
	fmt.Fprintf(&steps, "  - {as: %s, describe: {slug: %s, names: {en: Load}, source: test}}\n", party, slug)
	for i := range count {
		fmt.Fprintf(&steps, "  - {as: %s, claim: {about: %s@%s, what: activity, value: %q, source: test}}\n", party, slug, m.name, fmt.Sprint(i))
	}
	file := m.path(party + ".yaml")
	require.NoError(t, os.WriteFile(file, []byte(steps.String()), 0o644))
	l := &load{party: party, command: m.command(t.Context(), "alliance", "apply", "-f", file), done: make(chan struct{})}
	out, err := l.command.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, l.command.Start())
	l.began = time.Now()
	go func() {
		defer close(l.done)
		last := l.began
		for lines := bufio.NewScanner(out); lines.Scan(); {
			l.stderr.WriteString(lines.Text() + "\n")
			l.worst, last = max(l.worst, time.Since(last)), time.Now()
			l.sent++
		}
		l.err = l.command.Wait()
		l.ended = time.Now()
	}()
	return l
}

// startLoads enrolls eight parties at some machines, whose names end in suffix, and has each
// send so many transactions: together they make about 20 in a second.
func startLoads(t *testing.T, at []machine, suffix string, count int) []*load {
	t.Helper()
	var loads []*load
	names := []string{"one", "two", "three", "four", "five", "six", "seven", "eight"}
	for i, name := range names {
		at[i%len(at)].enroll(t, name+suffix+"@"+at[i%len(at)].name)
	}
	for i, name := range names {
		loads = append(loads, at[i%len(at)].startLoad(t, name+suffix+"@"+at[i%len(at)].name, count))
	}
	return loads
}

// finish waits until all have been sent, and says how it went: none may have failed.
func finish(t *testing.T, loads []*load) {
	t.Helper()
	began := time.Now()
	sent, worst, took := 0, time.Duration(0), time.Duration(0)
	for _, l := range loads {
		<-l.done
		require.NoError(t, l.err, "%s: %s", l.party, lastLine(l.stderr.String()))
		sent += l.sent
		worst, took = max(worst, l.worst), max(took, l.ended.Sub(loads[0].began))
	}
	t.Logf("%d transactions of %d members, %.1f in a second, none failed; the slowest took %s (finished %s later)",
		sent, len(loads), float64(sent)/took.Seconds(), worst.Round(time.Millisecond), time.Since(began).Round(time.Second))
}

// height returns the number of blocks of the machine's peer.
func (m machine) height(t *testing.T) uint64 {
	t.Helper()
	out, _, _ := m.try(t, "network", "--dir", m.path("host"), "status", "-o", "json")
	var status Status
	require.NoError(t, json.Unmarshal([]byte(out), &status))
	return status.heights()["peer."+m.name]
}

// requireCaughtUp waits until a machine's peer has as many blocks as another's.
func requireCaughtUp(t *testing.T, m, other machine) {
	t.Helper()
	goal := other.height(t)
	began := time.Now()
	require.Eventually(t, func() bool { return m.height(t) >= goal }, 2*time.Minute, time.Second, m.name)
	t.Logf("%s has caught up with block %d after %s", m.name, goal, time.Since(began).Round(time.Second))
}

// requireUp waits until all of a machine's processes are healthy, and have all blocks.
func requireUp(t *testing.T, m machine) {
	t.Helper()
	var status Status
	require.Eventually(t, func() bool {
		out, _, _ := m.try(t, "network", "--dir", m.path("host"), "status", "-o", "json")
		if json.Unmarshal([]byte(out), &status) != nil || !status.Up {
			return false
		}
		heights := status.heights()
		return heights["orderer."+m.name] >= heights["peer."+m.name]
	}, 2*time.Minute, time.Second, "%s: %+v", m.name, &status)
}

// A host gets a second peer while members work. Then its first peer is stopped, and the work of
// its parties and its auditor goes on through the second; and the second loses its disk.
func TestLiveFurtherPeer(t *testing.T) {
	t.Parallel()
	all := machines(t, "association", "industry", "academia")
	hash := agree(t, all)
	startApart(t, all)
	association, industry, academia := all[0], all[1], all[2]
	before := industry.status(t)
	var parties []string
	for i := range 4 {
		m := all[i%2]
		parties = append(parties, fmt.Sprintf("member%d@%s", i, m.name))
		m.enroll(t, parties[i])
	}
	var loads []*load
	for i, party := range parties {
		loads = append(loads, all[i%2].startLoad(t, party, 60))
	}
	file := industry.path("host", "industry.host.yaml")
	industry.killed(t, 20*time.Millisecond, "host", "peers", "2")
	require.Len(t, publicFileIn(t, file).Peers, 2)
	industry.killed(t, 500*time.Millisecond, "host", "start")
	finish(t, loads)
	after := industry.status(t)
	for name, process := range before {
		require.Equal(t, process.PID, after[name].PID, "%s has not been restarted", name)
		require.Equal(t, process.Address, after[name].Address)
	}
	require.True(t, after["peer2.industry"].Up)
	requireLevel(t, industry, "peer2.industry", association)
	require.Contains(t, industry.network(t, "host", "peers"), "peer2.industry")

	// New profiles name both, also those of other hosts. The first peer stops while they are in use.
	association.enroll(t, "other@association")
	require.Contains(t, string(fileIn(t, association.path("association.connection.yaml"))), "grpcs://"+industry.ip+":17090")
	industry.network(t, "profile", "--to", industry.folder)
	industry.enroll(t, "late@industry")
	late := industry.startLoad(t, "late@industry", 30)
	time.Sleep(3 * time.Second)
	industry.network(t, "kill", "peer.industry")
	finish(t, []*load{late})
	second := string(fileIn(t, industry.path("host", "processes", "peer2.industry", "log")))
	require.Regexp(t, `protos.Endorser.*CN=late@industry.*grpc.code=OK`, second, "the own host's other peer has the work, and not another host's")
	academia.network(t, "kill", "peer.academia") // more than half of the hosts takes industry's second
	other := association.startLoad(t, "other@association", 5)
	finish(t, []*load{other})
	academia.network(t, "host", "start")
	auditLedger(t, industry, hash, "peer.industry")
	industry.network(t, "chaincode", "status")
	industry.network(t, "host", "start")
	requireLevel(t, industry, "peer.industry", association)
	require.Contains(t, industry.run(t, "auditor", "compare"), "peer2.industry")

	industry.network(t, "kill", "peer2.industry")
	require.NoError(t, os.RemoveAll(industry.path("host", "processes", "peer2.industry")))
	industry.network(t, "host", "start")
	requireLevel(t, industry, "peer2.industry", association)
	industry.network(t, "stop", "peer.industry")
	industry.run(t, "alliance", "party", "show", "late@industry", "-p", "late@industry")
	industry.network(t, "host", "start")
	t.Log(industry.network(t, "doctor"))
	industry.network(t, "host", "peers", "1")
	require.NotContains(t, industry.status(t), "peer2.industry")
	requireSecretsApart(t, all)
}

// fileIn reads a file of a machine's.
func fileIn(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return content
}

// status returns the machine's processes by their names.
func (m machine) status(t *testing.T) map[string]ProcessStatus {
	t.Helper()
	out, _, _ := m.try(t, "network", "--dir", m.path("host"), "status", "-o", "json")
	var status Status
	require.NoError(t, json.Unmarshal([]byte(out), &status))
	all := map[string]ProcessStatus{}
	for _, process := range status.Processes {
		all[process.Name] = process
	}
	return all
}

// requireLevel waits until one of a machine's peers has as many blocks as another's first, and
// answers for its host's chaincode.
func requireLevel(t *testing.T, m machine, peer string, other machine) {
	t.Helper()
	goal := other.height(t)
	began := time.Now()
	require.Eventually(t, func() bool { return m.status(t)[peer].Height >= goal }, 2*time.Minute, time.Second, peer)
	t.Logf("%s has block %d after %s", peer, goal, time.Since(began).Round(time.Second))
}

// cutOff is how long a host is cut off: LIVE_CUT, or else some seconds.
func cutOff(t *testing.T) time.Duration {
	t.Helper()
	duration, err := time.ParseDuration(cmp.Or(os.Getenv("LIVE_CUT"), "15s"))
	require.NoError(t, err)
	return duration
}

// One host of three, or with BFT of four, is cut off, and later loses its disk. The others
// go on, and it comes back from its own keys and the others' blocks.
func TestLiveApartFaults(t *testing.T) {
	t.Parallel()
	kind := cmp.Or(os.Getenv(ConsensusVariable), Raft)
	hosts := []string{"association", "industry", "academia"}
	if kind == BFT {
		hosts = append(hosts, "bank")
	}
	all := machines(t, hosts...)
	agree(t, all, "--consensus", kind)
	startApart(t, all)
	lost := all[len(all)-1]
	var loads []*load
	for i, party := range []string{"one", "two", "three", "four"} {
		m := all[i%2]
		m.enroll(t, party+"@"+m.name)
	}
	for i, party := range []string{"one", "two", "three", "four"} {
		m := all[i%2]
		loads = append(loads, m.startLoad(t, party+"@"+m.name, int(cutOff(t).Seconds())*3))
	}
	time.Sleep(3 * time.Second)
	lost.link(t, "down")
	time.Sleep(cutOff(t))
	lost.link(t, "up")
	finish(t, loads)
	requireCaughtUp(t, lost, all[0])

	lost.network(t, "stop")
	orderer := lost.ip + ":17050"
	if kind == Raft { // whose orderers must not forget what they have promised
		amend(t, all[:2], "--remove-orderer", orderer)
	}
	for _, process := range []string{"peer." + lost.name, "orderer." + lost.name} {
		require.NoError(t, os.RemoveAll(lost.path("host", "processes", process)))
	}
	require.NoError(t, os.Remove(lost.path("host", "ready")))
	lost.network(t, "host", "start")
	requireCaughtUp(t, lost, all[0])
	if kind == Raft {
		amend(t, all[:2], "--add-orderer", lost.send(t, lost.path("host", lost.name+".host.yaml"), all[0]))
	}
	requireUp(t, lost)
	party := "after@" + lost.name
	lost.enroll(t, party)
	lost.run(t, "alliance", "party", "register", "-p", party, "--kind", "enterprise", "--name", "en=After")
}

// Killed at any moment, the command that makes a host, starts it, approves or commits leaves
// something that the same command completes.
func TestLiveApartKilled(t *testing.T) {
	t.Parallel()
	all := machines(t, "association", "industry", "academia")
	for i, m := range all {
		m.killed(t, time.Duration(20+15*i)*time.Millisecond, "host", "init", m.name, "--address", m.ip)
	}
	agree(t, all)
	for i, m := range all {
		m.killed(t, time.Duration(150+100*i)*time.Millisecond, "host", "start")
	}
	for i, m := range all {
		m.killed(t, time.Duration(50+30*i)*time.Millisecond, "chaincode", "approve")
	}
	all[0].killed(t, 60*time.Millisecond, "chaincode", "commit")
	all[1].enroll(t, "cisco@industry")
	all[1].run(t, "alliance", "party", "register", "-p", "cisco@industry", "--kind", "enterprise", "--name", "en=Cisco")
	for _, m := range all {
		parts, err := filepath.Glob(m.path("host", "crypto", "*", "*.part"))
		require.NoError(t, err)
		require.Empty(t, parts)
	}
}

// killed gives a command again and again, and kills it each time after a little longer, until
// it has come to its end. The later, the more is added: a slow machine is not given it more often.
func (m machine) killed(t *testing.T, step time.Duration, args ...string) {
	t.Helper()
	for limit := step; ; limit += max(step, limit/2) {
		command := m.command(t.Context(), "network", append([]string{"--dir", m.path("host")}, args...)...)
		var errOut bytes.Buffer
		command.Stderr = &errOut
		command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		require.NoError(t, command.Start())
		ended := make(chan error, 1)
		go func() { ended <- command.Wait() }()
		select {
		case err := <-ended:
			require.NoError(t, err, "%s: %s: %s", m.name, strings.Join(args, " "), errOut.String())
			t.Logf("%s: %s: done at the attempt that had %s", m.name, strings.Join(args, " "), limit)
			return
		case <-time.After(limit):
			if err := syscall.Kill(-command.Process.Pid, syscall.SIGKILL); !errors.Is(err, syscall.ESRCH) { // else it ended just now
				require.NoError(t, err)
			}
			<-ended
		}
		require.Less(t, limit, time.Minute)
	}
}
