package network

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// leaderless makes a process of this test program one whose first thread has ended
// and whose others go on, as they do for a moment in every program that is being ended.
const leaderless = "NETWORK_TEST_LEADERLESS"

func init() {
	if os.Getenv(leaderless) == "" {
		return
	}
	ready := make(chan bool)
	go func() {
		runtime.LockOSThread()
		ready <- true
		for {
			_ = syscall.Nanosleep(&syscall.Timespec{Sec: 60}, nil)
		}
	}()
	<-ready
	_, _, _ = syscall.RawSyscall(syscall.SYS_EXIT, 0, 0, 0) // this thread alone
}

// A process whose first thread has ended still holds its database's lock: if it counted as
// stopped, its successor would find the database in use.
func TestProcessEndsWithItsLastThread(t *testing.T) {
	t.Parallel()
	p := newSleeper(t)
	program, err := filepath.Abs(os.Args[0])
	require.NoError(t, err)
	p.Program, p.Args, p.Env = program, nil, []string{leaderless + "=1", "GOMAXPROCS=4"}
	require.NoError(t, p.start())
	pid := p.PID()
	require.NotZero(t, pid)
	t.Cleanup(func() { require.NoError(t, p.signal(syscall.SIGKILL)) })
	require.Eventually(t, func() bool {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		require.NoError(t, err)
		return strings.Contains(string(stat), ") Z ")
	}, stopTimeout, 10*time.Millisecond, "its first thread ends")
	require.Equal(t, pid, p.PID(), "it runs")
	require.False(t, p.waitStopped(50*time.Millisecond))
	require.NoError(t, p.stop())
	require.Zero(t, p.PID())
}
