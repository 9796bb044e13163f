package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/network"
	"allianceregistry/network/deploy"
)

// command runs the program and returns what it printed.
func command(t *testing.T, args ...string) (code int, out, talk string) {
	t.Helper()
	var o, e bytes.Buffer
	if !slices.Contains(args, "--lang") {
		args = append([]string{"--lang", "en"}, args...)
	}
	code = run(t.Context(), args, cli.Streams{In: strings.NewReader(""), Out: &o, Err: &e})
	return code, o.String(), e.String()
}

// programIn is the program in a language, before it runs a command.
func programIn(t *testing.T, lang string, s cli.Streams) *program {
	t.Helper()
	p, err := newProgram(cli.New("network", []string{"--lang", lang}, s))
	require.NoError(t, err)
	return p
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
		code int
	}{
		"fail/unknown command":  {[]string{"begin"}, "has no command", cli.ExitUsage},
		"fail/unknown language": {[]string{"status", "--lang", "fr"}, "must be one of en, zh", cli.ExitUsage},
		"fail/no network":       {[]string{"status", "--dir", none}, "bring one up with `network up`", cli.ExitError},
		"fail/unknown host":     {[]string{"env", "nowhere", "--dir", dir}, "the hosts are association", cli.ExitError},
		"fail/unknown process":  {[]string{"logs", "nobody", "--dir", dir}, "`network status` lists them", cli.ExitError},
		"fail/kill nobody":      {[]string{"kill", "nobody", "--dir", dir}, "`network status` lists them", cli.ExitError},
		"fail/output":           {[]string{"status", "-o", "xml", "--dir", dir}, "must be one of table, json", cli.ExitUsage},
		"fail/register output":  {[]string{"register", "a@industry", "-o", "xml", "--dir", dir}, "must be one of table, json", cli.ExitUsage},
		"fail/doctor output":    {[]string{"doctor", "-o", "xml", "--dir", dir}, "must be one of table, json", cli.ExitUsage},
		"fail/consensus":        {[]string{"up", "--consensus", "dice", "--dir", none}, "must be raft or bft", cli.ExitError},
		"fail/party's id":       {[]string{"register", "A@industry", "--dir", dir}, "not a party's id", cli.ExitError},
		"fail/follow all":       {[]string{"logs", "-f", "--dir", dir}, "name one process", cli.ExitError},
		"fail/topology missing": {[]string{"up", "--topology", filepath.Join(none, "x.yaml")}, "no such file", cli.ExitError},
		"fail/base port":        {[]string{"up", "--base-port", "80", "--dir", none}, "base port 80", cli.ExitError},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, talk := command(t, test.args...)
			require.Equal(t, test.code, code, talk)
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
	require.Equal(t, cli.ExitError, code)
	require.Regexp(t, `(?m)^failure  processes +none of the 12 processes runs\n +fix: scripts/network.sh --dir .* up$`, out)
	require.Regexp(t, `^failures: \d+, warnings: \d+\n$`, talk)
	code, out, _ = command(t, "doctor", "-o", "json", "--dir", dir)
	require.Equal(t, cli.ExitError, code)
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
			p := programIn(t, "en", cli.Streams{})
			root := p.Root()
			up, rest, err := root.Find(append([]string{"up"}, test.args...))
			require.NoError(t, err)
			require.NoError(t, up.ParseFlags(append(rest, "--dir", test.dir)))
			topology, err := p.wantedTopology(up)
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
	code, _, talk := command(t, "down", "--yes", "--dir", dir)
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
			p := programIn(t, "en", cli.Streams{})
			p.Output = test.output
			require.NoError(t, p.showRegistrations(&out, test.made))
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
	p := programIn(t, "en", cli.Streams{Out: writer})
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

func TestEachCommandAndFlagHasItsHelpInBothLanguages(t *testing.T) {
	t.Parallel()
	var outlines []map[string]string
	for _, lang := range catalogue.Languages {
		p := programIn(t, lang, cli.Streams{})
		require.Empty(t, p.Manual.Gaps(p.Root()), "in manual/%s.md", lang)
		outlines = append(outlines, p.Manual.Outline())
	}
	require.Equal(t, outlines[0], outlines[1])
}

func TestChinese(t *testing.T) {
	t.Parallel()
	none, dir := t.TempDir(), described(t)
	for name, test := range map[string]struct {
		args []string
		code int
		out  string
		talk string
	}{
		"ok/help":       {[]string{"up", "--help"}, 0, "建立网络，或修复网络\n\n从无到有", ""},
		"ok/status":     {[]string{"status", "--dir", dir}, exitDown, "进程                   地址             进程号  区块高度\norderer1 ", ""},
		"ok/doctor":     {[]string{"doctor", "--dir", dir}, cli.ExitError, "故障     进程          12 个进程均未运行\n", "故障 "},
		"fail/command":  {[]string{"begin"}, cli.ExitUsage, "", "network：network 没有命令“begin”。见 network --help\n"},
		"fail/output":   {[]string{"status", "-o", "xml"}, cli.ExitUsage, "", "--output 只能是 table, json 之一，不能是“xml”"},
		"fail/argument": {[]string{"env"}, cli.ExitUsage, "", "network env 的参数应写作“承载机构”，实际给出 0 个"},
		"fail/none":     {[]string{"status", "--dir", none}, cli.ExitError, "", none + ": 此处没有网络：请用 `network up` 建立"},
		"fail/host":     {[]string{"env", "nowhere", "--dir", dir}, cli.ExitError, "", "没有承载机构“nowhere”；现有 association, industry, academia"},
		"fail/topology": {[]string{"up", "--base-port", "80", "--dir", none}, cli.ExitError, "", "拓扑：起始端口 80 应在 1024 至"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, talk := command(t, append(test.args, "--lang", "zh")...)
			require.Equal(t, test.code, code, talk)
			require.Contains(t, out, test.out)
			require.Contains(t, talk, test.talk)
		})
	}
}

