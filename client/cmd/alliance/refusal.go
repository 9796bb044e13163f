package main

import (
	"errors"
	"fmt"

	"allianceregistry/client"
	"allianceregistry/membership"
)

// figures says below a refusal what stands behind it: the rule as a tree with
// what is needed, what there is and what is missing, and when the time is up.
func (a *app) figures(err error) {
	var refused *client.Refused
	if !errors.As(err, &refused) {
		return
	}
	for _, row := range a.progress(refused.Dossier) {
		fmt.Fprintf(a.err, "  %s  %s\n", row[0], row[1])
	}
}

// progress shows how far a proposal has come: its sponsors until it is put to
// the vote, its rule from then on.
func (a *app) progress(d membership.Dossier) [][]string {
	if d.Proposal.Opened == nil {
		return append(a.sponsors(d), a.fields("voteFrom", when(d.VoteFrom))...)
	}
	return append(a.explanation(d.Explanation, 0), a.fields("closes", when(d.Proposal.Closes), "enacts", when(d.Proposal.Enacts))...)
}

// missing is how many more a comparison needs, 0 where more would not help.
func missing(x membership.Explanation) int {
	f := x.Figure
	if x.Met || x.Certain || f.Relation != membership.AtLeast && f.Relation != membership.MoreThan {
		return 0
	}
	return max(0, f.Needed-f.Actual)
}
