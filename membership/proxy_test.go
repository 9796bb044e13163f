package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// withProxies is a charter by which a member may represent one other when somebody is
// expelled, and it is represented in general for a month at the most.
var withProxies = represented(func(*charter.Charter) {})

// represented is that charter, changed. The vote lasts an hour, and takes three votes.
func represented(change func(*charter.Charter)) charter.Charter {
	return chartertest.WholeWith(func(c *charter.Charter) {
		c.Proxies = &charter.ProxyTerms{Most: 1, Longest: "P30D"}
		c.Rules[charter.Expel] = &charter.Rule{Voting: "PT1H", Pass: chartertest.ForVotes(3), LockOut: charter.LockOutAccepted, Proxies: true}
		change(c)
	})
}

// overriding lets a member that is represented vote itself all the same.
var overriding = represented(func(c *charter.Charter) { c.Proxies.Principal = charter.PrincipalOverrides })

// appointing has another member cast the caller's votes for a week.
func appointing(request, holder string) membership.AppointProxy {
	return membership.AppointProxy{Request: request, Alliance: zgc, Holder: holder, Until: epoch.AddDate(0, 0, 7)}
}

// appointingFor has another member cast the caller's vote on one proposal.
func appointingFor(proposal, holder string) membership.AppointProxy {
	return membership.AppointProxy{Request: "appoint-" + keyOf(proposal + holder)[:8], Alliance: zgc, Holder: holder, Proposal: proposal}
}

// appointed has one member represented by another in general.
func appointed(principal, holder string) func(*world) {
	return sends(as(principal), appointing("appoint-"+keyOf(holder)[:8], holder))
}

func revoking(w *world, principal string) {
	w.must(as(principal), membership.RevokeProxy{Request: "revoke", Alliance: zgc})
}

// votingFor casts a principal's vote.
func votingFor(proposal, principal string, position charter.Position) membership.Endorse {
	return membership.Endorse{Request: "for-" + keyOf(proposal + principal + string(position))[:8], Principal: principal, Proposal: proposal, Position: position}
}

// A vote by proxy is its principal's: it counts in its class, from the holder's host, and
// says who cast it.
func TestProxyVotes(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withProxies)
	appointed(cas, cisco)(w)
	expelling(w)
	event := w.must(as(cisco), votingFor(expulsion, cas, charter.For))
	require.Equal(t, cas, event.Party)
	require.Equal(t, cisco, event.By)
	w.must(as(cisco), endorsing(expulsion, charter.For))
	w.must(as(forum), endorsing(expulsion, charter.For))
	dossier := ask(w, membership.GetProposal{ID: expulsion})
	require.Equal(t, charter.Tally{For: 3, Hosts: 2, Electorate: 3, Proxies: 1}, dossier.Tally)
	require.Equal(t, cas, dossier.Endorsements[0].Party)
	require.Equal(t, cisco, dossier.Endorsements[0].Proxy)
	require.Equal(t, "industry", dossier.Endorsements[0].Host)
	require.Equal(t, "full", dossier.Endorsements[0].Class)
	require.Empty(t, dossier.Endorsements[1].Proxy)
	w.wait(time.Hour)
	require.Equal(t, "accepted", w.must(as(lab), membership.Decide{Proposal: expulsion}).Status)
	require.Equal(t, 1, ask(w, membership.GetProposal{ID: expulsion}).Decision.Tally.Proxies)
}

