package membership_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

// crossing takes the answer to one question for that to another.
func crossing[R any](asked, other membership.Query[R]) func(*world) (own, crossed error) {
	return func(w *world) (error, error) {
		w.t.Helper()
		return membership.CheckAnswer(asked, ask(w, asked)), membership.CheckAnswer(asked, ask(w, other))
	}
}

// unowned are the questions whose answers are of everybody's: nothing tells what was
// asked.
var unowned = []string{"ListAlliances", "ListHosts", "ListParties"}

// An answer is about what was asked, or it is not taken: of every question there is one
// that something else answers.
func TestAnswersAreAboutWhatWasAsked(t *testing.T) {
	t.Parallel()
	w := openedBy(t, represented(func(c *charter.Charter) {
		c.Rules[charter.Expel].Pass = chartertest.ForVotes(2)
		succeedingTo(c)
		withMeetings(c)
	}))
	two := w.single(cas, "two")
	w.must(as(cas), accepting(keyOf("code 1")))
	w.must(as(cisco), counting("count", 3))
	w.accept(seating("seat", chartertest.Council, cas))
	w.accept(mandateFor(cas, untilMay))
	w.accept(proposed(charter.Recognize, func(p *membership.Propose) { p.Request, p.Subject = "recognize", two }))
	for _, call := range []string{"call", "another"} {
		report := []membership.AgendaItem{{Title: "Report"}}
		w.must(as(cisco), membership.CallMeeting{Request: call, Alliance: zgc, Kind: general, Begins: w.now.Add(time.Hour + time.Second), Agenda: report})
		w.must(as(cisco), membership.Attend{Request: "in-" + call, Meeting: membership.MeetingID(cisco, call)})
	}
	w.must(as(cas), appointing("proxy", forum))
	w.must(as(cisco), inviting("invite", lab))
	w.must(as(cisco), appointing("proxy", cas))
	w.accept(resolving)
	w.wait(time.Hour)
	w.must(as(lab), membership.Enact{Proposal: resolution})
	drafts := [2]string{w.must(as(cisco), amending("a1", chartertest.Whole())).Proposal, w.must(as(cisco), amending("a2", chartertest.Whole())).Proposal}
	first, second := w.join(acme, "a"), w.join(lab, "l")
	w.must(as(cisco), endorsing(first, charter.For))
	w.must(as(cisco), endorsing(second, charter.For))
	w.must(as(lab), membership.Join{Request: "t", Alliance: two, Class: "full"})
	for i, about := range []string{acme, lab} {
		w.must(as(cas), membership.StateClaim{Request: []string{"c1", "c2"}[i], About: about, What: "members", Value: "6", Source: "s"})
		w.must(as(cas), identifying(about, "lei", leis[i]))
		_, host, _ := strings.Cut(about, "@")
		w.must(operatorOf(host), membership.AskRecovery{Request: "ask", Party: about, Key: keyOf("new")})
	}
	for _, party := range []string{acme, lab} {
		w.must(as(party), declaring("declare", party))
	}
	withHosts(w)
	tried := slices.Clone(unowned)
	for name, answers := range map[string]func(*world) (own, crossed error){
		"GetParty":        crossing(membership.GetParty{ID: cas}, membership.GetParty{ID: acme}),
		"GetHost":         crossing(membership.GetHost{ID: org1}, membership.GetHost{ID: org2}),
		"GetPartyHistory": crossing(membership.GetPartyHistory{Party: cas}, membership.GetPartyHistory{Party: acme}),
		"ListAuthorities": crossing(membership.ListAuthorities{Party: cas}, membership.ListAuthorities{Party: acme}),
		"GetAlliance":     crossing(membership.GetAlliance{ID: zgc}, membership.GetAlliance{ID: two}),
		"GetCharter":      crossing(membership.GetCharter{Alliance: zgc}, membership.GetCharter{Alliance: two}),
		"ListConsents":    crossing(membership.ListConsents{Alliance: zgc}, membership.ListConsents{Alliance: two}),
		"GetProposal":     crossing(membership.GetProposal{ID: first}, membership.GetProposal{ID: second}),
		"GetJoin":         crossing(membership.GetJoin{Alliance: zgc, Party: acme}, membership.GetJoin{Alliance: zgc, Party: lab}),
		"GetJoin, there":  crossing(membership.GetJoin{Alliance: zgc, Party: lab}, membership.GetJoin{Alliance: two, Party: lab}),
		"ListProposals":   crossing(membership.ListProposals{Alliance: zgc}, membership.ListProposals{Alliance: two}),
		"GetMembership":   crossing(membership.GetMembership{Alliance: zgc, Party: cas}, membership.GetMembership{Alliance: zgc, Party: cisco}),
		"GetHistory":      crossing(membership.GetHistory{Alliance: zgc, Party: cas}, membership.GetHistory{Alliance: two, Party: cas}),
		"ListMemberships": crossing(membership.ListMemberships{Party: cas}, membership.ListMemberships{Party: cisco}),
		"GetRoster":       crossing(membership.GetRoster{Alliance: zgc}, membership.GetRoster{Alliance: two}),
		"GetRoster, when": crossing(membership.GetRoster{Alliance: zgc}, membership.GetRoster{Alliance: zgc, At: "0"}),
		"GetStanding":     crossing(membership.GetStanding{Alliance: zgc, Party: cas}, membership.GetStanding{Alliance: zgc, Party: cisco}),
		"ListClaims":      crossing(membership.ListClaims{About: acme}, membership.ListClaims{About: lab}),
		"GetEpoch":        crossing(membership.GetEpoch{Alliance: zgc}, membership.GetEpoch{Alliance: two}),
		"GetRosterProof":  crossing(membership.GetRosterProof{Alliance: zgc, Party: cas}, membership.GetRosterProof{Alliance: two, Party: cas}),
		"GetSeal":         crossing(membership.GetSeal{Alliance: zgc}, membership.GetSeal{Alliance: two}),
		"ListSeals":       crossing(membership.ListSeals{Alliance: zgc}, membership.ListSeals{Alliance: two}),
		"GetAffiliation":  crossing(membership.GetAffiliation{Alliance: zgc, Party: acme}, membership.GetAffiliation{Alliance: zgc, Party: lab}),
		"ListAffiliates":  crossing(membership.ListAffiliates{Group: acme}, membership.ListAffiliates{Group: lab}),
		"ListRecords":     crossing(membership.ListRecords{Object: "seal"}, membership.ListRecords{Object: "epoch"}),

		"GetRecovery":             crossing(membership.GetRecovery{Party: acme}, membership.GetRecovery{Party: lab}),
		"GetDraft":                crossing(membership.GetDraft{Proposal: drafts[0]}, membership.GetDraft{Proposal: drafts[1]}),
		"ListMandates":            crossing(membership.ListMandates{Alliance: two}, membership.ListMandates{Alliance: zgc}),
		"ListClaimants":           crossing(membership.ListClaimants{Scheme: membership.LEIScheme, Value: leis[0]}, membership.ListClaimants{Scheme: membership.LEIScheme, Value: leis[1]}),
		"ListAcceptances":         crossing(membership.ListAcceptances{Alliance: zgc, Party: cisco}, membership.ListAcceptances{Alliance: zgc, Party: cas}),
		"ListAcceptances, there":  crossing(membership.ListAcceptances{Alliance: two, Party: cas}, membership.ListAcceptances{Alliance: zgc, Party: cas}),
		"ListFigures":             crossing(membership.ListFigures{Alliance: zgc, Figure: "turnout"}, membership.ListFigures{Alliance: zgc, Figure: chartertest.Attendance}),
		"ListFigures, there":      crossing(membership.ListFigures{Alliance: two, Figure: chartertest.Attendance}, membership.ListFigures{Alliance: zgc, Figure: chartertest.Attendance}),
		"ListSeats":               crossing(membership.ListSeats{Alliance: zgc, Organ: chartertest.Council}, membership.ListSeats{Alliance: zgc, Organ: chartertest.Board}),
		"ListSeats, there":        crossing(membership.ListSeats{Alliance: two, Organ: chartertest.Board}, membership.ListSeats{Alliance: zgc, Organ: chartertest.Board}),
		"ListRecognitions":        crossing(membership.ListRecognitions{Alliance: two}, membership.ListRecognitions{Alliance: zgc}),
		"ListProxies":             crossing(membership.ListProxies{Alliance: zgc, Principal: cas}, membership.ListProxies{Alliance: zgc, Principal: cisco}),
		"ListProxies, held":       crossing(membership.ListProxies{Alliance: zgc, Holder: cas}, membership.ListProxies{Alliance: zgc, Holder: forum}),
		"ListProxies, there":      crossing(membership.ListProxies{Alliance: two}, membership.ListProxies{Alliance: zgc}),
		"ListInvitations":         crossing(membership.ListInvitations{Alliance: zgc, Inviter: cas}, membership.ListInvitations{Alliance: zgc, Inviter: cisco}),
		"ListInvitations, there":  crossing(membership.ListInvitations{Alliance: two}, membership.ListInvitations{Alliance: zgc}),
		"ListInvitations, to":     crossing(membership.ListInvitations{Party: person}, membership.ListInvitations{Party: lab}),
		"ListResolutions":         crossing(membership.ListResolutions{Alliance: two}, membership.ListResolutions{Alliance: zgc}),
		"GetMeeting":              crossing(membership.GetMeeting{ID: theMeeting}, membership.GetMeeting{ID: membership.MeetingID(cisco, "another")}),
		"ListMeetings":            crossing(membership.ListMeetings{Alliance: two}, membership.ListMeetings{Alliance: zgc}),
		"ListMeetings, of a kind": crossing(membership.ListMeetings{Alliance: zgc, Kind: "assembly"}, membership.ListMeetings{Alliance: zgc, Kind: general}),
		"ListAttendance":          crossing(membership.ListAttendance{Meeting: theMeeting}, membership.ListAttendance{Meeting: membership.MeetingID(cisco, "another")}),
	} {
		question, _, _ := strings.Cut(name, ", ")
		tried = append(tried, question)
		own, crossed := answers(w)
		require.NoError(t, own, name)
		var mismatch *membership.Mismatch
		require.ErrorAs(t, crossed, &mismatch, name)
		require.NotEqual(t, mismatch.Asked, mismatch.Answered, name)
	}
	slices.Sort(tried)
	require.Equal(t, membership.QueryNames(), slices.Compact(tried))
}

