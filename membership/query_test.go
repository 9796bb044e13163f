package membership_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// Each question is asked by its name, and answers as when it is asked by type.
func TestAnswers(t *testing.T) {
	t.Parallel()
	w := filledLedger(t)
	first := membership.ProposalID(acme, "first")
	second := membership.ProposalID(acme, "second")
	rows := map[string]struct {
		argument string
		want     any
	}{
		"GetParty":        {`{"id":"acme@industry"}`, ask(w, membership.GetParty{ID: acme})},
		"ListParties":     {`{}`, ask(w, membership.ListParties{})},
		"ListAuthorities": {`{"party":"cisco@industry"}`, ask(w, membership.ListAuthorities{Party: cisco})},
		"GetHost":         {`{"id":"org1.msp"}`, ask(w, membership.GetHost{ID: org1})},
		"ListHosts":       {`{"size":5}`, ask(w, membership.ListHosts{Size: 5})},
		"GetAlliance":     {`{"id":"zgc@industry"}`, ask(w, membership.GetAlliance{ID: zgc})},
		"ListAlliances":   {`{"size":5}`, ask(w, membership.ListAlliances{Size: 5})},
		"GetCharter":      {`{"alliance":"zgc@industry"}`, ask(w, membership.GetCharter{Alliance: zgc})},
		"ListConsents":    {`{"alliance":"zgc@industry"}`, ask(w, membership.ListConsents{Alliance: zgc})},
		"GetProposal":     {`{"id":"` + first + `"}`, ask(w, membership.GetProposal{ID: first})},
		"GetJoin":         {`{"alliance":"zgc@industry","party":"acme@industry"}`, ask(w, membership.GetProposal{ID: second})},
		"ListProposals":   {`{"alliance":"zgc@industry"}`, ask(w, membership.ListProposals{Alliance: zgc})},
		"GetMembership":   {`{"alliance":"zgc@industry","party":"acme@industry"}`, ask(w, membership.GetMembership{Alliance: zgc, Party: acme})},
		"GetHistory":      {`{"alliance":"zgc@industry","party":"acme@industry"}`, ask(w, membership.GetHistory{Alliance: zgc, Party: acme})},
		"GetRoster":       {`{"alliance":"zgc@industry"}`, ask(w, membership.GetRoster{Alliance: zgc})},
		"ListMemberships": {`{"party":"acme@industry"}`, ask(w, membership.ListMemberships{Party: acme})},
		"GetEpoch":        {`{"alliance":"zgc@industry"}`, ask(w, membership.GetEpoch{Alliance: zgc})},
		"GetSeal":         {`{"alliance":"zgc@industry","epoch":1}`, ask(w, membership.GetSeal{Alliance: zgc, Epoch: 1})},
		"GetRosterProof":  {`{"alliance":"zgc@industry","epoch":1,"party":"cas@academia"}`, ask(w, membership.GetRosterProof{Alliance: zgc, Epoch: 1, Party: cas})},
		"ListSeals":       {`{"alliance":"zgc@industry"}`, ask(w, membership.ListSeals{Alliance: zgc})},
		"GetPartyHistory": {`{"party":"acme@industry"}`, ask(w, membership.GetPartyHistory{Party: acme})},
		"GetRecovery":     {`{"party":"acme@industry"}`, ask(w, membership.GetRecovery{Party: acme})},
		"ListMandates":    {`{"alliance":"zgc@industry"}`, ask(w, membership.ListMandates{Alliance: zgc})},
		"ListClaims":      {`{"about":"acme@industry"}`, ask(w, membership.ListClaims{About: acme})},
		"ListClaimants": {
			`{"scheme":"lei","value":"` + leis[0] + `"}`, ask(w, membership.ListClaimants{Scheme: membership.LEIScheme, Value: leis[0]}),
		},
		"GetStanding": {
			`{"alliance":"zgc@industry","party":"cas@academia","at":"2026-03-20"}`,
			ask(w, membership.GetStanding{Alliance: zgc, Party: cas, At: "2026-03-20"}),
		},
		"ListAcceptances":  {`{"alliance":"zgc@industry","party":"cas@academia"}`, ask(w, membership.ListAcceptances{Alliance: zgc, Party: cas})},
		"ListFigures":      {`{"alliance":"zgc@industry","figure":"attendance"}`, ask(w, membership.ListFigures{Alliance: zgc, Figure: chartertest.Attendance})},
		"ListSeats":        {`{"alliance":"zgc@industry","organ":"board"}`, ask(w, membership.ListSeats{Alliance: zgc, Organ: chartertest.Board})},
		"ListRecognitions": {`{"alliance":"zgc@industry"}`, ask(w, membership.ListRecognitions{Alliance: zgc})},
		"ListResolutions":  {`{"alliance":"zgc@industry"}`, ask(w, membership.ListResolutions{Alliance: zgc})},
		"GetAffiliation":   {`{"alliance":"zgc@industry","party":"cas@academia"}`, ask(w, membership.GetAffiliation{Alliance: zgc, Party: cas})},
		"ListAffiliates":   {`{"group":"acme@industry"}`, ask(w, membership.ListAffiliates{Group: acme})},
		"ListProxies":      {`{"alliance":"zgc@industry","holder":"cisco@industry"}`, ask(w, membership.ListProxies{Alliance: zgc, Holder: cisco})},
		"ListInvitations":  {`{"party":"lab@academia"}`, ask(w, membership.ListInvitations{Party: lab})},
		"GetMeeting":       {`{"id":"` + theMeeting + `"}`, ask(w, membership.GetMeeting{ID: theMeeting})},
		"ListMeetings":     {`{"alliance":"zgc@industry"}`, ask(w, membership.ListMeetings{Alliance: zgc})},
		"ListAttendance":   {`{"meeting":"` + theMeeting + `"}`, ask(w, membership.ListAttendance{Meeting: theMeeting})},
		"GetDraft":         {`{"proposal":"` + amendment + `"}`, ask(w, membership.GetDraft{Proposal: amendment})},
		"ListRecords":      {`{"object":"seal"}`, ask(w, membership.ListRecords{Object: "seal"})},
	}
	require.Equal(t, membership.QueryNames(), slices.Sorted(maps.Keys(rows)))
	for _, name := range membership.QueryNames() {
		t.Run("ok/"+name, func(t *testing.T) {
			t.Parallel()
			got, err := membership.Answer(w.ledger.Begin("question"), w.now, name, []byte(rows[name].argument))
			require.NoError(t, err)
			require.Equal(t, rows[name].want, got)
		})
	}
	require.Equal(t, ask(w, membership.GetJoin{Alliance: zgc, Party: acme}), ask(w, membership.GetProposal{ID: second}))
	require.Len(t, ask(w, membership.ListParties{}).Parties, 7)
	require.Len(t, ask(w, membership.ListProposals{Alliance: zgc}).Proposals, 18)
	require.Len(t, ask(w, membership.ListSeals{Alliance: zgc}).Seals, 4)
	require.Len(t, ask(w, membership.ListAcceptances{Alliance: zgc, Party: cas}).Acceptances, 1)
	require.Len(t, ask(w, membership.ListFigures{Alliance: zgc, Figure: chartertest.Attendance}).Figures, 1)
	require.Len(t, ask(w, membership.ListAffiliates{Group: acme}).Affiliates, 2)
	require.Len(t, ask(w, membership.ListSeats{Alliance: zgc, Organ: chartertest.Board}).Seats, 3)
	require.Len(t, ask(w, membership.ListRecognitions{Alliance: zgc}).Recognitions, 1)
	require.Len(t, ask(w, membership.ListResolutions{Alliance: zgc}).Resolutions, 2)
}

