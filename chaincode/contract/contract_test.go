package contract_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/timestamppb"

	"allianceregistry/chaincode/contract"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

const zgc = "zgc@industry"

// bylaws needs two votes and may decide early.
func bylaws() charter.Charter {
	return charter.Charter{
		Schema: 1, Founders: "full",
		Classes: []charter.Class{{
			ID: "full", Names: form.Names{"en": "Full member", "zh": "正式会员"},
			Kinds:  []charter.Kind{charter.Enterprise, charter.AllianceKind},
			Rights: []charter.Right{charter.Vote, charter.ProposeRight, charter.SponsorRight},
		}},
		Rules: charter.Rules{
			charter.Admit: {
				LockOut: charter.LockOutAccepted,
				Voting:  "PT1H", Early: true, Pass: charter.Expression{Votes: charter.CountFor, AtLeast: "2"},
			},
			charter.Suspend: {
				LockOut:  charter.LockOutAccepted,
				Sponsors: &charter.Expression{Votes: charter.CountSponsors, AtLeast: "1"}, Expiry: "P1D", Voting: "PT1H",
				Pass: charter.Expression{Votes: charter.CountFor, MoreThan: "1/2", Of: charter.CountElectorate},
			},
			charter.MandateAction: {
				LockOut: charter.LockOutAccepted,
				Voting:  "PT1H", Early: true, Pass: charter.Expression{Votes: charter.CountFor, AtLeast: "2"},
			},
		},
	}
}

func (e *endorser) register(host, party string) identity {
	e.t.Helper()
	who := enrolled(e.t, host, party)
	event := e.submit(who, membership.RegisterParty{
		Request: "register", Kind: charter.Enterprise, Names: form.Names{"en": party},
	})
	require.Equal(e.t, membership.PartyRegistered, event.Type)
	require.Equal(e.t, who.key, event.Key)
	return who
}

// The whole life of one alliance, through the framework's dispatch.
func TestOneAlliance(t *testing.T) {
	t.Parallel()
	newEndorser(t).life()
}

// life takes an alliance from its founding to a member's leaving, and uses each
// transaction and each question once at least.
func (e *endorser) life() {
	t := e.t
	t.Helper()
	cisco, cas, acme := e.register("industry", "cisco@industry"), e.register("academia", "cas@academia"), e.register("association", "acme@association")
	digest, err := bylaws().Digest()
	require.NoError(t, err)

	e.submit(cisco, membership.FoundAlliance{
		Request: "found", Slug: "zgc", Names: form.Names{"zh": "中关村"},
		Founders: []string{"cisco@industry", "cas@academia"}, Charter: bylaws(),
	})
	event := e.submit(cas, membership.Consent{Request: "consent", Alliance: zgc, Charter: digest})
	require.Equal(t, membership.AllianceOpened, event.Type)

	proposal := e.submit(acme, membership.Join{Request: "join", Alliance: zgc, Class: "full"}).Proposal
	e.submit(cisco, membership.Endorse{Request: "e", Proposal: proposal, Position: charter.For, Reason: "好"})
	e.refused(refusal.NotDecidable, acme, "Decide", `{"proposal":"`+proposal+`"}`)
	e.submit(cas, membership.Endorse{Request: "e", Proposal: proposal, Position: charter.For})
	require.Equal(t, "accepted", e.submit(acme, membership.Decide{Proposal: proposal}).Status)

	roster := evaluate[membership.Roster](e, acme, "GetRoster", `{"alliance":"zgc@industry"}`)
	require.Len(t, roster.Members, 3)
	dossier := evaluate[membership.Dossier](e, acme, "GetProposal", `{"id":"`+proposal+`"}`)
	require.Equal(t, charter.Tally{For: 2, Hosts: 2, Electorate: 2}, dossier.Tally)
	require.Equal(t, "academia", dossier.Endorsements[0].Host)
	require.Equal(t, dossier, evaluate[membership.Dossier](e, acme, "GetJoin", `{"alliance":"zgc@industry","party":"acme@association"}`))
	require.Len(t, evaluate[membership.Consents](e, acme, "ListConsents", `{"alliance":"zgc@industry"}`).Given, 2)
	require.Equal(t, digest, evaluate[membership.CharterVersion](e, acme, "GetCharter", `{"alliance":"zgc@industry"}`).Digest)
	require.Len(t, evaluate[membership.Proposals](e, acme, "ListProposals", `{"alliance":"zgc@industry"}`).Proposals, 1)

	e.submit(acme, membership.Leave{Request: "leave", Alliance: zgc})
	history := evaluate[membership.History](e, cas, "GetHistory", `{"alliance":"zgc@industry","party":"acme@association"}`)
	require.Len(t, history.Versions, 2)
	require.Equal(t, history.Versions[1], evaluate[membership.Membership](e, cas, "GetMembership", `{"alliance":"zgc@industry","party":"acme@association"}`))
	require.Len(t, evaluate[membership.Memberships](e, cas, "ListMemberships", `{"party":"acme@association"}`).Memberships, 1)
	require.Equal(t, membership.Open, evaluate[membership.Alliance](e, cas, "GetAlliance", `{"id":"zgc@industry"}`).Status)
	require.Len(t, evaluate[membership.Alliances](e, cas, "ListAlliances", `{}`).Alliances, 1)
	require.Equal(t, "acme@association", evaluate[membership.Party](e, cas, "GetParty", `{"id":"acme@association"}`).ID)

	e.epochs(cisco, cas, acme)
	e.abroad(cisco, cas)
	e.records(cisco, cas, acme)
	e.recovery(acme)
	e.hosts(cisco)

	second := enrolled(t, "industry", "cisco@industry")
	e.submit(cisco, membership.AddAuthority{Request: "add", Host: "industry", Key: second.key, Role: membership.Officer})
	third := enrolled(t, "academia", "cisco@industry")
	e.submit(second, membership.RotateAuthority{Request: "rotate", Host: "academia", Key: third.key})
	e.submit(third, membership.RemoveAuthority{Request: "remove", Host: "industry", Key: cisco.key})
	require.Len(t, evaluate[membership.Authorities](e, cas, "ListAuthorities", `{"party":"cisco@industry"}`).Authorities, 3)
}

