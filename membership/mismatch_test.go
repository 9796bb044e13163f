package membership_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

// crossing takes the answer to one question for that to another.
func crossing[R any](asked, other membership.Query[R]) func(*world) (own, crossed error) {
	return func(w *world) (error, error) {
		w.t.Helper()
		return membership.CheckAnswer(asked, ask(w, asked)), membership.CheckAnswer(asked, ask(w, other))
	}
}

// An answer is about what was asked, or it is not taken.
func TestAnswersAreAboutWhatWasAsked(t *testing.T) {
	t.Parallel()
	const two = "two@academia"
	w := openedBy(t, disciplined(charterOf(2, "PT1H", true)))
	w.must(as(cas), membership.FoundAlliance{
		Request: "two", Slug: "two", Names: en("Two"), Founders: []string{cas}, Charter: charterOf(1, "PT1H", true),
	})
	first, second := w.join(acme, "a"), w.join(lab, "l")
	w.must(as(cisco), endorsing(first, membership.For))
	w.must(as(cisco), endorsing(second, membership.For))
	w.must(as(lab), membership.Join{Request: "t", Alliance: two, Class: "full"})
	for i, about := range []string{acme, lab} {
		w.must(as(cas), membership.StateClaim{Request: []string{"c1", "c2"}[i], About: about, What: "members", Value: "6", Source: "s"})
	}
	for _, party := range []string{acme, lab} {
		w.must(as(party), declaring("declare", party))
	}
	for name, answers := range map[string]func(*world) (own, crossed error){
		"GetParty":        crossing(membership.GetParty{ID: cas}, membership.GetParty{ID: acme}),
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
		"GetSeal":         crossing(membership.GetSeal{Alliance: zgc}, membership.GetSeal{Alliance: two}),
		"ListSeals":       crossing(membership.ListSeals{Alliance: zgc}, membership.ListSeals{Alliance: two}),
		"GetAffiliation":  crossing(membership.GetAffiliation{Alliance: zgc, Party: acme}, membership.GetAffiliation{Alliance: zgc, Party: lab}),
		"ListAffiliates":  crossing(membership.ListAffiliates{Group: acme}, membership.ListAffiliates{Group: lab}),
		"ListRecords":     crossing(membership.ListRecords{Object: "seal"}, membership.ListRecords{Object: "epoch"}),
	} {
		own, crossed := answers(w)
		require.NoError(t, own, name)
		var mismatch *membership.Mismatch
		require.ErrorAs(t, crossed, &mismatch, name)
		require.NotEqual(t, mismatch.Asked, mismatch.Answered, name)
	}
}

// A charter is what its digest says, whoever shows it.
func TestShownCharterHasItsDigest(t *testing.T) {
	t.Parallel()
	w := opened(t, true)
	q := membership.GetCharter{Alliance: zgc}
	shown := ask(w, q)
	require.NoError(t, membership.CheckAnswer(q, shown))
	shown.Charter.Classes[1].Rights = []membership.Right{membership.Vote}
	var mismatch *membership.Mismatch
	require.ErrorAs(t, membership.CheckAnswer(q, shown), &mismatch)
	require.Equal(t, "digest", mismatch.Field)
	require.Equal(t, shown.Digest, mismatch.Asked)

	draft := membership.Draft{Proposal: pending, Charter: charterOf(2, "PT1H", true), Digest: digestOf(t, charterOf(2, "PT1H", true))}
	require.NoError(t, membership.CheckAnswer(membership.GetDraft{Proposal: pending}, draft))
	draft.Charter.Founders = "observer"
	require.ErrorAs(t, membership.CheckAnswer(membership.GetDraft{Proposal: pending}, draft), &mismatch)
}
