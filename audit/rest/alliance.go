package rest

import (
	"context"

	"allianceregistry/audit/index"
)

func allianceOperations() []operation {
	return []operation{
		answering(operation{
			id: "listAlliances", tag: "alliances", path: Prefix + "/alliances", summary: "All alliances",
			about: "In the order of their ids.", parameters: append(paged(), languageParameter()),
		}, func(ctx context.Context, q question) ([]index.AllianceRow, string, error) {
			list, err := q.index.Alliances(ctx, q.page())
			return list.Alliances, q.next(list.Next), err
		}),
		answering(operation{
			id: "getAlliance", tag: "alliances", path: Prefix + "/alliances/{id}", summary: "An alliance as it is recorded now",
			about: "With the transaction that wrote it last.", parameters: []parameter{allianceInPath(), languageParameter()},
		}, func(ctx context.Context, q question) (index.AllianceRow, string, error) {
			row, err := q.index.Alliance(ctx, q.text("id"))
			return row, "", err
		}),
	}
}
