package membership_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// under is a refusal in an alliance of cisco, cas, forum and acme by a charter,
// after some preparation.
func under(c charter.Charter, code refusal.Code, party string, transaction membership.Transaction, prepare ...func(*world)) denial {
	return denial{code, func(t *testing.T) error {
		w := ofFour(t, c)
		for _, prepared := range prepare {
			prepared(w)
		}
		now := w.now
		w.refused(code, as(party), transaction)
		w.now = now
		_, err := w.apply(as(party), transaction)
		return err
	}}
}

var (
	withRules    = chartertest.Disciplined(chartertest.Basic(2, "PT1H", true))
	withSponsors = chartertest.Sponsored(chartertest.Basic(2, "PT1H", true))
	expulsion    = membership.ProposalID(cisco, "p")
)

// expelling files cisco's proposal to expel acme.
func expelling(w *world) { w.must(as(cisco), proposing("p", charter.Expel, acme)) }

func suspended(party string) func(*world) {
	return func(w *world) {
		require.Equal(w.t, "accepted", w.votedOn(w.propose(cisco, charter.Suspend, party), cisco, cas).Status)
	}
}

func sponsoredBy(parties ...string) func(*world) {
	return func(w *world) {
		for _, party := range parties {
			w.must(as(party), endorsing(expulsion, charter.Sponsor))
		}
	}
}

func openedVote(w *world) { w.must(as(lab), membership.PutToVote{Proposal: expulsion}) }
func aDay(w *world)       { w.wait(24 * time.Hour) }
func settled(w *world)    { w.must(as(lab), membership.Decide{Proposal: expulsion}) }
func taken(w *world)      { w.must(as(cisco), withdrawing) }
func observer(w *world) {
	w.seal()
	event := w.must(as(lab), membership.Join{Request: "observe", Alliance: zgc, Class: "observer"})
	require.Equal(w.t, "accepted", w.votedOn(event.Proposal, cisco, cas).Status)
}

var withdrawing = membership.Withdraw{Request: "w", Proposal: expulsion, Reason: "we talked"}

var proposeRefusals = map[string]denial{
	"fail/propose: unknown alliance":     under(withRules, refusal.UnknownRecord, cisco, membership.Propose{Request: "p", Alliance: "x@industry", Action: charter.Expel, Subject: acme}),
	"fail/propose: no id":                under(withRules, refusal.BadID, cisco, proposing("p", charter.Expel, "acme")),
	"fail/propose: to admit":             under(withRules, refusal.BadChoice, cisco, proposing("p", charter.Admit, lab)),
	"fail/propose: no action":            under(withRules, refusal.BadChoice, cisco, proposing("p", "", acme)),
	"fail/propose: reason too long":      under(withRules, refusal.TooLong, cisco, membership.Propose{Request: "p", Alliance: zgc, Action: charter.Expel, Subject: acme, Reason: strings.Repeat("r", form.MaxReason+1)}),
	"fail/propose: evidence":             under(withRules, refusal.BadDigest, cisco, membership.Propose{Request: "p", Alliance: zgc, Action: charter.Expel, Subject: acme, Evidence: "e"}),
	"fail/propose: not a member":         under(withRules, refusal.NotAMember, lab, proposing("p", charter.Expel, acme)),
	"fail/propose: suspended itself":     under(withRules, refusal.NotAMember, acme, proposing("p", charter.Expel, cas), suspended(acme)),
	"fail/propose: without the right":    under(withRules, refusal.NoRight, lab, proposing("p", charter.Expel, acme), observer),
	"fail/propose: no rule":              under(withoutSuspension(), refusal.NoRule, cisco, proposing("p", charter.Suspend, cas)),
	"fail/propose: expel a stranger":     under(withRules, refusal.StateUnfit, cisco, proposing("p", charter.Expel, lab)),
	"fail/propose: expel who left":       under(withRules, refusal.StateUnfit, cisco, proposing("p", charter.Expel, acme), left(acme)),
	"fail/propose: reinstate the active": under(withRules, refusal.StateUnfit, cisco, proposing("p", charter.Reinstate, acme)),
	"fail/propose: suspend twice":        under(withRules, refusal.StateUnfit, cisco, proposing("p", charter.Suspend, acme), suspended(acme)),
	"fail/propose: by an old roster":     under(withRules, refusal.SealStale, cisco, proposing("p", charter.Expel, acme), left(forum)),
	"fail/propose: before the seal":      under(withRules, refusal.TimeReversed, cisco, proposing("p", charter.Expel, acme), back),
	"fail/propose: other content":        under(withRules, refusal.RequestReused, cisco, proposing("p", charter.Suspend, acme), expelling),
	"fail/propose: alliance not open": {refusal.AllianceNotOpen, func(t *testing.T) error {
		_, err := forming(t, withRules).apply(as(cisco), proposing("p", charter.Expel, cas))
		return err
	}},
}

