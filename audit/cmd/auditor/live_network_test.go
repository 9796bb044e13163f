//go:build live

package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The live tests run the real programs, as people do, on a network of their own,
// which they may break, and take it down again. LIVE_BASE_PORT moves it;
// NETWORK_CONSENSUS=bft makes it one of BFT orderers.
const networkName = "auditor"

var (
	basePort = cmp.Or(os.Getenv("LIVE_BASE_PORT"), "29000")
	root     = filepath.Join("..", "..", "..")
	// bin are this project's programs, home the keys and indexes of the tests.
	bin, home string
)

func TestMain(m *testing.M) { os.Exit(live(m)) }

func live(m *testing.M) int {
	var err error
	if root, err = filepath.Abs(root); err == nil {
		home, err = os.MkdirTemp("", "auditor-live")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(home)
	bin = filepath.Join(root, ".build", "bin")
	if _, err := exec.Command(filepath.Join(root, "scripts", "build.sh")).Output(); err != nil {
		fmt.Fprintf(os.Stderr, "build the programs: %v\n", said(err))
		return 1
	}
	_, _ = operator("down", "--yes").Output() // what a run that was ended has left
	defer func() { _, _ = operator("down", "--yes").Output() }()
	if err := prepare(); err != nil {
		fmt.Fprintf(os.Stderr, "bring the network up: %v\n", err)
		return 1
	}
	return m.Run()
}

// members are those who act on the ledger; each has a key of its own.
var members = []string{
	"cic@association", "tsinghua@academia", "bupt@academia", "21vianet@industry", "unicom-research@industry", "jijia@industry",
	"bubi@industry", "ibm@industry", "intel@association", "huawei@academia", "secretariat@association", "r3cev@industry",
	"sample-trader@industry",
}

const zgc = "zhongguancun@association"

// prepare brings up a network on which an alliance has been founded, and builds
// the auditor's program.
func prepare() error {
	if _, err := operator("up", "--base-port", basePort).Output(); err != nil {
		return said(err)
	}
	build := exec.Command("go", "build", "-o", filepath.Join(home, "auditor"), ".")
	if _, err := build.Output(); err != nil {
		return said(err)
	}
	secrets, err := operator(append([]string{"register", "--reset", "-o", "json"}, members...)...).Output()
	if err != nil {
		return said(err)
	}
	enroll := alliance("enroll", "--secrets", "-")
	enroll.Stdin = bytes.NewReader(secrets)
	if _, err := enroll.Output(); err != nil {
		return said(err)
	}
	_, err = alliance("apply", "-f", example("zhongguancun")).Output()
	return said(err)
}

// said is an error with what the program said before it failed.
func said(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return fmt.Errorf("%w: %s", err, exit.Stderr)
	}
	return err
}

func example(name string) string {
	return filepath.Join(root, "examples", "alliances", name+".yaml")
}

// operator is the operator's program on the tests' network.
func operator(args ...string) *exec.Cmd {
	return exec.Command(filepath.Join(bin, "network"), append([]string{"--name", networkName}, args...)...)
}

// alliance is the members' program.
func alliance(args ...string) *exec.Cmd {
	return program(filepath.Join(bin, "alliance"), "ALLIANCE_HOME="+filepath.Join(home, "members"), args)
}

// auditor is an auditor's program. Each auditor has a key and an index of its own.
func auditor(name string, args ...string) *exec.Cmd {
	return program(filepath.Join(home, "auditor"), "AUDITOR_HOME="+filepath.Join(home, name), args)
}

func program(path, environment string, args []string) *exec.Cmd {
	cmd := exec.Command(path, args...)
	cmd.Env = append(slices.Clip(os.Environ()), environment, "ALLIANCE_LANG=en",
		"ALLIANCE_NETWORK="+filepath.Join(root, ".network", networkName))
	return cmd
}

// done runs a program, which must not fail, and returns its answer.
func done(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.Output()
	require.NoError(t, said(err), "%s\n%s", cmd, out)
	return string(out)
}

// answer runs an auditor's command, which must not fail, and reads its answer.
func answer[A any](t *testing.T, name string, args ...string) A {
	t.Helper()
	var read A
	require.NoError(t, json.Unmarshal([]byte(done(t, auditor(name, append(args, "-o", "json")...))), &read))
	return read
}

// exits runs a program that must end with a code, and returns what it said.
func exits(t *testing.T, code int, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit, "%s", out)
	require.Equal(t, code, exit.ExitCode(), "%s", out)
	return string(out)
}

// ready enrolls an auditor at a host, and tells it which chain to believe.
func ready(t *testing.T, host string) (name string) {
	t.Helper()
	name = "auditor@" + host
	if _, err := os.Stat(filepath.Join(home, name)); err == nil {
		return name
	}
	enroll := auditor(name, "enroll", name, "--secret-file", "-")
	enroll.Stdin = strings.NewReader(done(t, operator("register", "--reset", name)))
	done(t, enroll)
	done(t, auditor(name, "trust", strings.TrimSpace(done(t, operator("genesis")))))
	return name
}

// heal starts again what is gone.
func heal(t *testing.T) {
	t.Helper()
	done(t, operator("up", "--base-port", basePort))
}

// kill ends processes without warning.
func kill(t *testing.T, processes ...string) {
	t.Helper()
	for _, process := range processes {
		done(t, operator("kill", process))
	}
}
