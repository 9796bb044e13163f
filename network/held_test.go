package network

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/renameio/v2"
	"github.com/stretchr/testify/require"

	"allianceregistry/network/internal/kernel"
)

// A starter is this test program again, which starts processes and is killed while it does
// so. The environment says how far it goes, and in which folder.
const (
	starterStep   = "NETWORK_TEST_STARTER"
	starterFolder = "NETWORK_TEST_FOLDER"
)

// The steps after which a starter waits to be killed.
const (
	atHolding  = "holding"
	atNoted    = "noted"
	atReleased = "released"
	atWriting  = "writing" // the pid file, of which it has written a part
	atCommand  = "command"
	atMany     = "many" // it starts many processes
)

// manyProcesses is the number of processes that a starter starts at atMany.
const manyProcesses = 8

func init() {
	if does := os.Getenv(starterStep); does != "" {
		if err := starter(does, os.Getenv(starterFolder)); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println("there")
		select {}
	}
}

func starter(does, folder string) error {
	switch does {
	case atCommand:
		_, err := command(context.Background(), folder, nil, "/bin/sleep", "60")
		return err
	case atMany:
		for i := range manyProcesses {
			if err := newRunner(filepath.Join(folder, strconv.Itoa(i))).start(); err != nil {
				return err
			}
		}
		return nil
	case atReleased:
		return newRunner(folder).start()
	}
	held, err := newRunner(folder).startHeld()
	if err != nil {
		return err
	}
	switch does {
	case atNoted:
		return held.writePIDFile()
	case atWriting: // as writeFile does
		file, err := renameio.TempFile(folder, held.pidFile())
		if err != nil {
			return err
		}
		_, err = file.WriteString(strconv.Itoa(held.pid))
		return err
	}
	return nil
}

// runner is a process that leaves a file behind when it has begun.
func newRunner(folder string) Process {
	return Process{Name: "runner", Folder: folder, Program: "/bin/sh", Args: []string{"-c", ": >ran; exec sleep 60"}}
}

// startStarter runs a starter, and returns its output and how to kill it.
func startStarter(t *testing.T, does, folder string) (out *lines, kill func()) {
	t.Helper()
	program, err := filepath.Abs(os.Args[0])
	require.NoError(t, err)
	out = &lines{seen: make(chan string, 1)}
	start := exec.Command(program)
	start.Env = []string{starterStep + "=" + does, starterFolder + "=" + folder}
	start.Stdout = out
	require.NoError(t, start.Start())
	t.Cleanup(func() { // also of what a failed test left
		_ = start.Process.Kill()
		for _, pid := range workers(t, folder) {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	})
	return out, func() {
		require.NoError(t, start.Process.Kill())
		_ = start.Wait() // the error is that it was killed
	}
}

// lines passes on what a starter prints.
type lines struct{ seen chan string }

func (l *lines) Write(text []byte) (int, error) {
	l.seen <- strings.TrimSpace(string(text))
	return len(text), nil
}

// workers returns the processes whose working directory is a folder or below it.
func workers(t *testing.T, folder string) []int {
	t.Helper()
	links, err := filepath.Glob("/proc/[0-9]*/cwd")
	require.NoError(t, err)
	var found []int
	for _, link := range links {
		works, err := os.Readlink(link)
		if err != nil || works != folder && !strings.HasPrefix(works, folder+"/") {
			continue
		}
		pid, err := strconv.Atoi(strings.Split(link, "/")[2])
		require.NoError(t, err)
		if _, err := kernel.StartTime(pid); err == nil {
			found = append(found, pid)
		}
	}
	return found
}

// eventually waits for something that takes a moment, on a busy machine.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	require.Eventually(t, is, time.Minute, 5*time.Millisecond, what)
}

func resolved(t *testing.T) string {
	t.Helper()
	folder, err := Dir(t.TempDir()).resolve()
	require.NoError(t, err)
	return string(folder)
}

// If the starter is killed before it releases the process, the program has not run, and
// nothing is left.
func TestKilledBeforeItIsWrittenDown(t *testing.T) {
	t.Parallel()
	for _, at := range []string{atHolding, atWriting, atNoted} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			folder := resolved(t)
			out, kill := startStarter(t, at, folder)
			require.Equal(t, "there", <-out.seen)
			eventually(t, "a process is there", func() bool { return len(workers(t, folder)) > 0 })
			kill()
			eventually(t, "it ends with its starter", func() bool { return len(workers(t, folder)) == 0 })
			require.NoFileExists(t, filepath.Join(folder, "ran"))
			p := newRunner(folder)
			require.Zero(t, p.PID())
			require.NoError(t, p.stop())
			require.NoError(t, p.start(), "and it can be started")
			eventually(t, "it runs", func() bool { return p.PID() != 0 && exists(filepath.Join(folder, "ran")) })
			require.NoError(t, p.stop())
		})
	}
}

// Where the pid file cannot be written, the process does not become its program.
func TestNoProgramWithoutPIDFile(t *testing.T) {
	t.Parallel()
	p := newRunner(resolved(t))
	require.NoError(t, os.MkdirAll(filepath.Join(p.pidFile(), "in the way"), 0o700))
	require.Error(t, p.start())
	eventually(t, "it ends", func() bool { return len(workers(t, p.Folder)) == 0 })
	require.NoFileExists(t, filepath.Join(p.Folder, "ran"))
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// If the starter is killed after that, the process runs, and its pid file names it.
func TestKilledAfterItIsWrittenDown(t *testing.T) {
	t.Parallel()
	folder := resolved(t)
	out, kill := startStarter(t, atReleased, folder)
	require.Equal(t, "there", <-out.seen)
	kill()
	eventually(t, "it begins", func() bool { return exists(filepath.Join(folder, "ran")) })
	p := newRunner(folder)
	require.Equal(t, []int{p.PID()}, workers(t, folder))
	require.NoError(t, p.stop())
	require.Empty(t, workers(t, folder))
}

// Wherever the starter is killed, every process that runs afterwards has a pid file.
func TestKilledAnywhere(t *testing.T) {
	t.Parallel()
	for range 12 {
		folder := resolved(t)
		var all []Process
		for i := range manyProcesses {
			p := newRunner(filepath.Join(folder, strconv.Itoa(i)))
			require.NoError(t, os.Mkdir(p.Folder, 0o700))
			all = append(all, p)
		}
		_, kill := startStarter(t, atMany, folder)
		time.Sleep(rand.N(60 * time.Millisecond))
		kill()
		eventually(t, "each that runs is known", func() bool {
			known := 0
			for _, p := range all {
				if p.PID() != 0 {
					known++
				}
			}
			return len(workers(t, folder)) == known
		})
		require.NoError(t, stopAll(all))
		eventually(t, "nothing is left", func() bool { return len(workers(t, folder)) == 0 })
	}
}

// A program that is run for its output ends with its parent.
func TestCommandEndsWithUs(t *testing.T) {
	t.Parallel()
	folder := resolved(t)
	_, kill := startStarter(t, atCommand, folder)
	eventually(t, "it runs", func() bool { return len(workers(t, folder)) > 0 })
	kill()
	eventually(t, "it has ended", func() bool { return len(workers(t, folder)) == 0 })
}

func TestStartOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	p := newSleeper(t)
	p.Program = filepath.Join(t.TempDir(), "none")
	require.ErrorContains(t, p.start(), "sleeper")
	require.Zero(t, p.PID())
	require.NoFileExists(t, p.pidFile())
}
