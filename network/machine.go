package network

import (
	"bufio"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"allianceregistry/network/words"
)

// What the machine must have left over. A network of three hosts takes some
// 500 MiB of memory and 100 MiB of disk, and grows by its blocks.
const (
	mebibyte   = 1 << 20
	warnDisk   = 2048 * mebibyte
	failDisk   = 256 * mebibyte
	warnMemory = 512 * mebibyte
	failMemory = 128 * mebibyte
	warnFiles  = 4096
	failFiles  = 512
	fullPart   = 80 // percent of a process's limit that are too many
)

func (d doctor) checkDisk(context.Context) []Finding {
	free, err := freeDisk(string(d.dir))
	return judgeFree("disk", free, err, warnDisk, failDisk, "go clean -cache; df -h "+Quote(string(d.dir)))
}

func (d doctor) checkMemory(context.Context) []Finding {
	free, err := freeMemory("/proc/meminfo")
	return judgeFree("memory", free, err, warnMemory, failMemory, "ps -eo pid,rss,args --sort=-rss | head")
}

// judgeFree compares what is left with the two limits.
func judgeFree(check string, free uint64, fault error, warn, fail uint64, fix string) []Finding {
	left, typed := words.Of("machine.free", "mebibytes", free/mebibyte), words.Typed(fix)
	switch {
	case fault != nil:
		return []Finding{{Check: check, State: Warning, Text: words.Of("machine.unread", "cause", fault), Fix: typed}}
	case free < fail:
		return []Finding{{Check: check, State: Failure, Text: left, Fix: typed}}
	case free < warn:
		return []Finding{{Check: check, State: Warning, Text: left, Fix: typed}}
	}
	return []Finding{{Check: check, State: OK, Text: left}}
}

// freeDisk is what may be written on a folder's file system, or on that of the
// nearest folder above it that exists.
func freeDisk(folder string) (uint64, error) {
	var about syscall.Statfs_t
	err := syscall.Statfs(folder, &about)
	for err == syscall.ENOENT && folder != filepath.Dir(folder) {
		folder = filepath.Dir(folder)
		err = syscall.Statfs(folder, &about)
	}
	return about.Bavail * uint64(about.Bsize), err
}

// freeMemory reads what a new program could have without swapping.
func freeMemory(table string) (uint64, error) {
	file, err := os.Open(table)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if rest, found := strings.CutPrefix(lines.Text(), "MemAvailable:"); found {
			kibibytes, err := strconv.ParseUint(strings.Fields(rest + " ?")[0], 10, 64)
			return kibibytes * 1024, err
		}
	}
	return 0, fmt.Errorf("%s has no MemAvailable", table)
}

// fileFacts is what is known of a process's open files.
type fileFacts struct {
	Name  string // empty: this program
	Open  int
	Limit int
}

func (d doctor) checkFiles(context.Context) []Finding {
	var facts []fileFacts
	for _, process := range d.Processes() {
		pid := process.PID()
		if pid == 0 {
			continue
		}
		if fact, err := openFiles(pid); err == nil {
			fact.Name = process.Name
			facts = append(facts, fact)
		}
	}
	if fact, err := openFiles(os.Getpid()); err == nil && len(facts) == 0 {
		facts = append(facts, fact)
	}
	return judgeFiles(facts, d.self)
}

// checkFileLimit refuses to start processes that may open so few files that they cannot
// work: they take over this program's limit. A peer that cannot open a file says all
// sorts of things, of Docker for one, and seldom what it lacks.
func checkFileLimit() error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	return judgeFileLimit(limit.Max)
}

func judgeFileLimit(limit uint64) error {
	if limit < failFiles {
		return words.Of("files.few", "limit", limit, "least", failFiles)
	}
	return nil
}

// openFiles counts a process's open files. Fabric's programs, like all of Go,
// raise their soft limit to the hard one.
func openFiles(pid int) (fileFacts, error) {
	folder := filepath.Join("/proc", strconv.Itoa(pid))
	entries, err := os.ReadDir(filepath.Join(folder, "fd"))
	if err != nil {
		return fileFacts{}, err
	}
	content, err := os.ReadFile(filepath.Join(folder, "limits"))
	if err != nil {
		return fileFacts{}, err
	}
	limit, err := parseFileLimit(string(content))
	return fileFacts{Open: len(entries), Limit: limit}, err
}

// parseFileLimit finds the hard limit in the kernel's table of a process.
func parseFileLimit(table string) (int, error) {
	for line := range strings.Lines(table) {
		fields := strings.Fields(strings.TrimPrefix(line, "Max open files"))
		if strings.HasPrefix(line, "Max open files") && len(fields) >= 2 {
			if fields[1] == "unlimited" {
				return math.MaxInt32, nil
			}
			return strconv.Atoi(fields[1])
		}
	}
	return 0, fmt.Errorf("no limit of open files")
}

// judgeFiles wants room for connections: each client's is a file of the peer.
func judgeFiles(facts []fileFacts, self string) []Finding {
	var wrong []Finding
	lowest, most := 0, 0
	for _, fact := range facts {
		if lowest == 0 || fact.Limit < lowest {
			lowest = fact.Limit
		}
		most = max(most, fact.Open)
		var name any = fact.Name
		if name == "" {
			name = words.Of("files.self")
		}
		some := words.Of("files.some", "process", name, "open", fact.Open, "limit", fact.Limit)
		fix := words.Typed("ulimit -n 65536 && " + self + " restart")
		switch {
		case fact.Open*100 >= fact.Limit*fullPart:
			wrong = append(wrong, Finding{State: Failure, Text: some, Fix: fix})
		case fact.Limit < warnFiles:
			wrong = append(wrong, Finding{State: Warning, Text: some, Fix: fix})
		}
	}
	return sound("open files", words.Of("files.sound", "open", most, "limit", lowest), wrong)
}
