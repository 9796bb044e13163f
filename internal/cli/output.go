package cli

import (
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"allianceregistry/internal/view"
)

// AnswerFlags adds the flags for the form of an answer and for whose time it shows, of a
// program that answers with views.
func (a *App) AnswerFlags(flags *pflag.FlagSet) {
	a.OutputFlag(flags)
	flags.StringVar(&a.zone, "time", view.Zones()[0], "")
}

// CheckAnswerFlags is CheckFlags for a program with AnswerFlags.
func (a *App) CheckAnswerFlags(cmd *cobra.Command) error {
	if err := a.CheckFlags(cmd, view.Forms()...); err != nil {
		return err
	}
	return OneOf("--time", a.zone, view.Zones()...)
}

// Print writes an answer to standard output, in the form and the time that were asked
// for.
func (a *App) Print(v view.View) error {
	if a.ShowsLocalTime() {
		v = v.In(time.Local)
	}
	return v.Print(a.Out, a.Output, a.Say)
}

// ShowsLocalTime reports whether times are shown in this computer's zone: to people
// alone.
func (a *App) ShowsLocalTime() bool { return a.Output == view.Table && a.zone == "local" }

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
