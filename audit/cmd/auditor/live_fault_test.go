//go:build live

package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// follower is an auditor's "index --follow" that runs.
type follower struct {
	*exec.Cmd
	said  bytes.Buffer
	ended chan error
}

func follow(t *testing.T, name string) *follower {
	t.Helper()
	f := &follower{Cmd: auditor(name, "index", "--follow"), ended: make(chan error, 1)}
	f.Stdout, f.Stderr = &f.said, &f.said
	require.NoError(t, f.Start())
	go func() { f.ended <- f.Wait() }()
	return f
}

// end sends a signal and waits until the program is gone.
func (f *follower) end(t *testing.T, signal os.Signal) error {
	t.Helper()
	require.NoError(t, f.Process.Signal(signal))
	select {
	case err := <-f.ended:
		return err
	case <-time.After(30 * time.Second):
		require.Fail(t, "it does not end")
		return nil
	}
}

// Killed at any moment while transactions go on, an index loses nothing and takes
// nothing twice.
func TestLiveFollowKilled(t *testing.T) {
	name := ready(t, "industry")
	acted := make(chan error, 1)
	go func() {
		for _, alliance := range []string{"hyperledger", "r3", "platforms", "fisco", "bta"} {
			if err := applied(alliance); err != nil {
				acted <- err
				return
			}
		}
		acted <- nil
	}()
	kills := 0
	for running := true; running; kills++ {
		f := follow(t, name)
		select {
		case err := <-acted:
			require.NoError(t, err)
			running = false
		case <-time.After(time.Duration(20+rand.IntN(500)) * time.Millisecond):
		}
		require.ErrorContains(t, f.end(t, os.Kill), "killed", "%s", &f.said)
	}
	t.Logf("killed %d times", kills)
	require.Greater(t, kills, 3)
	done(t, auditor(name, "index"))
	requireRebuilds(t, name)
	require.Contains(t, done(t, auditor(name, "search", "R3")), "r3@industry")
}

// applied carries out the steps of an example.
func applied(name string) error {
	_, err := alliance("apply", "-f", example(name)).Output()
	return said(err)
}

// An index goes on from another host's peer when one is gone, and by itself when
// all were gone and are back.
func TestLiveFollowThroughFaults(t *testing.T) {
	name := ready(t, "association")
	f, healed := follow(t, name), false
	t.Cleanup(func() {
		if !healed {
			heal(t)
		}
	})
	tx := steps(t, claim("bubi@industry", "all peers run"))
	f.requireSees(t, name, tx)

	kill(t, "peer.association") // the one that this auditor asks first
	tx = steps(t, claim("bubi@industry", "one peer is gone"))
	f.requireSees(t, name, tx)

	kill(t, "peer.industry", "peer.academia")
	require.Contains(t, exits(t, exitFault, auditor(name, "replay", "--timeout", "5s")), "failed: ")
	require.Contains(t, exits(t, exitFault, auditor(name, "compare")), "no host's peer answers")
	heal(t)
	healed = true
	tx = steps(t, claim("bubi@industry", "all peers are back"))
	f.requireSees(t, name, tx)

	require.NoError(t, f.end(t, os.Interrupt), "%s", &f.said)
	require.Contains(t, f.said.String(), "blocks verified")
	requireRebuilds(t, name)
}

// requireSees waits until the index has a transaction, while it is followed.
func (f *follower) requireSees(t *testing.T, name, tx string) {
	t.Helper()
	require.Eventually(t, func() bool {
		out, err := auditor(name, "events", "--size", "1000").Output()
		return err == nil && strings.Contains(string(out), tx) // at first there is nothing to answer from
	}, 30*time.Second, 100*time.Millisecond, "%s", &f.said)
	require.Empty(t, f.ended)
}
