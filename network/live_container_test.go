//go:build live

package network

import (
	"context"
	"encoding/json"
	"fmt"
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

// Three hosts in containers, made from images that are built here from nothing: the same
// way as TestLiveApart's, with the files that `network host compose` writes. Engine and
// programs are this machine's; the hosts meet on a network of the engine that has no way
// out, and no port is published.

// engine is an engine for containers, and what a test made with it.
type engine struct {
	compose []string // the command
	prefix  string   // of the images' names
	network string   // on which the hosts meet
	project string   // begins the names of projects of compose
}

// startEngine builds the images and makes the network. Both go with the test.
func startEngine(t *testing.T) engine {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("folders are given to users of their own, which takes root")
	}
	if out, err := exec.Command("docker", "info").CombinedOutput(); err != nil {
		t.Skipf("no engine for containers answers: %v: %s", err, lastLine(string(out)))
	}
	name := fmt.Sprintf("registry-test-%d", os.Getpid())
	e := engine{prefix: name + "/", network: name, project: name}
	switch {
	case exec.Command("docker", "compose", "version").Run() == nil:
		e.compose = []string{"docker", "compose"}
	case exec.Command("docker-compose", "version").Run() == nil:
		e.compose = []string{"docker-compose"}
	default:
		t.Skip("compose is not installed")
	}
	home, err := FindHome()
	require.NoError(t, err)
	t.Cleanup(func() {
		for _, kind := range []string{KindPeer, KindOrderer, KindCA, KindChaincode, "network"} {
			_ = exec.Command("docker", "rmi", e.image(kind)).Run()
		}
	})
	build := exec.Command(filepath.Join(string(home), "scripts", "images.sh"), "--prefix", e.prefix, "--tag", "test")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	docker(t, "network", "create", "--internal", e.network)
	t.Cleanup(func() { docker(t, "network", "rm", e.network) })
	return e
}

func (e engine) image(kind string) string { return e.prefix + kind + ":test" }

func docker(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("docker", args...).CombinedOutput()
	require.NoError(t, err, "docker %s: %s", strings.Join(args, " "), out)
	return strings.TrimSpace(string(out))
}

// boxed is a host in containers.
type boxed struct {
	machine
	engine   engine
	net      string // the container that has the host's network; empty before it is up
	operator string // the container of the operator's image in which programs run; empty before the first
}

// boxes makes a folder for each host, with a user of its own. Programs run in a container of
// the operator's image: one for all, as long as the host's network is the same.
func boxes(t *testing.T, e engine, hosts ...string) []*boxed {
	t.Helper()
	home, err := FindHome()
	require.NoError(t, err)
	root := t.TempDir()
	require.NoError(t, os.Chmod(root, 0o755))
	require.NoError(t, os.Chmod(filepath.Dir(root), 0o755))
	var all []*boxed
	for i, name := range hosts {
		b := &boxed{engine: e, machine: machine{
			name: name, ip: "ledger." + name + ".test", listen: "0.0.0.0", user: firstUser + i, folder: filepath.Join(root, name), log: new([]string),
		}}
		require.NoError(t, os.Mkdir(b.folder, 0o700))
		require.NoError(t, os.Chown(b.folder, b.user, b.user))
		b.inside = func(ctx context.Context, program string, args ...string) *exec.Cmd {
			if b.operator == "" {
				b.operator = b.startOperator(t, filepath.Join(string(home), "examples"))
			}
			return exec.CommandContext(ctx, "docker", append([]string{"exec", b.operator, program}, args...)...)
		}
		t.Cleanup(func() { b.down(t) })
		t.Cleanup(func() { b.endOperator(t) })
		all = append(all, b)
	}
	return all
}

// startOperator starts a container of the operator's image that waits, and returns its id. The
// host's folder is in it, and the examples.
func (b *boxed) startOperator(t *testing.T, examples string) string {
	t.Helper()
	user, network := strconv.Itoa(b.user), "none"
	if b.net != "" {
		network = "container:" + b.net
	}
	return docker(t, "run", "--detach", "--network", network, "--user", user+":"+user, "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL",
		"--workdir", b.folder, "--env", "HOME="+b.folder, "--env", "ALLIANCE_LANG=en", "--volume", b.folder+":"+b.folder,
		"--volume", examples+":"+examples+":ro", b.engine.image("network"), "network", "host", "hold")
}

// endOperator removes the operator's container, if there is one.
func (b *boxed) endOperator(t *testing.T) {
	t.Helper()
	if b.operator != "" {
		docker(t, "rm", "--force", b.operator)
		b.operator = ""
	}
}

func machinesOf(all []*boxed) []machine {
	var machines []machine
	for _, b := range all {
		machines = append(machines, b.machine)
	}
	return machines
}

// run runs compose for the host.
func (b *boxed) run(t *testing.T, args ...string) string {
	t.Helper()
	words := append(append([]string{}, b.engine.compose...), "-p", b.engine.project+"-"+b.name, "-f", b.path("compose.yaml"))
	words = append(words, args...)
	began := time.Now()
	out, err := exec.Command(words[0], words[1:]...).CombinedOutput()
	t.Logf("%s$ compose %s (%s)", b.name, strings.Join(args, " "), time.Since(began).Round(time.Millisecond))
	require.NoError(t, err, "%s", out)
	return string(out)
}

