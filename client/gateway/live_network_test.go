//go:build live

package gateway_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/gateway"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// The live tests bring up a network of their own, which they may break, and take
// it down again. LIVE_KEEP=1 leaves it, for the next run to start at once;
// LIVE_BASE_PORT moves it, if somebody else's listens there. Those that break
// nothing, and look at nothing that others change, run at the same time at the end.
const networkName = "gateway"

var basePort = cmp.Or(os.Getenv("LIVE_BASE_PORT"), "25000")

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	if out, err := exec.Command(filepath.Join("..", "..", "scripts", "build.sh")).CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the programs: %v\n%s", err, out)
		return 1
	}
	if out, err := network("up", "--base-port", basePort); err != nil {
		fmt.Fprintf(os.Stderr, "bring the network up: %v\n%s", err, out)
		return 1
	}
	if os.Getenv("LIVE_KEEP") == "" {
		defer func() { _, _ = network("down", "--yes") }()
	}
	return m.Run()
}

// network runs the operator's program on the tests' network.
func network(args ...string) ([]byte, error) {
	program := filepath.Join("..", "..", ".build", "bin", "network")
	return output(exec.Command(program, append([]string{"--name", networkName}, args...)...))
}

// output runs a command and returns what it prints. Its error quotes what the command
// wrote to standard error, which says why it failed.
func output(command *exec.Cmd) ([]byte, error) {
	out, err := command.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		err = fmt.Errorf("%w: %s", err, exit.Stderr)
	}
	return out, err
}

// operate runs the operator's program and fails the test if that fails.
func operate(t *testing.T, args ...string) {
	t.Helper()
	out, err := network(args...)
	require.NoError(t, err, "network %s: %s", strings.Join(args, " "), out)
}

// kill ends a process without warning, and starts it again after the test.
func kill(t *testing.T, process string) {
	t.Helper()
	t.Cleanup(func() { operate(t, "up", "--base-port", basePort) })
	operate(t, "kill", process)
}

// settings are those of a host's auditors.
func settings(t testing.TB, host string) gateway.Settings {
	t.Helper()
	read, err := gateway.ReadSettings(filepath.Join("..", "..", ".network", networkName, "hosts", host, "gateway.yaml"))
	require.NoError(t, err)
	return read
}

// registered registers an id at its host and returns the secret.
func registered(t *testing.T, id string) string {
	t.Helper()
	out, err := network("register", id)
	require.NoError(t, err, "%s", out)
	return strings.TrimSpace(string(out))
}

var count atomic.Int64

// newID returns an id that no test has used on this network.
func newID(host string) string {
	return fmt.Sprintf("g%s-%d@%s", strconv.FormatInt(time.Now().UnixMilli(), 36), count.Add(1), host)
}

// enrolled registers an id, slug@host, and enrolls it.
func enrolled(t *testing.T, id string) client.Identity {
	t.Helper()
	_, host, _ := strings.Cut(id, "@")
	identity, err := gateway.Enroll(context.Background(), settings(t, host), id, registered(t, id))
	require.NoError(t, err)
	return identity
}

// open opens the ledger for an identity until the test ends.
func open(t *testing.T, identity client.Identity, opts ...gateway.Option) *gateway.Ledger {
	t.Helper()
	ledger, err := gateway.Open(settings(t, identity.MSP), identity, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { _ = ledger.Close() })
	return ledger
}

// peers opens all hosts' peers until the test ends.
func peers(t *testing.T, identity client.Identity) []*gateway.Peer {
	t.Helper()
	opened, err := gateway.OpenPeers(settings(t, identity.MSP), identity)
	require.NoError(t, err)
	require.Len(t, opened, 3)
	t.Cleanup(func() {
		for _, peer := range opened {
			require.NoError(t, peer.Close())
		}
	})
	return opened
}

// member enrolls a new party at a host and registers it on the ledger.
func member(t *testing.T, host string, opts ...gateway.Option) *gateway.Ledger {
	t.Helper()
	ledger := open(t, enrolled(t, newID(host)), opts...)
	_, err := client.New(ledger).Submit(context.Background(), registration())
	require.NoError(t, err)
	return ledger
}

func registration() membership.RegisterParty {
	return membership.RegisterParty{
		Request: client.NewRequest(), Kind: charter.Enterprise, Names: form.Names{"en": "A Party of the Tests"},
	}
}

// newAuthority asks to let a key act that only the number distinguishes.
func newAuthority(key int) membership.AddAuthority {
	return membership.AddAuthority{
		Request: client.NewRequest(), Host: "industry", Key: fmt.Sprintf("%064x", key), Role: membership.Delegate,
	}
}

// leader is the orderer that leads the others, whichever way they agree.
func leader(t *testing.T) string {
	t.Helper()
	out, err := network("status", "-o", "json")
	require.NoError(t, err, "%s", out)
	var status struct {
		Processes []struct {
			Name  string `json:"name"`
			Leads bool   `json:"leads"`
		} `json:"processes"`
	}
	require.NoError(t, json.Unmarshal(out, &status))
	for _, process := range status.Processes {
		if process.Leads {
			return process.Name
		}
	}
	require.Fail(t, "no orderer leads")
	return ""
}
