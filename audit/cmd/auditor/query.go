package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/audit/index"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/view"
)

// query runs a question on the index, and says up to which height it answers.
func (a *app) query(cmd *cobra.Command, ask func(context.Context, *index.Index) (view.View, error)) error {
	return a.onIndex(cmd.Context(), func(x *index.Index) error { return a.queryOn(cmd, x, ask) })
}

func (a *app) queryOn(cmd *cobra.Command, x *index.Index, ask func(context.Context, *index.Index) (view.View, error)) error {
	ctx := cmd.Context()
	at, err := checkpoint(ctx, x)
	if err != nil {
		return err
	}
	if at.Next == 0 {
		return catalogue.NewError("index.empty")
	}
	if err := a.checkSameHistory(ctx, x, at); err != nil {
		return err
	}
	answer, err := ask(ctx, x)
	if err != nil {
		return suggest(ctx, x, err)
	}
	checked, err := x.LastFullCheck(ctx)
	if err != nil {
		return err
	}
	answer.Data = answered{
		verified{
			at.Next, hex.EncodeToString(at.Previous), hex.EncodeToString(at.Genesis), at.Time, checked, a.forks(), flagsPastEnd(cmd, at),
		}, answer.Data,
	}
	if len(answer.Columns) > 0 { // else it has printed its answer itself
		if err := a.Print(answer); err != nil {
			return err
		}
	}
	a.sayMore()
	a.warnPastEnd(cmd, at)
	fmt.Fprintln(a.Err, a.text.Say("index.verified", catalogue.Params{
		"height": view.Number(at.Next), "hash": hex.EncodeToString(at.Previous), "time": view.When(at.Time),
	}))
	fmt.Fprintln(a.Err, a.lastCheck(x, checked))
	for _, file := range a.forks() {
		fmt.Fprintln(a.Err, a.text.Say("past.forked", catalogue.Params{"file": file}))
	}
	return nil
}

// lastCheck says when the index was last checked as a whole, and what is checked at a question.
func (a *app) lastCheck(x *index.Index, checked index.FullCheck) string {
	key := "index.held"
	switch {
	case !x.HasChecksums() && !strings.Contains(a.place, "://"):
		key = "index.unchecked"
	case checked.Hash == "":
		key = "index.neverHeld"
	}
	return a.text.Say(key, catalogue.Params{"time": view.When(checked.Time), "height": view.Number(checked.Height)})
}

// answered is an answer for programs, with how far the chain was verified.
type answered struct {
	Verified verified `json:"verified"`
	Answer   any      `json:"answer"`
}

// verified is the height up to which an answer holds.
type verified struct {
	Height uint64 `json:"height"`
	// Hash is that of the last block, Genesis that of the first.
	Hash    string `json:"hash"`
	Genesis string `json:"genesis"`
	// Time is the time up to which the blocks tell what happened: one that most of the
	// transactions contradict, or this machine's clock, does not count.
	Time time.Time `json:"time"`
	// Held is when the whole index was last checked against its hash; what an answer
	// reads is checked against the checksums of its pages each time.
	Held index.FullCheck `json:"held,omitzero"`
	// Forks are the files of evidence of other histories; the answer is of the one
	// that was verified first.
	Forks []string `json:"forks,omitempty"`
	// Beyond are the flags that ask about what comes after all that; of it nothing is
	// known, and the answer is how it stood.
	Beyond []string `json:"beyond,omitempty"`
}
