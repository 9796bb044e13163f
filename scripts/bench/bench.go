package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/pprof"
	"time"
)

// bench is one run.
type bench struct {
	settings
	pool   *partyPool
	meter  meter
	report *report
	talk   io.Writer
	began  time.Time
}

// measure does the parts that are wanted. What was measured before a failure is
// in the report all the same.
func measure(ctx context.Context, s settings, talk io.Writer) (*report, error) {
	b := &bench{settings: s, report: newReport(s), talk: talk, began: time.Now()}
	n := network{program: s.network, name: s.name, folder: s.folder}
	var err error
	if b.meter, err = newMeter(ctx, n); err != nil {
		return b.report, err
	}
	b.pool, err = enrollParties(ctx, n, s.parties(), talk)
	defer b.pool.close()
	if err != nil {
		return b.report, err
	}
	for _, part := range []struct {
		name string
		do   func(context.Context) error
	}{{"compare", b.runComparison}, {"crowd", b.runCrowd}, {"electorate", b.compareElectorates}} {
		if !s.has(part.name) {
			continue
		}
		if err := part.do(ctx); err != nil {
			return b.report, fmt.Errorf("%s: %w", part.name, err)
		}
	}
	b.report.Seconds = time.Since(b.began).Seconds()
	return b.report, nil
}

func (b *bench) logf(format string, args ...any) {
	fmt.Fprintf(b.talk, "bench: %4.0f s: %s\n", time.Since(b.began).Seconds(), fmt.Sprintf(format, args...))
}

// profile writes a CPU profile of this process, the clients', until the function
// returned is called.
func profile(path string) (func() error, error) {
	if path == "" {
		return func() error { return nil }, nil
	}
	file, err := os.Create(path) // #nosec G304 -- a file that the user names
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, err
	}
	return func() error { pprof.StopCPUProfile(); return file.Close() }, nil
}
