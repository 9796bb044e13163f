package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/memory"
	"allianceregistry/client/profile"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/legible/legibletest"
	"allianceregistry/membership"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// A host that lies writes into every text of its answers what would command the
// screen, or pass for a line of the program's. Each command is typed to it, in each
// form of answer: a command that is not in the table below fails the test.
func TestNothingAHostWritesMovesATerminal(t *testing.T) {
	w := newLiars(t)
	typed := w.typed()
	require.Equal(t, leaves(w.root()), slices.Sorted(maps.Keys(typed)), "each command is typed here")
	for _, name := range slices.Sorted(maps.Keys(typed)) {
		for _, args := range typed[name] {
			if asks(name) {
				code, out, talk := w.type_(truth{}, "table", args)
				require.Contains(t, []int{cli.ExitOK, exitRefused}, code, "%s %q: %s%s", name, args, out, talk)
			}
		}
	}
	shown := map[string]bool{}
	for _, fib := range fibs() {
		forms := []string{"table", "csv", "spreadsheet", "json", "yaml"}
		if _, refused := fib.(refuses); refused { // an error has two forms
			forms = []string{"table", "json"}
		}
		for _, form := range forms {
			for name, lines := range typed {
				for _, args := range lines {
					_, out, talk := w.type_(fib, form, args)
					where := fmt.Sprintf("%T, %s, %s %q", fib, form, name, args)
					legibletest.Require(t, where, strings.TrimPrefix(out, "\ufeff"))
					legibletest.Require(t, where, talk)
					shown[name] = shown[name] || strings.Contains(out+talk, legibletest.Shown)
				}
			}
		}
	}
	for name := range typed {
		if asks(name) {
			require.True(t, shown[name], "%s shows what a liar writes, as characters that do nothing", name)
		}
	}
}

// asks reports whether a command shows what a host answers.
func asks(name string) bool {
	for _, own := range []string{
		"enroll", "profile", "charter init", "charter test", "charter validate", "explain", "apply", "completion", "help", "serve",
	} {
		if name == own || strings.HasPrefix(name, own+" ") {
			return false
		}
	}
	for _, verb := range []string{
		"register", "add", "rotate", "remove", "veto", "complete", "ask", "found", "consent", "describe", "state", "attest", "dispute", "withdraw",
		"accept", "record", "vacate", "fill", "declare", "join", "invite", "endorse", "present", "confirm", "waive", "nominate", "appoint", "revoke", "call", "attend", "open", "adjourn", "close", "propose", "vote", "decide", "enact", "leave", "expire", "seal", "correct", "contest",
	} {
		if strings.HasSuffix(" "+name, " "+verb) {
			return false
		}
	}
	return true
}

// leaves are the commands that do something, by what is typed for them.
func leaves(root *cobra.Command) []string {
	var names []string
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, inner := range cmd.Commands() {
			if inner.Name() != "help" && inner.Name() != "completion" {
				walk(inner)
			}
		}
		if cmd.HasParent() && (cmd.Runnable() && !cmd.HasSubCommands() || cmd.HasSubCommands() && cmd.Args != nil) {
			names = append(names, strings.TrimPrefix(cmd.CommandPath(), root.Name()+" "))
		}
	}
	walk(root)
	slices.Sort(names)
	return names
}

// fib is what a host makes of the truth.
type fib interface {
	answer([]byte) ([]byte, error)
	event(client.Event) (client.Event, error)
	place(client.Place) (client.Place, error)
}

// fibs are all of them.
func fibs() []fib {
	const tail = legibletest.Tail
	refused := func(code refusal.Code, params map[string]string) refuses {
		return refuses{&refusal.Error{Code: code, Params: params}}
	}
	return []fib{
		texts{legibletest.Words},
		texts{legibletest.All},
		refused(refusal.NotAMember, map[string]string{"alliance": "a" + tail, "party": "p" + tail}),
		refused("UNHEARD"+tail, map[string]string{"x" + tail: tail}),
		refused(refusal.CharterInvalid, map[string]string{
			"path": tail, "problem": tail, "faults": string(legibletest.Spoil([]byte(`[{"path": "rules.admit", "problem": "UNREACHABLE", "params": {"voters": "3"}}]`), legibletest.All)),
		}),
		refuses{&client.Fault{Phase: client.Query, Kind: client.Failed, Tx: "t" + tail, Code: "c" + tail, Err: errors.New("rpc error: code = Unknown desc = x" + tail)}},
		refuses{&client.Fault{Phase: client.Query, Kind: client.Failed, Err: errors.Join(errors.New("a"+tail), fmt.Errorf("b%s: %w", tail, os.ErrNotExist))}},
		refuses{errors.New("x" + tail)},
	}
}

