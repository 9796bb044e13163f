package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/terminal/pty"
)

// asked runs a command at a terminal at which somebody types, on a ledger with the party
// a@industry, and returns the exit code, the answer and what was said beside it.
func asked(t *testing.T, typed string, args ...string) (code int, answer, talk string) {
	t.Helper()
	folder := t.TempDir()
	t.Setenv("ALLIANCE_HOME", filepath.Join(folder, "home"))
	t.Setenv("ALLIANCE_NETWORK", filepath.Join(folder, "network"))
	require.NoError(t, os.MkdirAll(filepath.Join(folder, "network", "hosts", "industry"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "network", "hosts", "industry", "connection.yaml"), nil, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "secret"), []byte("good"), 0o600))
	known.Lock()
	known.chain, known.entries, known.read = nil, nil, 0 // of another test's journal
	known.Unlock()
	net := journal{filepath.Join(folder, "ledger")}
	for _, line := range []string{
		"enroll a@industry --secret-file " + filepath.Join(folder, "secret"), "party register --kind enterprise --name en=A",
	} {
		var out, talk bytes.Buffer
		require.Zero(t, run(t.Context(), strings.Fields(line), cli.Streams{In: strings.NewReader(""), Out: &out, Err: &talk}, net), talk.String())
	}
	person := pty.Open(t)
	person.Type(typed)
	var out, said bytes.Buffer
	code = run(t.Context(), args, cli.Streams{In: person.Terminal, Out: &out, Err: &said}, net)
	return code, out.String(), said.String()
}

const oneMember = "../../../examples/charters/one-member.yaml"

// What a command line does not say is asked for; each answer is checked at once.
func TestFoundAsks(t *testing.T) {
	code, answer, talk := asked(t, "No Slug\nTrial\n试点\nTrial\na@industry\na@industry\nb\n\nnowhere.yaml\n"+oneMember+"\n", "found", "--lang", "en")
	require.Zero(t, code, talk)
	require.Contains(t, answer, "trial@industry")
	for _, said := range []string{
		"short name of the alliance", "BAD_ID", "name in Chinese", "a@industry was named already", "nowhere.yaml: no such file",
		"without questions: alliance found trial --charter " + oneMember + " --founder a@industry --lang en --name zh=试点 --name en=Trial\n",
	} {
		require.Contains(t, talk, said)
	}
}

func TestProposeAsks(t *testing.T) {
	code, _, talk := asked(t, "admit\n互认\ntrial@industry\nother@industry\nsoon\n2027-12-31\nit's good\n", "propose", "--lang", "en")
	require.Equal(t, exitRefused, code, talk) // there is no such alliance
	require.Contains(t, talk, `"admit" is nothing that can be proposed`)
	require.Contains(t, talk, "--until")
	require.Contains(t, talk, `without questions: alliance propose 互认 trial@industry other@industry --lang en --reason 'it'\''s good' --until 2027-12-31`)
}

// What is given is not asked for; who does not answer founds nothing.
func TestAskingEnds(t *testing.T) {
	code, answer, talk := asked(t, strings.Repeat("\x04", 2*maxTries), "found", "trial", "--name", "en=T", "--founder", "a@industry", "--lang", "en")
	require.Equal(t, cli.ExitUsage, code, talk)
	require.Empty(t, answer)
	require.Equal(t, maxTries, strings.Count(talk, "file of the charter:")-1, talk)
	require.NotContains(t, talk, "short name")
}

// Without a terminal nothing is asked.
func TestNobodyIsAsked(t *testing.T) {
	t.Setenv("ALLIANCE_HOME", t.TempDir())
	for line, says := range map[string]string{
		"found --lang en": "found", "found x --name en=X --founder a@industry --lang en": "--charter", "propose --lang en": "propose",
	} {
		var out, talk bytes.Buffer
		code := run(t.Context(), strings.Fields(line), cli.Streams{In: strings.NewReader("x\nx\nx\n"), Out: &out, Err: &talk}, journal{})
		require.Equal(t, cli.ExitUsage, code, talk.String())
		require.Contains(t, talk.String(), says)
		require.NotContains(t, talk.String(), "short name of")
	}
}

// A charter is drafted from what a person answers: by number, in figures or words, or as usual.
func TestCharterInitAsks(t *testing.T) {
	file := filepath.Join(t.TempDir(), "charter.yaml")
	typed := "9\n\n2\nnonsense\n1\n2\n" + strings.Repeat("\n", 30)
	code, answer, talk := asked(t, typed, "charter", "init", "--ask", file, "--answer", "quorum=1/3", "--lang", "en")
	require.Zero(t, code, talk)
	require.Contains(t, answer, "charter.test.yaml")
	for _, said := range []string{
		"How many will found the alliance?", "  2  beside them observers", "\"nonsense\" is no answer", "--answer 'board=none'", "--answer 'founders=9'",
	} {
		require.Contains(t, talk, said)
	}
	require.NotContains(t, talk, "How many members have to take part", "it was answered")
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(content), "id: observer")
	require.Contains(t, string(content), "# Quorum: at least one third")
}
