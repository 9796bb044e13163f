package main

import (
	"time"
)

// cell is what one workload did with one number of clients, over all rounds.
type cell struct {
	Workload  string  `json:"workload"`
	Clients   int     `json:"clients"`
	Rounds    int     `json:"rounds"`
	Calls     int     `json:"calls"`
	PerSecond spread  `json:"perSecond"`
	P50       float64 `json:"p50Millis"`
	P95       float64 `json:"p95Millis"`
	P99       float64 `json:"p99Millis"`
	Failed    int     `json:"failed"`
	Percent   float64 `json:"failedPercent"`
	// Attempts is how often a call was sent, on average.
	Attempts float64        `json:"attempts"`
	Faults   map[string]int `json:"faults,omitempty"`
	// CPU is milliseconds for each call that succeeded, by kind of process.
	CPU map[string]float64 `json:"cpuMillis"`
	// Ratio is the throughput by that of the no-op of the same round.
	Ratio *spread `json:"ratio,omitempty"`
	First string  `json:"firstError,omitempty"`
}

// newCell sums up a workload's rounds; noop are the rounds of the no-op beside
// which they were, nil if this is it.
func newCell(name string, clients int, rounds, noop []round) cell {
	c := cell{Workload: name, Clients: clients, Rounds: len(rounds), Faults: map[string]int{}, CPU: map[string]float64{}}
	var times []time.Duration
	var speeds, ratios []float64
	attempts := 0
	for i, r := range rounds {
		speeds = append(speeds, r.perSecond())
		if noop != nil && noop[i].perSecond() > 0 {
			ratios = append(ratios, r.perSecond()/noop[i].perSecond())
		}
		times = append(times, r.times...)
		c.Failed += r.failed
		attempts += r.count.attempts
		for what, n := range r.count.faults {
			c.Faults[what] += n
		}
		for kind, spent := range r.cpu {
			c.CPU[kind] += millis(spent)
		}
		if c.First == "" && r.first != nil {
			c.First = r.first.Error()
		}
	}
	c.PerSecond, c.Calls = spreadOf(speeds), len(times)+c.Failed
	c.P50, c.P95, c.P99 = millis(quantile(times, 0.50)), millis(quantile(times, 0.95)), millis(quantile(times, 0.99))
	if c.Calls > 0 {
		c.Percent = 100 * float64(c.Failed) / float64(c.Calls)
		c.Attempts = float64(attempts) / float64(c.Calls)
	}
	for kind := range c.CPU {
		c.CPU[kind] /= float64(max(len(times), 1))
	}
	if noop != nil {
		ratio := spreadOf(ratios)
		c.Ratio = &ratio
	}
	return c
}
