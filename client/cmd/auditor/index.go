package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/client/chain"
	"allianceregistry/client/index"
	"allianceregistry/client/profile"
	"allianceregistry/client/view"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/manual"
)

func (a *app) indexCommand() *cobra.Command {
	var follow bool
	cmd := &cobra.Command{Use: "index", Args: manual.Arguments(0, 0)}
	from := reading(cmd)
	cmd.Flags().BoolVarP(&follow, "follow", "f", false, "")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return a.with(cmd.Context(), *from, func(ctx context.Context, s session) error {
			err := a.follow(ctx, &s, follow)
			if follow && errors.Is(cmd.Context().Err(), context.Canceled) {
				err = nil // that is how following ends
			}
			if err != nil {
				return err
			}
			return a.status(context.WithoutCancel(ctx), s.findings)
		})
	}
	cmd.AddCommand(a.indexStatusCommand(), a.indexCheckCommand(), a.indexRebuildCommand())
	return cmd
}

// follow brings the index up to what the sources have.
func (a *app) follow(ctx context.Context, s *session, forever bool) (err error) {
	x, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if closed := x.Close(); err == nil {
			err = closed
		}
	}()
	verifier, err := a.resume(ctx, *s, x)
	if err != nil {
		return err
	}
	defer func() {
		if kept := remember(context.WithoutCancel(ctx), s.past, x); err == nil {
			err = kept
		}
	}()
	if err := x.Note(ctx, forked(s.findings)); err != nil {
		return err
	}
	if forever {
		s.sources = append(s.sources, s.silent...)
	}
	if err := s.answering(); err != nil {
		return err
	}
	begun := verifier.Checkpoint().Next
	shown := progress{app: a}
	defer shown.end()
	err = index.Follow(ctx, x, verifier, s.sources, index.Options{
		Forever: forever, Progress: func(p index.Progress) {
			shown.show("progress.blocks", p.Height, p.Target)
			_ = remember(ctx, s.past, x) // at the end again, and then it is told
		},
		Hold: func(ctx context.Context, source chain.Source) ([]chain.Finding, error) {
			if err := remember(ctx, s.past, x); err != nil {
				return nil, err
			}
			return a.stand(ctx, s.past, source)
		},
		Late:     func(found chain.Finding) { s.findings = append(s.findings, found) },
		Patience: a.patience,
		Waiting:  func(err error) { fmt.Fprintln(a.err, a.tell("index.waiting", catalogue.Params{"what": a.told(err)})) },
	})
	if err == nil {
		err = a.parted(ctx, s, x)
	}
	if err == nil && begun == 0 { // all of it comes from blocks that were verified just now
		_, err = x.CheckAll(ctx, time.Now())
	}
	return err
}

// parted holds the sources against what was added to the index, and takes down what
// does not hold.
func (a *app) parted(ctx context.Context, s *session, x *index.Index) error {
	if err := remember(ctx, s.past, x); err != nil {
		return err
	}
	found, err := a.again(ctx, *s)
	if err != nil {
		return err
	}
	s.findings = append(s.findings, found...)
	return x.Note(ctx, forked(found))
}

// resume is the verifier that goes on where the index stands.
func (a *app) resume(ctx context.Context, s session, x *index.Index) (*chain.Verifier, error) {
	at, err := x.Checkpoint(ctx)
	if err != nil {
		return nil, err
	}
	if at.Next == 0 {
		return s.verifier()
	}
	if err := s.trust.rooted(at); err != nil {
		return nil, err
	}
	if err := x.Check(ctx); err != nil {
		return nil, err
	}
	if err := a.sameHistory(ctx, x, at); err != nil {
		return nil, err
	}
	verifier, err := chain.Resume(at)
	if err != nil {
		return nil, err
	}
	verifier.Remember(s.past.Hash)
	return verifier, remember(ctx, s.past, x)
}

// forked are the findings of another history: the index keeps them.
func forked(list []chain.Finding) []chain.Finding {
	return slices.DeleteFunc(slices.Clone(list), func(f chain.Finding) bool { return f.Code != chain.ForkedHistory })
}

// sameChain refuses to answer from an index of another chain than what is trusted.
// Who only reads an index that somebody else keeps need trust none.
func (a *app) sameChain(at chain.Checkpoint) error {
	t, err := a.trusted()
	if none := new(catalogue.Message); errors.As(err, &none) && none.Key == noTrust {
		return nil
	}
	if err != nil {
		return err
	}
	return t.rooted(at)
}

