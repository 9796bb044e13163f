package kernel

import (
	"fmt"
	"os"
	"strings"
)

// StartTime is when a process started, as the kernel records it: the clock ticks since
// the boot, and the boot's id. No two processes with the same pid share it. It fails for
// a process that has exited.
func StartTime(pid int) (string, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return "", err
	}
	ticks, err := parseStartTime(string(stat))
	if err != nil {
		return "", err
	}
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return ticks + "@" + strings.TrimSpace(string(boot)), err
}

// parseStartTime finds the start time in /proc/PID/stat: the 22nd field, which is the 20th
// after the program's name, which stands in parentheses and may hold anything
// (proc_pid_stat(5)). It fails for a zombie. The state is that of the first thread
// alone: while other threads are left, the process still holds its files, their locks
// and its ports.
func parseStartTime(stat string) (string, error) {
	const state, threads, start = 0, 17, 19
	fields := strings.Fields(stat[strings.LastIndex(stat, ")")+1:])
	if len(fields) <= start || fields[state] == "X" || fields[state] == "Z" && fields[threads] == "1" {
		return "", fmt.Errorf("no running process: %.40q", stat)
	}
	return fields[start], nil
}

// Program returns the path of the program that a process runs. If that file is gone, it
// ends in [Deleted].
func Program(pid int) (string, error) { return os.Readlink(fmt.Sprintf("/proc/%d/exe", pid)) }

// Deleted is at the end of a path under which there is no such file any more.
const Deleted = " (deleted)"

// WorkDir returns a process's working directory.
func WorkDir(pid int) (string, error) { return os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid)) }