// epochs closes and seals what acme's coming and going changed; then cisco
// proposes to suspend cas, is sponsored, and withdraws.
func (e *endorser) epochs(cisco, cas, acme identity) {
	t := e.t
	t.Helper()
	e.refused(refusal.EpochOpen, acme, "GetRoster", `{"alliance":"zgc@industry","at":"1"}`)
	e.submit(acme, membership.CloseEpoch{Alliance: zgc, Epoch: 1})
	e.submit(acme, membership.SealEpoch{Alliance: zgc, Epoch: 1})
	now := evaluate[membership.EpochAndSeal](e, acme, "GetEpoch", `{"alliance":"zgc@industry"}`)
	require.Equal(t, 2, now.Epoch.Number)
	require.Equal(t, now.Seal, evaluate[membership.Seal](e, acme, "GetSeal", `{"alliance":"zgc@industry","epoch":1}`))
	require.Len(t, evaluate[membership.Seals](e, acme, "ListSeals", `{"alliance":"zgc@industry"}`).Seals, 2)
	require.Len(t, evaluate[membership.Records](e, acme, "ListRecords", `{"object":"seal"}`).Records, 2)
	require.Len(t, evaluate[membership.Roster](e, acme, "GetRoster", `{"alliance":"zgc@industry","at":"1"}`).Members, now.Seal.Active)

	proposal := e.submit(cisco, membership.Propose{Request: "p", Alliance: zgc, Action: charter.Suspend, Subject: "cas@academia"}).Proposal
	e.refused(refusal.SponsorsMissing, acme, "PutToVote", `{"proposal":"`+proposal+`"}`)
	e.submit(cisco, membership.Endorse{Request: "s", Proposal: proposal, Position: charter.Sponsor})
	e.submit(acme, membership.PutToVote{Proposal: proposal})
	dossier := evaluate[membership.Dossier](e, cas, "GetProposal", `{"id":"`+proposal+`"}`)
	require.Len(t, dossier.Sponsorships, 1)
	require.Equal(t, 1, dossier.Explanation.Figure.Needed)
	e.submit(cisco, membership.Withdraw{Request: "w", Proposal: proposal})
}

