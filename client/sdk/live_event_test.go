//go:build live

package sdk_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/sdk"
	"allianceregistry/membership"
)

// happenings is how many events happen in each of these tests: LIVE_EVENTS, or else a few.
func happenings(t *testing.T) int {
	t.Helper()
	count, err := strconv.Atoi(cmp.Or(os.Getenv("LIVE_EVENTS"), "24"))
	require.NoError(t, err, "LIVE_EVENTS")
	return count
}

// sighting is an event and when it was seen.
type sighting struct {
	client.Event
	at time.Time
}

// watcher follows all events that are yet to come, in the background, until it
// is stopped, and then gives those of one party.
func watcher(t *testing.T, ledger *sdk.Ledger, party string) (stop func() []sighting) {
	t.Helper()
	count := happenings(t)
	height, err := ledger.Height(t.Context())
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	var seen []sighting
	var mu sync.Mutex
	ended := make(chan error, 1)
	go func() {
		for event, err := range client.New(ledger, client.WithAttempts(50)).Events(ctx, client.Position{Block: height}, client.NoEnd) {
			if err != nil {
				ended <- err
				return
			}
			if event.Event.By == party {
				mu.Lock()
				seen = append(seen, sighting{event, time.Now()})
				mu.Unlock()
			}
		}
	}()
	return func() []sighting {
		require.Eventually(t, func() bool { mu.Lock(); defer mu.Unlock(); return len(seen) >= count }, time.Minute, 10*time.Millisecond)
		time.Sleep(time.Second) // one too many would come now
		cancel()
		require.ErrorIs(t, <-ended, context.Canceled)
		return seen
	}
}

// happen has a party do things one after the other, and does something else at a
// third of them. It returns each receipt and when it came.
func happen(t *testing.T, writer *client.Client, meanwhile func()) ([]client.Receipt, []time.Time) {
	t.Helper()
	var receipts []client.Receipt
	var times []time.Time
	count := happenings(t)
	for i := range count {
		if i == count/3 {
			meanwhile()
		}
		var addition membership.AddAuthority
		require.NoError(t, json.Unmarshal(newAuthority(newRequest(), i+1), &addition))
		receipt, err := writer.Submit(context.Background(), addition)
		require.NoError(t, err)
		receipts, times = append(receipts, receipt), append(times, time.Now())
	}
	return receipts, times
}

// requireSightings wants each event once, in order, and tells how late they came.
func requireSightings(t *testing.T, receipts []client.Receipt, times []time.Time, seen []sighting) {
	t.Helper()
	require.Len(t, seen, len(receipts))
	late := make([]time.Duration, len(seen))
	for i, one := range seen {
		require.Equal(t, receipts[i].Tx, one.Tx)
		require.Equal(t, receipts[i].Block, one.Block)
		require.Equal(t, receipts[i].Event, one.Event.Event)
		late[i] = one.at.Sub(times[i])
	}
	slices.Sort(late)
	t.Logf("%d events, lost 0, doubled 0; seen after the receipt: median %v, 90%% %v, worst %v",
		len(seen), late[len(late)/2], late[len(late)*9/10], late[len(late)-1])
}

func TestLiveEvents(t *testing.T) {
	for name, meanwhile := range map[string]func(*testing.T){
		"ok/nothing goes wrong":          func(*testing.T) {},
		"ok/the own host's peer dies":    func(t *testing.T) { kill(t, "peer.industry") },
		"ok/another host's peer dies":    func(t *testing.T) { kill(t, "peer.association") },
		"ok/the own host's peer hangs":   func(t *testing.T) { hang(t, "peer.industry") },
		"ok/it dies and comes back soon": func(t *testing.T) { kill(t, "peer.industry"); operate(t, "up", "--base-port", basePort) },
		"ok/all peers die and come back": func(t *testing.T) {
			for _, host := range (world{}).Hosts() {
				kill(t, "peer."+host)
			}
			operate(t, "up", "--base-port", basePort)
		},
	} {
		t.Run(name, func(t *testing.T) {
			writing := member(t, "academia", sdk.WithAnswerLimit(2*time.Second))
			stop := watcher(t, member(t, "industry"), partyOf(t, writing))
			receipts, times := happen(t, client.New(writing, client.WithAttempts(50)), func() { meanwhile(t) })
			requireSightings(t, receipts, times, stop())
		})
	}
}

