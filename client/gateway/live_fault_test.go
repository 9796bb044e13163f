//go:build live

package gateway_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/gateway"
	"allianceregistry/membership"
)

// stream submits transactions one after the other through a Client, while a third
// of the way something happens. The client must see no error, and the ledger must
// have each transaction once.
func stream(t *testing.T, ledger *gateway.Ledger, count int, happen func(t *testing.T)) {
	t.Helper()
	c := client.New(ledger)
	attempts := 0
	var worst time.Duration
	for i := range count {
		if i == count/3 {
			happen(t)
		}
		began := time.Now()
		receipt, err := c.Submit(context.Background(), newAuthority(i+1))
		require.NoError(t, err, "transaction %d", i)
		attempts += receipt.Attempts
		worst = max(worst, time.Since(began))
	}
	t.Logf("%d transactions in %d attempts, worst %v", count, attempts, worst)
	raw, err := c.Version(context.Background())
	require.NoError(t, err)
	var version struct{ Party string }
	require.NoError(t, json.Unmarshal(raw, &version))
	authorities, err := client.Ask(context.Background(), c, membership.ListAuthorities{Party: version.Party})
	require.NoError(t, err)
	raw, err = json.Marshal(authorities)
	require.NoError(t, err)
	require.Equal(t, count, strings.Count(string(raw), strings.Repeat("0", 61)), "%s", raw)
}

func killing(process string) func(*testing.T) { return func(t *testing.T) { kill(t, process) } }

func TestLiveOwnPeerKilled(t *testing.T) {
	stream(t, member(t, "industry"), 40, killing("peer.industry"))
}

func TestLiveOtherPeerKilled(t *testing.T) {
	stream(t, member(t, "industry"), 40, killing("peer.association"))
}

func TestLiveOwnChaincodeKilled(t *testing.T) {
	stream(t, member(t, "industry"), 40, killing("chaincode.industry"))
}

func TestLiveOtherChaincodeKilled(t *testing.T) {
	stream(t, member(t, "industry"), 40, killing("chaincode.association"))
}

func TestLiveLeaderKilled(t *testing.T) {
	stream(t, member(t, "industry"), 40, func(t *testing.T) { kill(t, leader(t)) })
}

// hang stops a process without ending it, until the test ends.
func hang(t *testing.T, process string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", ".network", networkName, "processes", process, "pid"))
	require.NoError(t, err)
	pid, err := strconv.Atoi(strings.TrimSpace(string(content)))
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(pid, syscall.SIGSTOP))
	t.Cleanup(func() { _ = syscall.Kill(pid, syscall.SIGCONT) })
}

// A peer that hangs is passed over like one that is gone, when its time is up.
func TestLiveOwnPeerHangs(t *testing.T) {
	ledger := member(t, "industry", gateway.WithAnswerLimit(2*time.Second))
	stream(t, ledger, 10, func(t *testing.T) { hang(t, "peer.industry") })
}

// When no host's chaincode answers, a transaction has no effect and may be sent
// again.
func TestLiveAllChaincodesKilled(t *testing.T) {
	ledger := member(t, "industry")
	for _, host := range (world{}).Hosts() {
		kill(t, "chaincode."+host)
	}
	argument, err := json.Marshal(newAuthority(1))
	require.NoError(t, err)
	_, err = ledger.Submit(context.Background(), "AddAuthority", argument)
	var fault *client.Fault
	require.ErrorAs(t, err, &fault)
	require.Equal(t, client.Unavailable, fault.Kind, "%v", err)
	_, err = ledger.Evaluate(context.Background(), "Version", nil)
	require.ErrorAs(t, err, &fault)
	require.Equal(t, client.Unavailable, fault.Kind, "%v", err)
}

// A reader of blocks loses none and sees none twice while its peer is killed and
// comes back.
func TestLiveBlocksWhilePeerKilled(t *testing.T) {
	reading := open(t, enrolled(t, newID("industry")))
	writing := member(t, "association")
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	from, err := reading.Height(ctx)
	require.NoError(t, err)
	done := make(chan uint64, 1)
	go func() {
		defer close(done)
		receipts := uint64(0)
		for i := range 30 {
			if i == 10 {
				if _, err := network("kill", "peer.industry"); err != nil {
					return
				}
			}
			receipt, err := client.New(writing).Submit(ctx, newAuthority(i+1))
			if err != nil {
				return
			}
			receipts = receipt.Block
		}
		done <- receipts
	}()
	t.Cleanup(func() { operate(t, "up", "--base-port", basePort) })
	next, last := from, uint64(0)
	for block, err := range reading.Blocks(ctx, from) {
		require.NoError(t, err)
		require.Equal(t, next, block.Number)
		next++
		select {
		case last = <-done:
			require.NotZero(t, last, "the writer failed")
		default:
		}
		if last > 0 && next > last {
			return
		}
		if last == 0 && len(done) == 0 {
			continue
		}
	}
}
