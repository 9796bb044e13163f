package network

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// newSleeper returns a process that opens no port.
func newSleeper(t *testing.T) Process {
	t.Helper()
	folder, err := Dir(t.TempDir()).resolve()
	require.NoError(t, err)
	return Process{Name: "sleeper", Folder: string(folder), Program: "/bin/sleep", Args: []string{"60"}}
}

func TestProcessLife(t *testing.T) {
	t.Parallel()
	p := newSleeper(t)
	require.Zero(t, p.PID())
	require.NoError(t, p.stop(), "what does not run is stopped")
	require.NoError(t, p.start())
	require.NotZero(t, p.PID())
	require.NoError(t, p.CheckHealth(context.Background()))
	require.NoError(t, p.stop())
	require.Zero(t, p.PID())
	require.NoFileExists(t, p.pidFile())
	require.ErrorIs(t, p.CheckHealth(context.Background()), errExited)
}

// The pid in a pid file may be that of another program by now.
func TestForeignProcessIsNotOurs(t *testing.T) {
	t.Parallel()
	foreign := exec.Command("/bin/sleep", "60")
	foreign.Dir = t.TempDir()
	require.NoError(t, foreign.Start())
	t.Cleanup(func() { _ = foreign.Process.Kill(); _ = foreign.Wait() })

	p := newSleeper(t)
	for _, content := range []string{strconv.Itoa(foreign.Process.Pid), "0", "1", "-1", "text", "", "99999999999999999999"} {
		require.NoError(t, os.WriteFile(p.pidFile(), []byte(content), 0o600))
		require.Zero(t, p.PID(), content)
		require.NoError(t, p.stop())
	}
	require.NoError(t, foreign.Process.Signal(syscall.Signal(0)), "the foreign process still runs")
}

// Another program may have a process's folder as its working directory, for instance to
// read the log there. It is left alone, whatever the pid file says.
func TestProgramInTheFolderIsNotOurs(t *testing.T) {
	t.Parallel()
	p := newSleeper(t)
	foreign := exec.Command("/bin/sleep", "60")
	foreign.Dir = p.Folder
	require.NoError(t, foreign.Start())
	t.Cleanup(func() { _ = foreign.Process.Kill(); _ = foreign.Wait() })
	mark, err := startTime(os.Getpid())
	require.NoError(t, err)
	number := strconv.Itoa(foreign.Process.Pid)
	for _, content := range []string{number, number + "\n", number + " " + mark, number + " 1@boot", number + " "} {
		require.NoError(t, os.WriteFile(p.pidFile(), []byte(content), 0o600))
		require.Zero(t, p.PID(), content)
		require.NoError(t, p.stop())
		require.NoError(t, stopAll([]Process{{Name: p.Name, Folder: p.Folder}}), "as down does")
	}
	require.NoError(t, foreign.Process.Signal(syscall.Signal(0)), "it still runs")
}

// A process that an earlier version started is still recognized, by program and folder.
func TestUnmarkedProcess(t *testing.T) {
	t.Parallel()
	p := newSleeper(t)
	program, err := exec.LookPath("sleep")
	require.NoError(t, err)
	content, err := os.ReadFile(program)
	require.NoError(t, err)
	p.Program = filepath.Join(t.TempDir(), "orderer")
	require.NoError(t, os.WriteFile(p.Program, content, 0o700))
	require.NoError(t, p.start())
	pid := p.PID()
	require.NotZero(t, pid)
	require.NoError(t, os.WriteFile(p.pidFile(), []byte(strconv.Itoa(pid)+"\n"), 0o600))
	eventually(t, "it is known once it is the program", func() bool { return p.PID() == pid })
	require.NoError(t, p.stop())
	require.Zero(t, p.PID())
}

func TestParseBirth(t *testing.T) {
	t.Parallel()
	const (
		rest = " 1 2 3 0 -1 4 5 6 7 8 9 10 11 12 20 0 1 0 4711 99 100"
		more = " 1 2 3 0 -1 4 5 6 7 8 9 10 11 12 20 0 2 0 4711 99 100"
	)
	for name, test := range map[string]struct{ stat, want string }{
		"ok/plain":            {"7 (sleep) S" + rest, "4711"},
		"ok/name":             {"7 (a) Z (b) S" + rest, "4711"},
		"ok/first ended":      {"7 (sleep) Z" + more, "4711"},
		"fail/ended":          {"7 (sleep) Z" + rest, ""},
		"fail/collected":      {"7 (sleep) X" + more, ""},
		"fail/cut off":        {"7 (sleep) S 1 2", ""},
		"fail/empty":          {"", ""},
		"fail/no name at all": {"7", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := parseStartTime(test.stat)
			require.Equal(t, test.want == "", err != nil)
			require.Equal(t, test.want, got)
		})
	}
}