// abroad lets cas act for the alliance, which joins another one.
func (e *endorser) abroad(cisco, cas identity) {
	t := e.t
	t.Helper()
	until := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	proposal := e.submit(cisco, membership.Propose{
		Request: "m", Alliance: zgc, Action: charter.MandateAction, Subject: "cas@academia", Until: until,
	}).Proposal
	for _, voter := range []identity{cisco, cas} {
		e.submit(voter, membership.Endorse{Request: "m-vote", Proposal: proposal, Position: charter.For})
	}
	require.Equal(t, "accepted", e.submit(cas, membership.Decide{Proposal: proposal}).Status)
	mandates := evaluate[membership.Mandates](e, cas, "ListMandates", `{"alliance":"zgc@industry"}`).Mandates
	require.Len(t, mandates, 1)
	require.Equal(t, until, mandates[0].Until)

	e.submit(cas, membership.FoundAlliance{
		Request: "ring", Slug: "ring", Names: form.Names{"en": "R"}, Founders: []string{"cas@academia"}, Charter: single(),
	})
	e.refused(refusal.NoMandate, cisco, "Join", `{"request":"j","as":"zgc@industry","alliance":"ring@academia","class":"full"}`)
	event := e.submit(cas, membership.Join{Request: "j", As: zgc, Alliance: "ring@academia", Class: "full"})
	require.Equal(t, []string{zgc, "cas@academia", zgc}, []string{event.By, event.Via, event.Party})
	e.submit(cas, membership.Endorse{Request: "j-vote", Proposal: event.Proposal, Position: charter.For})
	require.Equal(t, "accepted", e.submit(cas, membership.Decide{Proposal: event.Proposal}).Status)
}

// records corrects a party, describes an alliance, and claims something of it.
func (e *endorser) records(cisco, cas, acme identity) {
	t := e.t
	t.Helper()
	e.submit(acme, membership.CorrectParty{Request: "correct", Names: form.Names{"en": "Acme Ltd"}, Reason: "renamed"})
	versions := evaluate[membership.PartyHistory](e, cas, "GetPartyHistory", `{"party":"acme@association"}`).Versions
	require.Len(t, versions, 2)
	require.Equal(t, versions[1], evaluate[membership.Party](e, cas, "GetParty", `{"id":"acme@association"}`))

	described := e.submit(cisco, membership.DescribeAlliance{
		Request: "describe", Slug: "known", Names: form.Names{"en": "Known"}, Aliases: []string{"K"}, Source: "a page",
	}).Alliance
	claim := e.submit(cisco, membership.StateClaim{
		Request: "claim", About: described, What: "members", Value: "60", Qualifier: "over", AsOf: "2026", Source: "a page",
	}).Claim
	e.refused(refusal.OwnClaim, cisco, "Attest", `{"request":"a","about":"`+described+`","claim":"`+claim+`","position":"attests"}`)
	e.submit(cas, membership.Attest{Request: "a", About: described, Claim: claim, Position: membership.Disputes})
	claims := evaluate[membership.Claims](e, cas, "ListClaims", `{"about":"`+described+`"}`).Claims
	require.Len(t, claims, 1)
	require.Equal(t, 1, claims[0].Dispute)

	const lei = "506700GE1G29325QX363"
	for about, by := range map[string]identity{"acme@association": acme, "cas@academia": cas} {
		e.submit(by, membership.StateClaim{Request: "lei", About: about, What: "lei", Value: lei, Source: "a register"})
	}
	claimants := evaluate[membership.Claimants](e, cas, "ListClaimants", `{"scheme":"lei","value":"`+lei+`"}`).Claimants
	require.Equal(t, []string{"cas@academia"}, membership.Rivals(claimants, "acme@association"))
	require.Len(t, evaluate[membership.Claims](e, cas, "ListClaims", `{"about":"cas@academia"}`).Claims[0].Rivals, 1)
}

// operator is an identity that acts for its host, if its attribute is true.
func operator(t *testing.T, host, attribute string) identity {
	t.Helper()
	return certified(t, host, newKey(t), []byte(`{"attrs":{"registry.party":"acme@association","registry.operator":"`+attribute+`"}}`))
}

