package cli

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/terminal"
	"allianceregistry/internal/view"
)

// AnswerFlags adds the flags for the form of an answer and for whose time it shows, of a
// program that answers with views.
func (a *App) AnswerFlags(flags *pflag.FlagSet) {
	a.OutputFlag(flags)
	flags.StringVar(&a.zone, "time", view.Zones()[0], "")
	flags.StringVar(&a.file, "out", "", "")
}

// CheckAnswerFlags is CheckFlags for a program with AnswerFlags.
func (a *App) CheckAnswerFlags(cmd *cobra.Command) error {
	if err := a.CheckFlags(cmd, view.Forms()...); err != nil {
		return err
	}
	if a.file != "" && !cmd.Flags().Changed("output") {
		a.Output = view.Workbook
	}
	if a.file != "" && a.Output != view.Workbook {
		return NewUsageError("out.form")
	}
	if a.Output == view.Workbook && a.file == "" && terminal.IsTerminal(a.raw) {
		return NewUsageError("out.terminal")
	}
	return OneOf("--time", a.zone, view.Zones()...)
}

// Print writes an answer to standard output, in the form and the time that were asked
// for.
func (a *App) Print(v view.View) error {
	if a.ShowsLocalTime() {
		v = v.In(time.Local)
	}
	switch {
	case a.Output != view.Workbook:
		return v.Print(a.Out, a.Output, a.Say)
	case a.file == "":
		return v.Print(a.raw, a.Output, a.Say)
	}
	return a.printFile(v)
}

// printFile writes an answer whole into a new file, or none.
func (a *App) printFile(v view.View) error {
	var content bytes.Buffer
	if err := v.Print(&content, a.Output, a.Say); err != nil {
		return err
	}
	file, err := os.OpenFile(a.file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return catalogue.NewError("out.exists", "file", a.file)
	} else if err != nil {
		return err
	}
	a.written = true
	_, err = file.Write(content.Bytes())
	return errors.Join(err, file.Close())
}

// withUnwritten is an error where a file was asked for, and the command has no table to write
// into it.
func (a *App) withUnwritten(err error) error {
	if err == nil && a.file != "" && !a.written {
		return NewUsageError("out.none", "file", a.file)
	}
	return err
}

// ShowsLocalTime reports whether times are shown in this computer's zone: to people
// alone.
func (a *App) ShowsLocalTime() bool {
	return (a.Output == view.Table || a.Output == view.Workbook) && a.zone == "local"
}

// Label is a column's name as it stands beside a value; in CSV, its code.
func (a *App) Label(key string) string {
	if a.Output == view.CSV {
		return key[strings.LastIndex(key, ".")+1:]
	}
	return strings.ToLower(a.Say(key))
}

// Fields are rows of a name and a value, from keys and values in turn, without those
// that are empty.
func (a *App) Fields(pairs ...string) [][]string {
	var rows [][]string
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			rows = append(rows, []string{a.Label(pairs[i]), pairs[i+1]})
		}
	}
	return rows
}
