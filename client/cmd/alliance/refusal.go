package main

import (
	"errors"
	"fmt"
	"time"

	"allianceregistry/client"
	"allianceregistry/internal/legible"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

// figures says below a refusal what stands behind it: the rule as a tree with
// what is needed, what there is and what is missing, and when the time is up.
func (a *app) figures(err error) {
	var refused *client.Refused
	if !errors.As(err, &refused) {
		return
	}
	shown := view.View{Rows: a.progress(refused.Dossier)}
	if a.local() {
		shown = shown.In(time.Local)
	}
	for _, row := range shown.Rows {
		fmt.Fprintf(a.err, "  %s  %s\n", legible.Line(row[0]), legible.Line(row[1]))
	}
}

// progress shows how far a proposal has come: its sponsors until it is put to
// the vote, its rule from then on.
func (a *app) progress(d membership.Dossier) [][]string {
	if d.Proposal.Opened == nil {
		return append(a.sponsors(d), a.fields("voteFrom", view.When(d.VoteFrom))...)
	}
	return append(a.text.Explanation(d.Explanation, 0), a.fields("closes", view.When(d.Proposal.Closes), "enacts", view.When(d.Proposal.Enacts))...)
}
