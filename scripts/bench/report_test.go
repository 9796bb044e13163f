package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func measured() *report {
	return &report{
		Machine: machine{Cores: 2, Memory: 23, Go: "go1.26", System: "linux/amd64"},
		Cells: []cell{
			{Workload: noopTx, Clients: 1, Rounds: 1, Calls: 20, PerSecond: spread{4.6, 4.5, 4.7}, P50: 217},
			{Workload: joinTx, Clients: 1, Rounds: 1, Calls: 19, PerSecond: spread{4.4, 4.4, 4.5}, P50: 222, Ratio: &spread{0.96, 0.9, 1}},
			{Workload: joinTx, Clients: 128, Rounds: 1, Calls: 900, PerSecond: spread{150, 140, 160}, P50: 700, Ratio: &spread{0.7, 0.6, 0.8}},
		},
		Crowd:      &crowd{Clients: 256, Joins: 744, Endorsements: 9256, Attempts: 10_000, Faults: map[string]int{}},
		Electorate: &electorate{Few: decisionCost{Voters: 10, Live: 220, All: 10, Chaincode: 0.5}, Many: decisionCost{Voters: 1000, Live: 240, All: 40, Chaincode: 6}},
	}
}

func TestPrint(t *testing.T) {
	var out bytes.Buffer
	file := filepath.Join(t.TempDir(), "figures.json")
	s, err := parse([]string{"--clients", "1,128", "--json", file}, &out)
	require.NoError(t, err)
	require.NoError(t, measured().write(s, &out))
	for _, line := range []string{
		"2 cores, 23 GiB, linux/amd64, go1.26",
		"target join ≥ 0.80 of no-op throughput, 1 clients; measured 0.96; met",
		"target join ≥ 0.80 of no-op throughput, 128 clients; measured 0.70; short",
		"target single join p50 ≤ 1.25 × BatchTimeout (250 ms); measured 222 ms; met",
		"target 0 % failed, 128 clients; measured 0 of 900 calls; met",
		"target 0 conflicts, 256 clients, 10000 joins and endorsements in one alliance; measured 0 in 10000 attempts; met",
		"target decision by 1000 ≤ 5 × one by 10 voters, latency; measured 1.1 × (240.00 ms, 220.00 ms); met",
		"target decision by 1000 ≤ 5 × one by 10 voters, CPU of all processes; measured 4.0 × (40.00 ms, 10.00 ms); met",
		"target decision by 1000 ≤ 5 × one by 10 voters, chaincode CPU; measured 12.0 × (6.00 ms, 0.50 ms); short",
		"lost 0, doubled 0",
	} {
		require.Contains(t, out.String(), line)
	}
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	var kept report
	require.NoError(t, json.Unmarshal(raw, &kept))
	require.Len(t, kept.Cells, 3)
	require.Len(t, kept.Targets, 8)
}

// What was not measured has no line, and is no failure.
func TestPrintNothing(t *testing.T) {
	var out bytes.Buffer
	s, err := parse([]string{"-o", "json"}, &out)
	require.NoError(t, err)
	empty := newReport(s)
	require.NoError(t, empty.write(s, &out))
	require.Empty(t, empty.Targets)
	require.NoError(t, empty.verdict())
	require.Contains(t, out.String(), `"cores": `)
}

func TestVerdict(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*report)
		fault  string
	}{
		"ok/slow is no failure": {func(*report) {}, ""},
		"ok/nor are conflicts":  {func(r *report) { r.Crowd.Conflicts = 3 }, ""},
		"fail/a failed call":    {func(r *report) { r.Cells[1].Failed, r.Cells[1].First = 2, "order: unavailable" }, "join, 1 clients: 2 of 19 failed; first: order: unavailable"},
		"fail/a lost one":       {func(r *report) { r.Loss.Lost = 1 }, "1 lost, 0 doubled"},
		"fail/a doubled one":    {func(r *report) { r.Crowd.Doubled = 1 }, "0 lost, 1 doubled"},
		"fail/in the crowd":     {func(r *report) { r.Crowd.Failed, r.Crowd.First = 1, "no" }, "crowd: 1 failed; first: no"},
	} {
		t.Run(name, func(t *testing.T) {
			r := measured()
			c.change(r)
			if c.fault == "" {
				require.NoError(t, r.verdict())
				return
			}
			require.ErrorContains(t, r.verdict(), c.fault)
		})
	}
}

func TestMemoryIn(t *testing.T) {
	require.InDelta(t, 2, memoryIn("Hugepages: 0\nMemTotal:        2097152 kB\nMemFree: 5 kB\n"), 1e-9)
	require.Zero(t, memoryIn("nothing"))
}
