package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
	"allianceregistry/internal/view"
)

// flagsPastEnd are the flags of a command that ask about times and blocks past the end of
// what was verified, in the order of their names here.
func flagsPastEnd(cmd *cobra.Command, at chain.Checkpoint) []string {
	var flags []string
	for _, name := range []string{"at", "known-at", "since", "until", "from-block", "to-block"} {
		if flag := cmd.Flags().Lookup(name); flag != nil && flag.Changed && isPastEnd(name, flag.Value.String(), at) {
			flags = append(flags, name)
		}
	}
	return flags
}

// isPastEnd reports whether a flag's value lies past that end. A number is a block's, but that of
// --at an epoch's, which is refused if it does not exist.
func isPastEnd(name, value string, at chain.Checkpoint) bool {
	if number, err := strconv.ParseUint(value, 10, 64); err == nil {
		return name != "at" && number >= at.Next
	}
	edge := input.End
	if name == "since" {
		edge = input.Begin
	}
	asked, err := moment("--"+name, value, edge)
	return err == nil && asked.After(at.Time)
}

// warnPastEnd says of each such flag that what comes later is not known.
func (a *app) warnPastEnd(cmd *cobra.Command, at chain.Checkpoint) {
	for _, name := range flagsPastEnd(cmd, at) {
		fmt.Fprintln(a.Err, a.text.Say("index.beyond", catalogue.Params{
			"flag": "--" + name, "value": cmd.Flags().Lookup(name).Value.String(), "block": view.Number(at.Next - 1), "time": view.When(at.Time),
		}))
	}
}

// checkpoint is how far the index is, with the time up to which its blocks say what
// happened in place of the latest that any transaction claims.
func checkpoint(ctx context.Context, x *index.Index) (chain.Checkpoint, error) {
	at, err := x.Checkpoint(ctx)
	if err == nil {
		at.Time, err = x.KnownUntil(ctx, time.Now())
	}
	return at, err
}

// upToNow is the end of a period that is counted, no later than what is verified goes:
// steps that nobody knows anything about are none.
func upToNow(ctx context.Context, x *index.Index, until time.Time) (time.Time, error) {
	at, err := checkpoint(ctx, x)
	if err == nil && (until.IsZero() || until.After(at.Time)) {
		until = at.Time.Add(time.Millisecond)
	}
	return until, err
}
