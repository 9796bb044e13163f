package membership_test

import (
	"testing"

	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// asking is a refusal of a question in an open alliance.
func asking(code refusal.Code, name, argument string) denial {
	return denial{code, func(t *testing.T) error {
		w := opened(t, false)
		_, err := membership.Answer(w.ledger.Begin("question"), w.now, name, []byte(argument))
		return err
	}}
}

var queryRefusals = map[string]denial{
	"fail/ask: unknown question":         asking(refusal.UnknownTransaction, "GetSecret", `{}`),
	"fail/ask: a transaction is none":    asking(refusal.UnknownTransaction, "Join", `{}`),
	"fail/ask: malformed":                asking(refusal.Malformed, "GetParty", `[]`),
	"fail/ask: unknown field":            asking(refusal.UnknownField, "GetParty", `{"name":"cisco"}`),
	"fail/ask: party, no id":             asking(refusal.BadID, "GetParty", `{}`),
	"fail/ask: party, unknown":           asking(refusal.UnknownRecord, "GetParty", `{"id":"x@industry"}`),
	"fail/ask: host, unknown":            asking(refusal.UnknownRecord, "GetHost", `{"id":"org1.msp"}`),
	"fail/ask: host, a slug has none":    asking(refusal.UnknownRecord, "GetHost", `{"id":"industry"}`),
	"fail/ask: host, an MSP ID":          asking(refusal.BadID, "GetHost", `{"id":"Org1MSP"}`),
	"fail/ask: host, no id":              asking(refusal.BadID, "GetHost", `{}`),
	"fail/ask: hosts, page too large":    asking(refusal.TooMany, "ListHosts", `{"size":1001}`),
	"fail/ask: alliance, unknown":        asking(refusal.UnknownRecord, "GetAlliance", `{"id":"x@industry"}`),
	"fail/ask: charter, unknown":         asking(refusal.UnknownRecord, "GetCharter", `{"alliance":"x@industry"}`),
	"fail/ask: charter, no such version": asking(refusal.UnknownRecord, "GetCharter", `{"alliance":"zgc@industry","version":2}`),
	"fail/ask: charter, negative":        asking(refusal.UnknownRecord, "GetCharter", `{"alliance":"zgc@industry","version":-1}`),
	"fail/ask: consents, unknown":        asking(refusal.UnknownRecord, "ListConsents", `{"alliance":"x@industry"}`),
	"fail/ask: authorities, unknown":     asking(refusal.UnknownRecord, "ListAuthorities", `{"party":"x@industry"}`),
	"fail/ask: memberships, unknown":     asking(refusal.UnknownRecord, "ListMemberships", `{"party":"x@industry"}`),
	"fail/ask: membership, unknown":      asking(refusal.UnknownRecord, "GetMembership", `{"alliance":"zgc@industry","party":"acme@industry"}`),
	"fail/ask: membership, no party":     asking(refusal.BadID, "GetMembership", `{"alliance":"zgc@industry"}`),
	"fail/ask: history, unknown":         asking(refusal.UnknownRecord, "GetHistory", `{"alliance":"zgc@industry","party":"acme@industry"}`),
	"fail/ask: history, no alliance":     asking(refusal.BadID, "GetHistory", `{"party":"acme@industry"}`),
	"fail/ask: roster, unknown":          asking(refusal.UnknownRecord, "GetRoster", `{"alliance":"x@industry"}`),
	"fail/ask: proposals, unknown":       asking(refusal.UnknownRecord, "ListProposals", `{"alliance":"x@industry"}`),
	"fail/ask: proposal, unknown":        asking(refusal.UnknownRecord, "GetProposal", `{"id":"000000000000000000000000"}`),
	"fail/ask: join, none":               asking(refusal.UnknownRecord, "GetJoin", `{"alliance":"zgc@industry","party":"acme@industry"}`),
	"fail/ask: join, no party":           asking(refusal.BadID, "GetJoin", `{"alliance":"zgc@industry"}`),
	"fail/ask: proxies, unknown":         asking(refusal.UnknownRecord, "ListProxies", `{"alliance":"x@industry"}`),
	"fail/ask: proxies, no alliance":     asking(refusal.BadID, "ListProxies", `{}`),
	"fail/ask: proxies, no holder":       asking(refusal.BadID, "ListProxies", `{"alliance":"zgc@industry","holder":"x"}`),
	"fail/ask: proxies, no principal":    asking(refusal.BadID, "ListProxies", `{"alliance":"zgc@industry","principal":"x"}`),
	"fail/ask: proxies, another's":       asking(refusal.BadBookmark, "ListProxies", `{"alliance":"zgc@industry","holder":"cas@academia","bookmark":"proxy\u0000zgc@industry\u0000"}`),
	"fail/ask: invitations, unknown":     asking(refusal.UnknownRecord, "ListInvitations", `{"alliance":"x@industry"}`),
	"fail/ask: invitations, of nobody":   asking(refusal.BadID, "ListInvitations", `{}`),
	"fail/ask: invitations, no inviter":  asking(refusal.BadID, "ListInvitations", `{"alliance":"zgc@industry","inviter":"x"}`),
	"fail/ask: invitations, no party":    asking(refusal.BadID, "ListInvitations", `{"party":"x"}`),
	"fail/ask: invitations, two":         asking(refusal.Unwanted, "ListInvitations", `{"party":"lab@academia","inviter":"cas@academia"}`),
	"fail/ask: page too large":           asking(refusal.TooMany, "ListParties", `{"size":1001}`),
	"fail/ask: page negative":            asking(refusal.TooMany, "ListAlliances", `{"size":-1}`),
	"fail/ask: bookmark of other records": asking(refusal.BadBookmark, "ListParties",
		`{"bookmark":"authority\u0000cisco@industry\u0000"}`),
	"fail/ask: bookmark of another alliance": asking(refusal.BadBookmark, "GetRoster",
		`{"alliance":"zgc@industry","bookmark":"membership\u0000zgc@industrz\u0000"}`),
	"fail/ask: bookmark of another party's history": asking(refusal.BadBookmark, "GetHistory",
		`{"alliance":"zgc@industry","party":"cas@academia","bookmark":"version\u0000zgc@industry\u0000cisco@industry\u0000000001\u0000"}`),
	"fail/ask: bookmark of memberships":    asking(refusal.BadBookmark, "ListMemberships", `{"party":"cas@academia","bookmark":"x"}`),
	"fail/ask: roster, no such day":        asking(refusal.BadTime, "GetRoster", `{"alliance":"zgc@industry","at":"2026-02-30"}`),
	"fail/ask: roster, no moment":          asking(refusal.BadTime, "GetRoster", `{"alliance":"zgc@industry","at":"yesterday"}`),
	"fail/ask: roster, a negative epoch":   asking(refusal.BadTime, "GetRoster", `{"alliance":"zgc@industry","at":"-1"}`),
	"fail/ask: roster, epoch 01":           asking(refusal.BadTime, "GetRoster", `{"alliance":"zgc@industry","at":"01"}`),
	"fail/ask: roster, too large a number": asking(refusal.BadTime, "GetRoster", `{"alliance":"zgc@industry","at":"1000000"}`),
	"fail/ask: roster of the open epoch":   asking(refusal.EpochOpen, "GetRoster", `{"alliance":"zgc@industry","at":"1"}`),
	"fail/ask: roster of a later epoch":    asking(refusal.UnknownRecord, "GetRoster", `{"alliance":"zgc@industry","at":"999999"}`),
	"fail/ask: epoch, unknown alliance":    asking(refusal.UnknownRecord, "GetEpoch", `{"alliance":"x@industry"}`),
	"fail/ask: epoch, no id":               asking(refusal.BadID, "GetEpoch", `{}`),
	"fail/ask: seal of an open epoch":      asking(refusal.UnknownRecord, "GetSeal", `{"alliance":"zgc@industry","epoch":1}`),
	"fail/ask: proof, no seal":             asking(refusal.UnknownRecord, "GetRosterProof", `{"alliance":"zgc@industry","epoch":1,"party":"cas@academia"}`),
	"fail/ask: proof, no party":            asking(refusal.BadID, "GetRosterProof", `{"alliance":"zgc@industry","epoch":0}`),
	"fail/ask: proof, negative":            asking(refusal.BadChoice, "GetRosterProof", `{"alliance":"zgc@industry","epoch":-1,"party":"cas@academia"}`),
	"fail/ask: seal, negative":             asking(refusal.BadChoice, "GetSeal", `{"alliance":"zgc@industry","epoch":-1}`),
	"fail/ask: seals, unknown alliance":    asking(refusal.UnknownRecord, "ListSeals", `{"alliance":"x@industry"}`),
	"fail/ask: bookmark of seals":          asking(refusal.BadBookmark, "ListSeals", `{"alliance":"zgc@industry","bookmark":"seal"}`),
	"fail/ask: records of no kind":         asking(refusal.Required, "ListRecords", `{}`),
	"fail/ask: records of an unknown kind": asking(refusal.BadChoice, "ListRecords", `{"object":"secret"}`),
	"fail/ask: records, too many":          asking(refusal.TooMany, "ListRecords", `{"object":"seal","size":1001}`),
	"fail/ask: bookmark of other kinds":    asking(refusal.BadBookmark, "ListRecords", `{"object":"seal","bookmark":"sealed\u0000"}`),
	"fail/ask: bookmark of proposals":      asking(refusal.BadBookmark, "ListProposals", `{"alliance":"zgc@industry","bookmark":"x"}`),
}
