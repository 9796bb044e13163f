package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/client"
	"allianceregistry/client/faulttext"
	"allianceregistry/client/profile"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/manual"
	"allianceregistry/membership/refusal"
)

// conclude says what went wrong and maps it to the exit code, once for all
// commands.
func (a *app) conclude(err error) int {
	if err == nil {
		return exitOK
	}
	line, code := "line.error", exitError
	var denied *refusal.Error
	var fault *client.Fault
	var silent *chain.SilentError
	var misuse *manual.Misuse
	var found *found
	var unchecked *unchecked
	var broken *chain.Broken
	var indexed *index.Error
	switch {
	case errors.As(err, &unchecked):
		a.complain("line.unchecked", strings.Join(unchecked.names, a.say("separator")), err)
		return exitUnchecked
	case errors.As(err, &found):
		if found.message != "" {
			a.complain("line.found", found.message, err)
		}
		return exitFound
	case errors.As(err, &broken):
		line, code = "line.found", exitFound
	case misworded(err):
		line, code = "line.refused", exitUsage
	case errors.As(err, &denied):
		line, code = "line.refused", exitUnknown
	case errors.As(err, &fault), errors.As(err, &silent), errors.Is(err, context.DeadlineExceeded):
		line, code = "line.failed", exitFault
	case errors.As(err, &indexed) && indexed.Code == index.Stuck:
		line, code = "line.found", exitFound
	case errors.As(err, &misuse):
		code = exitUsage
	}
	what := once(a.told(err))
	if errors.As(err, &broken) && !errors.As(err, &indexed) {
		what = "\n  " + what // the findings alone, one a line
	}
	a.complain(line, what, err)
	return code
}

// complain says an error, in a line or as another program reads it.
func (a *app) complain(line, what string, err error) {
	if a.asJSON {
		_ = a.failure(err, strings.TrimSpace(what)).Print(a.err) // there is nobody else to tell
		return
	}
	fmt.Fprintln(a.err, a.text.Compose(line, nil, catalogue.Params{"what": what}))
}

// failure is an error as another program reads it.
func (a *app) failure(err error, said string) catalogue.Failure {
	var denied *refusal.Error
	var fault *client.Fault
	var silent *chain.SilentError
	var found *found
	var unchecked *unchecked
	var broken *chain.Broken
	var indexed *index.Error
	switch {
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

// once leaves out the lines that stood before: several hosts fail alike.
func once(text string) string {
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

// misworded tells whether the question could not be understood, whatever there is.
func misworded(err error) bool {
	for _, denied := range []error{
		&refusal.Error{Code: refusal.BadID}, &refusal.Error{Code: refusal.BadTime}, &refusal.Error{Code: refusal.BadBookmark},
		&index.Error{Code: index.BadTime}, &index.Error{Code: index.BadBookmark},
	} {
		if errors.Is(err, denied) {
			return true
		}
	}
	return false
}

// told says an error in the user's language, as far as it is this project's: what
// the network said of a fault stands below, as it came.
func (a *app) told(err error) string {
	return a.text.Tell(err, func(err error) (string, bool) {
		switch known := err.(type) { //nolint:errorlint // what is around it is told too
		case *refusal.Error:
			return a.refusal(string(known.Code), a.text.Refusal(known)), true
		case *client.Fault:
			return faulttext.Say(a.text, known) + "\n  " + catalogue.AsItCame(known), true
		case *index.Error:
			return a.refusal(string(known.Code), a.tell(string(known.Code), known.Params)) + a.cause(known.Err), true
		case *profile.Broken:
			return a.text.Compose("profile.broken", catalogue.Params{"profile": known.Name}, catalogue.Params{"cause": a.told(known.Err)}), true
		case *chain.SilentError:
			return a.finding(known.Finding()), true
		case *chain.Broken:
			return a.findings(known.Findings), true
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
	return "\n  " + a.told(err)
}

// found says that something does not hold: its findings were printed, or else the
// message says it.
type found struct {
	findings []chain.Finding
	message  string
}

// Error implements error.
func (f *found) Error() string { return fmt.Sprintf("%d findings", len(f.findings)) }

// unchecked says that nothing was found that does not hold, and that some were not
// checked, or not to the end.
type unchecked struct {
	names    []string
	findings []chain.Finding
}

// Error implements error.
func (u *unchecked) Error() string { return "not checked: " + strings.Join(u.names, ", ") }

// mishap is an error on this computer, by the key of its text.
func mishap(key string, pairs ...any) error { return catalogue.NewMessage(nil, key, pairs...) }