// On a proposal for which a member has a proxy of its own that one counts, and the general one
// again once it is revoked.
func TestProxyForAProposalComesFirst(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withProxies)
	appointed(cas, cisco)(w)
	expelling(w)
	w.must(as(cas), appointingFor(expulsion, forum))
	w.refused(refusal.NoProxy, as(cisco), votingFor(expulsion, cas, charter.For))
	w.must(as(cas), membership.RevokeProxy{Request: "own", Alliance: zgc, Proposal: expulsion})
	w.refused(refusal.NoProxy, as(forum), votingFor(expulsion, cas, charter.For))
	w.must(as(cisco), votingFor(expulsion, cas, charter.For))
	list := ask(w, membership.ListProxies{Alliance: zgc, Principal: cas}).Proxies
	require.Len(t, list, 2)
	require.Len(t, ask(w, membership.ListProxies{Alliance: zgc, Principal: cas, Holder: cisco}).Proxies, 1)
	require.NotNil(t, list[0].Revoked)
	require.Equal(t, cas, list[0].RevokedBy)
	require.Equal(t, 2, list[0].Version)
	require.Nil(t, list[1].Revoked)
}

// A later proxy takes the place of the one before: who held that holds it no more, and may
// hold another's.
func TestLaterProxyTakesThePlace(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withProxies)
	appointed(cas, cisco)(w)
	w.refused(refusal.ProxyLimit, as(forum), appointing("f", cisco))
	appointed(cas, forum)(w)
	held := ask(w, membership.ListProxies{Alliance: zgc, Holder: cisco}).Proxies
	require.Len(t, held, 1)
	require.NotNil(t, held[0].Revoked)
	require.Equal(t, 2, ask(w, membership.ListProxies{Alliance: zgc, Principal: cas}).Proxies[0].Version)
	w.must(as(forum), appointing("f", cisco))
	w.must(as(forum), membership.AppointProxy{Request: "longer", Alliance: zgc, Holder: cisco, Until: epoch.AddDate(0, 0, 9)}) // the same once more
	require.Len(t, ask(w, membership.ListProxies{Alliance: zgc}).Proxies, 2)
}

// Who is barred votes after it has revoked; what its proxy cast by then stands.
func TestBarredPrincipal(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withProxies)
	appointed(cas, cisco)(w)
	appointed(forum, cas)(w)
	expelling(w)
	denied := w.refused(refusal.PrincipalBarred, as(cas), endorsing(expulsion, charter.For))
	require.Equal(t, cisco, denied.Params["holder"])
	w.must(as(cisco), votingFor(expulsion, cas, charter.Against))
	revoking(w, cas)
	w.refused(refusal.EndorsementExists, as(cas), endorsing(expulsion, charter.For))
	revoking(w, forum)
	w.must(as(forum), endorsing(expulsion, charter.For))
	w.refused(refusal.NoProxy, as(cas), votingFor(expulsion, forum, charter.For))
}

// Where the charter says so, a member's own vote takes the place of its proxy's, and stays:
// whichever comes first.
func TestOverridingPrincipal(t *testing.T) {
	t.Parallel()
	for name, proxyFirst := range map[string]bool{"ok/the proxy first": true, "ok/the principal first": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, overriding)
			appointed(cas, cisco)(w)
			expelling(w)
			if proxyFirst {
				w.must(as(cisco), votingFor(expulsion, cas, charter.For))
			}
			w.must(as(cas), endorsing(expulsion, charter.Against))
			w.refused(refusal.EndorsementExists, as(cisco), votingFor(expulsion, cas, charter.Abstain))
			w.refused(refusal.EndorsementExists, as(cas), membership.Endorse{Request: "again", Proposal: expulsion, Position: charter.For})
			dossier := ask(w, membership.GetProposal{ID: expulsion})
			require.Equal(t, charter.Tally{Against: 1, Electorate: 3}, dossier.Tally)
			require.Len(t, dossier.Endorsements, 1)
			require.Equal(t, proxyFirst, len(dossier.Earlier) == 1)
		})
	}
}

