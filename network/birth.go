package network

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// birth is when a process began, as the kernel counts it: the boot, and the clock
// ticks since then. No two processes of a number have the same; it fails for one
// that has ended.
func birth(pid int) (string, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return "", err
	}
	began, err := parseBirth(string(stat))
	if err != nil {
		return "", err
	}
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return began + "@" + strings.TrimSpace(string(boot)), err
}

// parseBirth finds the time in the kernel's line on a process: the 22nd field, the
// 20th after the program's name, which stands in parentheses and may hold anything
// (proc_pid_stat(5)). A process that has ended and was not yet collected has none. The
// state is that of its first thread alone: while others are left, the process still
// holds its files, their locks and its ports.
func parseBirth(stat string) (string, error) {
	const state, threads, began = 0, 17, 19
	fields := strings.Fields(stat[strings.LastIndex(stat, ")")+1:])
	if len(fields) <= began || fields[state] == "X" || fields[state] == "Z" && fields[threads] == "1" {
		return "", fmt.Errorf("no running process: %.40q", stat)
	}
	return fields[began], nil
}

// unmarked reports whether a process of which only the number was kept is one of a
// network's: by where it works, and by its program.
func unmarked(pid int, folder string) bool {
	works, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil || works != folder {
		return false
	}
	program, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
	name := strings.TrimSuffix(filepath.Base(program), " (deleted)")
	return err == nil && slices.Contains([]string{"orderer", "peer", "fabric-ca-server", "chaincode"}, name)
}
