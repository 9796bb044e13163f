//go:build live

package network

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A host under systemd: this machine's own, started in a container, with the units that
// `network host systemd` writes. Nothing else of the machine is in there but its programs.

// systemdIn is a container in which systemd runs.
type systemdIn struct {
	name string
}

// startSystemd starts systemd in a container, with the rights that it has on a machine and the project's programs in /opt/registry
// and a user registry, whose home is /srv/registry.
func startSystemd(t *testing.T) systemdIn {
	t.Helper()
	if out, err := exec.Command("docker", "info").CombinedOutput(); err != nil {
		t.Skipf("no engine for containers answers: %v: %s", err, lastLine(string(out)))
	}
	if _, err := os.Stat("/usr/lib/systemd/systemd"); err != nil {
		t.Skip("systemd is not installed in /usr/lib")
	}
	home, err := FindHome()
	require.NoError(t, err)
	require.NoError(t, home.Check())
	s := systemdIn{fmt.Sprintf("registry-%s-%d", strings.ToLower(t.Name()), os.Getpid())}
	docker(t, "network", "create", "--internal", s.name)
	t.Cleanup(func() { docker(t, "network", "rm", s.name) })
	layout := exec.Command("docker", "build", "--quiet", "--tag", s.name+":test", systemdLayout(t))
	out, err := layout.CombinedOutput()
	require.NoError(t, err, "%s", out)
	t.Cleanup(func() { docker(t, "rmi", s.name+":test") })
	docker(t, "run", "--detach", "--name", s.name, "--network", s.name, "--cgroupns", "private", "--cap-add", "SYS_ADMIN", "--cap-add", "SYS_PTRACE",
		"--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined",
		"--tmpfs", "/run", "--tmpfs", "/tmp", "--env", "container=docker", "--volume", "/usr:/usr:ro",
		"--volume", filepath.Join(string(home), "go.mod")+":/opt/registry/go.mod:ro", "--volume", filepath.Join(string(home), ".build")+":/opt/registry/.build:ro",
		s.name+":test", "/usr/lib/systemd/systemd", "--unit=multi-user.target")
	t.Cleanup(func() { docker(t, "rm", "--force", s.name) })
	running := false
	for end := time.Now().Add(20 * time.Second); !running && time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		running = exec.Command("docker", "exec", s.name, "systemctl", "is-active", "multi-user.target").Run() == nil
	}
	if !running {
		out, _ := exec.Command("docker", "logs", "--tail", "3", s.name).CombinedOutput()
		t.Skipf("systemd does not start in a container here: %s", out)
	}
	return s
}

// systemdLayout is the folder of an image that has the names a system needs, and no program.
func systemdLayout(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	root := filepath.Join(folder, "root")
	for _, name := range []string{"etc/systemd/system", "usr", "proc", "sys", "dev", "run", "tmp", "var/tmp", "var/log", "var/lib", "opt/registry", "srv/registry"} {
		require.NoError(t, os.MkdirAll(filepath.Join(root, name), 0o755))
	}
	for _, name := range []string{"bin", "sbin", "lib", "lib64"} {
		require.NoError(t, os.Symlink("usr/"+name, filepath.Join(root, name)))
	}
	for name, content := range map[string]string{
		"etc/passwd":     "root:x:0:0::/:/bin/sh\nregistry:x:10001:10001::/srv/registry:/bin/sh\n",
		"etc/group":      "root:x:0:\nregistry:x:10001:\n",
		"etc/machine-id": strings.Repeat("0123456789abcdef", 2) + "\n",
		"etc/fstab":      "",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(root, name), []byte(content), 0o644))
	}
	require.NoError(t, os.WriteFile(filepath.Join(folder, "Dockerfile"), []byte("FROM scratch\nCOPY root/ /\nENV PATH=/opt/registry/.build/bin:/usr/sbin:/usr/bin\n"), 0o644))
	return folder
}