// A service whose token refuses the PIN ends with a code by which nobody starts it again, and
// says why: many tokens lock themselves after a few wrong PINs. After any other trouble with the
// token it is started again: a token that is connected late must not end a service for good.
func TestServiceIsRefusedByItsToken(t *testing.T) {
	for name, test := range map[string]struct {
		answer, pin string
		code        int
		en, zh      string
	}{
		"final/wrong PIN":    {`{"fault":"pin"}`, "1234", deploy.ExitToken, "refuses the PIN", "不接受"},
		"final/locked":       {`{"fault":"locked"}`, "1234", deploy.ExitToken, "is locked", "已锁定"},
		"final/no PIN":       {`{}`, "\n", deploy.ExitToken, "the token's PIN, one line", "令牌的 PIN"},
		"again/no library":   {`{"fault":"library"}`, "1234", cli.ExitError, "cannot be opened", "无法打开"},
		"again/no token yet": {`{"fault":"token"}`, "1234", cli.ExitError, "has no token here", "没有任何令牌"},
		"again/its fault":    {`{"fault":"other","detail":"CKR_DEVICE_ERROR"}`, "1234", cli.ExitError, "CKR_DEVICE_ERROR", "CKR_DEVICE_ERROR"},
		"again/no answer":    {``, "1234", cli.ExitError, "did not answer", "没有应答"},
		"again/no file yet":  {`{}`, "", cli.ExitError, "cannot be read", "无法读取"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			pin := filepath.Join(folder, "pin")
			t.Setenv("ALLIANCE_TOKEN_LIBRARY", "/usr/lib/library.so")
			t.Setenv("ALLIANCE_TOKEN_LABEL", "keys")
			t.Setenv("ALLIANCE_TOKEN_PIN_FILE", pin)
			if test.pin != "" {
				require.NoError(t, os.WriteFile(pin, []byte(test.pin), 0o600))
			}
			script := "#!/bin/sh\ncat >/dev/null\necho '" + test.answer + "'\n"
			require.NoError(t, os.WriteFile(filepath.Join(folder, "network-token"), []byte(script), 0o700))
			for lang, want := range map[string]string{"en": test.en, "zh": test.zh} {
				code, out, talk := command(t, "--lang", lang, "host", "exec", "--", filepath.Join(folder, "peer-pkcs11"), "node", "start")
				require.Equal(t, test.code, code, talk)
				require.Empty(t, out)
				require.Contains(t, talk, want)
			}
		})
	}
}