// recovery gives acme, whose key is not lost, a new one after it vetoed another.
func (e *endorser) recovery(acme identity) {
	t := e.t
	t.Helper()
	host, renewed := operator(t, "association", "true"), enrolled(t, "association", "acme@association")
	argument := `{"request":"r","party":"acme@association","key":"` + renewed.key + `"}`
	for _, attribute := range []string{"false", "True", "1", "", "true "} {
		e.refused(refusal.NoOperatorAttribute, operator(t, "association", attribute), "AskRecovery", argument)
	}
	e.refused(refusal.NoOperatorAttribute, acme, "AskRecovery", argument)
	e.refused(refusal.NotHosted, operator(t, "industry", "true"), "AskRecovery", argument)
	e.refused(refusal.UnknownKey, renewed, "Leave", `{"request":"l","alliance":"zgc@industry"}`)

	event := e.submit(host, membership.AskRecovery{Request: "r", Party: "acme@association", Key: renewed.key})
	require.Equal(t, "host:association", event.By)
	e.submit(acme, membership.VetoRecovery{Request: "veto"})
	e.submit(host, membership.AskRecovery{Request: "r2", Party: "acme@association", Key: renewed.key})
	e.submit(renewed, membership.CompleteRecovery{Request: "confirm"})
	e.refused(refusal.RecoveryPending, renewed, "CompleteRecovery", `{"request":"c"}`)
	e.now = e.now.Add(73 * time.Hour)
	e.refused(refusal.UnknownKey, enrolled(t, "association", "acme@association"), "CompleteRecovery", `{"request":"c"}`)
	e.submit(renewed, membership.CompleteRecovery{Request: "c"})
	require.Equal(t, membership.RecoveryComplete, evaluate[membership.Recovery](e, acme, "GetRecovery", `{"party":"acme@association"}`).Status)
	e.submit(renewed, membership.RemoveAuthority{Request: "lost", Host: "association", Key: acme.key})
}