var sponsorRefusals = map[string]denial{
	"fail/sponsor: the subject":           under(withSponsors, refusal.Recused, acme, endorsing(expulsion, charter.Sponsor), expelling),
	"fail/sponsor: not a member":          under(withSponsors, refusal.NotAMember, lab, endorsing(expulsion, charter.Sponsor), expelling),
	"fail/sponsor: who left":              under(withSponsors, refusal.NotAMember, cas, endorsing(expulsion, charter.Sponsor), expelling, left(cas)),
	"fail/sponsor: without the right":     under(observing4(withSponsors), refusal.NoRight, lab, endorsing(expulsion, charter.Sponsor), observer, (*world).seal, expelling),
	"fail/sponsor: twice":                 under(withSponsors, refusal.EndorsementExists, cas, membership.Endorse{Request: "again", Proposal: expulsion, Position: charter.Sponsor}, expelling, sponsoredBy(cas)),
	"fail/sponsor: too late":              under(withSponsors, refusal.ProposalExpired, cas, endorsing(expulsion, charter.Sponsor), expelling, aDay),
	"fail/sponsor: expired":               under(withSponsors, refusal.NotFiled, cas, endorsing(expulsion, charter.Sponsor), expelling, aDay, settled),
	"fail/sponsor: withdrawn":             under(withSponsors, refusal.NotFiled, cas, endorsing(expulsion, charter.Sponsor), expelling, taken),
	"fail/sponsor: while it is voted on":  under(withRules, refusal.NotFiled, cas, endorsing(expulsion, charter.Sponsor), expelling),
	"fail/sponsor: before the filing":     under(withSponsors, refusal.TimeReversed, cas, endorsing(expulsion, charter.Sponsor), expelling, back),
	"fail/endorse: while it is filed":     under(withSponsors, refusal.NotVoting, cas, endorsing(expulsion, charter.For), expelling),
	"fail/endorse: what is expired":       under(withSponsors, refusal.ProposalDecided, cas, endorsing(expulsion, charter.For), expelling, aDay, settled),
	"fail/endorse: what is withdrawn":     under(withRules, refusal.ProposalDecided, cas, endorsing(expulsion, charter.For), expelling, taken),
	"fail/endorse: the subject":           under(withRules, refusal.Recused, acme, endorsing(expulsion, charter.Against), expelling),
	"fail/endorse: before the opening":    under(withSponsors, refusal.TimeReversed, cisco, endorsing(expulsion, charter.For), expelling, sponsoredBy(cas, forum), (*world).later, openedVote, back),
	"fail/decide: what is filed":          under(withSponsors, refusal.NotVoting, cas, membership.Decide{Proposal: expulsion}, expelling, sponsoredBy(cas, forum)),
	"fail/decide: what is withdrawn":      under(withRules, refusal.ProposalDecided, cas, membership.Decide{Proposal: expulsion}, expelling, taken),
	"fail/decide: before the opening":     under(withSponsors, refusal.TimeReversed, cas, membership.Decide{Proposal: expulsion}, expelling, sponsoredBy(cas, forum), (*world).later, openedVote, back),
	"fail/join: pending, filed":           under(withSponsors, refusal.JoinPending, lab, joining("again"), joined(lab)),
	"fail/join: pending, not yet expired": under(withSponsors, refusal.JoinPending, lab, joining("again"), joined(lab), aDay),
	"fail/join: by an old roster":         under(withRules, refusal.SealStale, lab, joining("join"), left(forum)),
}

