package main

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/legible/legibletest"
	"allianceregistry/network/doctor"
	"allianceregistry/network/words"
)

// A process that writes into its log, and whoever listens where one of ours did,
// writes what would command the screen, or pass for a line of the program's. Each
// command is typed: one that is not in the table below fails the test.
func TestNothingAProcessWritesMovesATerminal(t *testing.T) {
	t.Parallel()
	dir := described(t)
	for _, process := range []string{"peer.industry", "orderer1", "ca.industry"} {
		folder := filepath.Join(dir, "processes", process)
		require.NoError(t, os.MkdirAll(folder, 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(folder, "log"), []byte("begun"+legibletest.Tail+"\n"), 0o600))
	}
	none := filepath.Join(t.TempDir(), "x"+strings.ReplaceAll(legibletest.Tail, "\x00", ""))
	require.NoError(t, os.MkdirAll(none, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(none, "topology.yaml"), []byte("name: \"x"+`\n\e[2JFORGED`+"\"\n"), 0o600))
	const tail = "x" + "\x1b[2J\nFORGED"
	typed := map[string][]string{
		"up": {"--topology", filepath.Join(none, "topology.yaml")}, "down": {"--yes"}, "stop": {tail}, "start": {tail}, "restart": {tail}, "status": nil, "logs": {"peer.industry"},
		"env": {tail}, "profile": {tail}, "register": {tail}, "kill": {tail}, "doctor": nil, "genesis": nil, "rejoin": {tail}, "revoke": {tail},
		"host init": {tail, "--address", tail, "--token-library", tail, "--token-label", tail, "--token-pin-file", tail, "--token-env", tail}, "host start": nil, "host move": {"--address", tail}, "host renew": nil,
		"host token": {"--token-library", tail, "--token-label", tail, "--token-pin-file", tail}, "host peers": {tail}, "channel draft": {tail}, "channel check": {tail},
		"chaincode approve": nil, "chaincode commit": nil, "chaincode status": nil,
		"drift": {tail}, "change draft": {"--remove", tail}, "change show": {tail}, "change sign": {tail, "--hash", tail}, "change submit": {tail},
		"host systemd": {"--to", none}, "host compose": nil, "host kubernetes": nil, "host configure": nil, "host restore": {tail},
		"host hold": {tail}, "host exec": {tail}, "host listening": {tail},
		"builder detect": {none, none}, "builder build": {none, none, none}, "builder release": {none, none},
	}
	p := programIn(t, "en", cli.Streams{})
	require.Equal(t, leaves(p.Root()), slices.Sorted(maps.Keys(typed)), "each command is typed here")
	for name, rest := range typed {
		for _, folder := range []string{none, dir} {
			if folder == dir && (name == "up" || name == "down") { // they would do it
				continue
			}
			args := append(append(strings.Fields(name), "--dir", folder), rest...)
			_, out, talk := command(t, args...)
			legibletest.Require(t, name+" (talk)", talk)
			if name != "logs" { // which shows the lines of a log, whatever they say
				legibletest.Require(t, name, out)
			} else if folder == dir {
				require.Contains(t, out, legibletest.Shown)
				require.NotContains(t, out, "\x1b")
			}
		}
	}
}

// What a process says of itself comes to the screen through findings and errors.
func TestFindingsAreLines(t *testing.T) {
	t.Parallel()
	var out, talk strings.Builder
	p := programIn(t, "en", cli.Streams{Out: &out, Err: &talk})
	said := errors.New("rpc error: x" + strings.ReplaceAll(legibletest.Tail, "\x1b", "")) // the writers see to the rest
	p.printFindings(doctor.Report{Findings: []doctor.Finding{
		{Check: "clocks", Severity: doctor.Failure, Text: words.FromError(said), Fix: words.Command("x\nFORGED")},
		{Check: "heights", Severity: doctor.Warning, Text: words.Of("machine.unread", "cause", fmt.Errorf("a\nFORGED: %w", said))},
	}})
	p.Conclude(p, errors.Join(said, &net.AddrError{Err: "x\nFORGED", Addr: "y\nFORGED"}))
	for line := range strings.Lines(out.String() + talk.String()) {
		require.False(t, strings.HasPrefix(strings.TrimSpace(line), "FORGED"), line)
	}
}

// leaves are the commands that do something.
func leaves(root *cobra.Command) []string {
	var names []string
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, inner := range cmd.Commands() {
			if inner.Name() != "help" && inner.Name() != "completion" {
				walk(inner)
			}
		}
		if cmd.HasParent() && !cmd.HasSubCommands() {
			names = append(names, strings.TrimPrefix(cmd.CommandPath(), root.Name()+" "))
		}
	}
	walk(root)
	slices.Sort(names)
	return names
}