// do runs a command in the container as root, and returns what it printed.
func (s systemdIn) do(t *testing.T, args ...string) string {
	t.Helper()
	return docker(t, append([]string{"exec", s.name}, args...)...)
}

// registry runs a command in the container as the host's user.
func (s systemdIn) registry(ctx context.Context, program string, args ...string) *exec.Cmd {
	words := []string{
		"exec", "--env", "HOME=/srv/registry", "--env", "ALLIANCE_LANG=en", "--user", "10001:10001", s.name, program,
	}
	return exec.CommandContext(ctx, "docker", append(words, args...)...)
}

// unit returns one property of a unit.
func (s systemdIn) unit(t *testing.T, unit, property string) string {
	t.Helper()
	return s.do(t, "systemctl", "show", "--property", property, "--value", unit)
}

// agreed makes a host that has agreed to a channel of its own, and its units.
func (s systemdIn) agreed(t *testing.T) machine {
	t.Helper()
	s.do(t, "chown", "10001:10001", "/srv/registry")
	m := machine{name: "association", ip: "127.0.0.1", folder: "/srv/registry", log: new([]string), inside: s.registry}
	m.network(t, "host", "init", m.name, "--address", m.ip)
	m.network(t, "channel", "draft", "--file", m.path("draft.yaml"), m.path("host", "association.host.yaml"))
	var explained struct{ Hash string }
	out, _, _ := m.try(t, "network", "--dir", m.path("host"), "channel", "check", m.path("draft.yaml"), "-o", "json")
	require.NoError(t, json.Unmarshal([]byte(out), &explained))
	m.network(t, "channel", "check", m.path("draft.yaml"), "--hash", explained.Hash)
	m.network(t, "host", "systemd", "--to", m.path("units"))
	return m
}

// TestLiveSystemd has a host run as units, in their sandboxes; it is started, a part of it
// dies and comes back, and it stops in order.
func TestLiveSystemd(t *testing.T) {
	t.Parallel()
	s := startSystemd(t)
	m := s.agreed(t)
	s.do(t, "sh", "-c", "cp /srv/registry/units/* /etc/systemd/system/")
	s.do(t, "systemctl", "daemon-reload")
	s.do(t, "systemctl", "enable", "--now", "registry-association.target")
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(docker(t, "exec", s.name, "journalctl", "--no-pager", "--lines", "60"))
		}
	})
	m.network(t, "host", "start")
	m.network(t, "chaincode", "approve")
	m.network(t, "chaincode", "commit")
	require.Contains(t, m.network(t, "status"), "systemd")
	require.Contains(t, m.network(t, "chaincode", "status"), "approved")
	_, talk, err := m.try(t, "network", "--dir", m.path("host"), "stop")
	require.Error(t, err)
	require.Contains(t, talk, "run by systemd")

	peer := s.unit(t, "registry-association-peer.service", "MainPID")
	s.do(t, "kill", "-9", peer)
	require.Eventually(t, func() bool {
		now := s.unit(t, "registry-association-peer.service", "MainPID")
		_, _, err := m.try(t, "network", "--dir", m.path("host"), "status")
		return now != peer && now != "0" && err == nil
	}, time.Minute, time.Second, "it is started again")

	// The peer's ledger is fetched anew: systemd alone can restart the peer.
	out, talk, err := m.try(t, "network", "--dir", m.path("host"), "rejoin", m.name, "--force")
	require.Error(t, err, out)
	require.Contains(t, talk, "sudo systemctl restart registry-association-peer. Then go on: ")
	s.do(t, "systemctl", "restart", "registry-association-peer")
	ledger := m.path("host", "processes", "peer.association", "data")
	require.Eventually(t, func() bool { return exec.Command("docker", "exec", s.name, "test", "-d", ledger).Run() == nil },
		time.Minute, 200*time.Millisecond, "the peer begins an empty one")
	m.network(t, "rejoin", m.name)
	_, talk, err = m.try(t, "network", "--dir", m.path("host"), "rejoin", m.name)
	require.Error(t, err)
	require.Contains(t, talk, "has its ledger and its chaincode package")

	s.do(t, "systemctl", "stop", "registry-association.target")
	kinds := []string{KindPeer, KindOrderer, KindCA, KindChaincode}
	require.Eventually(t, func() bool {
		for _, kind := range kinds {
			if s.unit(t, "registry-association-"+kind+".service", "ActiveState") != "inactive" {
				return false
			}
		}
		return true
	}, time.Minute, time.Second)
	for _, kind := range kinds {
		require.Equal(t, "success", s.unit(t, "registry-association-"+kind+".service", "Result"), "%s ends when it is asked to", kind)
	}
}

