package main

import (
	"errors"
	"fmt"

	"allianceregistry/client"
	"allianceregistry/client/charterfile"
	"allianceregistry/client/faulttext"
	"allianceregistry/client/profile"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
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
	var misuse *manual.Misuse
	var invalid *charterfile.Invalid
	var unread *input.Invalid
	var unfit *unfit
	switch {
	case errors.As(err, &denied), errors.As(err, &invalid), errors.As(err, &unread), errors.As(err, &unfit):
		line, code = "line.refused", exitRefused
	case errors.As(err, &fault):
		line, code = "line.failed", exitFault
	case errors.As(err, &misuse):
		code = exitUsage
	}
	if a.asJSON {
		_ = a.failure(err).Print(a.err) // there is nobody else to tell
		return code
	}
	fmt.Fprintln(a.err, a.text.Compose(line, nil, catalogue.Params{"what": a.told(err)}))
	a.figures(err)
	return code
}

// failure is an error as another program reads it: by the code of a refusal, or by
// what a fault of the network means for the transaction.
func (a *app) failure(err error) catalogue.Failure {
	said := a.told(err)
	var denied *refusal.Error
	var fault *client.Fault
	var invalid *charterfile.Invalid
	var unread *input.Invalid
	switch {
	case errors.As(err, &denied):
		return catalogue.Failure{Code: string(denied.Code), Message: said, Parameters: catalogue.Parameters(denied.Params)}
	case errors.As(err, &invalid):
		return catalogue.Failure{Code: string(refusal.CharterInvalid), Message: said, Parameters: map[string]any{"faults": invalid.Faults}}
	case errors.As(err, &unread):
		return catalogue.Failure{Code: string(unreadCode(unread)), Message: said, Parameters: map[string]any{"faults": unread.Faults}}
	case errors.As(err, &fault):
		return faulttext.Failure(fault, said)
	}
	return catalogue.NewFailure(err, said)
}

// told says an error in the user's language, as far as it is this project's: what
// the network said of a fault stands below, as it came.
func (a *app) told(err error) string {
	return a.text.Tell(err, func(err error) (string, bool) {
		switch known := err.(type) { //nolint:errorlint // what is around it is told too
		case *refusal.Error:
			return a.refusal(known.Code, a.text.Refusal(known)), true
		case *charterfile.Invalid:
			return a.refusal(refusal.CharterInvalid, a.invalid(known.Faults)), true
		case *input.Invalid:
			return a.refusal(unreadCode(known), known.In(a.text.Catalogue)), true
		case *client.Fault:
			return faulttext.Say(a.text, known) + "\n  " + catalogue.AsItCame(known), true
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

// unfit is a file by which nothing can be done, though it is what it should be: a
// charter that cannot work, or whose tests fail.
type unfit struct{ *catalogue.Message }

// Unwrap returns the message, by which it is told.
func (u *unfit) Unwrap() error { return u.Message }

// mishap is an error on this computer, by the key of its text.
func mishap(key string, pairs ...any) error { return catalogue.NewMessage(nil, key, pairs...) }
