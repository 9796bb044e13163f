package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// row is what came of one fault.
type row struct {
	Fault  string  `json:"fault"`
	Quorum bool    `json:"quorum"`
	Sent   int     `json:"sent"`
	Errors int     `json:"errors"`
	Again  int     `json:"again"` // attempts beyond the first
	Median float64 `json:"medianSeconds"`
	Worst  float64 `json:"worstSeconds"`
	Lost   int     `json:"lost"`
	Double int     `json:"doubled"`
	First  string  `json:"firstError,omitempty"`
}

type report struct {
	rows []row
	json bool
	out  io.Writer
}

// runFault writes around a fault, heals it, and counts.
func runFault(ctx context.Context, n network, c writerGroup, f fault, length time.Duration) (row, error) {
	result := make(chan [][]attempt, 1)
	go func() { result <- c.write(ctx, time.Now().Add(length)) }()
	if err := sleep(ctx, length/6); err != nil {
		return row{}, err
	}
	heal, err := f.inject(ctx, n)
	if err != nil {
		return row{}, errors.Join(err, ctx.Err())
	}
	interrupted := sleep(ctx, length/2)
	if err := errors.Join(heal(context.WithoutCancel(ctx)), interrupted); err != nil { // what was struck is healed in any case
		return row{}, err
	}
	return count(ctx, c, f, <-result)
}

// sleep waits, or returns why it did not.
func sleep(ctx context.Context, length time.Duration) error {
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func count(ctx context.Context, c writerGroup, f fault, all [][]attempt) (row, error) {
	r := row{Fault: f.name, Quorum: f.quorum}
	var times []time.Duration
	for i, w := range c {
		counts, err := w.recount(ctx)
		if err != nil {
			return r, err
		}
		for _, s := range all[i] {
			r.Sent++
			r.Again += max(0, s.attempts-1)
			times = append(times, s.took)
			if counts[s.request] > 1 {
				r.Double++
			}
			if s.err == nil && counts[s.request] == 0 {
				r.Lost++
			}
			if s.err != nil {
				if r.Errors++; r.Errors == 1 {
					r.First = s.err.Error()
				}
			}
		}
	}
	r.Median, r.Worst = median(times).Seconds(), maximum(times).Seconds()
	return r, nil
}

func (r report) print() error {
	if r.json {
		encoder := json.NewEncoder(r.out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(r.rows)
	}
	table := tabwriter.NewWriter(r.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "FAULT\tSENT\tERRORS\tSENT AGAIN\tMEDIAN\tWORST\tLOST\tDOUBLED")
	for _, one := range r.rows {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%.2fs\t%.2fs\t%d\t%d\n",
			one.Fault, one.Sent, one.Errors, one.Again, one.Median, one.Worst, one.Lost, one.Double)
	}
	return table.Flush()
}

// verdict is an error if the network broke its promise.
func (r report) verdict() error {
	var broken []error
	for _, one := range r.rows {
		if one.Lost > 0 || one.Double > 0 || one.Quorum && one.Errors > 0 {
			broken = append(broken, fmt.Errorf("%s: %d errors, %d lost, %d doubled; first: %s", one.Fault, one.Errors, one.Lost, one.Double, one.First))
		}
	}
	return errors.Join(broken...)
}
