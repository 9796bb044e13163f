package membership_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

func agreeing(request, party string) membership.ConsentAffiliate {
	return membership.ConsentAffiliate{Request: request, Alliance: zgc, Party: party}
}

// affiliated makes one party an affiliate of another, by the word of both.
func affiliated(party, group string) func(*world) {
	return func(w *world) {
		w.must(as(party), declaring("declare", group))
		w.must(as(group), agreeing("agree-"+strings.ReplaceAll(party, "@", "."), party))
	}
}

// heading has a party in the affiliate group of its own id.
func heading(party string) func(*world) { return sends(as(party), declaring("head", party)) }

// grouping is cisco's proposal to put a member into an affiliate group.
func grouping(request, party, group string) membership.Propose {
	return reclassifying(request, party, func(p *membership.Propose) { p.Group = group })
}

// groups are those of an alliance's members.
func (w *world) groups() map[string]string {
	w.t.Helper()
	found := map[string]string{}
	for _, member := range ask(w, membership.GetRoster{Alliance: zgc}).Members {
		if group := member.Membership.Group; group != "" {
			found[member.Membership.Party] = group
		}
	}
	return found
}

func (w *world) affiliation(party string) membership.Affiliation {
	w.t.Helper()
	return ask(w, membership.GetAffiliation{Alliance: zgc, Party: party})
}

// A claim counts once who controls the group consents; then both are in it.
func TestConsentMakesAffiliates(t *testing.T) {
	t.Parallel()
	w := ofFour(t, unaffiliated(charter.Expel))
	w.must(as(acme), declaring("d", cas))
	claim := membership.Affiliation{Schema: 1, Alliance: zgc, Party: acme, Group: cas, Status: membership.AffiliationClaimed, Written: w.stamp()}
	require.Equal(t, claim, w.affiliation(acme))
	require.Empty(t, w.groups())
	event := w.must(as(cas), agreeing("c", acme))
	require.Equal(t, []string{membership.AffiliateConsented, acme, cas, cas, "consented"}, []string{event.Type, event.Party, event.By, event.Subject, event.Status})
	claim.Status, claim.Written = membership.AffiliationConsented, w.stamp()
	require.Equal(t, claim, w.affiliation(acme))
	require.Equal(t, map[string]string{acme: cas, cas: cas}, w.groups())
	require.Equal(t, []membership.Affiliation{claim, w.affiliation(cas)}, ask(w, membership.ListAffiliates{Group: cas}).Affiliates)
	w.seal()
	expelling(w)
	require.Equal(t, 2, ask(w, membership.GetProposal{ID: expulsion}).Proposal.Electorate)
	w.refused(refusal.Recused, as(cas), endorseExpulsion)
}

// What both agreed on makes no seal old, and counts from the next one on, which whoever
// wants it to makes. A decision about a group makes one old, as any decision does.
func TestAffiliatesCountFromTheNextSeal(t *testing.T) {
	t.Parallel()
	w := ofFour(t, unaffiliated(charter.Expel))
	affiliated(acme, cas)(w)
	expelling(w)
	require.Equal(t, 3, ask(w, membership.GetProposal{ID: expulsion}).Proposal.Electorate)
	require.Equal(t, "accepted", w.decidedFor(expulsion, cisco, cas, forum))

	w = ofFour(t, unaffiliated(charter.Expel))
	affiliated(acme, cas)(w)
	w.must(as(person), membership.CloseEpoch{Alliance: zgc, Epoch: 1})
	w.must(as(person), membership.SealEpoch{Alliance: zgc, Epoch: 1})
	require.Equal(t, []charter.Bloc{{Class: "full", Active: 2}, {Class: "full", Group: cas, Active: 2}}, ask(w, membership.GetSeal{Alliance: zgc, Epoch: 1}).Blocs)
	heading(cisco)(w)
	require.Equal(t, "accepted", w.settle(grouping("r", forum, cisco)).Status)
	w.refused(refusal.SealStale, as(cisco), proposing("p", charter.Expel, acme))
}

