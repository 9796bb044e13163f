package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
)

// report is what a run measured.
type report struct {
	Machine    machine     `json:"machine"`
	Seconds    float64     `json:"seconds"`
	Cells      []cell      `json:"cells,omitempty"`
	Crowd      *crowd      `json:"crowd,omitempty"`
	Electorate *electorate `json:"electorate,omitempty"`
	Targets    []target    `json:"targets"`
	// Loss is that of the comparison and the electorates; the crowd has its own.
	Loss loss `json:"loss"`
}

// machine is where it was measured.
type machine struct {
	Cores  int     `json:"cores"`
	Memory float64 `json:"memoryGiB"`
	Go     string  `json:"go"`
	System string  `json:"system"`
}

func newReport(settings) *report {
	memory := 0.0
	if content, err := os.ReadFile("/proc/meminfo"); err == nil {
		memory = memoryIn(string(content))
	}
	return &report{Machine: machine{runtime.NumCPU(), memory, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}}
}

// memoryIn finds the whole memory, in GiB, in the kernel's table.
func memoryIn(table string) float64 {
	for lines := bufio.NewScanner(strings.NewReader(table)); lines.Scan(); {
		var kibibytes float64
		if _, err := fmt.Sscanf(lines.Text(), "MemTotal: %f kB", &kibibytes); err == nil {
			return kibibytes / (1 << 20)
		}
	}
	return 0
}

// write prints the report, and puts it into the file that was named.
func (r *report) write(s settings, out io.Writer) error {
	r.Targets = r.targets(s)
	raw, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if s.file != "" {
		err = os.WriteFile(s.file, append(raw, '\n'), 0o600)
	}
	if s.output == "json" {
		_, printed := fmt.Fprintf(out, "%s\n", raw)
		return errors.Join(err, printed)
	}
	return errors.Join(err, r.print(out))
}

// verdict is an error if anything failed, was lost, or stands there twice.
func (r *report) verdict() error {
	var broken []error
	for _, c := range r.Cells {
		if c.Failed > 0 {
			broken = append(broken, fmt.Errorf("%s, %d clients: %d of %d failed; first: %s", c.Workload, c.Clients, c.Failed, c.Calls, c.First))
		}
	}
	all := r.Loss
	if r.Crowd != nil {
		all = all.add(r.Crowd.loss)
		if r.Crowd.Failed > 0 {
			broken = append(broken, fmt.Errorf("crowd: %d failed; first: %s", r.Crowd.Failed, r.Crowd.First))
		}
	}
	if all != (loss{}) {
		broken = append(broken, fmt.Errorf("%d lost, %d doubled", all.Lost, all.Doubled))
	}
	return errors.Join(broken...)
}