// TestLiveSandbox runs a shell in place of a peer: it sees the peer's keys and no others, also not
// by way of the CA's process, and writes in the peer's folder alone.
func TestLiveSandbox(t *testing.T) {
	t.Parallel()
	s := startSystemd(t)
	s.agreed(t)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(docker(t, "exec", s.name, "journalctl", "--no-pager", "--lines", "60"))
		}
	})
	const authority = "registry-association-ca.service"
	s.do(t, "sh", "-c", "mkdir /srv/registry/.ssh && touch /srv/registry/.ssh/secret.key /srv/registry/cisco.secret && chown -R 10001:10001 /srv/registry/.ssh /srv/registry/cisco.secret")
	const probe = `for p in /proc/[0-9]*; do find $$p/root/srv/registry -name '*.key' -o -name '*_sk' -o -name '*.secret' 2>/dev/null; cat $$p/environ >/dev/null 2>&1 && echo process $$p $$(cat $$p/comm); done; find /srv/registry -name '*.key' -o -name '*_sk' -o -name '*.secret'; for f in /srv/registry/host/x /srv/registry/x /opt/registry/x /usr/x /srv/registry/host/processes/peer.association/x; do touch $$f && echo wrote $$f; done; true`
	s.do(t, "sh", "-c", "cp /srv/registry/units/* /etc/systemd/system/ && systemctl daemon-reload && systemctl start "+authority)
	require.Eventually(t, func() bool { return s.unit(t, authority, "MainPID") != "0" }, 20*time.Second, 200*time.Millisecond)
	require.Contains(t, s.do(t, "find", filepath.Join("/proc", s.unit(t, authority, "MainPID"), "root", "srv", "registry", "host"), "-path", "*/association/ca/*_sk"), "_sk",
		"the way is there, for whoever may go it")
	s.do(t, "sh", "-c", "sed -i 's|^ExecStart=.*|ExecStart=/bin/sh /etc/probe|; s|^Type=.*|Type=oneshot|; s|^Restart=.*||' /etc/systemd/system/registry-association-peer.service")
	s.do(t, "sh", "-c", "printf '%s' "+Quote(strings.ReplaceAll(probe, "$$", "$"))+" >/etc/probe && systemctl daemon-reload && systemctl start registry-association-peer.service")
	seen := s.do(t, "journalctl", "--no-pager", "--output", "cat", "--unit", "registry-association-peer.service")
	const keys = "/srv/registry/host/crypto/peerOrganizations/association/"
	require.Contains(t, seen, keys+"peers/peer.association/msp/keystore/")
	require.Contains(t, seen, "wrote /srv/registry/host/processes/peer.association/x")
	require.Equal(t, 1, strings.Count(seen, "wrote "), seen)
	for line := range strings.Lines(seen) {
		require.NotContains(t, line, "fabric-ca", "a process of another service")
		for _, other := range []string{"/ca/", "/users/", "orderer", "chaincode.", "/operator/client.key", ".ssh", "cisco.secret"} {
			require.False(t, strings.HasPrefix(line, "/") && strings.Contains(line, other), line)
		}
	}
}