// A change of group and another change of the same member in one epoch are one change,
// whichever comes first; and epochs that hold nothing else add up.
func TestSealsOfRegroupedMembers(t *testing.T) {
	t.Parallel()
	suspends := accepts(proposing("s", charter.Suspend, acme))
	for name, steps := range map[string][]func(*world){
		"before": {affiliated(acme, cas), suspends}, "after": {suspends, affiliated(acme, cas)},
		"apart": {affiliated(acme, cas), (*world).seal, suspends},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, chartertest.Whole())
			for _, step := range steps {
				step(w)
			}
			w.seal()
			seal := ask(w, membership.GetEpoch{Alliance: zgc}).Seal
			require.Equal(t, []int{3, 1}, []int{seal.Active, seal.Suspended})
			require.Equal(t, []charter.Bloc{{Class: "full", Active: 2}, {Class: "full", Group: cas, Active: 1, Suspended: 1}}, seal.Blocs)
			w.refused(refusal.EpochEmpty, as(cisco), membership.CloseEpoch{Alliance: zgc, Epoch: seal.Epoch + 1})
		})
	}
}

// Nobody leaves a group because of the vote at hand: neither by a word, nor by leaving
// the alliance and coming back. The members let it go.
func TestAGroupIsLeftByDecision(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.Whole())
	affiliated(acme, cas)(w)
	for _, group := range []string{"", acme, forum} {
		w.refused(refusal.GroupDecided, as(acme), declaring("d", group))
	}
	w.refused(refusal.GroupDecided, as(cas), declaring("d", forum))
	w.must(as(acme), membership.Leave{Request: "l", Alliance: zgc})
	w.refused(refusal.GroupDecided, as(acme), declaring("d", ""))
	w.seal()
	join := w.must(as(acme), joining("j")).Proposal
	require.Equal(t, cas, ask(w, membership.GetProposal{ID: join}).Proposal.Group)
	require.Equal(t, "accepted", w.decidedFor(join, cisco, cas))
	require.Equal(t, cas, w.groups()[acme])
	w.seal()
	require.Equal(t, "accepted", w.settle(grouping("r", acme, acme)).Status)
	require.Equal(t, map[string]string{acme: acme, cas: cas}, w.groups())
	require.Equal(t, membership.AffiliationDecided, w.affiliation(acme).Status)
	require.Equal(t, []membership.Affiliation{w.affiliation(cas)}, ask(w, membership.ListAffiliates{Group: cas}).Affiliates)
}

// Nor does a member leave a group that is from version 2 of the rules, when nothing told
// of it but the membership: by the founding, by a decision, or by its own word then.
func TestAGroupFromVersionTwoIsLeftByDecision(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		places  map[string]charter.Place
		regroup func(*world)
	}{
		"founded":  {map[string]charter.Place{acme: {Group: cas}}, func(*world) {}},
		"decided":  {nil, accepts(grouping("r", acme, cas))},
		"declared": {nil, sends(as(acme), declaring("d", cas))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := populated(t)
			w.engine = "2"
			w.found(chartertest.Whole(), row.places)
			row.regroup(w)
			w.engine = charter.Engine
			require.Equal(t, map[string]string{acme: cas}, w.groups())
			left(acme)(w)
			w.refused(refusal.GroupDecided, as(acme), declaring("out", ""))
			w.refused(refusal.GroupDecided, as(acme), membership.Join{Request: "j", Alliance: zgc, Class: "full", Group: forum})
			w.enters(acme, "back")
			require.Equal(t, map[string]string{acme: cas}, w.groups())
		})
	}
}

// Who controls a group may be no member: then it is in it once it is admitted. So is who
// declared it before it applied.
func TestAffiliatesBeforeTheyAreMembers(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.Whole())
	affiliated(acme, lab)(w)
	require.Equal(t, map[string]string{acme: lab}, w.groups())
	w.admit(lab, "j")
	require.Equal(t, map[string]string{acme: lab, lab: lab}, w.groups())
	w.refused(refusal.StateUnfit, as(lab), declaring("d", lab))
}

