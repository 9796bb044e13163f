//go:build live

package sdk_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/sdk"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

func isFault(err error, fault **client.Fault) bool { return errors.As(err, fault) }

// stream submits transactions one after the other, killing a process at a third
// of them. A retryable fault is met by sending the same request again, as Client
// would; the test fails at any other error and at a transaction that is lost.
func stream(t *testing.T, ledger *sdk.Ledger, count int, process string) {
	t.Helper()
	var faults []error
	var worst time.Duration
	for i := range count {
		if i == count/3 {
			kill(t, process)
		}
		request, began := newRequest(), time.Now()
		for {
			_, err := ledger.Submit(context.Background(), "AddAuthority", newAuthority(request, i+1))
			if err == nil {
				break
			}
			var fault *client.Fault
			require.ErrorAs(t, err, &fault)
			require.True(t, fault.Retryable(), "%v", fault)
			faults = append(faults, err)
			require.Less(t, len(faults), 10, "%v", errors.Join(faults...))
		}
		worst = max(worst, time.Since(began))
	}
	t.Logf("%s killed: worst %v, faults %d %v", process, worst, len(faults), errors.Join(faults...))
	// Where the own peer is gone another one answers, which may have the last block yet to come.
	party := partyOf(t, ledger)
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		raw, err := ledger.Evaluate(context.Background(), "ListAuthorities", encoded(membership.ListAuthorities{Party: party}))
		require.NoError(c, err)
		require.Equal(c, count, strings.Count(string(raw), strings.Repeat("0", 61)), "%s", raw)
	}, 10*time.Second, 200*time.Millisecond)
}

func partyOf(t *testing.T, ledger *sdk.Ledger) string {
	raw, err := ledger.Evaluate(context.Background(), "Version", nil)
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(raw), `"party":`)
	party, err := strconv.Unquote(rest[:strings.Index(rest[1:], `"`)+2])
	require.NoError(t, err)
	return party
}

func TestLiveOwnPeerKilled(t *testing.T)   { stream(t, member(t, "industry"), 60, "peer.industry") }
func TestLiveOtherPeerKilled(t *testing.T) { stream(t, member(t, "industry"), 60, "peer.association") }

func TestLiveOwnChaincodeKilled(t *testing.T) {
	stream(t, member(t, "industry"), 60, "chaincode.industry")
}

func TestLiveLeaderKilled(t *testing.T) {
	stream(t, member(t, "industry"), 60, leader(t))
}

// leader is the orderer that leads the others, whichever way they agree.
func leader(t *testing.T) string {
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
	t.Fatal("no orderer leads")
	return ""
}

// hang stops a process without ending it, until the test ends.
func hang(t *testing.T, process string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", ".network", networkName, "processes", process, "pid"))
	require.NoError(t, err)
	pid, err := strconv.Atoi(strings.Fields(string(content))[0]) // its birth stands behind it
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(pid, syscall.SIGSTOP))
	t.Cleanup(func() { _ = syscall.Kill(pid, syscall.SIGCONT) })
}

// A peer that hangs is passed over like one that is gone, when its time is up.
func TestLiveOwnPeerHangs(t *testing.T) {
	ledger := member(t, "industry", sdk.WithAnswerLimit(2*time.Second))
	settled(t, ledger) // the others know who sends
	hang(t, "peer.industry")
	var last time.Duration
	for i := range 8 {
		began := time.Now()
		_, err := ledger.Submit(context.Background(), "AddAuthority", newAuthority(newRequest(), i+1))
		last = time.Since(began)
		t.Logf("Submit in %v: %v", last, err)
		var fault *client.Fault
		if isFault(err, &fault) {
			require.True(t, fault.Retryable())
			continue
		}
		require.NoError(t, err)
	}
	require.Less(t, last, 1500*time.Millisecond, "the others' commits are reported without asking")
	_, err := ledger.Evaluate(context.Background(), "Version", nil)
	require.NoError(t, err)
}

// A program that starts while its own host's peer hangs works all the same.
func TestLiveStartWithOwnPeerHanging(t *testing.T) {
	identity := enrolled(t, newID("industry"))
	hang(t, "peer.industry")
	ledger := open(t, identity, sdk.WithAnswerLimit(2*time.Second))
	began := time.Now()
	_, err := ledger.Submit(context.Background(), "RegisterParty", registration(newRequest()))
	require.NoError(t, err)
	t.Logf("Submit in %v", time.Since(began))
	require.Less(t, time.Since(began), 10*time.Second)
	began = time.Now()
	_, err = open(t, identity, sdk.WithAnswerLimit(2*time.Second)).Evaluate(context.Background(), "Version", nil)
	require.NoError(t, err)
	t.Logf("Evaluate in %v", time.Since(began))
}

// When no host's chaincode answers, a transaction has no effect and may be sent
// again.
func TestLiveAllChaincodesKilled(t *testing.T) {
	ledger := member(t, "industry")
	for _, host := range (world{}).Hosts() {
		kill(t, "chaincode."+host)
	}
	began := time.Now()
	_, err := ledger.Submit(context.Background(), "AddAuthority", newAuthority(newRequest(), 1))
	var fault *client.Fault
	require.ErrorAs(t, err, &fault)
	require.Equal(t, client.Unavailable, fault.Kind)
	t.Logf("Submit in %v: %v", time.Since(began), err)
	_, err = ledger.Evaluate(context.Background(), "Version", nil)
	require.ErrorAs(t, err, &fault)
	require.Equal(t, client.Unavailable, fault.Kind)
}

// A program that starts while its own host's peer is down works all the same.
func TestLiveStartWithOwnPeerDown(t *testing.T) {
	identity := enrolled(t, newID("industry"))
	kill(t, "peer.industry")
	for range 3 {
		ledger := open(t, identity)
		began := time.Now()
		_, err := ledger.Evaluate(context.Background(), "Version", nil)
		require.NoError(t, err)
		t.Logf("Evaluate in %v", time.Since(began))
		began = time.Now()
		_, err = ledger.Submit(context.Background(), "RegisterParty", registration(newRequest()))
		if err != nil {
			require.ErrorIs(t, err, &refusal.Error{Code: refusal.IDTaken})
		}
		t.Logf("Submit in %v", time.Since(began))
	}
}