// withoutSuspension has no rule to suspend by.
func withoutSuspension() charter.Charter {
	c := chartertest.Disciplined(chartertest.Basic(2, "PT1H", true))
	delete(c.Rules, charter.Suspend)
	return c
}

// observing4 lets observers in by two votes and no sponsors.
func observing4(c charter.Charter) charter.Charter {
	c = chartertest.Copy(c)
	c.Rules[charter.Admit] = withRules.Rules[charter.Admit]
	return c
}

func joined(party string) func(*world) {
	return func(w *world) { w.must(as(party), joining("join")) }
}

var openingRefusals = map[string]denial{
	"fail/open: unknown proposal":    under(withSponsors, refusal.UnknownRecord, cas, membership.PutToVote{Proposal: expulsion}),
	"fail/open: no id":               under(withSponsors, refusal.BadID, cas, membership.PutToVote{Proposal: "p"}),
	"fail/open: no sponsor":          under(withSponsors, refusal.SponsorsMissing, cas, membership.PutToVote{Proposal: expulsion}, expelling),
	"fail/open: one sponsor":         under(withSponsors, refusal.SponsorsMissing, cas, membership.PutToVote{Proposal: expulsion}, expelling, sponsoredBy(cas)),
	"fail/open: too late":            under(withSponsors, refusal.ProposalExpired, cas, membership.PutToVote{Proposal: expulsion}, expelling, sponsoredBy(cas, forum), aDay),
	"fail/open: expired":             under(withSponsors, refusal.NotFiled, cas, membership.PutToVote{Proposal: expulsion}, expelling, aDay, settled),
	"fail/open: withdrawn":           under(withSponsors, refusal.NotFiled, cas, membership.PutToVote{Proposal: expulsion}, expelling, taken),
	"fail/open: by an old roster":    under(withSponsors, refusal.SealStale, cas, membership.PutToVote{Proposal: expulsion}, expelling, sponsoredBy(cas, forum), left(forum)),
	"fail/open: before the filing":   under(withSponsors, refusal.TimeReversed, cas, membership.PutToVote{Proposal: expulsion}, expelling, back),
	"fail/open: before a sponsor":    under(withSponsors, refusal.TimeReversed, cas, membership.PutToVote{Proposal: expulsion}, expelling, (*world).later, sponsoredBy(cas, forum), back),
	"fail/open: before the seal":     under(withSponsors, refusal.TimeReversed, cas, membership.PutToVote{Proposal: expulsion}, expelling, sponsoredBy(cas, forum), left(forum), (*world).later, (*world).seal, back),
	"fail/open: by an unknown party": under(withSponsors, refusal.UnknownKey, "ghost@industry", membership.PutToVote{Proposal: expulsion}, expelling),
}

var withdrawalRefusals = map[string]denial{
	"fail/withdraw: unknown proposal":  under(withRules, refusal.UnknownRecord, cisco, withdrawing),
	"fail/withdraw: no id":             under(withRules, refusal.BadID, cisco, membership.Withdraw{Request: "w", Proposal: "p"}),
	"fail/withdraw: reason":            under(withRules, refusal.BadText, cisco, membership.Withdraw{Request: "w", Proposal: expulsion, Reason: "a\x00"}),
	"fail/withdraw: not the filer":     under(withRules, refusal.NotTheFiler, cas, withdrawing, expelling),
	"fail/withdraw: the subject":       under(withRules, refusal.NotTheFiler, acme, withdrawing, expelling),
	"fail/withdraw: twice":             under(withRules, refusal.ProposalDecided, cisco, membership.Withdraw{Request: "again", Proposal: expulsion}, expelling, taken),
	"fail/withdraw: after the close":   under(withRules, refusal.VotingClosed, cisco, withdrawing, expelling, closed),
	"fail/withdraw: decided":           under(withRules, refusal.ProposalDecided, cisco, withdrawing, expelling, closed, settled),
	"fail/withdraw: too late":          under(withSponsors, refusal.ProposalExpired, cisco, withdrawing, expelling, aDay),
	"fail/withdraw: expired":           under(withSponsors, refusal.ProposalDecided, cisco, withdrawing, expelling, aDay, settled),
	"fail/withdraw: before the filing": under(withSponsors, refusal.TimeReversed, cisco, withdrawing, expelling, back),
	"fail/withdraw: before the vote":   under(withRules, refusal.TimeReversed, cisco, withdrawing, expelling, back),
}

