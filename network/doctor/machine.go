package doctor

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"allianceregistry/network"
	"allianceregistry/network/advice"
	"allianceregistry/network/words"
)

// What the machine should have to spare. A network of three hosts takes some 500 MiB
// of memory and 100 MiB of disk, and grows by its blocks.
const (
	mebibyte    = 1 << 20
	warnDisk    = 2048 * mebibyte
	failDisk    = 256 * mebibyte
	warnMemory  = 512 * mebibyte
	failMemory  = 128 * mebibyte
	warnFiles   = 4096 // a process's limit of open files
	fullPercent = 80   // of that limit in use: a failure
)

func (e examination) checkDisk(context.Context) []Finding {
	free, err := freeDisk(string(e.Dir()))
	return judgeFree("disk", free, err, warnDisk, failDisk, "go clean -cache; df -h "+network.Quote(string(e.Dir())))
}

func (e examination) checkMemory(context.Context) []Finding {
	free, err := freeMemory("/proc/meminfo")
	return judgeFree("memory", free, err, warnMemory, failMemory, "ps -eo pid,rss,args --sort=-rss | head")
}

// judgeFree compares the free bytes with two limits.
func judgeFree(check string, free uint64, unread error, warn, fail uint64, fix string) []Finding {
	finding := Finding{Check: check, Severity: OK, Text: words.Of("machine.free", "mebibytes", free/mebibyte)}
	switch {
	case unread != nil:
		finding.Severity, finding.Text = Warning, words.Of("machine.unread", "cause", unread)
	case free < fail:
		finding.Severity = Failure
	case free < warn:
		finding.Severity = Warning
	}
	if finding.Severity != OK {
		finding.Fix = words.Command(fix)
	}
	return []Finding{finding}
}

// freeDisk returns how many bytes may be written to a folder's file system. For a
// folder that does not exist, that is the file system of the nearest one above it.
func freeDisk(folder string) (uint64, error) {
	var stat syscall.Statfs_t
	err := syscall.Statfs(folder, &stat)
	for errors.Is(err, syscall.ENOENT) && folder != filepath.Dir(folder) {
		folder = filepath.Dir(folder)
		err = syscall.Statfs(folder, &stat)
	}
	return stat.Bavail * uint64(stat.Bsize), err
}

// freeMemory reads how many bytes are available to a new program without swapping.
func freeMemory(meminfo string) (uint64, error) {
	file, err := os.Open(meminfo)
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
	return 0, fmt.Errorf("%s has no MemAvailable", meminfo)
}

// fileFacts is what is known of a process's open files.
type fileFacts struct {
	Name  string // empty: this program
	Open  int
	Limit int
}

func (e examination) checkFiles(context.Context) []Finding {
	var facts []fileFacts
	for _, process := range e.Processes() {
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
	return judgeFiles(facts, e.lines)
}

// openFiles counts a process's open files. Fabric's programs, like all Go programs,
// raise their soft limit to the hard one.
func openFiles(pid int) (fileFacts, error) {
	folder := filepath.Join("/proc", strconv.Itoa(pid))
	entries, err := os.ReadDir(filepath.Join(folder, "fd"))
	if err != nil {
		return fileFacts{}, err
	}
	limits, err := os.ReadFile(filepath.Join(folder, "limits"))
	if err != nil {
		return fileFacts{}, err
	}
	limit, err := parseFileLimit(string(limits))
	return fileFacts{Open: len(entries), Limit: limit}, err
}

// parseFileLimit finds the hard limit of open files in /proc/PID/limits.
func parseFileLimit(limits string) (int, error) {
	for line := range strings.Lines(limits) {
		rest, found := strings.CutPrefix(line, "Max open files")
		if fields := strings.Fields(rest); found && len(fields) >= 2 {
			if fields[1] == "unlimited" {
				return math.MaxInt32, nil
			}
			return strconv.Atoi(fields[1])
		}
	}
	return 0, errors.New("no limit of open files")
}

// judgeFiles expects room for connections: each client's is an open file of the peer.
func judgeFiles(facts []fileFacts, lines advice.Lines) []Finding {
	var problems []Finding
	minLimit, maxOpen := 0, 0
	for _, fact := range facts {
		if minLimit == 0 || fact.Limit < minLimit {
			minLimit = fact.Limit
		}
		maxOpen = max(maxOpen, fact.Open)
		var name any = fact.Name
		if name == "" {
			name = words.Of("files.self")
		}
		text := words.Of("files.open", "process", name, "open", fact.Open, "limit", fact.Limit)
		fix := words.Command("ulimit -n 65536 && " + lines.Restart(""))
		switch {
		case fact.Open*100 >= fact.Limit*fullPercent:
			problems = append(problems, Finding{Severity: Failure, Text: text, Fix: fix})
		case fact.Limit < warnFiles:
			problems = append(problems, Finding{Severity: Warning, Text: text, Fix: fix})
		}
	}
	return passed("open files", words.Of("files.passed", "open", maxOpen, "limit", minLimit), problems)
}
