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
	pid, err := strconv.Atoi(strings.Fields(string(content))[0]) // its birth stands behind it
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
	const transactions = 40
	reading, writer := open(t, enrolled(t, newID("industry"))), client.New(member(t, "association"))
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	first, err := writer.Submit(ctx, newAuthority(transactions))
	require.NoError(t, err)
	seen := make(chan string, transactions)
	go follow(ctx, t, reading, first.Block+1, seen)
	for i := range transactions {
		switch i {
		case transactions / 4:
			kill(t, "peer.industry")
		case transactions / 2:
			operate(t, "up", "--base-port", basePort)
		}
		receipt, err := writer.Submit(ctx, newAuthority(transactions+1+i))
		require.NoError(t, err)
		require.Equal(t, receipt.Tx, <-seen, "transaction %d", i)
	}
}

// follow reports the transactions that take effect from a block on, until ctx ends.
func follow(ctx context.Context, t *testing.T, ledger *gateway.Ledger, next uint64, seen chan<- string) {
	defer close(seen)
	for block, err := range ledger.Blocks(ctx, next) {
		switch {
		case ctx.Err() != nil:
			return
		case err != nil || block.Number != next:
			t.Errorf("block %d instead of %d: %v", block.Number, next, err)
			return
		}
		next++
		for _, event := range block.Events {
			seen <- event.Tx
		}
	}
}