// Where votes may be changed, a proxy changes what a proxy cast, and nothing that the member
// said itself.
func TestChangedByProxy(t *testing.T) {
	t.Parallel()
	w := ofFour(t, represented(func(c *charter.Charter) { c.Rules[charter.Expel].Changing = true }))
	appointed(cas, cisco)(w)
	expelling(w)
	w.must(as(cisco), votingFor(expulsion, cas, charter.For))
	w.must(as(cas), appointingFor(expulsion, forum))
	w.must(as(forum), votingFor(expulsion, cas, charter.Abstain))
	w.must(as(cas), membership.RevokeProxy{Request: "own", Alliance: zgc, Proposal: expulsion})
	revoking(w, cas)
	w.must(as(cas), endorsing(expulsion, charter.Against))
	w.must(as(cas), appointing("once-more", cisco))
	w.refused(refusal.EndorsementExists, as(cisco), membership.Endorse{Request: "other", Principal: cas, Proposal: expulsion, Position: charter.For})
	dossier := ask(w, membership.GetProposal{ID: expulsion})
	require.Equal(t, 3, dossier.Endorsements[0].Version)
	require.Len(t, dossier.Earlier, 2)
}

// A proxy ends with the membership of either, and does not come back with another; while one
// of the two is suspended nothing is voted by it.
func TestProxyEndsWithTheMembership(t *testing.T) {
	t.Parallel()
	for name, gone := range map[string]string{"ok/of the principal": forum, "ok/of the holder": acme} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, withProxies)
			appointed(forum, acme)(w)
			suspended(gone)(w)
			proposal := w.propose(cisco, charter.Expel, cas)
			code := refusal.NotAMember
			w.refused(code, as(acme), votingFor(proposal, forum, charter.For))
			require.False(t, ask(w, membership.ListProxies{Alliance: zgc, Principal: forum}).Proxies[0].Over)
			left(gone)(w)
			require.True(t, ask(w, membership.ListProxies{Alliance: zgc, Principal: forum}).Proxies[0].Over)
			back := w.join(gone, "back")
			w.must(as(cisco), endorsing(back, charter.For))
			w.must(as(cas), endorsing(back, charter.For))
			w.must(as(lab), membership.Decide{Proposal: back})
			proposal = w.propose(cisco, charter.Expel, cas)
			w.refused(refusal.NoProxy, as(acme), votingFor(proposal, forum, charter.For))
			w.must(as(forum), endorsing(proposal, charter.For)) // and nobody is barred by it
		})
	}
}

// Who has no say on a proposal has none through others, and none for others.
func TestRecusedHaveNoProxy(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withProxies)
	appointed(acme, cas)(w)
	appointed(cisco, acme)(w)
	expelling(w) // of acme
	w.refused(refusal.Recused, as(cas), votingFor(expulsion, acme, charter.Against))
	w.refused(refusal.Recused, as(acme), votingFor(expulsion, cisco, charter.Against))
}

// The limit is looked at when the vote is cast too: whom a holder has represented counts, also
// if it is represented by another by now.
func TestLimitOfVotesByProxy(t *testing.T) {
	t.Parallel()
	w := ofFour(t, overriding)
	appointed(cas, cisco)(w)
	expelling(w)
	w.must(as(cisco), votingFor(expulsion, cas, charter.For))
	revoking(w, cas)
	w.must(as(cas), endorsing(expulsion, charter.For))
	w.must(as(forum), appointing("f", cisco))
	w.refused(refusal.ProxyLimit, as(cisco), votingFor(expulsion, forum, charter.For))
}

// Who is appointed and does not want it gives the proxy back.
func TestProxyGivenBack(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withProxies)
	appointed(cas, cisco)(w)
	w.refused(refusal.NoProxy, as(forum), membership.RevokeProxy{Request: "r", Alliance: zgc, Principal: cas})
	w.must(as(cisco), membership.RevokeProxy{Request: "r", Alliance: zgc, Principal: cas})
	w.refused(refusal.NoProxy, as(cas), membership.RevokeProxy{Request: "r", Alliance: zgc})
	require.Equal(t, cisco, ask(w, membership.ListProxies{Alliance: zgc, Holder: cisco}).Proxies[0].RevokedBy)
	w.must(as(forum), appointing("f", cisco))
}