// A request sent again answers with its first event, and tells nothing anew.
func TestSentAgain(t *testing.T) {
	t.Parallel()
	e := newEndorser(t)
	who := enrolled(t, "industry", "cisco@industry")
	const argument = `{"request":"r","kind":"enterprise","names":{"en":"Cisco"}}`
	first, answer := e.invoke(who, "RegisterParty", argument)
	e.commit(first)
	before := e.ledger.State()
	again, repeated := e.invoke(who, "RegisterParty", argument)
	require.Equal(t, answer.GetPayload(), repeated.GetPayload())
	require.Empty(t, again.events)
	e.commit(again)
	require.Equal(t, before, e.ledger.State())
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	e := newEndorser(t)
	cisco := e.register("industry", "cisco@industry")
	for name, row := range map[string]struct {
		code refusal.Code
		as   identity
		args []string
	}{
		"fail/unknown transaction":        {refusal.UnknownTransaction, cisco, []string{"Expel", `{}`}},
		"fail/unknown, no argument":       {refusal.UnknownTransaction, cisco, []string{"Expel"}},
		"fail/helper of the framework":    {refusal.UnknownTransaction, cisco, []string{"GetEvaluateTransactions"}},
		"fail/no name":                    {refusal.UnknownTransaction, cisco, nil},
		"fail/empty name":                 {refusal.UnknownTransaction, cisco, []string{"", `{}`}},
		"fail/another contract":           {refusal.UnknownTransaction, cisco, []string{"other:Leave", `{}`}},
		"fail/the contract's own name":    {refusal.UnknownTransaction, cisco, []string{"registry:Leave", `{}`}},
		"fail/no contract's name":         {refusal.UnknownTransaction, cisco, []string{":Leave", `{}`}},
		"fail/another case":               {refusal.UnknownTransaction, cisco, []string{"leave", `{}`}},
		"fail/another letter's case":      {refusal.UnknownTransaction, cisco, []string{"\u017fealEpoch", `{}`}},
		"fail/name with U+0000":           {refusal.UnknownTransaction, cisco, []string{"Leave\x00", `{}`}},
		"fail/name not UTF-8":             {refusal.UnknownTransaction, cisco, []string{"Leave\xff", `{}`}},
		"fail/contract not UTF-8":         {refusal.UnknownTransaction, cisco, []string{"\xff:Leave", `{}`}},
		"fail/no argument":                {refusal.Malformed, cisco, []string{"Leave"}},
		"fail/two arguments":              {refusal.Malformed, cisco, []string{"Leave", `{"request":"l","alliance":"zgc@industry"}`, ``}},
		"fail/two arguments, asked":       {refusal.Malformed, cisco, []string{"GetParty", `{"id":"cisco@industry"}`, `{}`}},
		"fail/version with an argument":   {refusal.Malformed, cisco, []string{"Version", `{}`}},
		"fail/unknown field":              {refusal.UnknownField, cisco, []string{"Leave", `{"request":"l","party":"acme@industry"}`}},
		"fail/field twice":                {refusal.Malformed, cisco, []string{"Leave", `{"request":"l","request":"m"}`}},
		"fail/not an object":              {refusal.Malformed, cisco, []string{"Leave", `zgc@industry`}},
		"fail/a megabyte":                 {refusal.TooLarge, cisco, []string{"Leave", `{"reason":"` + strings.Repeat("x", 1<<20) + `"}`}},
		"fail/a megabyte, asked":          {refusal.TooLarge, cisco, []string{"GetParty", `{"id":"` + strings.Repeat("x", 1<<20) + `"}`}},
		"fail/unknown record":             {refusal.UnknownRecord, cisco, []string{"GetParty", `{"id":"x@industry"}`}},
		"fail/unknown key":                {refusal.UnknownKey, enrolled(t, "industry", "cisco@industry"), []string{"Leave", `{"request":"l","alliance":"zgc@industry"}`}},
		"fail/key at another host":        {refusal.UnknownKey, certified(t, "academia", cisco.private, []byte(`{"attrs":{"registry.party":"cisco@industry"}}`)), []string{"Leave", `{"request":"l","alliance":"zgc@industry"}`}},
		"fail/attribute of another party": {refusal.UnknownKey, certified(t, "industry", cisco.private, []byte(`{"attrs":{"registry.party":"acme@industry"}}`)), []string{"Leave", `{"request":"l","alliance":"zgc@industry"}`}},
		"fail/no attribute":               {refusal.NoPartyAttribute, certified(t, "industry", cisco.private, []byte(`{"attrs":{"hf.Type":"client"}}`)), []string{"Leave", `{"request":"l","alliance":"zgc@industry"}`}},
		"fail/no extension":               {refusal.NoPartyAttribute, certified(t, "industry", cisco.private, nil), []string{"Leave", `{"request":"l","alliance":"zgc@industry"}`}},
		"fail/foreign host":               {refusal.ForeignHost, enrolled(t, "industry", "cas@academia"), []string{"RegisterParty", `{"request":"r","kind":"academic","names":{"en":"CAS"}}`}},
	} {
		t.Run(name, func(t *testing.T) { e.refused(row.code, row.as, row.args...) })
	}
}

// A time that is none is refused like one that no calendar holds.
func TestBadTime(t *testing.T) {
	t.Parallel()
	e := newEndorser(t)
	for _, odd := range []*timestamppb.Timestamp{{Seconds: 1772352000, Nanos: -1}, {Seconds: 1772352000, Nanos: 1e9}, {Seconds: 1 << 60}, {}} {
		e.odd = odd
		e.refused(refusal.BadTime, good(t), "Leave", `{"request":"l","alliance":"zgc@industry"}`)
	}
}

