package network

import (
	"context"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// sleeper is a process that opens no port.
func sleeper(t *testing.T) Process {
	t.Helper()
	folder, err := Dir(t.TempDir()).resolved()
	require.NoError(t, err)
	return Process{Name: "sleeper", Folder: string(folder), Program: "/bin/sleep", Args: []string{"60"}}
}

func TestProcessLife(t *testing.T) {
	t.Parallel()
	p := sleeper(t)
	require.Zero(t, p.PID())
	require.NoError(t, p.stop(), "what does not run is stopped")
	require.NoError(t, p.start())
	require.NotZero(t, p.PID())
	require.NoError(t, p.answers(context.Background()))
	require.NoError(t, p.stop())
	require.Zero(t, p.PID())
	require.NoFileExists(t, p.pidFile())
	require.ErrorIs(t, p.answers(context.Background()), errEnded)
}

// The number in a pid file may be another program's by now.
func TestForeignProcessIsNotOurs(t *testing.T) {
	t.Parallel()
	foreign := exec.Command("/bin/sleep", "60")
	foreign.Dir = t.TempDir()
	require.NoError(t, foreign.Start())
	t.Cleanup(func() { _ = foreign.Process.Kill(); _ = foreign.Wait() })

	p := sleeper(t)
	for _, content := range []string{strconv.Itoa(foreign.Process.Pid), "0", "1", "-1", "text", "", "99999999999999999999"} {
		require.NoError(t, os.WriteFile(p.pidFile(), []byte(content), 0o600))
		require.Zero(t, p.PID(), content)
		require.NoError(t, p.stop())
	}
	require.NoError(t, foreign.Process.Signal(syscall.Signal(0)), "the foreign process still runs")
}

func TestProcessThatDoesNotListenIsKilled(t *testing.T) {
	t.Parallel()
	p := sleeper(t)
	p.Program, p.Args = "/bin/sh", []string{"-c", "trap '' TERM; while :; do sleep 0.05; done"}
	require.NoError(t, p.start())
	time.Sleep(50 * time.Millisecond)
	require.False(t, p.gone(10*time.Millisecond))
	require.NoError(t, p.signal(9))
	require.True(t, p.gone(patience))
}

func TestLastWords(t *testing.T) {
	t.Parallel()
	p := sleeper(t)
	require.Equal(t, "none", p.lastWords())
	require.NoError(t, os.WriteFile(p.Log(), []byte("1\n2\n3\n4\n"), 0o600))
	require.Equal(t, "2 | 3 | 4", p.lastWords())
}

func TestPortTaken(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", Address(0))
	require.NoError(t, err)
	defer listener.Close()
	p := sleeper(t)
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

// A port that is nobody's any more is waited for.
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
