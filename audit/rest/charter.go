package rest

import (
	"context"
	"strconv"

	"allianceregistry/audit/index"
	"allianceregistry/membership/refusal"
)

// maxVersion bounds the versions of a charter that can be asked for.
const maxVersion = 999_999

func charterOperations() []operation {
	return []operation{
		answering(operation{
			id: "listCharters", tag: "alliances", path: Prefix + "/alliances/{id}/charters", summary: "All versions of an alliance's charter",
			about: "Each with the transaction that adopted it.", parameters: append([]parameter{allianceInPath(), languageParameter()}, ordered()...),
		}, func(ctx context.Context, q question) ([]index.CharterRow, string, error) {
			if err := q.checkAlliance(ctx, q.text("id")); err != nil {
				return nil, "", err
			}
			list, err := q.index.Charters(ctx, q.text("id"), 0, q.page())
			return list.Charters, q.next(list.Next), err
		}),
		answering(operation{
			id: "getCharter", tag: "alliances", path: Prefix + "/alliances/{id}/charters/{version}", summary: "One version of an alliance's charter",
			about: "The first version is 1.", parameters: []parameter{
				allianceInPath(), pathParameter(numberParameter("version", "The number of the version.", 1, maxVersion, "1")), languageParameter(),
			},
		}, func(ctx context.Context, q question) (index.CharterRow, string, error) {
			list, err := q.index.Charters(ctx, q.text("id"), q.number("version"), index.Page{})
			if err == nil && len(list.Charters) == 0 {
				err = refusal.Unknown("charter", q.text("id")+" "+strconv.Itoa(q.number("version")))
			}
			if err != nil {
				return index.CharterRow{}, "", err
			}
			return list.Charters[0], "", nil
		}),
	}
}