type truth struct{}

func (truth) answer(b []byte) ([]byte, error)            { return b, nil }
func (truth) event(e client.Event) (client.Event, error) { return e, nil }
func (truth) place(p client.Place) (client.Place, error) { return p, nil }

// texts lies in texts.
type texts struct{ which func(string) bool }

func (l texts) answer(b []byte) ([]byte, error) { return legibletest.Spoil(b, l.which), nil }

func (l texts) event(e client.Event) (client.Event, error) {
	text, err := json.Marshal(e)
	if err != nil {
		return e, err
	}
	var spoiled client.Event
	err = json.Unmarshal(legibletest.Spoil(text, legibletest.All), &spoiled)
	spoiled.Position = e.Position
	return spoiled, err
}

func (l texts) place(p client.Place) (client.Place, error) {
	p.Tx, p.Code = p.Tx+legibletest.Tail, p.Code+legibletest.Tail
	return p, nil
}

// refuses answers nothing but an error.
type refuses struct{ err error }

func (l refuses) answer([]byte) ([]byte, error)              { return nil, l.err }
func (l refuses) event(e client.Event) (client.Event, error) { return e, l.err }
func (l refuses) place(p client.Place) (client.Place, error) { return p, l.err }

// lying is a connection to a host that lies.
type lying struct {
	client.Ledger
	host, party string
	fib         fib
}

func (l lying) Evaluate(ctx context.Context, name string, argument []byte) ([]byte, error) {
	if refuses, is := l.fib.(refuses); is {
		return nil, refuses.err
	}
	if name == "Version" {
		answer, err := json.Marshal(versions{Chaincode: "0.0.0 x", Host: l.host, Party: l.party})
		if err != nil {
			return nil, err
		}
		return l.fib.answer(answer)
	}
	answer, err := l.Ledger.Evaluate(ctx, name, argument)
	if err != nil {
		return nil, err
	}
	return l.fib.answer(answer)
}

func (l lying) EvaluateAt(ctx context.Context, _, name string, argument []byte) ([]byte, error) {
	return l.Evaluate(ctx, name, argument)
}

func (l lying) Submit(ctx context.Context, name string, argument []byte) (client.Commit, error) {
	if _, honest := l.fib.(truth); !honest { // nothing is written, so that each of them meets the same ledger
		answer, err := l.Ledger.Evaluate(ctx, name, argument)
		if err != nil {
			return client.Commit{}, err
		}
		commit := client.Commit{Place: client.Place{Tx: "t", Block: 1, Code: client.Valid}}
		if commit.Answer, err = l.fib.answer(answer); err != nil {
			return client.Commit{}, err
		}
		commit.Place, err = l.fib.place(commit.Place)
		return commit, err
	}
	return l.Ledger.Submit(ctx, name, argument)
}

func (l lying) Find(ctx context.Context, tx string) (client.Place, error) {
	if _, honest := l.fib.(truth); !honest {
		return l.fib.place(client.Place{Tx: tx, Block: 1, Code: client.Valid})
	}
	return l.Ledger.Find(ctx, tx)
}

func (l lying) Locate(ctx context.Context, tx string) (client.Place, error) { return l.Find(ctx, tx) }

func (l lying) Blocks(ctx context.Context, from uint64) iter.Seq2[client.Block, error] {
	return func(yield func(client.Block, error) bool) {
		for block, err := range l.Ledger.Blocks(ctx, from) {
			for i, event := range block.Events {
				if err == nil {
					block.Events[i], err = l.fib.event(event)
				}
			}
			if !yield(block, err) || err != nil {
				return
			}
		}
	}
}

// liars is a world on which hosts lie. It implements network.
type liars struct {
	t        *testing.T
	chain    *memledger.Ledger
	fib      fib
	folder   string
	proposal string
}

func (w *liars) Enroll(ctx context.Context, p profile.Profile, secret string) (client.Identity, error) {
	if _, honest := w.fib.(truth); !honest {
		return client.Identity{}, fmt.Errorf("enroll: the authority says: no%s", legibletest.Tail)
	}
	return journal{}.Enroll(ctx, p, secret)
}

func (w *liars) Open(_ context.Context, p profile.Profile, identity client.Identity) (client.Ledger, error) {
	key, err := identity.KeyHash()
	caller := membership.Caller{MSP: p.MSPID(), Key: key, Party: p.Party, Operator: p.Party == "operator@"+p.Host}
	return lying{memory.Open(w.chain, caller), p.Host, p.Party, w.fib}, err
}