// Whatever two send at once, one of them is a conflict where they touch the same vote, or the
// same limit.
func TestProxiesAtOnce(t *testing.T) {
	t.Parallel()
	revoke := membership.RevokeProxy{Request: "revoke", Alliance: zgc}
	for name, row := range map[string]struct {
		charter       charter.Charter
		first, second membership.Caller
		one, other    membership.Transaction
	}{
		"ok/the proxy, the principal": {overriding, as(cisco), as(cas), votingFor(expulsion, cas, charter.For), endorsing(expulsion, charter.Against)},
		"ok/the principal, the proxy": {overriding, as(cas), as(cisco), endorsing(expulsion, charter.Against), votingFor(expulsion, cas, charter.For)},
		"ok/revoked, and voted":       {withProxies, as(cas), as(cisco), revoke, votingFor(expulsion, cas, charter.For)},
		"ok/appointed, and voted":     {withProxies, as(forum), as(forum), appointingFor(expulsion, cas), endorsing(expulsion, charter.For)},
		"ok/two appoint one":          {withProxies, as(acme), as(cisco), appointing("a", forum), appointing("c", forum)},
		"ok/another, and voted":       {withProxies, as(cas), as(cisco), appointingFor(expulsion, forum), votingFor(expulsion, cas, charter.For)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, row.charter)
			appointed(cas, cisco)(w)
			expelling(w)
			one, other := w.simulate(row.first, row.one), w.simulate(row.second, row.other)
			codes := w.commit(one, other)
			require.Equal(t, memledger.Valid, codes[0])
			require.Equal(t, 1, split(t, codes))
		})
	}
	w := ofFour(t, represented(func(c *charter.Charter) { c.Proxies.Most = 2 }))
	appointed(cas, cisco)(w)
	appointed(forum, cisco)(w)
	expelling(w)
	codes := w.commit(w.simulate(as(cisco), votingFor(expulsion, cas, charter.For)), w.simulate(as(cisco), votingFor(expulsion, forum, charter.For)))
	require.Equal(t, 1, split(t, codes), "two votes by one holder count as one")
}

// By version 4 of the rules nobody is represented.
func TestProxiesBeforeVersionFive(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withProxies)
	expelling(w)
	about, err := ask(w, membership.GetProposal{ID: expulsion}).Proposal.About()
	require.NoError(t, err)
	w.engine = charter.EngineFour
	w.refused(refusal.UnknownTransaction, as(cas), appointing("p", cisco))
	w.refused(refusal.UnknownTransaction, as(cas), membership.RevokeProxy{Request: "r", Alliance: zgc})
	vote := votingFor(expulsion, cas, charter.For)
	vote.About = &about
	w.refused(refusal.UnknownField, as(cisco), vote)
	proposals := amending("a", withProxies)
	w.refused(refusal.CharterInvalid, as(cisco), proposals)
}

// forumIsGuest moves forum to a class without a vote.
func forumIsGuest(w *world) {
	w.accept(reclassifying("guest", forum, func(p *membership.Propose) { p.Class = "guest" }))
}