// open opens the index, and makes it if it is not there.
func (a *app) open(ctx context.Context) (*index.Index, error) {
	if a.place == "" {
		return nil, profile.ErrHome
	}
	if !strings.Contains(a.place, "://") {
		if err := os.MkdirAll(filepath.Dir(a.place), 0o700); err != nil {
			return nil, err
		}
	}
	x, err := index.Open(ctx, a.place, index.WithChaincode(a.chaincode()))
	if known := new(index.Error); err != nil && !errors.As(err, &known) {
		return nil, mishap("index.unopened", "cause", err)
	}
	return x, err
}

// chaincode is the registry's name on the channel, empty where nothing is trusted:
// who only reads an index that somebody else keeps takes it from there.
func (a *app) chaincode() string {
	t, err := a.trusted()
	if err != nil {
		return ""
	}
	return t.Chaincode
}

// asked runs a question on the index, and says up to which height it answers.
func (a *app) asked(cmd *cobra.Command, ask func(context.Context, *index.Index) (view.View, error)) (err error) {
	ctx := cmd.Context()
	x, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if closed := x.Close(); err == nil {
			err = closed
		}
	}()
	at, err := told(ctx, x)
	if err != nil {
		return err
	}
	if at.Next == 0 {
		return mishap("index.empty")
	}
	if err := a.sameHistory(ctx, x, at); err != nil {
		return err
	}
	answer, err := ask(ctx, x)
	if err != nil {
		return suggest(ctx, x, err)
	}
	held, err := x.LastHeld(ctx)
	if err != nil {
		return err
	}
	answer.Data = answered{
		verified{
			at.Next, hex.EncodeToString(at.Previous), hex.EncodeToString(at.Genesis), at.Time, held, a.forks(), beyond(cmd, at),
		}, answer.Data,
	}
	if len(answer.Columns) > 0 { // else it has printed its answer itself
		if err := a.print(answer); err != nil {
			return err
		}
	}
	a.readOn()
	a.sayBeyond(cmd, at)
	fmt.Fprintln(a.err, a.tell("index.verified", catalogue.Params{
		"height": view.Number(at.Next), "hash": hex.EncodeToString(at.Previous), "time": view.When(at.Time),
	}))
	fmt.Fprintln(a.err, a.heldAt(x, held))
	for _, file := range a.forks() {
		fmt.Fprintln(a.err, a.tell("past.forked", catalogue.Params{"file": file}))
	}
	return nil
}

// heldAt says when the index was held against its hash, and what is held at a question.
func (a *app) heldAt(x *index.Index, held index.Held) string {
	key := "index.held"
	switch {
	case !x.Checked() && !strings.Contains(a.place, "://"):
		key = "index.unchecked"
	case held.Hash == "":
		key = "index.neverHeld"
	}
	return a.tell(key, catalogue.Params{"time": view.When(held.Time), "height": view.Number(held.Height)})
}

// answered is an answer for programs, with how far the chain was verified.
type answered struct {
	Verified verified `json:"verified"`
	Answer   any      `json:"answer"`
}

// verified tells up to which height an answer holds.
type verified struct {
	Height uint64 `json:"height"`
	// Hash is that of the last block, Genesis that of the first.
	Hash    string `json:"hash"`
	Genesis string `json:"genesis"`
	// Time is the time up to which the blocks tell what happened: one that most of the
	// transactions contradict, or this machine's clock, does not count.
	Time time.Time `json:"time"`
	// Held is when the whole index was last held against its hash; what an answer
	// reads is held against the sums of its pages each time.
	Held index.Held `json:"held,omitzero"`
	// Forks are the files of evidence of other histories; the answer is of the one
	// that was verified first.
	Forks []string `json:"forks,omitempty"`
	// Beyond are the flags that ask about what comes after all that; of it nothing is
	// known, and the answer is how it stood.
	Beyond []string `json:"beyond,omitempty"`
}

func (a *app) indexStatusCommand() *cobra.Command {
	return &cobra.Command{
		Use: "status", Args: manual.Arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.status(cmd.Context(), nil) },
	}
}

// extent is the answer of index status.
type extent struct {
	index.Status
	Place    string          `json:"index"`
	Hash     string          `json:"hash"`
	Genesis  string          `json:"genesis"`
	Findings []chain.Finding `json:"findings"`
}

