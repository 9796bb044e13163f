package rest

import (
	"context"
	"slices"

	"allianceregistry/audit/index"
	"allianceregistry/membership"
)

func proposalOperations() []operation {
	return []operation{
		answering(operation{
			id: "listProposals", tag: "proposals", path: Prefix + "/alliances/{id}/proposals", summary: "An alliance's proposals",
			about: "Each as it is now, with the transaction that filed it.",
			parameters: slices.Concat([]parameter{
				allianceInPath(), actionParameter(),
				choiceParameter("status", "Proposals whose recorded status is this; what follows from dates since is in the answer, and not looked at here.", recordedStatuses()...),
				idParameter("subject", "Proposals about this party.", "acme@industry"),
				idParameter("by", "Proposals that this party filed.", "acme@industry"), languageParameter(),
			}, period(), ordered()),
		}, func(ctx context.Context, q question) ([]index.ProposalRow, string, error) {
			f := index.ProposalFilter{
				Alliance: q.text("id"), Action: q.text("action"), Status: q.text("status"), Subject: q.text("subject"), By: q.text("by"), Page: q.page(),
			}
			var err error
			if f.From, f.Until, err = q.period(); err == nil {
				err = q.checkAlliance(ctx, f.Alliance)
			}
			if err != nil {
				return nil, "", err
			}
			list, err := q.index.Proposals(ctx, f)
			return list.Proposals, q.next(list.Next), err
		}),
		answering(operation{
			id: "getProposal", tag: "proposals", path: Prefix + "/proposals/{proposal}", summary: "Everything about a proposal",
			about: "The proposal, its sponsorships and endorsements with each version of them, the version of the charter that decides it, and the decision " +
				"with each rule's needed and actual figures, if there is one.",
			parameters: []parameter{pathParameter(proposalParameter()), languageParameter()},
		}, func(ctx context.Context, q question) (index.Case, string, error) {
			found, err := q.index.Decision(ctx, q.text("proposal"))
			return found, "", err
		}),
	}
}

// recordedStatuses are those that a record can have, which are not only derived.
func recordedStatuses() []membership.ProposalStatus {
	return slices.DeleteFunc(membership.ProposalStatuses(), func(s membership.ProposalStatus) bool {
		return s == membership.Closed || s == membership.Enactable
	})
}
