package main

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCPUTime(t *testing.T) {
	for name, c := range map[string]struct {
		line  string
		want  time.Duration
		fault string
	}{
		"ok/plain":         {"1234 (peer) S 1 1234 1234 0 -1 4194560 9 0 0 0 150 50 7 8 20 0 12 0 99 1 2", 2 * time.Second, ""},
		"ok/a hard name":   {"1234 (pe) er (x) R 1 1234 1234 0 -1 4194560 9 0 0 0 3 4 0 0 20 0 12 0 99 1 2", 70 * time.Millisecond, ""},
		"fail/cut short":   {"1234 (peer) S 1 1234 1234 0 -1 4194560 9 0 0 0 150", 0, "no CPU times"},
		"fail/no number":   {"1234 (peer) S 1 1234 1234 0 -1 4194560 9 0 0 0 a 50 7", 0, "no CPU time"},
		"fail/empty":       {"", 0, "no CPU times"},
		"fail/name but no": {"1234 (peer)", 0, "no CPU times"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := cpuTime(c.line)
			if c.fault != "" {
				require.ErrorContains(t, err, c.fault)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestMeter(t *testing.T) {
	me := meter{{Kind: "client", PID: os.Getpid()}, {Kind: "peer", PID: os.Getpid()}, {Kind: "peer", PID: os.Getpid()}}
	first, err := me.read()
	require.NoError(t, err)
	// each is read in its turn, and this process goes on meanwhile
	require.GreaterOrEqual(t, first["peer"], 2*first["client"], "processes of a kind are added up")
	require.Equal(t, usage{"client": 5, "peer": 0}, usage{"client": 12, "peer": 3}.since(usage{"client": 7, "peer": 3}))

	_, err = meter{{Kind: "orderer", PID: 0}}.read()
	require.ErrorContains(t, err, "no process of kind orderer")
}