// up writes the compose file and starts the containers.
func (b *boxed) up(t *testing.T) {
	t.Helper()
	b.network(t, "host", "compose", "--to", b.path("compose.yaml"), "--images", b.engine.prefix, "--tag", "test", "--network", b.engine.network)
	b.run(t, "up", "-d")
	b.endOperator(t) // which has no network
	b.net = b.container(t, "net")
}

// container is the id of the container of one of the host's services.
func (b *boxed) container(t *testing.T, service string) string {
	t.Helper()
	id := docker(t, "ps", "--all", "--quiet", "--filter", "label=com.docker.compose.project="+b.engine.project+"-"+b.name,
		"--filter", "label=com.docker.compose.service="+service, "--filter", "label=com.docker.compose.oneoff=False")
	require.NotEmpty(t, id, service)
	return id
}

// down removes the host's containers.
func (b *boxed) down(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(b.path("compose.yaml")); err != nil {
		return
	}
	if t.Failed() {
		out, _ := exec.Command(b.engine.compose[0], append(b.engine.compose[1:], "-p", b.engine.project+"-"+b.name, "-f", b.path("compose.yaml"), "logs", "--tail", "12")...).CombinedOutput()
		t.Logf("%s", out)
	}
	b.run(t, "down", "--volumes", "--timeout", "5")
}

// state is what the engine says of one of the host's containers.
func (b *boxed) state(t *testing.T, service string) (pid int, health string) {
	t.Helper()
	var state struct {
		Pid    int
		Health struct{ Status string }
	}
	require.NoError(t, json.Unmarshal([]byte(docker(t, "inspect", "--format", "{{json .State}}", b.container(t, service))), &state))
	return state.Pid, state.Health.Status
}

// becomesHealthy waits until the engine finds that a container does its work, as another process
// than the former.
func (b *boxed) becomesHealthy(t *testing.T, service string, former int) {
	t.Helper()
	require.Eventually(t, func() bool {
		pid, health := b.state(t, service)
		return pid != 0 && pid != former && health == "healthy"
	}, 2*time.Minute, time.Second, "%s of %s", service, b.name)
}

// TestLiveContainers has three hosts in containers agree, start, and pass the main job;
// then a container is killed, and a host is cut off, while the others go on.
func TestLiveContainers(t *testing.T) {
	t.Parallel()
	all := boxes(t, startEngine(t), "association", "industry", "academia")
	hash := agree(t, machinesOf(all))
	for _, b := range all {
		b.up(t)
	}
	startApart(t, machinesOf(all))
	association, industry, academia := all[0], all[1], all[2]
	joinApart(t, association.machine, industry.machine, academia.machine)
	audit(t, academia.machine, hash)
	for _, b := range all {
		require.Equal(t, hash, strings.TrimSpace(b.network(t, "genesis")))
		b.requireConfined(t)
	}
	require.Contains(t, association.run(t, "run", "--rm", "-T", "operator", "status"), "compose", "as the file's head says")

	// A container's process dies, and the engine starts another.
	for _, service := range []string{KindPeer, KindChaincode} {
		pid, _ := association.state(t, service)
		require.NoError(t, syscall.Kill(pid, syscall.SIGKILL))
		industry.register(t, service+"@industry")
		association.becomesHealthy(t, service, pid)
		association.sees(t, service+"@industry")
	}

	// A host is cut off, the others go on, and it catches up.
	docker(t, "network", "disconnect", association.engine.network, association.net)
	industry.register(t, "meanwhile@industry")
	academia.sees(t, "meanwhile@industry")
	docker(t, "network", "connect", "--alias", association.ip, association.engine.network, association.net)
	association.sees(t, "meanwhile@industry")
	association.register(t, "afterwards@association")
	industry.sees(t, "afterwards@association")
	requireSecretsApart(t, machinesOf(all))
}

// register enrolls a party at the host, and registers it on the ledger.
func (b *boxed) register(t *testing.T, party string) {
	t.Helper()
	b.enroll(t, party)
	b.machine.run(t, "alliance", "party", "register", "-p", party, "--kind", "enterprise", "--name", "en="+party)
}

// sees waits until the host's own peer shows a party.
func (b *boxed) sees(t *testing.T, party string) {
	t.Helper()
	own := map[string]string{"association": "softbank@association", "industry": "sprint@industry", "academia": "tsinghua@academia"}[b.name]
	require.Eventually(t, func() bool {
		_, _, err := b.try(t, "alliance", "party", "show", party, "-p", own)
		return err == nil
	}, 2*time.Minute, time.Second, "%s at %s", party, b.name)
}

// requireConfined finds each of the host's containers without rights, and its secrets
// nowhere but in files.
func (b *boxed) requireConfined(t *testing.T) {
	t.Helper()
	for _, service := range []string{"net", KindPeer, KindOrderer, KindCA, KindChaincode} {
		var inspected []struct {
			Config     struct{ User string }
			HostConfig struct {
				ReadonlyRootfs, Privileged bool
				CapDrop, SecurityOpt       []string
				PortBindings               map[string]any
			}
		}
		require.NoError(t, json.Unmarshal([]byte(docker(t, "inspect", b.container(t, service))), &inspected))
		container := inspected[0]
		require.Equal(t, fmt.Sprintf("%d:%d", b.user, b.user), container.Config.User)
		require.True(t, container.HostConfig.ReadonlyRootfs)
		require.False(t, container.HostConfig.Privileged)
		require.Equal(t, []string{"ALL"}, container.HostConfig.CapDrop)
		require.Contains(t, container.HostConfig.SecurityOpt, "no-new-privileges:true")
		require.Empty(t, container.HostConfig.PortBindings)
	}
}
