package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/network"
)

// command runs the program and returns what it printed.
func command(t *testing.T, args ...string) (code int, out, talk string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

// described is a folder with a network that was never started.
func described(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	topology := "name: test\nchannel: registry\nchaincode: registry\nhosts: [association, industry, academia]\n" +
		"orderers: {organization: orderers, count: 3}\nbasePort: 31000\nbatchTimeout: 200ms\ntimeWindow: 2m\ntotalQueryLimit: 100\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "topology.yaml"), []byte(topology), 0o600))
	return dir
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	none, dir := t.TempDir(), described(t)
	tests := map[string]struct {
		args []string
		talk string
	}{
		"fail/unknown command":  {[]string{"begin"}, "unknown command"},
		"fail/no network":       {[]string{"status", "--dir", none}, "bring one up with `network up`"},
		"fail/unknown host":     {[]string{"env", "nowhere", "--dir", dir}, "the hosts are association"},
		"fail/unknown process":  {[]string{"logs", "nobody", "--dir", dir}, "`network status` shows their names"},
		"fail/kill nobody":      {[]string{"kill", "nobody", "--dir", dir}, "`network status` shows their names"},
		"fail/output":           {[]string{"status", "-o", "xml", "--dir", dir}, "use table or json"},
		"fail/register output":  {[]string{"register", "a@industry", "-o", "xml", "--dir", dir}, "use table or json"},
		"fail/doctor output":    {[]string{"doctor", "-o", "xml", "--dir", dir}, "use table or json"},
		"fail/consensus":        {[]string{"up", "--consensus", "dice", "--dir", none}, "must be raft or bft"},
		"fail/party's id":       {[]string{"register", "A@industry", "--dir", dir}, "not a party's id"},
		"fail/follow all":       {[]string{"logs", "-f", "--dir", dir}, "name one process"},
		"fail/topology missing": {[]string{"up", "--topology", filepath.Join(none, "x.yaml")}, "no such file"},
		"fail/base port":        {[]string{"up", "--base-port", "80", "--dir", none}, "base port 80"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, talk := command(t, test.args...)
			require.Equal(t, exitFault, code, talk)
			require.Contains(t, talk, test.talk)
			require.Empty(t, out)
		})
	}
}

func TestStatusOfAStoppedNetwork(t *testing.T) {
	t.Parallel()
	dir := described(t)
	code, out, _ := command(t, "status", "--dir", dir)
	require.Equal(t, exitDown, code)
	require.Contains(t, out, "peer.industry")
	require.Contains(t, out, "down")
	code, out, _ = command(t, "status", "-o", "json", "--dir", dir)
	require.Equal(t, exitDown, code)
	require.Contains(t, out, `"up": false`)
}

func TestDoctorOfAStoppedNetwork(t *testing.T) {
	t.Parallel()
	dir := described(t)
	code, out, talk := command(t, "doctor", "--dir", dir)
	require.Equal(t, exitFault, code)
	require.Regexp(t, `(?m)^failure  processes +none of the 12 processes runs\n +fix: scripts/network.sh --dir .* up$`, out)
	require.Regexp(t, `^\d+ failures, \d+ warnings\n$`, talk)
	code, out, _ = command(t, "doctor", "-o", "json", "--dir", dir)
	require.Equal(t, exitFault, code)
	require.Contains(t, out, `"state": "failure"`)
}

func TestWantedConsensus(t *testing.T) {
	none, dir := t.TempDir(), described(t)
	file := filepath.Join(none, "some.yaml")
	require.NoError(t, os.WriteFile(file, []byte("consensus: bft\n"), 0o600))
	tests := map[string]struct {
		environment string
		args        []string
		dir         string
		want        string
	}{
		"ok/default":                 {"", nil, none, network.Raft},
		"ok/flag":                    {"", []string{"--consensus", "bft"}, none, network.BFT},
		"ok/environment":             {"bft", nil, none, network.BFT},
		"ok/flag before environment": {"bft", []string{"--consensus", "raft"}, none, network.Raft},
		"ok/file":                    {"", []string{"--topology", file}, none, network.BFT},
		"ok/file before environment": {"raft", []string{"--topology", file}, none, network.BFT},
		"ok/flag before file":        {"", []string{"--topology", file, "--consensus", "raft"}, none, network.Raft},
		"ok/what exists":             {"bft", nil, dir, network.Raft},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Setenv(network.ConsensusVariable, test.environment)
			p := &program{}
			root := p.root()
			up, rest, err := root.Find(append([]string{"up"}, test.args...))
			require.NoError(t, err)
			require.NoError(t, up.ParseFlags(append(rest, "--dir", test.dir)))
			topology, err := p.wanted(up)
			require.NoError(t, err)
			require.Equal(t, test.want, topology.Consensus)
			require.NoError(t, topology.Validate())
		})
	}
}

func TestEnv(t *testing.T) {
	t.Parallel()
	code, out, _ := command(t, "env", "industry", "--dir", described(t))
	require.Zero(t, code)
	require.Contains(t, out, "export ALLIANCE_HOST='industry'\n")
}

func TestDownTwice(t *testing.T) {
	t.Parallel()
	dir := described(t)
	code, _, talk := command(t, "down", "--dir", dir)
	require.Zero(t, code)
	require.Contains(t, talk, "removed")
	require.NoDirExists(t, dir)
	code, _, talk = command(t, "down", "--dir", dir)
	require.Zero(t, code)
	require.Contains(t, talk, "no network to remove")
}

func TestHelpShowsExamples(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "up", "status", "logs", "env", "register", "restart", "doctor"} {
		code, out, _ := command(t, strings.Fields(name+" --help")...)
		require.Zero(t, code)
		require.Contains(t, out, "Examples:", name)
	}
}

func TestShowRegistrations(t *testing.T) {
	t.Parallel()
	one := network.Registration{ID: "a@industry", Host: "industry", Secret: "s1", CA: "https://127.0.0.1:1"}
	tests := map[string]struct {
		output string
		made   []network.Registration
		want   string
	}{
		"ok/one":  {"table", []network.Registration{one}, "s1\n"},
		"ok/two":  {"table", []network.Registration{one, {ID: "b@industry", Secret: "s2"}}, "a@industry\ts1\nb@industry\ts2\n"},
		"ok/json": {"json", []network.Registration{one}, `"ca": "https://127.0.0.1:1"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			p := &program{output: test.output, out: &out}
			require.NoError(t, p.showRegistrations(test.made))
			require.Contains(t, out.String(), test.want)
		})
	}
}

func TestTail(t *testing.T) {
	t.Parallel()
	for lines, want := range map[int]string{0: "1\n2\n3", 1: "3", 2: "2\n3", 9: "1\n2\n3"} {
		var out bytes.Buffer
		require.NoError(t, tail(strings.NewReader("1\n2\n3"), &out, lines))
		require.Equal(t, want, out.String())
	}
}

func TestFollow(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log")
	require.NoError(t, os.WriteFile(path, []byte("first\n"), 0o600))
	ctx, stop := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	p := &program{out: writer}
	done := make(chan error, 1)
	go func() { done <- p.showLog(ctx, path, 5, true) }()
	line := make([]byte, 64)
	n, err := reader.Read(line)
	require.NoError(t, err)
	require.Equal(t, "first\n", string(line[:n]))
	log, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	_, err = log.WriteString("second\n")
	require.NoError(t, err)
	require.NoError(t, log.Close())
	n, err = reader.Read(line)
	require.NoError(t, err)
	require.Equal(t, "second\n", string(line[:n]))
	stop()
	require.NoError(t, <-done)
}
