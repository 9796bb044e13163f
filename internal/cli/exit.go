package cli

import (
	"errors"
	"fmt"

	"allianceregistry/internal/catalogue"
)

// Exit is how a program ends that failed.
type Exit struct {
	Code int
	// Line is the key of the line on standard error, whose parameter "what" is Text.
	// Without it nothing is said: the answer has said it.
	Line, Text string
	// Below are lines that follow it; under -o json they are left out.
	Below []string
	// Failure stands in the place of all of that under -o json.
	Failure catalogue.Failure
}

// NewExit is the end by an error of which a program knows no more than its text.
func NewExit(err error, text string) Exit {
	exit := Exit{Code: ExitError, Line: "line.error", Text: text, Failure: catalogue.NewFailure(err, text)}
	if usage := (*UsageError)(nil); errors.As(err, &usage) {
		exit.Code = ExitUsage
	}
	return exit
}

// Conclude says an error, once for all commands, and returns the exit code. Without an
// error that is ExitOK.
func (a *App) Conclude(p Program, err error) int {
	if err == nil {
		return ExitOK
	}
	exit := p.Exit(err)
	switch {
	case exit.Line == "":
	case a.json:
		_ = exit.Failure.Print(a.Err) // there is nobody else to tell
	default:
		fmt.Fprintln(a.Err, a.Words.Compose(exit.Line, nil, catalogue.Params{"what": exit.Text}))
		for _, line := range exit.Below {
			fmt.Fprintln(a.Err, line)
		}
	}
	return exit.Code
}

// withLost adds to an error that standard output could not be written: an answer that
// nobody can read is no answer.
func withLost(err, lost error) error {
	if lost == nil || errors.Is(err, lost) {
		return err
	}
	return errors.Join(err, catalogue.NewError("out.lost", "cause", lost))
}