// An applicant's affiliates are recused once who controls the group has consented: before
// it applied, or while its application waits for sponsors.
func TestAnApplicantsAffiliates(t *testing.T) {
	t.Parallel()
	c := unaffiliated(charter.Admit)
	c.Rules[charter.Admit].Sponsors, c.Rules[charter.Admit].Expiry = chartertest.Sponsors(1), "P1D"
	join := membership.Join{Request: "j", Alliance: zgc, Class: "full", Group: forum}
	for name, early := range map[string]bool{"before": true, "meanwhile": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFourIn(t, c, sisters)
			if early {
				affiliated(lab, forum)(w)
			}
			proposal := w.must(as(lab), join).Proposal
			if !early {
				w.must(as(forum), agreeing("c", lab))
			}
			w.refused(refusal.Recused, as(cas), sponsoring(proposal))
			w.must(as(cisco), sponsoring(proposal))
			w.must(as(lab), membership.PutToVote{Proposal: proposal})
			require.Equal(t, 2, ask(w, membership.GetProposal{ID: proposal}).Proposal.Electorate)
			w.refused(refusal.Recused, as(forum), endorsing(proposal, charter.For))
			require.Equal(t, "accepted", w.decidedFor(proposal, cisco, acme))
			require.Equal(t, forum, w.groups()[lab])
		})
	}
}

// Whom the members put into a group is an affiliate of the party that controls it: that
// one is in the group before, or nobody comes into it.
func TestADecidedGroupHasItsController(t *testing.T) {
	t.Parallel()
	w := ofFour(t, unaffiliated(charter.Expel))
	denied := w.refused(refusal.ControllerOutside, as(cisco), grouping("r", acme, cas))
	require.Equal(t, map[string]string{"alliance": zgc, "party": cas}, denied.Params)
	require.Equal(t, "accepted", w.settleBy(cisco, grouping("head", cas, cas), cisco, forum).Status)
	w.seal()
	w.accept(grouping("r", acme, cas))
	require.Equal(t, map[string]string{acme: cas, cas: cas}, w.groups())
	w.seal()
	expelling(w)
	require.Equal(t, 2, ask(w, membership.GetProposal{ID: expulsion}).Proposal.Electorate)
	w.refused(refusal.Recused, as(cas), endorseExpulsion)
	require.Equal(t, "accepted", w.decidedFor(expulsion, cisco, forum))
}

// Nobody gets its sister out of the group by leaving while that is voted on: it is in
// the group again when it comes back.
func TestAControllerThatLeaves(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.WholeWithRule(charter.Reclassify, func(r *charter.Rule) { r.Voting = "P7D" }))
	heading(cas)(w)
	w.must(as(cisco), grouping("p", acme, cas))
	left(cas)(w)
	require.Equal(t, "accepted", w.votedOn(expulsion, cisco, forum).Status)
	w.seal()
	require.Equal(t, "accepted", w.settleBy(cas, joining("back"), cisco, forum).Status)
	require.Equal(t, map[string]string{acme: cas, cas: cas}, w.groups())
}

// Who is put into the group of a party that is no member has it for an affiliate when it
// applies, whatever it names, and once it is admitted: be it by the founding, by a
// decision, or by what version 2 of the rules took from the founding.
func TestAnApplicantThatControlsItsGroup(t *testing.T) {
	t.Parallel()
	c := unaffiliated(charter.Admit)
	c.Rules[charter.Admit].Sponsors, c.Rules[charter.Admit].Expiry = chartertest.Sponsors(1), "P1D"
	founded := map[string]charter.Place{cas: {Group: lab}}
	worlds := map[string]func(*testing.T) *world{
		"founded": func(t *testing.T) *world { return ofFourIn(t, c, founded) },
		"decided": func(t *testing.T) *world {
			w := ofFour(t, c)
			require.Equal(t, "accepted", w.settleBy(cisco, grouping("r", cas, lab), cisco, forum).Status)
			w.seal()
			return w
		},
		"founded by version 2": func(t *testing.T) *world { return foundedByTwo(t, c, founded) },
	}
	for name, start := range worlds {
		for _, group := range []string{"", lab, forum} {
			t.Run(name+"/"+group, func(t *testing.T) {
				t.Parallel()
				w := start(t)
				join := membership.Join{Request: "j", Alliance: zgc, Class: "full", Group: group}
				if group == forum && name != "founded by version 2" {
					w.refused(refusal.GroupDecided, as(lab), join)
					return
				}
				proposal := w.must(as(lab), join).Proposal
				w.refused(refusal.Recused, as(cas), sponsoring(proposal))
				w.must(as(forum), sponsoring(proposal))
				w.must(as(lab), membership.PutToVote{Proposal: proposal})
				require.Equal(t, 3, ask(w, membership.GetProposal{ID: proposal}).Proposal.Electorate)
				w.refused(refusal.Recused, as(cas), endorsing(proposal, charter.For))
				require.Equal(t, "accepted", w.decidedFor(proposal, cisco, forum, acme))
				if name != "founded by version 2" {
					require.Equal(t, map[string]string{cas: lab, lab: lab}, w.groups())
				}
			})
		}
	}
}

