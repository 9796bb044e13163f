//go:build live

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
	"allianceregistry/audit/replay"
	"allianceregistry/internal/cli"
)

var hosts = []string{"association", "industry", "academia"}

// stood is an answer from the index.
type stood[A any] struct {
	Verified verified `json:"verified"`
	Answer   A        `json:"answer"`
}

// txID is how a transaction is named.
var txID = regexp.MustCompile(`[0-9a-f]{64}`)

// steps lets members act, one step after the other, and returns the last one's
// transaction.
func steps(t *testing.T, lines ...string) string {
	t.Helper()
	content := "steps:\n"
	for _, line := range lines {
		content += "  - {" + line + "}\n"
	}
	file := filepath.Join(t.TempDir(), "steps.yaml")
	require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
	sent := txID.FindAllString(done(t, alliance("apply", "-f", file)), -1)
	require.Len(t, sent, len(lines))
	return sent[len(sent)-1]
}

// claim is a step that anybody can take over and over.
func claim(as, value string) string {
	return fmt.Sprintf("as: %s, claim: {about: %s, what: members, value: %q, source: the live tests}", as, zgc, value)
}

// What a new auditor does, from the key to the report on every host.
func TestLiveAuditor(t *testing.T) {
	steps(t,
		"as: sample-trader@industry, register: {kind: enterprise, names: {en: Sample Trader}}",
		"as: sample-trader@industry, join: {alliance: "+zgc+", class: member}",
		"as: cic@association, endorse: {alliance: "+zgc+", applicant: sample-trader@industry, position: for, reason: known to us}",
		"as: tsinghua@academia, endorse: {alliance: "+zgc+", applicant: sample-trader@industry, position: for}",
		"as: bubi@industry, endorse: {alliance: "+zgc+", applicant: sample-trader@industry, position: for}",
		"as: bubi@industry, decide: {alliance: "+zgc+", applicant: sample-trader@industry}",
	)
	stranger := auditor("nobody", "enroll", "nobody@association", "--secret-file", "-")
	stranger.Stdin = strings.NewReader("wrong")
	require.Contains(t, exits(t, cli.ExitError, stranger), "secret is wrong")
	name := ready(t, "association")
	done(t, auditor(name, "index"))

	roster := answer[stood[index.Roster]](t, name, "roster", zgc)
	require.Len(t, roster.Answer.Members, 8)
	require.Contains(t, done(t, auditor(name, "roster", zgc)), "Sample Trader")
	history := answer[stood[index.Entries]](t, name, "history", "--party", "sample-trader@industry")
	require.Len(t, history.Answer.Entries, 3) // registered, applied, decided
	require.Greater(t, history.Verified.Height, history.Answer.Entries[0].Block)
	require.Contains(t, done(t, auditor(name, "decision", zgc, "sample-trader@industry")), "known to us")

	requireAllHold(t, name)
	decided := answer[replay.Redecisions](t, name, "decisions")
	require.Len(t, decided.Decisions, 1)
	require.True(t, decided.Decisions[0].Same)
	done(t, auditor(name, "anomalies"))

	file := filepath.Join(t.TempDir(), "report.html")
	require.Contains(t, done(t, auditor(name, "report", zgc, "--file", file)), file+".sig")
	require.Contains(t, done(t, auditor(name, "report", "verify", file)), name)
	require.NoError(t, forge(file, "Sample Trader"))
	require.Contains(t, exits(t, exitFound, auditor(name, "report", "verify", file)), "is no signature of")
}

// requireAllHold replays the chain, and compares it with each host, and these with
// one another.
func requireAllHold(t *testing.T, name string) {
	t.Helper()
	whole := answer[replayAnswer](t, name, "replay")
	require.Empty(t, whole.Findings)
	require.Positive(t, whole.Steps)
	require.Len(t, whole.States, len(hosts))
	for _, state := range whole.States {
		require.Empty(t, state.Findings)
		require.Equal(t, whole.States[0].Records, state.Records)
		require.Positive(t, state.Records)
		require.Positive(t, state.Questions)
	}
	compared := answer[replay.Comparison](t, name, "compare")
	require.Empty(t, compared.Findings)
	require.Len(t, compared.Sides, len(hosts))
	for _, side := range compared.Sides {
		require.Equal(t, compared.Sides[0].Hash, side.Hash)
		require.Equal(t, compared.Sides[0].Commit, side.Commit)
	}
}

// requireRebuilds builds an auditor's index anew: nothing was lost, nothing is
// there twice.
func requireRebuilds(t *testing.T, name string) {
	t.Helper()
	rebuilt := answer[index.Rebuilt](t, name, "index", "rebuild")
	require.Empty(t, rebuilt.Differences)
	require.Equal(t, rebuilt.Have, rebuilt.Want)
}

// A peer that joined from a snapshot has no history database of the time before:
// its records and answers are those of the others all the same.
func TestLiveRejoined(t *testing.T) {
	steps(t, claim("bubi@industry", "before the snapshot"))
	done(t, operator("stop", "peer.academia"))
	data := filepath.Join(root, ".network", networkName, "processes", "peer.academia", "data")
	require.NoError(t, os.RemoveAll(data))
	done(t, operator("rejoin", "academia", "--from", "association"))
	steps(t, claim("bubi@industry", "after the snapshot"))

	requireAllHold(t, ready(t, "association"))
	// This one asks the peer of the snapshot first, which lacks the blocks before.
	name := ready(t, "academia")
	done(t, auditor(name, "index"))
	requireRebuilds(t, name)
	requireAllHold(t, name)
}
