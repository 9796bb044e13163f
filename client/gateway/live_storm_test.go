//go:build live

package gateway_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/stretchr/testify/require"
)

// stormLength is how long TestLiveStorm lasts:
//
//	go test -tags live -count=1 -timeout 40m -run TestLiveStorm -v ./client/gateway -storm 10m
//
// LIVE_SEED chooses another storm, NETWORK_CONSENSUS=bft another kind of orderers.
var stormLength = flag.Duration("storm", 30*time.Second, "how long the storm of TestLiveStorm lasts")

// stormWriters are so many, over all hosts.
const stormWriters = 8

// Processes are killed and paused at random, never so many at once that no majority
// is left, while members write and somebody sends all that is hostile. No write is
// lost or doubled, no member sees an error, no process ends that was not killed, and
// all peers come to the same chain, in which the auditor finds nothing.
func TestLiveStorm(t *testing.T) {
	s := newStorm(t, seed(t))
	s.rage(time.Now().Add(*stormLength))
	s.count()
	t.Logf("seed %d, %v\n%s", s.seed, *stormLength, s.table())
	require.Zero(t, s.lost, "lost")
	require.Zero(t, s.doubled, "doubled")
	require.Empty(t, s.errors, "errors")
	require.NotZero(t, s.acknowledged, "writes")
	require.NotZero(t, s.kills+s.pauses, "faults")
	for _, weapon := range s.attacker.arsenal {
		require.NotZero(t, weapon.sent, weapon.name)
	}
}

// storm is a network under attack, and what came of it.
type storm struct {
	t        *testing.T
	seed     uint64
	writers  []*stormWriter
	attacker *attacker
	weather  *weather

	kills, pauses                           int
	writes, acknowledged, retries, repeated int
	lost, doubled                           int
	errors                                  []string
	median, worst                           time.Duration
}

func newStorm(t *testing.T, seed uint64) *storm {
	t.Helper()
	chance := func(stream uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, stream)) }
	return &storm{
		t: t, seed: seed, writers: newStormWriters(t, stormWriters),
		attacker: newAttacker(t, chance(1)), weather: newWeather(t, chance(2)),
	}
}

// rage breaks processes until a time, and heals them, while others write and attack.
func (s *storm) rage(until time.Time) {
	s.t.Helper()
	var group sync.WaitGroup
	for _, w := range s.writers {
		group.Go(func() { w.writeUntil(until) })
	}
	group.Go(func() { s.attacker.attackUntil(until) })
	for time.Now().Before(until) {
		kills, pauses := s.weather.blow()
		s.kills, s.pauses = s.kills+kills, s.pauses+pauses
	}
	group.Wait()
	s.weather.settle()
	s.attacker.reconfigures()
}

// count asks every host, and the auditor, what the ledger has of each write.
func (s *storm) count() {
	s.t.Helper()
	height := s.attacker.sameHeight()
	took := requireAudited(s.t, s.attacker.all, height)
	var times []time.Duration
	for _, w := range s.writers {
		held := w.held(s.t, s.attacker.all)
		for _, one := range w.sent {
			s.add(one, held, took)
			times = append(times, one.took)
		}
	}
	slices.Sort(times)
	s.median, s.worst = times[len(times)/2], times[len(times)-1]
}

// add counts one write: held says how often each host has its claim, took which
// transactions made it.
func (s *storm) add(one stormWrite, held []map[string]int, took map[string][]string) {
	s.writes++
	s.retries += max(0, one.receipt.Attempts-1)
	if one.again {
		s.repeated++
	}
	for _, counts := range held {
		if counts[one.request] > 1 {
			s.doubled++
		}
	}
	if one.err != nil {
		s.errors = append(s.errors, fmt.Sprintf("%s after %v: %v", one.began.Format(time.TimeOnly), one.took, one.err))
		return
	}
	s.acknowledged++
	made := took[one.receipt.Event.Claim]
	if len(made) > 1 {
		s.doubled++
	}
	missing := func(counts map[string]int) bool { return counts[one.request] == 0 }
	if !slices.Contains(made, one.receipt.Tx) || slices.ContainsFunc(held, missing) {
		s.lost++
	}
}

func (s *storm) table() string {
	var out strings.Builder
	table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "WRITES\tACKNOWLEDGED\tSENT AGAIN\tREPEATED\tHOSTILE\tKILLS\tPAUSES\tLOST\tDOUBLED\tERRORS\tMEDIAN\tWORST\t")
	fmt.Fprintf(table, "%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%.2fs\t%.2fs\t\n", s.writes, s.acknowledged, s.retries, s.repeated,
		s.attacker.total(), s.kills, s.pauses, s.lost, s.doubled, len(s.errors), s.median.Seconds(), s.worst.Seconds())
	_ = table.Flush() // into memory
	for _, weapon := range s.attacker.arsenal {
		answers := []string{}
		for _, answer := range slices.Sorted(maps.Keys(weapon.answers)) {
			answers = append(answers, fmt.Sprintf("%d %s", weapon.answers[answer], answer))
		}
		fmt.Fprintf(&out, "%s: %d, %d foiled; %s\n", weapon.name, weapon.sent, weapon.foiled, strings.Join(answers, ", "))
	}
	return out.String()
}