// What the members decide about a party's group stands over what others who control one
// agreed on with it before it was a member, and is decided without reading that.
func TestADecisionMakesAController(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.Whole())
	affiliated(lab, forum)(w)
	w.accept(grouping("r", acme, lab))
	decided := membership.Affiliation{
		Schema: 1, Alliance: zgc, Party: lab, Group: lab, Status: membership.AffiliationDecided, Proposal: membership.ProposalID(cisco, "r"), Written: w.stamp(),
	}
	require.Equal(t, decided, w.affiliation(lab))
	require.Equal(t, []membership.Affiliation{w.affiliation(acme), decided}, ask(w, membership.ListAffiliates{Group: lab}).Affiliates)
}

// foundedByTwo is an alliance of four that was founded by version 2 of the rules, and
// goes on by the present ones.
func foundedByTwo(t *testing.T, c charter.Charter, places map[string]charter.Place) *world {
	t.Helper()
	w := populated(t)
	w.engine = "2"
	w.found(c, places)
	w.engine = charter.Engine
	return w
}

// A party that claims, or corrects its record, without end does not keep what is decided
// about it from being committed, by whatever time it writes; nor does one that controls
// the group.
func TestClaimsDoNotMeetDecisions(t *testing.T) {
	t.Parallel()
	for name, decided := range map[string]membership.Propose{
		"suspend":    proposing("p", charter.Suspend, acme),
		"regroup":    grouping("p", acme, lab),
		"reclassify": toGuest,
		"reweigh":    toOwnWeight,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, chartertest.Whole())
			w.must(as(cisco), decided)
			castFor(cisco, cas)(w)
			w.later()
			w.must(as(acme), declaring("ahead", cas))
			w.must(as(lab), declaring("ahead", cas))
			back(w)
			claim := w.simulate(as(acme), membership.DeclareAffiliate{Request: "again", Alliance: zgc, Group: forum})
			require.Error(t, claim.err, "its own time does not run backwards")
			decide := w.simulate(as(person), membership.Decide{Proposal: expulsion})
			w.later()
			block := []simulation{
				w.simulate(as(acme), declaring("again", forum)), w.simulate(as(acme), correcting("Acme")),
				w.simulate(as(lab), declaring("again", forum)), w.simulate(as(lab), correcting("Lab")), decide,
			}
			require.Equal(t, slices.Repeat([]memledger.Code{memledger.Valid}, len(block)), w.commit(block...))
			require.Equal(t, "accepted", decide.event.Status)
		})
	}
}

// Pages of a group's affiliates put together are the whole list.
func TestPagesOfAffiliates(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.Whole())
	for i, party := range []string{acme, forum, lab, person} {
		w.must(as(party), declaring(fmt.Sprint("d", i), cas))
	}
	w.must(as(lab), declaring("back", ""))
	var all []string
	for bookmark := ""; ; {
		page := ask(w, membership.ListAffiliates{Group: cas, Size: 1, Bookmark: bookmark})
		for _, one := range page.Affiliates {
			all = append(all, one.Party)
		}
		if bookmark = page.Next; bookmark == "" {
			break
		}
	}
	require.Equal(t, []string{acme, forum, person}, all)
}
