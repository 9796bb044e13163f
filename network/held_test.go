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

	"github.com/stretchr/testify/require"
)

// A starter is this test program again, which starts processes and is killed while it
// does. What it is to do stands in the environment, and the folder where.
const (
	starterDoes  = "NETWORK_TEST_STARTER"
	starterWorks = "NETWORK_TEST_FOLDER"
)

// The points at which a starter stops, to be killed there.
const (
	atHolding  = "holding"
	atNoted    = "noted"
	atReleased = "released"
	atStart    = "start" // where start itself is held up
	atCommand  = "command"
	atMany     = "many" // it does not stop
)

// crowd is how many processes a starter starts at atMany.
const crowd = 8

func init() {
	if does := os.Getenv(starterDoes); does != "" {
		if err := starter(does, os.Getenv(starterWorks)); err != nil {
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
		for i := range crowd {
			if err := runner(filepath.Join(folder, strconv.Itoa(i))).start(); err != nil {
				return err
			}
		}
		return nil
	case atStart, atReleased:
		return runner(folder).start()
	}
	held, err := runner(folder).hold()
	if err == nil && does == atNoted {
		err = held.note()
	}
	return err
}

// runner is a process that leaves a file behind when it has begun.
func runner(folder string) Process {
	return Process{Name: "runner", Folder: folder, Program: "/bin/sh", Args: []string{"-c", ": >ran; exec sleep 60"}}
}

// began runs a starter, and returns how to kill it.
func began(t *testing.T, does, folder string) (out *lines, kill func()) {
	t.Helper()
	program, err := filepath.Abs(os.Args[0])
	require.NoError(t, err)
	out = &lines{seen: make(chan string, 1)}
	start := exec.Command(program)
	start.Env = []string{starterDoes + "=" + does, starterWorks + "=" + folder}
	start.Stdout = out
	require.NoError(t, start.Start())
	t.Cleanup(func() { // also what a test that failed has left
		_ = start.Process.Kill()
		for _, pid := range workers(t, folder) {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	})
	return out, func() {
		require.NoError(t, start.Process.Kill())
		_ = start.Wait() // it says that it was killed
	}
}

// lines passes on what a starter prints.
type lines struct{ seen chan string }

func (l *lines) Write(text []byte) (int, error) {
	l.seen <- strings.TrimSpace(string(text))
	return len(text), nil
}

// workers are the processes that work in a folder or below it.
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
		if _, err := birth(pid); err == nil {
			found = append(found, pid)
		}
	}
	return found
}

// soon is a wait for what takes a moment, on a machine of which others take most.
func soon(t *testing.T, what string, is func() bool) {
	t.Helper()
	require.Eventually(t, is, time.Minute, 5*time.Millisecond, what)
}

func resolved(t *testing.T) string {
	t.Helper()
	folder, err := Dir(t.TempDir()).resolved()
	require.NoError(t, err)
	return string(folder)
}

// Where the starter is killed before it lets the process go, nothing has begun, and
// nothing is left.
func TestKilledBeforeItIsWrittenDown(t *testing.T) {
	t.Parallel()
	for _, at := range []string{atStart, atHolding, atNoted} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			folder := resolved(t)
			if at == atStart { // nobody reads from it, so who writes to it waits
				require.NoError(t, syscall.Mkfifo(runner(folder).pidFile()+".part", 0o600))
			}
			out, kill := began(t, at, folder)
			if at != atStart {
				require.Equal(t, "there", <-out.seen)
			}
			soon(t, "a process is there", func() bool { return len(workers(t, folder)) > 0 })
			kill()
			soon(t, "it ends with its starter", func() bool { return len(workers(t, folder)) == 0 })
			require.NoFileExists(t, filepath.Join(folder, "ran"))
			p := runner(folder)
			require.Zero(t, p.PID())
			require.NoError(t, p.stop())
			require.NoError(t, os.RemoveAll(p.pidFile()+".part"))
			require.NoError(t, p.start(), "and it can be started")
			soon(t, "it runs", func() bool { return p.PID() != 0 && exists(filepath.Join(folder, "ran")) })
			require.NoError(t, p.stop())
		})
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Where the starter is killed after that, the process runs, and is known.
func TestKilledAfterItIsWrittenDown(t *testing.T) {
	t.Parallel()
	folder := resolved(t)
	out, kill := began(t, atReleased, folder)
	require.Equal(t, "there", <-out.seen)
	kill()
	soon(t, "it begins", func() bool { return exists(filepath.Join(folder, "ran")) })
	p := runner(folder)
	require.Equal(t, []int{p.PID()}, workers(t, folder))
	require.NoError(t, p.stop())
	require.Empty(t, workers(t, folder))
}

// Wherever it is killed, what runs afterwards is what is written down.
func TestKilledAnywhere(t *testing.T) {
	t.Parallel()
	for range 12 {
		folder := resolved(t)
		var all []Process
		for i := range crowd {
			p := runner(filepath.Join(folder, strconv.Itoa(i)))
			require.NoError(t, os.Mkdir(p.Folder, 0o700))
			all = append(all, p)
		}
		_, kill := began(t, atMany, folder)
		time.Sleep(rand.N(60 * time.Millisecond))
		kill()
		soon(t, "each that runs is known", func() bool {
			known := 0
			for _, p := range all {
				if p.PID() != 0 {
					known++
				}
			}
			return len(workers(t, folder)) == known
		})
		require.NoError(t, stopAll(all))
		soon(t, "nothing is left", func() bool { return len(workers(t, folder)) == 0 })
	}
}

// A program whose answer we wait for ends with us.
func TestCommandEndsWithUs(t *testing.T) {
	t.Parallel()
	folder := resolved(t)
	_, kill := began(t, atCommand, folder)
	soon(t, "it runs", func() bool { return len(workers(t, folder)) > 0 })
	kill()
	soon(t, "it has ended", func() bool { return len(workers(t, folder)) == 0 })
}

func TestStartOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	p := sleeper(t)
	p.Program = filepath.Join(t.TempDir(), "none")
	require.ErrorContains(t, p.start(), "sleeper")
	require.Zero(t, p.PID())
	require.NoFileExists(t, p.pidFile())
}