// The questions are named as the types name themselves.
func TestQueryNames(t *testing.T) {
	t.Parallel()
	names := []string{
		membership.GetHost{}.Name(), membership.ListHosts{}.Name(), membership.GetParty{}.Name(), membership.ListParties{}.Name(), membership.ListAuthorities{}.Name(),
		membership.GetMeeting{}.Name(), membership.ListMeetings{}.Name(), membership.ListAttendance{}.Name(),
		membership.ListProxies{}.Name(), membership.ListInvitations{}.Name(), membership.GetAlliance{}.Name(), membership.ListAlliances{}.Name(), membership.GetCharter{}.Name(),
		membership.ListConsents{}.Name(), membership.GetProposal{}.Name(), membership.GetJoin{}.Name(),
		membership.ListProposals{}.Name(), membership.GetMembership{}.Name(), membership.GetHistory{}.Name(),
		membership.GetRoster{}.Name(), membership.ListMemberships{}.Name(), membership.GetEpoch{}.Name(), membership.GetSeal{}.Name(), membership.GetRosterProof{}.Name(),
		membership.ListSeals{}.Name(), membership.GetPartyHistory{}.Name(), membership.GetRecovery{}.Name(),
		membership.ListMandates{}.Name(), membership.ListClaims{}.Name(), membership.ListClaimants{}.Name(),
		membership.GetStanding{}.Name(), membership.ListAcceptances{}.Name(), membership.ListFigures{}.Name(), membership.ListSeats{}.Name(),
		membership.ListRecognitions{}.Name(), membership.ListResolutions{}.Name(), membership.GetDraft{}.Name(), membership.ListRecords{}.Name(),
		membership.GetAffiliation{}.Name(), membership.ListAffiliates{}.Name(),
	}
	slices.Sort(names)
	require.Equal(t, membership.QueryNames(), names)
}

