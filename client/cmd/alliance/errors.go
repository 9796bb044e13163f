package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/client/charterfile"
	"allianceregistry/client/faulttext"
	"allianceregistry/client/profile"
	"allianceregistry/client/steps"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/legible"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// Exit implements cli.Program.
func (a *app) Exit(err error) cli.Exit {
	exit := cli.NewExit(err, a.errorText(err))
	exit.Below = a.figures(err)
	var denied *refusal.Error
	var fault *client.Fault
	var invalid *charterfile.Invalid
	var unread *input.Invalid
	var unusable *unusable
	var misformed *steps.FormError
	switch {
	case errors.As(err, &denied), errors.As(err, &invalid), errors.As(err, &unread), errors.As(err, &unusable):
		exit.Line, exit.Code = "line.refused", exitRefused
	case errors.As(err, &fault):
		exit.Line, exit.Code = "line.failed", exitFault
	case errors.As(err, &misformed):
		exit.Code = cli.ExitUsage
	}
	// As another program reads it: by the code of a refusal, or by what a fault of the
	// network means for the transaction.
	switch {
	case denied != nil:
		exit.Failure = catalogue.Failure{Code: string(denied.Code), Message: exit.Text, Parameters: catalogue.Parameters(denied.Params)}
	case invalid != nil:
		exit.Failure = catalogue.Failure{Code: string(refusal.CharterInvalid), Message: exit.Text, Parameters: map[string]any{"faults": invalid.Defects}}
	case unread != nil:
		exit.Failure = catalogue.Failure{Code: string(unreadCode(unread)), Message: exit.Text, Parameters: map[string]any{"faults": unread.Defects}}
	case fault != nil:
		exit.Failure = faulttext.Failure(fault, exit.Text)
	}
	return exit
}

// errorText says an error in the user's language, as far as it is this project's: what
// the network said of a fault stands below, as it came.
func (a *app) errorText(err error) string {
	return a.text.Tell(err, func(err error) (string, bool) {
		switch known := err.(type) { //nolint:errorlint // what is around it is said too
		case *refusal.Error:
			return a.refusal(known.Code, a.text.Refusal(known)), true
		case *charterfile.Invalid:
			return a.refusal(refusal.CharterInvalid, a.invalidText(known.Defects)), true
		case *input.Invalid:
			return a.refusal(unreadCode(known), known.In(a.text.Catalogue)), true
		case *client.Fault:
			return faulttext.Say(a.text, known) + "\n  " + catalogue.Raw(known), true
		case *profile.Broken:
			return a.broken(known), true
		}
		return "", false
	})
}

// refusal is a refusal as it is said: its code, and the sentences behind it.
func (a *app) refusal(code refusal.Code, said string) string {
	return a.text.Compose("line.refusal", catalogue.Params{"code": string(code)}, catalogue.Params{"text": said})
}

// unreadCode is the ledger's code for a file that it would refuse, had it come so
// far.
func unreadCode(unread *input.Invalid) refusal.Code {
	if unread.Only(input.UnknownField) {
		return refusal.UnknownField
	}
	return refusal.Malformed
}

// unusable is a file by which nothing can be done, though it is what it should be: a
// charter that cannot work, or whose tests fail.
type unusable struct{ *catalogue.Message }

// Unwrap returns the message, by which it is said.
func (u *unusable) Unwrap() error { return u.Message }

// figures says what stands behind a refusal, in lines below it: the rule as a tree with
// what is needed, what there is and what is missing, and when the time is up.
func (a *app) figures(err error) []string {
	var refused *client.Refused
	if !errors.As(err, &refused) {
		return nil
	}
	return a.progress(refused.Dossier)
}

// progress says how far a proposal has come, in lines.
func (a *app) progress(d membership.Dossier) []string {
	shown := view.View{Rows: a.show().Progress(d)}
	if a.ShowsLocalTime() {
		shown = shown.In(time.Local)
	}
	var lines []string
	for _, row := range shown.Rows {
		lines = append(lines, fmt.Sprintf("  %s  %s", legible.Line(row[0]), legible.Line(row[1])))
	}
	return lines
}

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use: "explain", Args: cli.Args(0, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			codes := refusal.Codes()
			for _, code := range client.FindingCodes() {
				codes = append(codes, refusal.Code(code))
			}
			if len(args) == 1 {
				code := refusal.Code(strings.ToUpper(args[0]))
				if !slices.Contains(codes, code) {
					return cli.NewUsageError("usage.code", "value", args[0])
				}
				codes = []refusal.Code{code}
			}
			return a.explain(codes)
		},
	}
}

// explained is a code with its text in each language; parameters stand as {name}.
type explained struct {
	Code  refusal.Code      `json:"code"`
	Texts map[string]string `json:"texts"`
	// Next is what to do about it, in each language.
	Next map[string]string `json:"next"`
}

func (a *app) explain(codes []refusal.Code) error {
	v := view.View{Columns: []string{"code", "explanation", "next"}}
	list := []explained{}
	for _, code := range codes {
		one := explained{Code: code, Texts: map[string]string{}, Next: map[string]string{}}
		for _, lang := range text.Languages {
			said, err := text.In(lang)
			if err != nil {
				return err
			}
			one.Texts[lang], one.Next[lang] = said.Template(string(code)), said.Next(code)
			v.Rows = append(v.Rows, []string{string(code), one.Texts[lang], one.Next[lang]})
		}
		list = append(list, one)
	}
	v.Data = list
	return a.Print(v)
}