var proxyRefusals = map[string]denial{
	"fail/appoint: no alliance":      under(withProxies, refusal.BadID, cas, membership.AppointProxy{Request: "p", Holder: cisco, Until: untilMay}),
	"fail/appoint: nobody":           under(withProxies, refusal.BadID, cas, membership.AppointProxy{Request: "p", Alliance: zgc, Until: untilMay}),
	"fail/appoint: no request":       under(withProxies, refusal.BadID, cas, appointing("", cisco)),
	"fail/appoint: for nothing":      under(withProxies, refusal.Required, cas, membership.AppointProxy{Request: "p", Alliance: zgc, Holder: cisco}),
	"fail/appoint: for both":         under(withProxies, refusal.BadTime, cas, membership.AppointProxy{Request: "p", Alliance: zgc, Holder: cisco, Until: untilMay, Proposal: expulsion}),
	"fail/appoint: about nothing":    under(withProxies, refusal.UnknownField, cas, membership.AppointProxy{Request: "p", Alliance: zgc, Holder: cisco, Until: untilMay, About: &membership.About{Alliance: zgc, Content: keyOf("c")}}),
	"fail/appoint: no proposal's id": under(withProxies, refusal.BadID, cas, membership.AppointProxy{Request: "p", Alliance: zgc, Holder: cisco, Proposal: "x"}),
	"fail/appoint: no such proposal": under(withProxies, refusal.UnknownRecord, cas, appointingFor(expulsion, cisco)),
	"fail/appoint: the year 1": under(withProxies, refusal.BadTime, cas, membership.AppointProxy{
		Request: "p", Alliance: zgc, Holder: cisco, Until: time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC),
	}),
	"fail/appoint: about another": under(withProxies, refusal.AboutDiffers, cas, membership.AppointProxy{
		Request: "p", Alliance: zgc, Holder: cisco, Proposal: expulsion, About: &membership.About{Alliance: zgc, Action: charter.Expel, Subject: acme, Content: keyOf("c")},
	}, expelling),
	"fail/appoint: no charter has it": by(refusal.NoProxies, cas, appointing("p", cisco)),
	"fail/appoint: none in general":   under(represented(func(c *charter.Charter) { c.Proxies.Longest = "" }), refusal.NoProxies, cas, appointing("p", cisco)),
	"fail/appoint: no rule has it":    under(withProxies, refusal.NoProxies, cas, appointingFor(membership.ProposalID(cisco, "s"), cisco), sends(as(cisco), proposing("s", charter.Suspend, acme))),
	"fail/appoint: oneself":           under(withProxies, refusal.ProxyUnfit, cas, appointing("p", cas)),
	"fail/appoint: no member":         under(withProxies, refusal.NotAMember, cas, appointing("p", lab)),
	"fail/appoint: by no member":      under(withProxies, refusal.NotAMember, lab, appointing("p", cas)),
	"fail/appoint: a suspended one":   under(withProxies, refusal.NotAMember, cas, appointing("p", forum), suspended(forum)),
	"fail/appoint: until now":         under(withProxies, refusal.UntilPast, cas, appointing("p", cisco), waits(7*24*time.Hour)),
	"fail/appoint: for too long":      under(withProxies, refusal.ProxyTooLong, cas, membership.AppointProxy{Request: "p", Alliance: zgc, Holder: cisco, Until: untilMay}),
	"fail/appoint: one too many":      under(withProxies, refusal.ProxyLimit, forum, appointingFor(expulsion, cisco), appointed(cas, cisco), expelling),
	"fail/appoint: after the vote":    under(withProxies, refusal.VotingClosed, cas, appointingFor(expulsion, cisco), expelling, waits(time.Hour)),
	"fail/appoint: after the decision": under(withProxies, refusal.ProposalDecided, cas, appointingFor(expulsion, cisco), expelling, waits(time.Hour),
		sends(as(lab), membership.Decide{Proposal: expulsion})),
	"fail/appoint: a delegate": {refusal.NeedsOfficer, func(t *testing.T) error {
		w := ofFour(t, withProxies)
		clerkOf(w)
		_, err := w.apply(with(as(cisco), "clerk"), appointing("p", cas))
		return err
	}},
	"fail/revoke: none":           under(withProxies, refusal.NoProxy, cas, membership.RevokeProxy{Request: "r", Alliance: zgc}),
	"fail/revoke: another kind":   under(withProxies, refusal.NoProxy, cas, membership.RevokeProxy{Request: "r", Alliance: zgc, Proposal: expulsion}, appointed(cas, cisco)),
	"fail/revoke: a stranger's":   under(withProxies, refusal.NoProxy, forum, membership.RevokeProxy{Request: "r", Alliance: zgc, Principal: cas}, appointed(cas, cisco)),
	"fail/revoke: no alliance":    under(withProxies, refusal.BadID, cas, membership.RevokeProxy{Request: "r"}),
	"fail/revoke: no principal":   under(withProxies, refusal.BadID, cas, membership.RevokeProxy{Request: "r", Alliance: zgc, Principal: "x"}),
	"fail/revoke: no proposal":    under(withProxies, refusal.BadID, cas, membership.RevokeProxy{Request: "r", Alliance: zgc, Proposal: "x"}),
	"fail/vote: represented":      under(withProxies, refusal.PrincipalBarred, cas, endorseExpulsion, appointed(cas, cisco), expelling),
	"fail/for: nobody's proxy":    under(withProxies, refusal.NoProxy, cisco, votingFor(expulsion, cas, charter.For), expelling),
	"fail/for: another's proxy":   under(withProxies, refusal.NoProxy, forum, votingFor(expulsion, cas, charter.For), appointed(cas, cisco), expelling),
	"fail/for: oneself":           under(withProxies, refusal.NoProxy, cas, votingFor(expulsion, cas, charter.For), expelling),
	"fail/for: by a stranger":     under(withProxies, refusal.NotAMember, lab, votingFor(expulsion, cas, charter.For), expelling),
	"fail/for: no id":             under(withProxies, refusal.BadID, cisco, votingFor(expulsion, "cas", charter.For)),
	"fail/for: a sponsorship":     under(withProxies, refusal.BadChoice, cisco, votingFor(expulsion, cas, charter.Sponsor)),
	"fail/for: its time is up":    under(withProxies, refusal.NoProxy, cisco, votingFor(membership.ProposalID(cisco, "later"), cas, charter.For), appointed(cas, cisco), waits(7*24*time.Hour), sends(as(cisco), proposing("later", charter.Expel, acme))),
	"fail/for: no rule has it":    under(withProxies, refusal.NoProxies, cisco, votingFor(membership.ProposalID(cisco, "s"), cas, charter.For), appointed(cas, cisco), sends(as(cisco), proposing("s", charter.Suspend, acme))),
	"fail/for: voted already":     under(withProxies, refusal.EndorsementExists, cisco, votingFor(expulsion, cas, charter.For), expelling, castFor(cas), appointed(cas, cisco)),
	"fail/for: the proxy's proxy": under(withProxies, refusal.NoProxy, forum, votingFor(expulsion, cas, charter.For), appointed(cas, cisco), appointed(cisco, forum), expelling),
	"fail/for: of another class": under(represented(func(c *charter.Charter) {
		c.Proxies.Holders = charter.HoldersClass
		c.Classes[2].Rights = append(c.Classes[2].Rights, charter.Vote)
	}), refusal.ProxyUnfit, cisco, votingFor(expulsion, forum, charter.For), forumIsGuest,
		appointed(forum, cisco), (*world).seal, expelling),
	"fail/for: holds no vote itself": under(withProxies, refusal.NoRight, forum, votingFor(expulsion, cas, charter.For),
		forumIsGuest, appointed(cas, forum), (*world).seal, expelling),
	"fail/for: the principal has none": under(withProxies, refusal.NoRight, cisco, votingFor(expulsion, forum, charter.For),
		forumIsGuest, appointed(forum, cisco), (*world).seal, expelling),
}

// A holder need not vote itself where the charter lets any member represent another.
func TestAnyMemberHolds(t *testing.T) {
	t.Parallel()
	w := ofFour(t, represented(func(c *charter.Charter) { c.Proxies.Holders = charter.HoldersMembers }))
	forumIsGuest(w)
	appointed(cas, forum)(w)
	w.seal()
	expelling(w)
	w.must(as(forum), votingFor(expulsion, cas, charter.For))
	require.Equal(t, 1, ask(w, membership.GetProposal{ID: expulsion}).Tally.Proxies)
}