// newLiars is a world in which some of everything stands.
func newLiars(t *testing.T) *liars {
	t.Helper()
	w := &liars{t: t, chain: memledger.New(), fib: truth{}, folder: t.TempDir()}
	t.Setenv("ALLIANCE_HOME", filepath.Join(w.folder, "home"))
	t.Setenv("ALLIANCE_NETWORK", w.folder)
	t.Setenv("ALLIANCE_LANG", "en")
	archive, err := txtar.ParseFile("testdata/script/obligation.txt")
	require.NoError(t, err)
	for _, file := range archive.Files {
		content := strings.NewReplacer("names: {en: A}", "names: {en: A and sons}", "names: {en: Trial}", "names: {en: The trial}").Replace(string(file.Data))
		require.NoError(t, os.WriteFile(filepath.Join(w.folder, file.Name), []byte(content), 0o600))
	}
	require.NoError(t, os.WriteFile(w.file("good"), []byte("good"), 0o600))
	for _, host := range []string{"industry", "association", "org1.msp"} {
		require.NoError(t, os.MkdirAll(filepath.Join(w.folder, "hosts", host), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(w.folder, "hosts", host, "connection.yaml"), nil, 0o600))
	}
	w.must("enroll", "--secrets", w.file("secrets.json"))
	w.must("enroll", "operator@org1.msp", "--secret-file", w.file("good"))
	require.NoError(t, os.WriteFile(w.file("notices.yaml"), []byte(
		"server: {address: 127.0.0.1:1, from: r@example.org}\npeople: [{mail: li@example.org, language: en}]\n"), 0o600))
	w.must("apply", "-f", w.file("steps.yaml"))
	w.must("profile", "use", "a@industry")
	w.must("propose", "reclassify", "trial@industry", "b@association", "--weight", "population=5", "--reason", "a census of all")
	var listed []struct{ ID string }
	require.NoError(t, json.Unmarshal([]byte(w.must("proposal", "list", "trial@industry", "-o", "json")), &listed))
	w.proposal = listed[len(listed)-1].ID
	return w
}

func (w *liars) file(name string) string { return filepath.Join(w.folder, name) }

func (w *liars) must(args ...string) string {
	w.t.Helper()
	code, out, talk := w.type_(truth{}, "", args)
	require.Zero(w.t, code, "%q: %s", args, talk)
	return out
}

// type_ types a command to hosts that lie so.
func (w *liars) type_(of fib, form string, args []string) (code int, out, talk string) {
	w.t.Helper()
	w.fib = of
	defer func() { w.fib = truth{} }()
	if form != "" {
		args = append(slices.Clone(args), "-o", form)
	}
	if _, honest := of.(truth); !honest {
		args = append(args, "--timeout", "1s")
	}
	var o, e bytes.Buffer
	code = run(w.t.Context(), args, cli.Streams{In: strings.NewReader(""), Out: &o, Err: &e}, w)
	return code, o.String(), e.String()
}

func (w *liars) root() *cobra.Command {
	return appIn(w.t, "en").Root()
}

