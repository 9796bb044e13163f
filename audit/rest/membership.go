package rest

import (
	"context"

	"allianceregistry/audit/index"
	"allianceregistry/membership/refusal"
)

func membershipOperations() []operation {
	return []operation{
		answering(operation{
			id: "listMemberPeriods", tag: "alliances", path: Prefix + "/alliances/{id}/members/{party}",
			summary: "The periods of a party's membership of an alliance",
			about: "In each period the party had one class and one state. Each has the transaction that began it, and the one that ended it. " +
				"A party that never was a member is refused with UNKNOWN_RECORD.",
			parameters: append([]parameter{allianceInPath(), partyInPath("party"), languageParameter()}, ordered()...),
		}, func(ctx context.Context, q question) ([]index.MemberPeriod, string, error) {
			list, next, err := q.periods(ctx, index.PeriodFilter{Alliance: q.text("id"), Party: q.text("party")})
			if err == nil && len(list) == 0 {
				err = refusal.Unknown("membership", q.text("id")+" "+q.text("party"))
			}
			return list, next, err
		}),
		answering(operation{
			id: "listPartyPeriods", tag: "parties", path: Prefix + "/parties/{id}/memberships",
			summary: "The periods of a party's memberships of all alliances", about: "Those that ended too.",
			parameters: append([]parameter{partyInPath("id"), languageParameter()}, ordered()...),
		}, func(ctx context.Context, q question) ([]index.MemberPeriod, string, error) {
			if _, err := q.index.Party(ctx, q.text("id")); err != nil {
				return nil, "", err
			}
			return q.periods(ctx, index.PeriodFilter{Party: q.text("id")})
		}),
	}
}

func (q question) periods(ctx context.Context, f index.PeriodFilter) ([]index.MemberPeriod, string, error) {
	f.Page = q.page()
	list, err := q.index.Periods(ctx, f)
	return list.Periods, q.next(list.Next), err
}
