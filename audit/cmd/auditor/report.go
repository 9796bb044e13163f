package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/audit/report"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
)

// reporting is one run of the command.
type reporting struct {
	*app
	alliance, file string
	when           period
	force          bool
}

func (a *app) reportCommand() *cobra.Command {
	r := &reporting{app: a}
	cmd := &cobra.Command{Use: "report", Args: cli.Args(1, 1)}
	from := fromFlag(cmd)
	flags := cmd.Flags()
	flags.StringVar(&r.file, "file", "", "")
	flags.BoolVar(&r.force, "force", false, "")
	_ = cmd.MarkFlagRequired("file") // the flag exists
	r.when.flags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		r.alliance = args[0]
		if err := r.checkFile(); err != nil {
			return err
		}
		return a.with(cmd.Context(), *from, r.write)
	}
	cmd.AddCommand(a.reportVerifyCommand(), a.reportRootCommand())
	return cmd
}

// checkFile refuses a file that is there, and one of a form that there is not.
func (r *reporting) checkFile() error {
	if err := cli.OneOf("--file", strings.ToLower(filepath.Ext(r.file)), ".html", ".json", ".csv"); err != nil {
		return err
	}
	if _, err := os.Stat(r.file); err == nil && !r.force {
		return catalogue.NewError("report.exists", "file", r.file)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	_, err := os.Stat(filepath.Dir(r.file)) // before minutes of work
	return err
}

// write makes the report, and writes and signs it.
func (r *reporting) write(ctx context.Context, s session) error {
	made, err := r.make(ctx, s)
	if err != nil {
		return err
	}
	var written bytes.Buffer
	switch strings.ToLower(filepath.Ext(r.file)) {
	case ".json":
		err = report.JSON(&written, made)
	case ".csv":
		err = report.CSV(&written, made, r.text)
	default:
		err = report.HTML(&written, made, r.text)
	}
	if err != nil {
		return err
	}
	if err := os.WriteFile(r.file, written.Bytes(), 0o600); err != nil {
		return err
	}
	signed, err := r.sign(written.Bytes(), made.Written)
	if err != nil {
		return err
	}
	said := signed
	if signed == "" {
		said = r.Say("report.unsigned")
	}
	rows := r.Fields("file", r.file, "signature", said, "written", view.When(made.Written), "members", view.Number(len(made.End)),
		"changes", view.Number(len(made.Changes)), "decisions", view.Number(len(made.Decisions)))
	if made.Running {
		rows = append(rows, []string{r.Label("running"), r.text.Say("running.is", catalogue.Params{
			"block": view.Number(made.Verified.Height - 1), "time": view.When(made.Verified.Time),
		})})
	}
	return r.printWithFindings(view.View{
		Data: reportAnswer{
			r.file, signed, made.From, made.To, made.Written, made.Running, made.Verified.Height, made.Verified.Time, orEmpty(made.Findings),
		},
		Columns: []string{"field", "value"}, Rows: rows,
	}, made.Findings)
}

// reportAnswer is the answer of report.
type reportAnswer struct {
	File      string    `json:"file"`
	Signature string    `json:"signature"`
	From      time.Time `json:"from"`
	To        time.Time `json:"to"`
	Written   time.Time `json:"written"`
	// Running says that the period goes on beyond Time, up to which the Height blocks
	// tell what happened.
	Running  bool            `json:"running"`
	Height   uint64          `json:"height"`
	Time     time.Time       `json:"time"`
	Findings []chain.Finding `json:"findings"`
}

// make reads and checks everything, and gathers the report.
func (r *reporting) make(ctx context.Context, s session) (replay.Report, error) {
	scope := replay.Scope{Alliance: r.alliance, Written: time.Now().UTC().Truncate(time.Second), Thresholds: replay.DefaultThresholds()}
	var err error
	if scope.From, scope.To, err = r.when.times(); err != nil {
		return replay.Report{}, err
	}
	reader, err := r.read(ctx, s)
	if err != nil {
		return replay.Report{}, err
	}
	first, _ := reader.Span()
	if err = r.when.check(first, reader.Replay().KnownUntil(scope.Written)); err != nil {
		return replay.Report{}, err
	}
	if scope.From.IsZero() {
		scope.From = first
	}
	if scope.States, err = r.states(ctx, s, reader); err != nil {
		return replay.Report{}, err
	}
	if len(s.peers) > 0 {
		compared, err := replay.Compare(ctx, s.peers)
		if err != nil {
			return replay.Report{}, err
		}
		scope.Comparison = &compared
	}
	made, err := replay.NewReport(reader.Replay(), scope)
	made.Findings = append(made.Findings, reader.Findings()...)
	return made, err
}

// sign writes a detached signature, and the certificate of its key, beside the
// report; without a key there is none.
func (r *reporting) sign(content []byte, at time.Time) (string, error) {
	name, err := r.home.Current()
	if err != nil {
		return "", nil //nolint:nilerr // a report from files alone needs no key
	}
	_, identity, err := r.home.Load(name)
	if err != nil {
		return "", err
	}
	signature, err := report.Sign(content, identity.Certificate, identity.Key, at)
	if errors.Is(err, report.ErrExpired) {
		return "", catalogue.NewError("report.expired")
	}
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(r.file+".crt", identity.Certificate, 0o600); err != nil {
		return "", err
	}
	return r.file + ".sig", os.WriteFile(r.file+".sig", signature, 0o600)
}