// program is the members' program, with profiles of its own.
type program struct {
	t    *testing.T
	home string
}

func (p program) command(args ...string) *exec.Cmd {
	folder := filepath.Join("..", "..")
	command := exec.Command(filepath.Join(folder, ".build", "bin", "alliance"), args...)
	command.Env = append(os.Environ(), "ALLIANCE_HOME="+p.home, "ALLIANCE_NETWORK="+filepath.Join(folder, ".network", networkName))
	command.Stderr = os.Stderr
	return command
}

// listen follows the events into a file until it is killed without warning.
func (p program) listen(from uint64, file, checkpoint string) (kill func()) {
	p.t.Helper()
	out, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	require.NoError(p.t, err)
	command := p.command("events", "--follow", "--from", encodedNumber(from), "--checkpoint", checkpoint, "-o", "json")
	command.Stdout = out
	require.NoError(p.t, command.Start())
	p.t.Cleanup(func() { _ = command.Process.Kill() }) // if the test ends before
	return func() {
		require.NoError(p.t, command.Process.Kill())
		require.Error(p.t, command.Wait(), "it was killed")
		require.NoError(p.t, out.Close())
	}
}

func encodedNumber(n uint64) string { return string(encoded(n)) }

// A program that is killed at any moment, and started again on its checkpoint,
// has printed everything; what it printed twice is recognized by its id.
func TestLiveEventsProgramKilled(t *testing.T) {
	t.Parallel()
	p := program{t, t.TempDir()}
	id := newID("industry")
	enroll := p.command("enroll", id, "--secret-file", "-")
	enroll.Stdin = strings.NewReader(registered(t, id))
	require.NoError(t, enroll.Run())
	writing := member(t, "academia")
	party := partyOf(t, writing)
	height, err := writing.Height(t.Context())
	require.NoError(t, err)
	file, checkpoint := filepath.Join(p.home, "events.jsonl"), filepath.Join(p.home, "seen")

	done := make(chan struct{})
	var receipts []client.Receipt
	go func() {
		defer close(done)
		receipts, _ = happen(t, client.New(writing), func() {})
	}()
	kills := 0
	for running := true; running; kills++ {
		kill := p.listen(height, file, checkpoint)
		select {
		case <-done:
			running = false
		case <-time.After(300*time.Millisecond + rand.N(700*time.Millisecond)):
		}
		kill()
	}
	stop := p.listen(height, file, checkpoint)
	last := receipts[len(receipts)-1].Tx
	require.Eventually(t, func() bool {
		content, err := os.ReadFile(file) // the checkpoint moves on: others are at work
		return err == nil && bytes.Contains(content, []byte(last))
	}, time.Minute, 20*time.Millisecond)
	stop()
	requireLines(t, file, party, receipts, kills)
}

// requireLines wants whole lines, in order, each event once or, at most once for
// each kill, again at once.
func requireLines(t *testing.T, file, party string, receipts []client.Receipt, kills int) {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	doubled, before := 0, ""
	for _, raw := range bytes.Split(bytes.TrimSpace(content), []byte("\n")) {
		var line struct {
			ID string `json:"id"`
			client.Event
		}
		require.NoError(t, json.Unmarshal(raw, &line), "%s", raw)
		require.Equal(t, line.Position.String(), line.ID)
		if line.ID == before {
			doubled++
			continue
		}
		before = line.ID
		if line.Event.Event.By != party {
			continue
		}
		require.NotEmpty(t, receipts, "one too many")
		require.Equal(t, receipts[0].Tx, line.Tx)
		require.Equal(t, receipts[0].Block, line.Block)
		receipts = receipts[1:]
	}
	require.Empty(t, receipts, "lost")
	require.LessOrEqual(t, doubled, kills)
	t.Logf("%d events, the program killed %d times: lost 0, printed twice %d", happenings(t), kills, doubled)
}
