package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestVerdict(t *testing.T) {
	for name, c := range map[string]struct {
		row  row
		fail string
	}{
		"ok/nothing noticed":               {row{Fault: "kill a peer", Quorum: true, Sent: 10}, ""},
		"ok/errors while no quorum is":     {row{Fault: "restart", Sent: 10, Errors: 3}, ""},
		"fail/an error though one is":      {row{Fault: "kill a peer", Quorum: true, Errors: 1, First: "order: unavailable"}, "order: unavailable"},
		"fail/a lost one":                  {row{Fault: "restart", Lost: 1}, "1 lost"},
		"fail/one that stands there twice": {row{Fault: "restart", Double: 2}, "2 doubled"},
	} {
		t.Run(name, func(t *testing.T) {
			err := report{rows: []row{c.row}}.verdict()
			if c.fail == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.fail)
		})
	}
}

func TestPrint(t *testing.T) {
	var out bytes.Buffer
	rows := []row{{Fault: "kill a peer", Sent: 60, Again: 2, Median: 0.21, Worst: 3.4}}
	require.NoError(t, report{rows: rows, out: &out}.print())
	require.Contains(t, out.String(), "kill a peer  60    0       2           0.21s   3.40s  0     0")
	out.Reset()
	require.NoError(t, report{rows: rows, out: &out, json: true}.print())
	require.Contains(t, out.String(), `"worstSeconds": 3.4`)
}

func TestTimes(t *testing.T) {
	times := []time.Duration{3, 1, 2}
	require.Equal(t, time.Duration(2), median(times))
	require.Equal(t, time.Duration(3), maximum(times))
	require.Zero(t, median(nil)+maximum(nil))
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{"--colour"}, {"--clients", "0"}, {"--length", "1s"}} {
		require.Equal(t, 2, run(t.Context(), args, io.Discard, io.Discard), strings.Join(args, " "))
	}
}