// endorseExpulsion is what members send on cisco's proposal to expel acme.
var endorseExpulsion = endorsing(expulsion, charter.For)

var electorateRefusals = map[string]denial{
	"fail/electorate: admitted after the seal": under(chartertest.WithRecordDate(withRules), refusal.OutsideElectorate, lab, endorseExpulsion, expelling, admittedNow(lab)),
	"fail/electorate: suspended before it":     under(withRules, refusal.NotAMember, forum, endorseExpulsion, suspended(forum), (*world).seal, expelling),
	"fail/electorate: reinstated after it":     under(withRules, refusal.OutsideElectorate, forum, endorseExpulsion, suspended(forum), (*world).seal, expelling, reinstated(forum)),
	"fail/electorate: suspended after it":      under(chartertest.WithRecordDate(withRules), refusal.NotAMember, forum, endorseExpulsion, expelling, suspended(forum)),
}

func admittedNow(party string) func(*world) {
	return func(w *world) {
		event := w.must(as(party), joining("join"))
		require.Equal(w.t, "accepted", w.votedOn(event.Proposal, cisco, cas).Status)
	}
}

func reinstated(party string) func(*world) {
	return func(w *world) {
		require.Equal(w.t, "accepted", w.votedOn(w.propose(cisco, charter.Reinstate, party), cisco, cas).Status)
	}
}

func closing(epoch int) membership.CloseEpoch {
	return membership.CloseEpoch{Alliance: zgc, Epoch: epoch}
}

func sealing(epoch int) membership.SealEpoch {
	return membership.SealEpoch{Alliance: zgc, Epoch: epoch}
}

func closedEpoch(epoch int) func(*world) {
	return func(w *world) { w.must(as(lab), closing(epoch)) }
}

var epochRefusals = map[string]denial{
	"fail/close: nothing in it":          within(refusal.EpochEmpty, cisco, closing(1)),
	"fail/close: a later one":            within(refusal.EpochNotOpen, cisco, closing(2), left(forum)),
	"fail/close: negative":               within(refusal.BadChoice, cisco, closing(-1)),
	"fail/close: more than there can be": within(refusal.BadChoice, cisco, closing(membership.MaxEpoch+1)),
	"fail/close: the founding":           within(refusal.EpochNotOpen, cisco, closing(0)),
	"fail/close: unknown alliance":       within(refusal.UnknownRecord, cisco, membership.CloseEpoch{Alliance: "x@industry", Epoch: 1}),
	"fail/close: no id":                  within(refusal.BadID, cisco, membership.CloseEpoch{Epoch: 1}),
	"fail/close: before it began":        within(refusal.TimeReversed, cisco, closing(2), left(forum), (*world).later, closedEpoch(1), left(cas), back),
	"fail/close: by an unknown party":    within(refusal.UnknownKey, "ghost@industry", closing(1), left(forum)),
	"fail/seal: open":                    within(refusal.EpochOpen, cisco, sealing(1), left(forum)),
	"fail/seal: one to come":             within(refusal.UnknownRecord, cisco, sealing(7), left(forum)),
	"fail/seal: negative":                within(refusal.BadChoice, cisco, sealing(-1)),
	"fail/seal: out of order":            within(refusal.SealMissing, cisco, sealing(2), left(forum), closedEpoch(1), left(cas), closedEpoch(2)),
	"fail/seal: before the close":        within(refusal.TimeReversed, cisco, sealing(1), left(forum), closedEpoch(1), back),
}