func TestProcessThatDoesNotListenIsKilled(t *testing.T) {
	t.Parallel()
	p := newSleeper(t)
	p.Program, p.Args = "/bin/sh", []string{"-c", "trap '' TERM; while :; do sleep 0.05; done"}
	require.NoError(t, p.start())
	time.Sleep(50 * time.Millisecond)
	require.False(t, p.waitStopped(10*time.Millisecond))
	require.NoError(t, p.signal(9))
	require.True(t, p.waitStopped(stopTimeout))
}

func TestLastWords(t *testing.T) {
	t.Parallel()
	p := newSleeper(t)
	require.Equal(t, "none", p.logTail())
	require.NoError(t, os.WriteFile(p.Log(), []byte("1\n2\n3\n4\n"), 0o600))
	require.Equal(t, "2 | 3 | 4", p.logTail())
}

func TestPortTaken(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", Address(0))
	require.NoError(t, err)
	defer listener.Close()
	p := newSleeper(t)
	p.Ports = []int{listener.Addr().(*net.TCPAddr).Port}
	err = checkPorts([]Process{p}, false)
	require.ErrorContains(t, err, "port "+strconv.Itoa(p.Ports[0])+", needed by sleeper, is taken by network.test (pid "+strconv.Itoa(os.Getpid()))
	require.ErrorContains(t, err, "--base-port")

	require.NoError(t, listener.Close())
	require.NoError(t, checkPorts([]Process{p}, false))
}

func TestParseListener(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		line   string
		port   int
		socket string
		is     bool
	}{
		"ok/listens":      {"   0: 0100007F:429A 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 66531 2 0 100 0 0 10 0", 17050, "66531", true},
		"ok/connection":   {"   1: 0100007F:429A 0100007F:8000 01 00000000:00000000 00:00000000 00000000     0        0 66532 2 0 100 0 0 10 0", 0, "", false},
		"fail/heading":    {"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode", 0, "", false},
		"fail/empty line": {"", 0, "", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			port, socket, is := parseListener(test.line)
			require.Equal(t, test.is, is)
			if is {
				require.Equal(t, test.port, port)
				require.Equal(t, test.socket, socket)
			}
		})
	}
}

// A port that is in use without an owner is waited for.
func TestPortThatIsBeingClosed(t *testing.T) {
	t.Parallel()
	listener, err := tryPort(0, time.Now())
	require.NoError(t, err)
	port := listener.Addr().(*net.TCPAddr).Port
	began := time.Now()
	_, err = tryPort(port, began.Add(time.Minute))
	require.ErrorIs(t, err, syscall.EADDRINUSE)
	require.Less(t, time.Since(began), 10*time.Second, "it has an owner: there is nothing to wait for")
	require.NoError(t, listener.Close())
	listener, err = tryPort(port, time.Now())
	require.NoError(t, err)
	require.NoError(t, listener.Close())
}

// A network is not started if its processes could open hardly any files: their errors
// would not lead to the cause.
func TestJudgeFileLimit(t *testing.T) {
	t.Parallel()
	require.NoError(t, judgeFileLimit(minFiles))
	err := judgeFileLimit(64)
	require.ErrorContains(t, err, "only 64 files")
	require.ErrorContains(t, err, "ulimit -n 65536")
}

// A port of this very process is not a sleeper's.
func TestSockets(t *testing.T) {
	t.Parallel()
	p := newSleeper(t)
	require.Empty(t, p.openSockets())
	listener, err := net.Listen("tcp", Address(0))
	require.NoError(t, err)
	defer listener.Close()
	open, err := listeningPorts()
	require.NoError(t, err)
	socket := open[listener.Addr().(*net.TCPAddr).Port]
	require.NotEmpty(t, socket)
	require.NoError(t, p.start())
	require.False(t, p.openSockets()[socket])
	require.NoError(t, p.stop())
	require.NoError(t, writeFile(p.pidFile(), []byte("1\n")))
	require.Empty(t, p.openSockets())
}
