package rest

import (
	"context"
	"slices"

	"allianceregistry/audit/index"
	"allianceregistry/membership/charter"
)

func endorsementOperations() []operation {
	return []operation{answering(operation{
		id: "listEndorsements", tag: "endorsements", path: Prefix + "/endorsements", summary: "Who endorsed whom",
		about: "Sponsorships, and votes for, against and abstaining; where a vote was changed, each version.",
		parameters: slices.Concat([]parameter{
			idParameter("by", "Endorsements of this party.", "acme@industry"), idParameter("about", "Endorsements of proposals about this party.", "acme@industry"),
			idParameter("alliance", "Endorsements in this alliance.", "zgc@industry"), proposalParameter(),
			textParameter("host", "Endorsements of parties of this host.", "industry"),
			choiceParameter("position", "Endorsements with this position.", charter.For, charter.Against, charter.Abstain, charter.Sponsor), languageParameter(),
		}, period(), ordered()),
	}, func(ctx context.Context, q question) ([]index.Vote, string, error) {
		f := index.EndorsementFilter{
			Alliance: q.text("alliance"), Proposal: q.text("proposal"), From: q.text("by"), To: q.text("about"), Host: q.text("host"),
			Position: q.text("position"), Page: q.page(),
		}
		var err error
		if f.Since, f.Until, err = q.period(); err == nil {
			err = q.checkAlliance(ctx, f.Alliance)
		}
		if err != nil {
			return nil, "", err
		}
		list, err := q.index.Endorsements(ctx, f)
		return list.Votes, q.next(list.Next), err
	})}
}
