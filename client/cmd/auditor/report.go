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

	"allianceregistry/client/audit"
	"allianceregistry/client/report"
	"allianceregistry/client/view"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/manual"
)

// reporting is one run of the command.
type reporting struct {
	*app
	alliance, file string
	when           stretch
	force          bool
}

func (a *app) reportCommand() *cobra.Command {
	r := &reporting{app: a}
	cmd := &cobra.Command{Use: "report", Args: manual.Arguments(1, 1)}
	from := reading(cmd)
	flags := cmd.Flags()
	flags.StringVar(&r.file, "file", "", "")
	flags.BoolVar(&r.force, "force", false, "")
	_ = cmd.MarkFlagRequired("file") // the flag exists
	r.when.flags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		r.alliance = args[0]
		if err := r.free(); err != nil {
			return err
		}
		return a.with(cmd.Context(), *from, r.write)
	}
	cmd.AddCommand(a.reportVerifyCommand())
	return cmd
}

// free refuses a file that is there, and one of a form that there is not.
func (r *reporting) free() error {
	if err := manual.OneOf("--file", strings.ToLower(filepath.Ext(r.file)), ".html", ".json", ".csv"); err != nil {
		return err
	}
	if _, err := os.Stat(r.file); err == nil && !r.force {
		return mishap("report.exists", "file", r.file)
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
	signed, err := r.sign(written.Bytes())
	if err != nil {
		return err
	}
	said := signed
	if signed == "" {
		said = r.say("report.unsigned")
	}
	rows := r.fields("file", r.file, "signature", said, "members", view.Number(len(made.End)),
		"changes", view.Number(len(made.Changes)), "decisions", view.Number(len(made.Decisions)))
	return r.concluded(view.View{
		Data:    map[string]any{"file": r.file, "signature": signed, "findings": whole(made.Findings)},
		Columns: []string{"field", "value"}, Rows: rows,
	}, made.Findings)
}

// make reads and checks everything, and gathers the report.
func (r *reporting) make(ctx context.Context, s session) (audit.Report, error) {
	scope := audit.Scope{Alliance: r.alliance, Thresholds: audit.DefaultThresholds()}
	var err error
	if scope.From, scope.To, err = r.when.times(); err != nil {
		return audit.Report{}, err
	}
	reader, err := r.read(ctx, s)
	if err != nil {
		return audit.Report{}, err
	}
	first, last := reader.Span()
	if scope.From.IsZero() {
		scope.From = first
	}
	if scope.To.IsZero() { // the last transaction's own time counts
		scope.To = last.Add(time.Millisecond)
	}
	if scope.States, err = r.states(ctx, s, reader); err != nil {
		return audit.Report{}, err
	}
	if len(s.peers) > 0 {
		compared, err := audit.Compare(ctx, s.peers)
		if err != nil {
			return audit.Report{}, err
		}
		scope.Comparison = &compared
	}
	made, err := audit.NewReport(reader.Replay(), scope)
	made.Findings = append(made.Findings, reader.Findings...)
	return made, err
}

// sign writes a detached signature, and the certificate of its key, beside the
// report; without a key there is none.
func (r *reporting) sign(content []byte) (string, error) {
	name, err := r.home.Current()
	if err != nil {
		return "", nil //nolint:nilerr // a report from files alone needs no key
	}
	_, identity, err := r.home.Load(name)
	if err != nil {
		return "", err
	}
	signature, err := report.Sign(content, identity)
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(r.file+".crt", identity.Certificate, 0o600); err != nil {
		return "", err
	}
	return r.file + ".sig", os.WriteFile(r.file+".sig", signature, 0o600)
}

func (a *app) reportVerifyCommand() *cobra.Command {
	var signature, certificate string
	cmd := &cobra.Command{
		Use: "verify", Args: manual.Arguments(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			if signature == "" {
				signature = args[0] + ".sig"
			}
			if certificate == "" {
				certificate = args[0] + ".crt"
			}
			return a.verify(args[0], signature, certificate)
		},
	}
	cmd.Flags().StringVar(&signature, "sig", "", "")
	cmd.Flags().StringVar(&certificate, "crt", "", "")
	return cmd
}

func (a *app) verify(files ...string) error {
	var contents [][]byte
	for _, file := range files {
		content, err := os.ReadFile(file) // #nosec G304 -- the user's own choice
		if err != nil {
			return err
		}
		contents = append(contents, content)
	}
	signer, err := report.Verify(contents[0], contents[1], contents[2])
	if errors.Is(err, report.ErrNotSigned) {
		return &found{message: a.tell("report.notSigned", catalogue.Params{"file": files[0], "signature": files[1]})}
	}
	if err != nil {
		return err
	}
	return a.print(view.View{Data: signer, Columns: []string{"field", "value"}, Rows: a.fields(
		"party", signer.Party, "subject", signer.Subject, "issuer", signer.Issuer, "key", signer.Key, "expires", view.When(signer.NotAfter),
	)})
}