// typed is what is typed for each command.
func (w *liars) typed() map[string][][]string {
	lines := map[string]string{
		"enroll":             "enroll a@industry --again --secret-file SECRET",
		"profile list":       "profile list",
		"profile use":        "profile use a@industry",
		"profile remove":     "profile remove nobody@industry --yes",
		"party show":         "party show a@industry",
		"party list":         "party list",
		"party register":     "party register --kind enterprise --name en=A",
		"party correct":      "party correct --name en=A --reason x",
		"authority list":     "authority list a@industry",
		"authority add":      "authority add --host industry --key 0000000000000000000000000000000000000000000000000000000000000001",
		"authority rotate":   "authority rotate --host industry --key 0000000000000000000000000000000000000000000000000000000000000001",
		"authority remove":   "authority remove --host industry --key 0000000000000000000000000000000000000000000000000000000000000001",
		"host list":          "host list",
		"host name":          "host name org1.msp -p operator@org1.msp",
		"recovery show":      "recovery show a@industry",
		"recovery ask":       "recovery ask a@industry --host industry --key 0000000000000000000000000000000000000000000000000000000000000001",
		"recovery veto":      "recovery veto",
		"recovery complete":  "recovery complete",
		"found":              "found another --name en=Another --founder a@industry --charter CHARTER",
		"consent":            "consent trial@industry",
		"describe":           "describe else --name en=Else --source book",
		"claim state":        "claim state trial@industry --what members --value 60 --source book",
		"claim attest":       "claim attest trial@industry 0a1b2c3d4e5f60718293a4b5",
		"claim dispute":      "claim dispute trial@industry 0a1b2c3d4e5f60718293a4b5",
		"claim list":         "claim list trial@industry",
		"claim claimants":    "claim claimants name A",
		"mandate list":       "mandate list trial@industry",
		"proxy appoint":      "proxy appoint trial@industry a@industry --until 2030-12-31",
		"proxy revoke":       "proxy revoke trial@industry",
		"proxy list":         "proxy list trial@industry",
		"meeting call":       "meeting call trial@industry general --begins 2030-01-31T10:00:00Z --item Report",
		"meeting attend":     "meeting attend 000000000000000000000000",
		"meeting open":       "meeting open 000000000000000000000000",
		"meeting adjourn":    "meeting adjourn 000000000000000000000000 --begins 2030-01-31T10:00:00Z",
		"meeting close":      "meeting close 000000000000000000000000",
		"meeting list":       "meeting list trial@industry",
		"meeting show":       "meeting show 000000000000000000000000",
		"meeting minutes":    "meeting minutes 000000000000000000000000",
		"succession consent": "succession consent PROPOSAL",
		"succession refuse":  "succession refuse PROPOSAL",
		"invite":             "invite trial@industry d@industry --until 2030-12-31",
		"invitation list":    "invitation list trial@industry",
		"invitation revoke":  "invitation revoke trial@industry d@industry",
		"party rename":       "party rename --name en=A --since 2020-01-01 --reason x",
		"seal":               "seal trial@industry",
		"seal list":          "seal list trial@industry",
		"agreement list":     "agreement list trial@industry a@industry",
		"agreement accept":   "agreement accept trial@industry ip-policy -p b@association",
		"dues record":        "dues record trial@industry a@industry --until 2030-12-31",
		"figure list":        "figure list trial@industry attendance",
		"figure record":      "figure record trial@industry attendance 40",
		"seat list":          "seat list trial@industry",
		"seat vacate":        "seat vacate trial@industry council",
		"seat fill":          "seat fill trial@industry council a@industry",
		"affiliate declare":  "affiliate declare trial@industry a@industry",
		"affiliate consent":  "affiliate consent trial@industry b@association",
		"affiliate list":     "affiliate list trial@industry",
		"affiliate show":     "affiliate show trial@industry b@association",
		"join":               "join trial@industry --class member",
		"inbox":              "inbox -p b@association",
		"endorse":            "endorse PROPOSAL --for",
		"nominate":           "nominate PROPOSAL",
		"present":            "present PROPOSAL",
		"confirm":            "confirm trial@industry",
		"waive":              "waive trial@industry a@industry dues --until 2030-12-31 --reason x",
		"propose":            "propose suspend trial@industry b@association --reason x",
		"proposal show":      "proposal show PROPOSAL",
		"proposal list":      "proposal list trial@industry",
		"proposal draft":     "proposal draft PROPOSAL",
		"proposal voters":    "proposal voters PROPOSAL",
		"endorsements":       "endorsements --proposal PROPOSAL",
		"notify":             "notify NOTICES --dry-run -p b@association",
		"proposal withdraw":  "proposal withdraw PROPOSAL",
		"proposal vote":      "proposal vote PROPOSAL",
		"decide":             "decide PROPOSAL",
		"enact":              "enact PROPOSAL",
		"leave":              "leave trial@industry",
		"expire":             "expire trial@industry b@association",
		"apply":              "apply -f STEPS",
		"keep":               "keep --dry-run",
		"serve":              "serve --listen 0.0.0.0:0", // which it refuses
		"list":               "list",
		"search":             "search trial",
		"show":               "show trial@industry",
		"charter":            "charter trial@industry",
		"charter explain":    "charter explain trial@industry",
		"charter diff":       "charter diff trial@industry CHARTER",
		"charter export":     "charter export trial@industry",
		"charter try":        "charter try trial@industry --rule admit --for 1",
		"charter init":       "charter init one-member",
		"charter validate":   "charter validate CHARTER --alliance trial@industry",
		"charter test":       "charter test CHARTER",
		"roster":             "roster trial@industry",
		"membership":         "membership trial@industry a@industry",
		"history":            "history trial@industry a@industry",
		"standing":           "standing trial@industry b@association",
		"resolution list":    "resolution list trial@industry",
		"recognition list":   "recognition list trial@industry",
		"events":             "events",
		"explain":            "explain NOT_A_MEMBER",
		"version":            "version --chaincode",
	}
	typed := map[string][][]string{}
	for name, line := range lines {
		var args []string
		for _, word := range strings.Fields(line) {
			switch word {
			case "PROPOSAL":
				word = w.proposal
			case "CHARTER":
				word = w.file("charter.yaml")
			case "SECRET":
				word = w.file("good")
			case "NOTICES":
				word = w.file("notices.yaml")
			case "STEPS":
				word = w.file("steps.yaml")
			}
			args = append(args, word)
		}
		typed[name] = append(typed[name], args)
	}
	typed["membership"] = append(typed["membership"], []string{"membership", "--of", "a@industry"})
	return typed
}