// Pages put together are the whole list, whatever their size.
func TestPages(t *testing.T) {
	t.Parallel()
	w, members := crowded(t, 25, 1, true)
	slices.Sort(members)
	for _, gone := range members[3:8] {
		w.must(as(gone), membership.Leave{Request: "leave", Alliance: zgc})
	}
	stay := append(append([]string{}, members[:3]...), members[8:]...)
	for _, size := range []int{1, 2, 5, 7, 24, 25, 26, 1000} {
		t.Run(fmt.Sprintf("ok/%d", size), func(t *testing.T) {
			t.Parallel()
			var roster []string
			for bookmark, pages := "", 0; ; pages++ {
				page, err := membership.Ask(w.ledger.Begin("q"), w.now, membership.GetRoster{Alliance: zgc, Size: size, Bookmark: bookmark})
				require.NoError(t, err)
				require.LessOrEqual(t, len(page.Members), size)
				require.Less(t, pages, 26)
				for _, member := range page.Members {
					roster = append(roster, member.Membership.Party)
				}
				if page.Next == "" {
					break
				}
				bookmark = page.Next
			}
			require.Equal(t, stay, roster)
		})
	}
}

// A proposal's dossier holds all votes, also more than a page.
func TestDossierOfManyPages(t *testing.T) {
	t.Parallel()
	w := opened(t, false)
	proposal := w.join(acme, "join")
	w.must(as(cisco), endorsing(proposal, charter.For))
	flood := w.ledger.Begin("flood")
	template, err := flood.Get(membership.EndorsementKey(proposal, cisco))
	require.NoError(t, err)
	for i := range membership.MaxPage {
		require.NoError(t, flood.Put(membership.EndorsementKey(proposal, fmt.Sprintf("m%04d@industry", i)), template))
	}
	w.ledger.Commit(flood)
	require.Len(t, ask(w, membership.GetProposal{ID: proposal}).Endorsements, membership.MaxPage+1)
	require.Equal(t, membership.MaxPage+1, ask(w, membership.GetProposal{ID: proposal}).Tally.For)
}

// A decision counts all votes or none.
func TestDecisionOfTooManyVotes(t *testing.T) {
	t.Parallel()
	w := opened(t, true)
	proposal := w.join(acme, "join")
	flood := w.ledger.Begin("flood")
	for i := range membership.MaxTally + 1 {
		require.NoError(t, flood.Put(membership.EndorsementKey(proposal, fmt.Sprintf("m%05d@industry", i)), []byte("{}")))
	}
	w.ledger.Commit(flood)
	w.refused(refusal.TooMany, as(cisco), membership.Decide{Proposal: proposal})
}

// A membership with too many periods could not be read any more.
func TestPeriodsAreBounded(t *testing.T) {
	t.Parallel()
	w := opened(t, true)
	w.admit(acme, "join")
	w.must(as(acme), membership.Leave{Request: "leave", Alliance: zgc})
	member := ask(w, membership.GetMembership{Alliance: zgc, Party: acme})
	for len(member.Periods) < membership.MaxPeriods {
		member.Periods = append(member.Periods, member.Periods[0])
	}
	value, err := json.Marshal(member)
	require.NoError(t, err)
	many := w.ledger.Begin("many")
	require.NoError(t, many.Put(membership.MembershipKey(zgc, acme), value))
	w.ledger.Commit(many)
	proposal := w.join(acme, "again")
	w.must(as(cisco), endorsing(proposal, charter.For))
	w.must(as(cas), endorsing(proposal, charter.For))
	require.Equal(t, "void", w.must(as(acme), membership.Decide{Proposal: proposal}).Status)
	require.Equal(t, refusal.TooMany, ask(w, membership.GetProposal{ID: proposal}).Decision.Because)
}

// Numbers of versions sort as numbers while they have six digits.
func TestHistoryIsInOrder(t *testing.T) {
	t.Parallel()
	w, _ := crowded(t, 3, 1, true)
	for i := range 6 {
		proposal := w.join(acme, fmt.Sprintf("join-%d", i))
		w.must(as("m000@industry"), endorsing(proposal, charter.For))
		w.must(as(acme), membership.Decide{Proposal: proposal})
		w.must(as(acme), membership.Leave{Request: fmt.Sprintf("leave-%d", i), Alliance: zgc})
	}
	for i, version := range ask(w, membership.GetHistory{Alliance: zgc, Party: acme}).Versions {
		require.Equal(t, i+1, version.Version)
	}
}

// The form can be checked without a ledger, before anything is sent.
func TestCheckWithoutALedger(t *testing.T) {
	t.Parallel()
	require.NoError(t, membership.Check(joining("join")))
	requireCode(t, refusal.BadID, membership.Check(joining("")))
	require.NoError(t, membership.CheckQuery(membership.GetParty{ID: cisco}))
	requireCode(t, refusal.BadID, membership.CheckQuery(membership.GetParty{}))
	_, err := membership.Ask(newWorld(t).ledger.Begin("question"), epoch, membership.GetParty{ID: "cisco"})
	requireCode(t, refusal.BadID, err)
}
