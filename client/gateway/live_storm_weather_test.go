//go:build live

package gateway_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	longestFault = 6 * time.Second
	longestCalm  = 3 * time.Second
	// settleLimit is the time in which a network must be whole again.
	settleLimit = 90 * time.Second
)

// weather kills and pauses processes: at once those of one host at most, and one
// orderer, so that whatever it takes there are enough that are well.
type weather struct {
	t        *testing.T
	chance   *rand.Rand
	orderers []string
	pids     map[string]int // of the processes as they should run
}

func newWeather(t *testing.T, chance *rand.Rand) *weather {
	t.Helper()
	w := &weather{t: t, chance: chance, pids: running(t)}
	for name := range w.pids {
		if strings.HasPrefix(name, "orderer") {
			w.orderers = append(w.orderers, name)
		}
	}
	slices.Sort(w.orderers)
	require.GreaterOrEqual(t, len(w.orderers), 3, "there must be a majority without one")
	t.Cleanup(func() { w.operate("up") })
	return w
}

// operate runs the operator's program as it was built for this network.
func (w *weather) operate(args ...string) []byte {
	w.t.Helper()
	command := exec.Command(filepath.Join("..", "..", ".build", "bin", "network"), append([]string{"--name", networkName}, args...)...)
	var said strings.Builder
	command.Stderr = &said
	out, err := command.Output()
	require.NoError(w.t, err, "network %s: %s", strings.Join(args, " "), said.String())
	return out
}

// blow strikes some processes, heals them after a while, and leaves some calm behind.
func (w *weather) blow() (kills, pauses int) {
	w.t.Helper()
	w.requireUnharmed()
	var paused []int
	for _, name := range w.victims() {
		if w.chance.IntN(2) == 0 {
			w.operate("kill", name)
			w.pids[name] = 0
			kills++
			continue
		}
		pid := w.pids[name]
		require.NoError(w.t, syscall.Kill(pid, syscall.SIGSTOP), name)
		w.t.Cleanup(func() { _ = syscall.Kill(pid, syscall.SIGCONT) }) // if the test ends before
		paused = append(paused, pid)
		pauses++
	}
	w.pause(longestFault)
	for _, pid := range paused {
		require.NoError(w.t, syscall.Kill(pid, syscall.SIGCONT))
	}
	w.requireUnharmed()
	if kills > 0 {
		w.operate("up")
	}
	w.settle()
	w.pause(longestCalm)
	return kills, pauses
}

// victims are who is struck next: an orderer, something of a host's, or both.
func (w *weather) victims() []string {
	var victims []string
	kind := w.chance.IntN(8)
	if kind < 5 {
		host := (world{}).Hosts()[w.chance.IntN(3)]
		all := []string{"peer." + host, "chaincode." + host, "ca." + host}
		if kind > 0 {
			all = all[w.chance.IntN(2):][:1+w.chance.IntN(2)]
		}
		victims = append(victims, all...)
	}
	if kind > 2 {
		victims = append(victims, w.orderers[w.chance.IntN(len(w.orderers))])
	}
	return victims
}

// pause waits for a part of a time, a sixth of it at least.
func (w *weather) pause(longest time.Duration) {
	time.Sleep(longest/6 + time.Duration(w.chance.Int64N(int64(longest-longest/6))))
}

// requireUnharmed finds that whatever was not killed is what ran before, and runs the
// program that it should.
func (w *weather) requireUnharmed() {
	w.t.Helper()
	for name, pid := range w.pids {
		if pid == 0 {
			continue
		}
		program, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
		require.NoError(w.t, err, "%s has ended by itself: %s", name, lastWords(name))
		require.Equal(w.t, programOf(name), filepath.Base(program), name)
	}
}

// programOf is what a process of a name runs.
func programOf(name string) string {
	kind, _, _ := strings.Cut(name, ".")
	switch {
	case kind == "ca":
		return "fabric-ca-server"
	case strings.HasPrefix(kind, "orderer"):
		return "orderer"
	}
	return kind
}

// lastWords are the end of a process's log.
func lastWords(name string) string {
	content, err := os.ReadFile(filepath.Join("..", "..", ".network", networkName, "processes", name, "log"))
	if err != nil {
		return err.Error()
	}
	return string(content[max(0, len(content)-3000):])
}

// settle waits until all processes answer, and all peers and orderers have the blocks
// that one of them had when first they all did.
func (w *weather) settle() {
	w.t.Helper()
	var goal uint64
	for end := time.Now().Add(settleLimit); ; time.Sleep(200 * time.Millisecond) {
		heights, down := w.look()
		for name, height := range heights {
			if goal > 0 && height < goal {
				down = name
			}
		}
		if down == "" && goal > 0 {
			break
		}
		require.True(w.t, time.Now().Before(end), "%s is down, or behind block %d: %v; %s", down, goal, heights, lastWords(down))
		if down == "" {
			goal = slices.Max(slices.Collect(maps.Values(heights)))
		}
	}
	w.requireUnharmed()
}

// look returns how many blocks peers and orderers have, and who does not answer.
func (w *weather) look() (heights map[string]uint64, down string) {
	var status struct {
		Processes []struct {
			Name, Kind string
			PID        int
			Up         bool
			Height     uint64
		}
	}
	if err := json.Unmarshal(w.operate("status", "-o", "json"), &status); err != nil {
		return nil, err.Error()
	}
	heights = map[string]uint64{}
	for _, each := range status.Processes {
		if !each.Up {
			return nil, each.Name
		}
		if w.pids[each.Name] == 0 {
			w.pids[each.Name] = each.PID
		}
		if each.Kind == "peer" || each.Kind == "orderer" {
			heights[each.Name] = each.Height
		}
	}
	return heights, ""
}