// status says what the index has, and what was found, also of the sources just now.
func (a *app) status(ctx context.Context, now []chain.Finding) (err error) {
	x, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if closed := x.Close(); err == nil {
			err = closed
		}
	}()
	status, err := x.Status(ctx)
	if err != nil {
		return err
	}
	findings, err := x.Findings(ctx)
	if err != nil {
		return err
	}
	for _, f := range now {
		if !slices.ContainsFunc(findings, func(kept chain.Finding) bool {
			return kept.Code == f.Code && kept.Source == f.Source && kept.Block == f.Block
		}) {
			findings = append(findings, f)
		}
	}
	s := extent{status, index.Shown(a.place), hex.EncodeToString(status.Hash), hex.EncodeToString(status.Genesis), whole(findings)}
	if err := a.print(a.extent(s)); err != nil {
		return err
	}
	if faults(findings) {
		return &found{findings: findings}
	}
	return nil
}

func (a *app) extent(s extent) view.View {
	rows := a.fields(
		"place", s.Place, "height", view.Number(s.Height), "lastBlock", s.Hash, "genesis", s.Genesis, "latest", view.When(s.Time),
		"transactions", view.Number(s.Transactions), "invalid", view.Number(s.Invalid), "parties", view.Number(s.Parties),
		"alliances", view.Number(s.Alliances), "members", view.Number(s.Memberships), "proposals", view.Number(s.Proposals),
		"endorsements", view.Number(s.Endorsements), "decisions", view.Number(s.Decisions))
	for _, finding := range s.Findings {
		rows = append(rows, []string{a.label("level." + string(finding.Level)), a.finding(finding)})
	}
	return view.View{Data: s, Columns: []string{"field", "value"}, Rows: rows}
}

// indexCheckCommand holds the whole index against its hash, without any source.
func (a *app) indexCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use: "check", Args: manual.Arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			x, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer func() {
				if closed := x.Close(); err == nil {
					err = closed
				}
			}()
			held, err := x.CheckAll(cmd.Context(), time.Now())
			if err != nil {
				return err
			}
			return a.print(view.View{Data: held, Columns: []string{"field", "value"}, Rows: append(
				a.fields("height", view.Number(held.Height), "has", held.Hash), []string{a.label("result"), a.say("result.holds")})})
		},
	}
}

func (a *app) indexRebuildCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "rebuild", Args: manual.Arguments(0, 0)}
	from := reading(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return a.with(cmd.Context(), *from, a.rebuild)
	}
	return cmd
}

func (a *app) rebuild(ctx context.Context, s session) error {
	if err := s.answering(); err != nil {
		return err
	}
	verifier, err := s.verifier()
	if err != nil {
		return err
	}
	shown := progress{app: a}
	rebuilt, err := index.Rebuild(ctx, a.place, verifier, s.sources, func(p index.Progress) {
		shown.show("progress.blocks", p.Height, p.Target)
	}, index.WithChaincode(s.trust.Chaincode))
	shown.end()
	if err != nil {
		return err
	}
	if err := a.print(a.rebuilt(rebuilt)); err != nil {
		return err
	}
	for _, f := range s.findings {
		fmt.Fprintln(a.err, spaced(a.label("level."+string(f.Level)), a.finding(f)))
	}
	if rebuilt.Damaged || len(rebuilt.Differences) > 0 || faults(s.findings) {
		return &found{}
	}
	return nil
}

func (a *app) rebuilt(r index.Rebuilt) view.View {
	rows := a.fields("height", view.Number(r.Height), "had", r.Have, "has", r.Want)
	if r.Damaged {
		rows = append(rows, []string{a.label("differs"), a.say("rebuild.damaged")})
	} else if len(r.Differences) == 0 {
		rows = append(rows, []string{a.label("result"), a.say("again.same")})
	}
	for _, d := range r.Differences {
		key := "rebuild.differs"
		if d.Column == "" { // the row is there on one side only
			key = "rebuild.row"
		}
		rows = append(rows, []string{a.label("differs"), a.tell(key, catalogue.Params{
			"table": d.Table, "key": d.Key, "column": d.Column, "have": d.Have, "want": d.Want,
		})})
	}
	return view.View{Data: r, Columns: []string{"field", "value"}, Rows: rows}
}

// label is a column's name as it stands beside a value.
func (a *app) label(key string) string {
	if a.output == view.CSV {
		return a.text.Words(key)
	}
	return strings.ToLower(a.text.Words(key))
}

// fields are rows of a name and a value, without those that are empty.
func (a *app) fields(pairs ...string) [][]string {
	var rows [][]string
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			rows = append(rows, []string{a.label(pairs[i]), pairs[i+1]})
		}
	}
	return rows
}
