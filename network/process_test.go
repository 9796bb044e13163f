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

	"allianceregistry/network/internal/kernel"
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
	mark, err := kernel.StartTime(os.Getpid())
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

// A process that has another address or certificate than it started with is known, also if
// whoever was restarting it was interrupted; not if it was stopped.
func TestMovedProcess(t *testing.T) {
	t.Parallel()
	p := newSleeper(t)
	p.TLS = filepath.Join(t.TempDir(), "server.crt")
	p.Address, p.Listen, p.Port = "192.0.2.1:17050", "192.0.2.1", 17050
	require.NoError(t, os.WriteFile(p.TLS, []byte("one"), 0o600))
	require.False(t, p.Moved(), "it never ran")
	require.NoError(t, p.start())
	require.NotZero(t, p.PID())
	require.False(t, p.Moved())
	elsewhere, everywhere := p, p
	elsewhere.Address, everywhere.Listen = "192.0.2.99:17050", "0.0.0.0"
	require.True(t, elsewhere.Moved())
	require.True(t, everywhere.Moved())
	require.NoError(t, os.WriteFile(p.TLS, []byte("two"), 0o600))
	require.True(t, p.Moved())
	supervised := p
	supervised.Supervisor = "systemd"
	require.False(t, supervised.Moved(), "who runs it knows")
	require.NoError(t, p.halt())
	require.Zero(t, p.PID())
	require.True(t, p.Moved(), "the restart was interrupted")
	require.NoError(t, p.start())
	require.False(t, p.Moved())
	require.NoError(t, p.stop())
	require.False(t, p.Moved())
}

// An earlier version wrote into the pid file neither address nor certificate. Whether its process
// is still where its host was before is not known then, so once the host has moved it is
// restarted, and knows from then on.
func TestProcessOfAnEarlierVersionMoves(t *testing.T) {
	t.Parallel()
	here, moved := testHost, testHost
	moved.Former = Place{"192.0.2.98", "192.0.2.98"}
	for name, test := range map[string]struct {
		host Host
		pid  string
		want bool
	}{
		"moved/start time":      {moved, "4711 123@boot\n", true},
		"moved/pid alone":       {moved, "4711\n", true},
		"not/host never moved":  {here, "4711 123@boot\n", false},
		"not/empty":             {moved, "\n", false},
		"moved/of this version": {here, "4711 123@boot 0123456789abcdef\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := ownNetwork(t, test.host)
			process, err := n.Process("peer." + test.host.Name)
			require.NoError(t, err)
			require.NoError(t, writeFile(process.pidFile(), []byte(test.pid)))
			require.Equal(t, test.want, process.Moved())
			certificate := process.TLS
			process.TLS += ".away"
			require.False(t, process.Moved(), "it could not start with a certificate that cannot be read")
			process.TLS = certificate
			require.NoError(t, writeFile(process.pidFile(), []byte("4711 123@boot "+process.place()+"\n")))
			require.False(t, process.Moved(), "it has been restarted")
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
	err = new(Network).checkPorts([]Process{p}, false)
	require.ErrorContains(t, err, "port "+strconv.Itoa(p.Ports[0])+", needed by sleeper, is taken by network.test (pid "+strconv.Itoa(os.Getpid()))
	require.ErrorContains(t, err, "--base-port")

	require.NoError(t, listener.Close())
	require.NoError(t, new(Network).checkPorts([]Process{p}, false))
}

// A port that is in use without an owner is waited for.
func TestPortThatIsBeingClosed(t *testing.T) {
	t.Parallel()
	listener, err := tryPort(loopback, 0, time.Now())
	require.NoError(t, err)
	port := listener.Addr().(*net.TCPAddr).Port
	began := time.Now()
	_, err = tryPort(loopback, port, began.Add(time.Minute))
	require.ErrorIs(t, err, syscall.EADDRINUSE)
	require.Less(t, time.Since(began), 10*time.Second, "it has an owner: there is nothing to wait for")
	require.NoError(t, listener.Close())
	listener, err = tryPort(loopback, port, time.Now())
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
	open, err := kernel.ListeningPorts()
	require.NoError(t, err)
	socket := open[listener.Addr().(*net.TCPAddr).Port]
	require.NotEmpty(t, socket)
	require.NoError(t, p.start())
	require.False(t, p.openSockets()[socket])
	require.NoError(t, p.stop())
	require.NoError(t, writeFile(p.pidFile(), []byte("1\n")))
	require.Empty(t, p.openSockets())
}