// What is no refusal does not look like one, and ends in an answer, not in the
// end of the chaincode's process.
func TestFaults(t *testing.T) {
	t.Parallel()
	const leave = `{"request":"l","alliance":"zgc@industry"}`
	for name, row := range map[string]struct {
		as    func(t *testing.T) identity
		fault error
		args  []string
		says  string
	}{
		"fail/state":               {good, errors.New("no connection"), []string{"Leave", leave}, "no connection"},
		"fail/range":               {good, errors.New("no connection"), []string{"ListParties", `{}`}, "no connection"},
		"fail/attributes, spoilt":  {spoilt, nil, []string{"Leave", leave}, "caller"},
		"fail/attributes, version": {spoilt, nil, []string{"Version"}, "caller"},
		"fail/no certificate":      {uncertified, nil, []string{"Leave", leave}, "caller"},
		"fail/rubbish":             {func(*testing.T) identity { return identity{creator: []byte("rubbish")} }, nil, []string{"Leave", leave}, "caller"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEndorser(t)
			e.fault = row.fault
			s, response := e.invoke(row.as(t), row.args...)
			require.EqualValues(t, shim.ERROR, response.GetStatus())
			require.Nil(t, refusal.Parse(response.GetMessage()), response.GetMessage())
			require.Contains(t, response.GetMessage(), row.says)
			require.NotContains(t, response.GetMessage(), "%!")
			require.Empty(t, s.events)
		})
	}
}

func good(t *testing.T) identity { return enrolled(t, "industry", "cisco@industry") }

// spoilt is a certificate that a host's CA issued with attributes that nobody can read.
func spoilt(t *testing.T) identity { return certified(t, "industry", newKey(t), []byte(`{"attrs":`)) }

func uncertified(*testing.T) identity {
	return identity{creator: []byte("\x0a\x08industry\x12\x04none")}
}

func TestPages(t *testing.T) {
	t.Parallel()
	e := newEndorser(t)
	var want, got []string
	var who identity
	for i := range 7 {
		party := fmt.Sprintf("p%d@industry", i)
		who = e.register("industry", party)
		want = append(want, party)
	}
	for bookmark := `""`; ; {
		page := evaluate[membership.Parties](e, who, "ListParties", `{"size":3,"bookmark":`+bookmark+`}`)
		for _, party := range page.Parties {
			got = append(got, party.ID)
		}
		if page.Next == "" {
			break
		}
		bookmark = `"` + strings.ReplaceAll(page.Next, "\x00", `\u0000`) + `"`
	}
	require.Equal(t, want, got)
	e.refused(refusal.BadBookmark, who, "ListParties", `{"bookmark":"p3@industry"}`)
}

// A peer ends a range in silence where its limit is reached: a decision over
// more votes than that counts them all the same, whatever the limit.
func TestDecisionOverTheLimit(t *testing.T) {
	t.Parallel()
	const votes = 25
	for _, limit := range []int{1, 2, 3, 24, 25, 26, 100} {
		t.Run(fmt.Sprintf("ok/%d", limit), func(t *testing.T) {
			t.Parallel()
			e, cisco, proposal := flooded(t, votes)
			e.limit = limit
			require.Equal(t, "accepted", e.submit(cisco, membership.Decide{Proposal: proposal}).Status)
			dossier := evaluate[membership.Dossier](e, cisco, "GetProposal", `{"id":"`+proposal+`"}`)
			require.Equal(t, votes, dossier.Decision.Tally.For)
			require.Len(t, dossier.Endorsements, votes, "also the pages of a question continue")
		})
	}
}

// What was read beyond the limit is checked at commit as well: a vote that comes
// in between, at whatever place, makes the decision count again.
func TestVoteBeyondTheLimitConflicts(t *testing.T) {
	t.Parallel()
	for name, voter := range map[string]string{"fail/first": "a@industry", "fail/between": "m0012x@industry", "fail/last": "z@industry"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, cisco, proposal := flooded(t, 25)
			s, response := e.invoke(cisco, "Decide", `{"proposal":"`+proposal+`"}`)
			require.EqualValues(t, shim.OK, response.GetStatus(), response.GetMessage())
			late := e.write("late", membership.Entry{
				Key: membership.Key{Object: "endorsement", Parts: []string{proposal, voter}}, Value: []byte(`{"position":"against"}`),
			})
			require.Equal(t, []memledger.Code{memledger.Valid, memledger.PhantomConflict}, e.commit(late, s))
		})
	}
}

