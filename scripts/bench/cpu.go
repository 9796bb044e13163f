package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// tick is the unit in which the kernel tells CPU time to programs, on every
// architecture that Go runs on.
const tick = 10 * time.Millisecond

// meter reads the CPU time of the network's processes and of this one.
type meter []process

// kinds are the kinds of processes, as the report has them.
var kinds = []string{"peer", "orderer", "chaincode", "client", "ca"}

func newMeter(ctx context.Context, n network) (meter, error) {
	processes, err := n.processes(ctx)
	return append(meter(processes), process{Kind: "client", PID: os.Getpid()}), err
}

// usage is CPU time by kind of process.
type usage map[string]time.Duration

// read adds up what each kind has used until now.
func (m meter) read() (usage, error) {
	used := usage{}
	for _, p := range m {
		content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.PID))
		if err != nil {
			return nil, fmt.Errorf("no process of kind %s: %w", p.Kind, err)
		}
		spent, err := cpuTime(string(content))
		if err != nil {
			return nil, fmt.Errorf("/proc/%d/stat: %w", p.PID, err)
		}
		used[p.Kind] += spent
	}
	return used, nil
}

func (u usage) since(earlier usage) usage {
	spent := usage{}
	for kind, now := range u {
		spent[kind] = now - earlier[kind]
	}
	return spent
}

// cpuTime is the user and system time in a line of /proc/PID/stat: fields 14 and
// 15, counted behind the program's name, which may hold spaces and parentheses.
func cpuTime(line string) (time.Duration, error) {
	fields := strings.Fields(line[strings.LastIndexByte(line, ')')+1:])
	const before, user, system = 3, 14, 15 // the first field behind the name is the third
	if len(fields) <= system-before {
		return 0, fmt.Errorf("no CPU times in %q", line)
	}
	var ticks int64
	for _, field := range []string{fields[user-before], fields[system-before]} {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("no CPU time: %w", err)
		}
		ticks += n
	}
	return time.Duration(ticks) * tick, nil
}
