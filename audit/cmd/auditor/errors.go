package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/audit/proof"
	"allianceregistry/client"
	"allianceregistry/client/faulttext"
	"allianceregistry/client/profile"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/membership/refusal"
)

// Exit implements cli.Program.
func (a *app) Exit(err error) cli.Exit {
	exit := cli.NewExit(err, withoutRepeats(a.errorText(err)))
	var denied *refusal.Error
	var fault *client.Fault
	var silent *chain.SilentError
	var found *foundError
	var unchecked *uncheckedError
	var broken *chain.Broken
	var indexed *index.Error
	var unproved *proof.Error
	isIndexed := errors.As(err, &indexed)
	switch {
	case errors.As(err, &unchecked):
		exit.Line, exit.Code, exit.Text = "line.unchecked", exitUnchecked, strings.Join(unchecked.names, a.Say("separator"))
	case errors.As(err, &unproved):
		exit.Line, exit.Code = "line.found", exitFound
	case errors.As(err, &found) && found.message == "":
		return cli.Exit{Code: exitFound} // the answer has said it
	case errors.As(err, &found):
		exit.Line, exit.Code, exit.Text = "line.found", exitFound, found.message
	case errors.As(err, &broken):
		exit.Line, exit.Code = "line.found", exitFound
		if !isIndexed {
			exit.Text = "\n  " + exit.Text // the findings alone, one a line
		}
	case isMalformed(err):
		exit.Line, exit.Code = "line.refused", cli.ExitUsage
	case errors.As(err, &denied):
		exit.Line, exit.Code = "line.refused", exitUnknown
	case errors.As(err, &fault), errors.As(err, &silent), errors.Is(err, context.DeadlineExceeded):
		exit.Line, exit.Code = "line.failed", exitFault
	case isIndexed && indexed.Code == index.Stuck:
		exit.Line, exit.Code = "line.found", exitFound
	}
	exit.Failure = a.failure(err, strings.TrimSpace(exit.Text))
	return exit
}

// failure is an error as another program reads it.
func (a *app) failure(err error, said string) catalogue.Failure {
	var denied *refusal.Error
	var fault *client.Fault
	var silent *chain.SilentError
	var found *foundError
	var unchecked *uncheckedError
	var broken *chain.Broken
	var indexed *index.Error
	var unproved *proof.Error
	switch {
	case errors.As(err, &unproved):
		return catalogue.Failure{Code: string(unproved.Reason), Message: said, Parameters: map[string]any{"detail": unproved.Detail}}
	case errors.As(err, &unchecked):
		return catalogue.Failure{Code: "NOT_CHECKED", Message: said, Parameters: map[string]any{
			"sources": unchecked.names, "findings": unchecked.findings,
		}}
	case errors.As(err, &found):
		return catalogue.Failure{Code: "FOUND", Message: said, Parameters: map[string]any{"findings": found.findings}}
	case errors.As(err, &indexed):
		return catalogue.Failure{Code: string(indexed.Code), Message: said, Parameters: catalogue.Parameters(indexed.Params)}
	case errors.As(err, &broken):
		return catalogue.Failure{Code: "CHAIN_BROKEN", Message: said, Parameters: map[string]any{"findings": broken.Findings}}
	case errors.As(err, &denied):
		return catalogue.Failure{Code: string(denied.Code), Message: said, Parameters: catalogue.Parameters(denied.Params)}
	case errors.As(err, &fault):
		return faulttext.Failure(fault, said)
	case errors.As(err, &silent), errors.Is(err, context.DeadlineExceeded):
		return catalogue.Failure{Code: "NETWORK_SILENT", Message: said}
	}
	return catalogue.NewFailure(err, said)
}

// withoutRepeats leaves out the lines that stood before: several hosts fail alike.
func withoutRepeats(text string) string {
	var lines []string
	seen := map[string]bool{}
	for line := range strings.SplitSeq(text, "\n") {
		if said := strings.TrimSpace(line); !seen[said] {
			seen[said] = true
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// isMalformed reports whether the question could not be understood, whatever there is.
func isMalformed(err error) bool {
	for _, denied := range []error{
		&refusal.Error{Code: refusal.BadID}, &refusal.Error{Code: refusal.BadTime}, &refusal.Error{Code: refusal.BadBookmark},
		&index.Error{Code: index.BadBookmark},
	} {
		if errors.Is(err, denied) {
			return true
		}
	}
	return false
}

// errorText says an error in the user's language, as far as it is this project's: what
// the network said of a fault stands below, as it came.
func (a *app) errorText(err error) string {
	return a.text.Tell(err, func(err error) (string, bool) {
		switch known := err.(type) { //nolint:errorlint // what is around it is said too
		case *refusal.Error:
			return a.refusal(string(known.Code), a.text.Refusal(known)), true
		case *client.Fault:
			return faulttext.Say(a.text, known) + "\n  " + catalogue.Raw(known), true
		case *index.Error:
			return a.refusal(string(known.Code), a.text.Say(string(known.Code), known.Params)) + a.cause(known.Err), true
		case *profile.Broken:
			return a.text.Compose("profile.broken", catalogue.Params{"profile": known.Name}, catalogue.Params{"cause": a.errorText(known.Err)}), true
		case *proof.Error:
			return a.refusal(string(known.Reason), a.text.Say("proof."+string(known.Reason), nil)+" ("+known.Detail+")"), true
		case *chain.SilentError:
			return a.findingLine(known.Finding()), true
		case *chain.Broken:
			return a.findingLines(known.Findings), true
		}
		return "", false
	})
}

// refusal is a refusal as it is said: its code, and the sentences behind it.
func (a *app) refusal(code, said string) string {
	return a.text.Compose("line.refusal", catalogue.Params{"code": code}, catalogue.Params{"text": said})
}

// cause says what stands behind an error, on a line of its own.
func (a *app) cause(err error) string {
	if err == nil {
		return ""
	}
	return "\n  " + a.errorText(err)
}

// foundError says that something does not hold: its findings were printed, or else the
// message says it.
type foundError struct {
	findings []chain.Finding
	message  string
}

// Error implements error.
func (f *foundError) Error() string { return fmt.Sprintf("%d findings", len(f.findings)) }

// uncheckedError says that nothing was found that does not hold, and that some were not
// checked, or not to the end.
type uncheckedError struct {
	names    []string
	findings []chain.Finding
}

// Error implements error.
func (u *uncheckedError) Error() string { return "not checked: " + strings.Join(u.names, ", ") }