// flooded has a join with so many votes for.
func flooded(t *testing.T, votes int) (*endorser, identity, string) {
	t.Helper()
	e := newEndorser(t)
	cisco := e.register("industry", "cisco@industry")
	e.submit(cisco, membership.FoundAlliance{
		Request: "found", Slug: "zgc", Names: form.Names{"en": "Z"}, Founders: []string{"cisco@industry"}, Charter: single(),
	})
	acme := e.register("industry", "acme@industry")
	proposal := e.submit(acme, membership.Join{Request: "join", Alliance: zgc, Class: "full"}).Proposal
	var flood []membership.Entry
	for i := range votes {
		key := membership.Key{Object: "endorsement", Parts: []string{proposal, fmt.Sprintf("m%04d@industry", i)}}
		flood = append(flood, membership.Entry{Key: key, Value: []byte(`{"position":"for","class":"full"}`)})
	}
	e.commit(e.write("flood", flood...))
	return e, cisco, proposal
}

// All keys of a party are listed, also more than the peer gives at once: none
// can hide behind the limit.
func TestAuthoritiesOverTheLimit(t *testing.T) {
	t.Parallel()
	e := newEndorser(t)
	cisco := e.register("industry", "cisco@industry")
	for i := range 6 {
		key := enrolled(t, "industry", "cisco@industry").key
		e.submit(cisco, membership.AddAuthority{Request: fmt.Sprintf("a%d", i), Host: "industry", Key: key, Role: membership.Delegate})
	}
	require.Len(t, evaluate[membership.Authorities](e, cisco, "ListAuthorities", `{"party":"cisco@industry"}`).Authorities, 7)
}

// A range that breaks off in the middle is a fault, not a short answer.
func TestRangeThatBreaks(t *testing.T) {
	t.Parallel()
	e, cisco, proposal := flooded(t, 25)
	e.broken = errors.New("the stream is closed")
	for _, args := range [][]string{{"Decide", `{"proposal":"` + proposal + `"}`}, {"ListParties", `{}`}} {
		_, response := e.invoke(cisco, args...)
		require.EqualValues(t, shim.ERROR, response.GetStatus())
		require.Nil(t, refusal.Parse(response.GetMessage()))
		require.Contains(t, response.GetMessage(), "the stream is closed")
	}
}

func single() charter.Charter {
	c := bylaws()
	c.Rules[charter.Admit].Pass.AtLeast = "1"
	delete(c.Rules, charter.Suspend)
	delete(c.Rules, charter.MandateAction)
	return c
}

func TestVersion(t *testing.T) {
	t.Parallel()
	e := newEndorser(t)
	who := enrolled(t, "industry", "cisco@industry")
	require.Equal(t, contract.Version{
		Chaincode: contract.Release, Engine: charter.Engine, Host: "industry", MSP: "industry", Party: "cisco@industry", Key: who.key,
	}, evaluate[contract.Version](e, who, "Version", ""))
}

// A host can be asked which program it runs.
func TestMetadataNamesTheProgram(t *testing.T) {
	t.Parallel()
	chaincode, err := contract.New("0123abcd")
	require.NoError(t, err)
	e := newEndorser(t)
	e.chaincode = chaincode
	var answer struct {
		Contracts struct {
			Registry struct{ Info struct{ Version string } }
		}
	}
	_, response := e.invoke(enrolled(t, "industry", ""), "org.hyperledger.fabric:GetMetadata")
	require.NoError(t, json.Unmarshal(response.GetPayload(), &answer))
	require.Equal(t, contract.Release+"+0123abcd", answer.Contracts.Registry.Info.Version)
}

// The transaction's time is the sender's; one that no calendar holds is refused.
func TestTime(t *testing.T) {
	t.Parallel()
	e := newEndorser(t)
	e.now = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	e.refused(refusal.BadTime, good(t), "RegisterParty", `{"request":"r","kind":"enterprise","names":{"en":"C"}}`)
	e.now = time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)
	_, response := e.invoke(good(t), "RegisterParty", `{"request":"r","kind":"enterprise","names":{"en":"C"}}`)
	require.EqualValues(t, shim.ERROR, response.GetStatus())
}

// allNames are what the contract must answer to, in alphabetical order.
func allNames() []string {
	names := append(membership.TransactionNames(), membership.QueryNames()...)
	names = append(names, "Version")
	slices.Sort(names)
	return names
}
