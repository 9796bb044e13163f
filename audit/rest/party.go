package rest

import (
	"context"

	"allianceregistry/audit/index"
)

func partyOperations() []operation {
	return []operation{
		answering(operation{
			id: "listParties", tag: "parties", path: Prefix + "/parties", summary: "All parties",
			about: "In the order of their ids.", parameters: append(paged(), languageParameter()),
		}, func(ctx context.Context, q question) ([]index.PartyRow, string, error) {
			list, err := q.index.Parties(ctx, q.page())
			return list.Parties, q.next(list.Next), err
		}),
		answering(operation{
			id: "getParty", tag: "parties", path: Prefix + "/parties/{id}", summary: "A party as it is recorded now",
			about: "What a party says of itself, such as its name, is a claim: the ledger records that it was said.", parameters: []parameter{partyInPath("id"), languageParameter()},
		}, func(ctx context.Context, q question) (index.PartyRow, string, error) {
			row, err := q.index.Party(ctx, q.text("id"))
			return row, "", err
		}),
	}
}