// A charter is what its digest says, whoever shows it.
func TestShownCharterHasItsDigest(t *testing.T) {
	t.Parallel()
	w := opened(t, true)
	q := membership.GetCharter{Alliance: zgc}
	shown := ask(w, q)
	require.NoError(t, membership.CheckAnswer(q, shown))
	shown.Charter.Classes[1].Rights = []charter.Right{charter.Vote}
	var mismatch *membership.Mismatch
	require.ErrorAs(t, membership.CheckAnswer(q, shown), &mismatch)
	require.Equal(t, "digest", mismatch.Field)
	require.Equal(t, shown.Digest, mismatch.Asked)

	draft := membership.Draft{Proposal: pending, Charter: chartertest.Basic(2, "PT1H", true), Digest: digestOf(t, chartertest.Basic(2, "PT1H", true))}
	require.NoError(t, membership.CheckAnswer(membership.GetDraft{Proposal: pending}, draft))
	draft.Charter.Founders = "observer"
	require.ErrorAs(t, membership.CheckAnswer(membership.GetDraft{Proposal: pending}, draft), &mismatch)
}

// Everything that an answer carries with it is about the same thing: a peer may put
// together what does not belong together.
func TestMismatchWithinAnAnswer(t *testing.T) {
	t.Parallel()
	dossier := func(change func(*membership.Dossier)) membership.Dossier {
		d := membership.Dossier{
			Proposal: membership.ProposalNow{Proposal: membership.Proposal{ID: pending}}, Decision: &membership.Decision{Proposal: pending}, Enactment: &membership.Enactment{Proposal: pending},
			Sponsorships: []membership.Endorsement{{Proposal: pending}}, Endorsements: []membership.Endorsement{{Proposal: pending}},
			Earlier: []membership.Endorsement{{Proposal: pending}},
		}
		change(&d)
		return d
	}
	for name, row := range map[string]struct {
		err  error
		want string
	}{
		"ok/a dossier":           {membership.CheckAnswer(membership.GetProposal{ID: pending}, dossier(func(*membership.Dossier) {})), ""},
		"fail/another sponsor":   {membership.CheckAnswer(membership.GetProposal{ID: pending}, dossier(func(d *membership.Dossier) { d.Sponsorships[0].Proposal = "p" })), "the answer is about another proposal: p, not " + pending},
		"fail/another vote":      {membership.CheckAnswer(membership.GetProposal{ID: pending}, dossier(func(d *membership.Dossier) { d.Endorsements[0].Proposal = "p" })), "the answer is about another proposal: p, not " + pending},
		"fail/an earlier vote":   {membership.CheckAnswer(membership.GetProposal{ID: pending}, dossier(func(d *membership.Dossier) { d.Earlier[0].Proposal = "p" })), "the answer is about another proposal: p, not " + pending},
		"fail/another decision":  {membership.CheckAnswer(membership.GetProposal{ID: pending}, dossier(func(d *membership.Dossier) { d.Decision.Proposal = "p" })), "the answer is about another proposal: p, not " + pending},
		"fail/another enactment": {membership.CheckAnswer(membership.GetProposal{ID: pending}, dossier(func(d *membership.Dossier) { d.Enactment.Proposal = "p" })), "the answer is about another proposal: p, not " + pending},
		"fail/another attestation": {membership.CheckAnswer(membership.ListClaims{About: acme}, membership.Claims{Claims: []membership.Attested{{
			Claim: membership.Claim{ID: "c", About: acme}, Attestations: []membership.Attestation{{Claim: "c"}, {Claim: "d"}},
		}}}), "the answer is about another claim: d, not c"},
		"ok/a claimant by its record": {membership.CheckAnswer(membership.ListClaimants{Value: leis[0]}, membership.Claimants{Claimants: []membership.Claimant{{About: acme}}}), ""},
		"fail/a claimant of another code": {membership.CheckAnswer(membership.ListClaimants{Value: leis[0]}, membership.Claimants{Claimants: []membership.Claimant{
			{About: acme}, {About: acme, Claim: &membership.Attested{Claim: membership.Claim{About: acme, Value: leis[1]}}},
		}}), "the answer is about another value: " + leis[1] + ", not " + leis[0]},
		"ok/a page of parties":   {membership.CheckAnswer(membership.ListParties{}, membership.Parties{Parties: []membership.Party{{ID: acme}}}), ""},
		"ok/a page of hosts":     {membership.CheckAnswer(membership.ListHosts{}, membership.Hosts{Hosts: []membership.Host{{ID: org1}}}), ""},
		"ok/a page of alliances": {membership.CheckAnswer(membership.ListAlliances{}, membership.Alliances{Alliances: []membership.Alliance{{ID: zgc}}}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if row.want == "" {
				require.NoError(t, row.err)
				return
			}
			require.EqualError(t, row.err, row.want)
		})
	}
}
