package rest

import (
	"context"
	"slices"

	"allianceregistry/audit/index"
	"allianceregistry/membership"
)

func decisionOperations() []operation {
	return []operation{answering(operation{
		id: "listDecisions", tag: "decisions", path: Prefix + "/decisions", summary: "Decisions",
		about: "Each with its proposal as it is now, and with each rule's needed and actual figures.",
		parameters: slices.Concat([]parameter{
			idParameter("alliance", "Decisions of this alliance.", "zgc@industry"), actionParameter(),
			choiceParameter("outcome", "Decisions with this outcome.", membership.Accepted, membership.Rejected, membership.Expired, membership.Void, membership.Timelocked),
			idParameter("subject", "Decisions about this party.", "acme@industry"), languageParameter(),
		}, period(), ordered()),
	}, func(ctx context.Context, q question) ([]index.Decided, string, error) {
		f := index.DecisionFilter{
			Alliance: q.text("alliance"), Action: q.text("action"), Outcome: q.text("outcome"), Subject: q.text("subject"), Page: q.page(),
		}
		var err error
		if f.From, f.Until, err = q.period(); err == nil {
			err = q.checkAlliance(ctx, f.Alliance)
		}
		if err != nil {
			return nil, "", err
		}
		list, err := q.index.Decisions(ctx, f)
		return list.Decisions, q.next(list.Next), err
	})}
}
