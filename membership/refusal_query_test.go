package membership_test

import (
	"testing"

	"allianceregistry/membership"
)

// asking is a refusal of a question in an open alliance.
func asking(code membership.Code, name, argument string) denial {
	return denial{code, func(t *testing.T) error {
		w := opened(t, false)
		_, err := membership.Answer(w.ledger.Begin("question"), w.now, name, []byte(argument))
		return err
	}}
}

var queryRefusals = map[string]denial{
	"fail/ask: unknown question":         asking(membership.UnknownTransaction, "GetSecret", `{}`),
	"fail/ask: a transaction is none":    asking(membership.UnknownTransaction, "Join", `{}`),
	"fail/ask: malformed":                asking(membership.Malformed, "GetParty", `[]`),
	"fail/ask: unknown field":            asking(membership.UnknownField, "GetParty", `{"name":"cisco"}`),
	"fail/ask: party, no id":             asking(membership.BadID, "GetParty", `{}`),
	"fail/ask: party, unknown":           asking(membership.UnknownRecord, "GetParty", `{"id":"x@industry"}`),
	"fail/ask: alliance, unknown":        asking(membership.UnknownRecord, "GetAlliance", `{"id":"x@industry"}`),
	"fail/ask: charter, unknown":         asking(membership.UnknownRecord, "GetCharter", `{"alliance":"x@industry"}`),
	"fail/ask: charter, no such version": asking(membership.UnknownRecord, "GetCharter", `{"alliance":"zgc@industry","version":2}`),
	"fail/ask: charter, negative":        asking(membership.UnknownRecord, "GetCharter", `{"alliance":"zgc@industry","version":-1}`),
	"fail/ask: consents, unknown":        asking(membership.UnknownRecord, "ListConsents", `{"alliance":"x@industry"}`),
	"fail/ask: authorities, unknown":     asking(membership.UnknownRecord, "ListAuthorities", `{"party":"x@industry"}`),
	"fail/ask: memberships, unknown":     asking(membership.UnknownRecord, "ListMemberships", `{"party":"x@industry"}`),
	"fail/ask: membership, unknown":      asking(membership.UnknownRecord, "GetMembership", `{"alliance":"zgc@industry","party":"acme@industry"}`),
	"fail/ask: membership, no party":     asking(membership.BadID, "GetMembership", `{"alliance":"zgc@industry"}`),
	"fail/ask: history, unknown":         asking(membership.UnknownRecord, "GetHistory", `{"alliance":"zgc@industry","party":"acme@industry"}`),
	"fail/ask: history, no alliance":     asking(membership.BadID, "GetHistory", `{"party":"acme@industry"}`),
	"fail/ask: roster, unknown":          asking(membership.UnknownRecord, "GetRoster", `{"alliance":"x@industry"}`),
	"fail/ask: proposals, unknown":       asking(membership.UnknownRecord, "ListProposals", `{"alliance":"x@industry"}`),
	"fail/ask: proposal, unknown":        asking(membership.UnknownRecord, "GetProposal", `{"id":"000000000000000000000000"}`),
	"fail/ask: join, none":               asking(membership.UnknownRecord, "GetJoin", `{"alliance":"zgc@industry","party":"acme@industry"}`),
	"fail/ask: join, no party":           asking(membership.BadID, "GetJoin", `{"alliance":"zgc@industry"}`),
	"fail/ask: page too large":           asking(membership.TooMany, "ListParties", `{"size":1001}`),
	"fail/ask: page negative":            asking(membership.TooMany, "ListAlliances", `{"size":-1}`),
	"fail/ask: bookmark of other records": asking(membership.BadBookmark, "ListParties",
		`{"bookmark":"authority\u0000cisco@industry\u0000"}`),
	"fail/ask: bookmark of another alliance": asking(membership.BadBookmark, "GetRoster",
		`{"alliance":"zgc@industry","bookmark":"membership\u0000zgc@industrz\u0000"}`),
	"fail/ask: bookmark of another party's history": asking(membership.BadBookmark, "GetHistory",
		`{"alliance":"zgc@industry","party":"cas@academia","bookmark":"version\u0000zgc@industry\u0000cisco@industry\u0000000001\u0000"}`),
	"fail/ask: bookmark of memberships":    asking(membership.BadBookmark, "ListMemberships", `{"party":"cas@academia","bookmark":"x"}`),
	"fail/ask: roster, no such day":        asking(membership.BadTime, "GetRoster", `{"alliance":"zgc@industry","at":"2026-02-30"}`),
	"fail/ask: roster, no moment":          asking(membership.BadTime, "GetRoster", `{"alliance":"zgc@industry","at":"yesterday"}`),
	"fail/ask: roster, a negative epoch":   asking(membership.BadTime, "GetRoster", `{"alliance":"zgc@industry","at":"-1"}`),
	"fail/ask: roster, epoch 01":           asking(membership.BadTime, "GetRoster", `{"alliance":"zgc@industry","at":"01"}`),
	"fail/ask: roster, too large a number": asking(membership.BadTime, "GetRoster", `{"alliance":"zgc@industry","at":"1000000"}`),
	"fail/ask: roster of the open epoch":   asking(membership.EpochOpen, "GetRoster", `{"alliance":"zgc@industry","at":"1"}`),
	"fail/ask: roster of a later epoch":    asking(membership.UnknownRecord, "GetRoster", `{"alliance":"zgc@industry","at":"999999"}`),
	"fail/ask: epoch, unknown alliance":    asking(membership.UnknownRecord, "GetEpoch", `{"alliance":"x@industry"}`),
	"fail/ask: epoch, no id":               asking(membership.BadID, "GetEpoch", `{}`),
	"fail/ask: seal of an open epoch":      asking(membership.UnknownRecord, "GetSeal", `{"alliance":"zgc@industry","epoch":1}`),
	"fail/ask: seal, negative":             asking(membership.BadChoice, "GetSeal", `{"alliance":"zgc@industry","epoch":-1}`),
	"fail/ask: seals, unknown alliance":    asking(membership.UnknownRecord, "ListSeals", `{"alliance":"x@industry"}`),
	"fail/ask: bookmark of seals":          asking(membership.BadBookmark, "ListSeals", `{"alliance":"zgc@industry","bookmark":"seal"}`),
	"fail/ask: records of no kind":         asking(membership.Required, "ListRecords", `{}`),
	"fail/ask: records of an unknown kind": asking(membership.BadChoice, "ListRecords", `{"object":"secret"}`),
	"fail/ask: records, too many":          asking(membership.TooMany, "ListRecords", `{"object":"seal","size":1001}`),
	"fail/ask: bookmark of other kinds":    asking(membership.BadBookmark, "ListRecords", `{"object":"seal","bookmark":"sealed\u0000"}`),
	"fail/ask: bookmark of proposals":      asking(membership.BadBookmark, "ListProposals", `{"alliance":"zgc@industry","bookmark":"x"}`),
}
