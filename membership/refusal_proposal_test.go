package membership_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

// under is a refusal in an alliance of cisco, cas, forum and acme by a charter,
// after some preparation.
func under(charter membership.Charter, code membership.Code, party string, transaction membership.Transaction, prepare ...func(*world)) denial {
	return denial{code, func(t *testing.T) error {
		w := ofFour(t, charter)
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
	withRules    = disciplined(charterOf(2, "PT1H", true))
	withSponsors = sponsored(charterOf(2, "PT1H", true))
	expulsion    = membership.ProposalID(cisco, "p")
)

// expelling files cisco's proposal to expel acme.
func expelling(w *world) { w.must(as(cisco), proposing("p", membership.Expel, acme)) }

func suspended(party string) func(*world) {
	return func(w *world) {
		require.Equal(w.t, "accepted", w.votedOn(w.propose(cisco, membership.Suspend, party), cisco, cas).Status)
	}
}

func sponsoredBy(parties ...string) func(*world) {
	return func(w *world) {
		for _, party := range parties {
			w.must(as(party), endorsing(expulsion, membership.Sponsor))
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
	"fail/propose: unknown alliance":     under(withRules, membership.UnknownRecord, cisco, membership.Propose{Request: "p", Alliance: "x@industry", Action: membership.Expel, Subject: acme}),
	"fail/propose: no id":                under(withRules, membership.BadID, cisco, proposing("p", membership.Expel, "acme")),
	"fail/propose: to admit":             under(withRules, membership.BadChoice, cisco, proposing("p", membership.Admit, lab)),
	"fail/propose: no action":            under(withRules, membership.BadChoice, cisco, proposing("p", "", acme)),
	"fail/propose: reason too long":      under(withRules, membership.TooLong, cisco, membership.Propose{Request: "p", Alliance: zgc, Action: membership.Expel, Subject: acme, Reason: strings.Repeat("r", membership.MaxReason+1)}),
	"fail/propose: evidence":             under(withRules, membership.BadDigest, cisco, membership.Propose{Request: "p", Alliance: zgc, Action: membership.Expel, Subject: acme, Evidence: "e"}),
	"fail/propose: not a member":         under(withRules, membership.NotAMember, lab, proposing("p", membership.Expel, acme)),
	"fail/propose: suspended itself":     under(withRules, membership.NotAMember, acme, proposing("p", membership.Expel, cas), suspended(acme)),
	"fail/propose: without the right":    under(withRules, membership.NoRight, lab, proposing("p", membership.Expel, acme), observer),
	"fail/propose: no rule":              under(withoutSuspension(), membership.NoRule, cisco, proposing("p", membership.Suspend, cas)),
	"fail/propose: expel a stranger":     under(withRules, membership.StateUnfit, cisco, proposing("p", membership.Expel, lab)),
	"fail/propose: expel who left":       under(withRules, membership.StateUnfit, cisco, proposing("p", membership.Expel, acme), left(acme)),
	"fail/propose: reinstate the active": under(withRules, membership.StateUnfit, cisco, proposing("p", membership.Reinstate, acme)),
	"fail/propose: suspend twice":        under(withRules, membership.StateUnfit, cisco, proposing("p", membership.Suspend, acme), suspended(acme)),
	"fail/propose: by an old roster":     under(withRules, membership.SealStale, cisco, proposing("p", membership.Expel, acme), left(forum)),
	"fail/propose: before the seal":      under(withRules, membership.TimeReversed, cisco, proposing("p", membership.Expel, acme), back),
	"fail/propose: other content":        under(withRules, membership.RequestReused, cisco, proposing("p", membership.Suspend, acme), expelling),
	"fail/propose: alliance not open": {membership.AllianceNotOpen, func(t *testing.T) error {
		_, err := forming(t, withRules).apply(as(cisco), proposing("p", membership.Expel, cas))
		return err
	}},
}

var sponsorRefusals = map[string]denial{
	"fail/sponsor: the subject":           under(withSponsors, membership.Recused, acme, endorsing(expulsion, membership.Sponsor), expelling),
	"fail/sponsor: not a member":          under(withSponsors, membership.NotAMember, lab, endorsing(expulsion, membership.Sponsor), expelling),
	"fail/sponsor: who left":              under(withSponsors, membership.NotAMember, cas, endorsing(expulsion, membership.Sponsor), expelling, left(cas)),
	"fail/sponsor: without the right":     under(observing4(withSponsors), membership.NoRight, lab, endorsing(expulsion, membership.Sponsor), observer, (*world).seal, expelling),
	"fail/sponsor: twice":                 under(withSponsors, membership.EndorsementExists, cas, membership.Endorse{Request: "again", Proposal: expulsion, Position: membership.Sponsor}, expelling, sponsoredBy(cas)),
	"fail/sponsor: too late":              under(withSponsors, membership.ProposalExpired, cas, endorsing(expulsion, membership.Sponsor), expelling, aDay),
	"fail/sponsor: expired":               under(withSponsors, membership.NotFiled, cas, endorsing(expulsion, membership.Sponsor), expelling, aDay, settled),
	"fail/sponsor: withdrawn":             under(withSponsors, membership.NotFiled, cas, endorsing(expulsion, membership.Sponsor), expelling, taken),
	"fail/sponsor: while it is voted on":  under(withRules, membership.NotFiled, cas, endorsing(expulsion, membership.Sponsor), expelling),
	"fail/sponsor: before the filing":     under(withSponsors, membership.TimeReversed, cas, endorsing(expulsion, membership.Sponsor), expelling, back),
	"fail/endorse: while it is filed":     under(withSponsors, membership.NotVoting, cas, endorsing(expulsion, membership.For), expelling),
	"fail/endorse: what is expired":       under(withSponsors, membership.ProposalDecided, cas, endorsing(expulsion, membership.For), expelling, aDay, settled),
	"fail/endorse: what is withdrawn":     under(withRules, membership.ProposalDecided, cas, endorsing(expulsion, membership.For), expelling, taken),
	"fail/endorse: the subject":           under(withRules, membership.Recused, acme, endorsing(expulsion, membership.Against), expelling),
	"fail/endorse: before the opening":    under(withSponsors, membership.TimeReversed, cisco, endorsing(expulsion, membership.For), expelling, sponsoredBy(cas, forum), (*world).later, openedVote, back),
	"fail/decide: what is filed":          under(withSponsors, membership.NotVoting, cas, membership.Decide{Proposal: expulsion}, expelling, sponsoredBy(cas, forum)),
	"fail/decide: what is withdrawn":      under(withRules, membership.ProposalDecided, cas, membership.Decide{Proposal: expulsion}, expelling, taken),
	"fail/decide: before the opening":     under(withSponsors, membership.TimeReversed, cas, membership.Decide{Proposal: expulsion}, expelling, sponsoredBy(cas, forum), (*world).later, openedVote, back),
	"fail/join: pending, filed":           under(withSponsors, membership.JoinPending, lab, joining("again"), joined(lab)),
	"fail/join: pending, not yet expired": under(withSponsors, membership.JoinPending, lab, joining("again"), joined(lab), aDay),
	"fail/join: by an old roster":         under(withRules, membership.SealStale, lab, joining("join"), left(forum)),
}

// withoutSuspension has no rule to suspend by.
func withoutSuspension() membership.Charter {
	charter := disciplined(charterOf(2, "PT1H", true))
	delete(charter.Rules, membership.Suspend)
	return charter
}

// observing4 lets observers in by two votes and no sponsors.
func observing4(charter membership.Charter) membership.Charter {
	charter = copied(charter)
	charter.Rules[membership.Admit] = withRules.Rules[membership.Admit]
	return charter
}

func joined(party string) func(*world) {
	return func(w *world) { w.must(as(party), joining("join")) }
}

var openingRefusals = map[string]denial{
	"fail/open: unknown proposal":    under(withSponsors, membership.UnknownRecord, cas, membership.PutToVote{Proposal: expulsion}),
	"fail/open: no id":               under(withSponsors, membership.BadID, cas, membership.PutToVote{Proposal: "p"}),
	"fail/open: no sponsor":          under(withSponsors, membership.SponsorsMissing, cas, membership.PutToVote{Proposal: expulsion}, expelling),
	"fail/open: one sponsor":         under(withSponsors, membership.SponsorsMissing, cas, membership.PutToVote{Proposal: expulsion}, expelling, sponsoredBy(cas)),
	"fail/open: too late":            under(withSponsors, membership.ProposalExpired, cas, membership.PutToVote{Proposal: expulsion}, expelling, sponsoredBy(cas, forum), aDay),
	"fail/open: expired":             under(withSponsors, membership.NotFiled, cas, membership.PutToVote{Proposal: expulsion}, expelling, aDay, settled),
	"fail/open: withdrawn":           under(withSponsors, membership.NotFiled, cas, membership.PutToVote{Proposal: expulsion}, expelling, taken),
	"fail/open: by an old roster":    under(withSponsors, membership.SealStale, cas, membership.PutToVote{Proposal: expulsion}, expelling, sponsoredBy(cas, forum), left(forum)),
	"fail/open: before the filing":   under(withSponsors, membership.TimeReversed, cas, membership.PutToVote{Proposal: expulsion}, expelling, back),
	"fail/open: before a sponsor":    under(withSponsors, membership.TimeReversed, cas, membership.PutToVote{Proposal: expulsion}, expelling, (*world).later, sponsoredBy(cas, forum), back),
	"fail/open: before the seal":     under(withSponsors, membership.TimeReversed, cas, membership.PutToVote{Proposal: expulsion}, expelling, sponsoredBy(cas, forum), left(forum), (*world).later, (*world).seal, back),
	"fail/open: by an unknown party": under(withSponsors, membership.UnknownKey, "ghost@industry", membership.PutToVote{Proposal: expulsion}, expelling),
}

var withdrawalRefusals = map[string]denial{
	"fail/withdraw: unknown proposal":  under(withRules, membership.UnknownRecord, cisco, withdrawing),
	"fail/withdraw: no id":             under(withRules, membership.BadID, cisco, membership.Withdraw{Request: "w", Proposal: "p"}),
	"fail/withdraw: reason":            under(withRules, membership.BadText, cisco, membership.Withdraw{Request: "w", Proposal: expulsion, Reason: "a\x00"}),
	"fail/withdraw: not the filer":     under(withRules, membership.NotTheFiler, cas, withdrawing, expelling),
	"fail/withdraw: the subject":       under(withRules, membership.NotTheFiler, acme, withdrawing, expelling),
	"fail/withdraw: twice":             under(withRules, membership.ProposalDecided, cisco, membership.Withdraw{Request: "again", Proposal: expulsion}, expelling, taken),
	"fail/withdraw: after the close":   under(withRules, membership.VotingClosed, cisco, withdrawing, expelling, closed),
	"fail/withdraw: decided":           under(withRules, membership.ProposalDecided, cisco, withdrawing, expelling, closed, settled),
	"fail/withdraw: too late":          under(withSponsors, membership.ProposalExpired, cisco, withdrawing, expelling, aDay),
	"fail/withdraw: expired":           under(withSponsors, membership.ProposalDecided, cisco, withdrawing, expelling, aDay, settled),
	"fail/withdraw: before the filing": under(withSponsors, membership.TimeReversed, cisco, withdrawing, expelling, back),
	"fail/withdraw: before the vote":   under(withRules, membership.TimeReversed, cisco, withdrawing, expelling, back),
}

// endorseExpulsion is what members send on cisco's proposal to expel acme.
var endorseExpulsion = endorsing(expulsion, membership.For)

var electorateRefusals = map[string]denial{
	"fail/electorate: admitted after the seal": under(recorded(withRules), membership.OutsideElectorate, lab, endorseExpulsion, expelling, admittedNow(lab)),
	"fail/electorate: suspended before it":     under(withRules, membership.NotAMember, forum, endorseExpulsion, suspended(forum), (*world).seal, expelling),
	"fail/electorate: reinstated after it":     under(withRules, membership.OutsideElectorate, forum, endorseExpulsion, suspended(forum), (*world).seal, expelling, reinstated(forum)),
	"fail/electorate: suspended after it":      under(recorded(withRules), membership.NotAMember, forum, endorseExpulsion, expelling, suspended(forum)),
}

// recorded allows a roster of up to a week to be voted by.
func recorded(charter membership.Charter) membership.Charter {
	charter.RecordDate = "P7D"
	return charter
}

func admittedNow(party string) func(*world) {
	return func(w *world) {
		event := w.must(as(party), joining("join"))
		require.Equal(w.t, "accepted", w.votedOn(event.Proposal, cisco, cas).Status)
	}
}

func reinstated(party string) func(*world) {
	return func(w *world) {
		require.Equal(w.t, "accepted", w.votedOn(w.propose(cisco, membership.Reinstate, party), cisco, cas).Status)
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
	"fail/close: nothing in it":          within(membership.EpochEmpty, cisco, closing(1)),
	"fail/close: a later one":            within(membership.EpochNotOpen, cisco, closing(2), left(forum)),
	"fail/close: negative":               within(membership.BadChoice, cisco, closing(-1)),
	"fail/close: more than there can be": within(membership.BadChoice, cisco, closing(membership.MaxEpoch+1)),
	"fail/close: the founding":           within(membership.EpochNotOpen, cisco, closing(0)),
	"fail/close: unknown alliance":       within(membership.UnknownRecord, cisco, membership.CloseEpoch{Alliance: "x@industry", Epoch: 1}),
	"fail/close: no id":                  within(membership.BadID, cisco, membership.CloseEpoch{Epoch: 1}),
	"fail/close: before it began":        within(membership.TimeReversed, cisco, closing(2), left(forum), (*world).later, closedEpoch(1), left(cas), back),
	"fail/close: by an unknown party":    within(membership.UnknownKey, "ghost@industry", closing(1), left(forum)),
	"fail/seal: open":                    within(membership.EpochOpen, cisco, sealing(1), left(forum)),
	"fail/seal: one to come":             within(membership.UnknownRecord, cisco, sealing(7), left(forum)),
	"fail/seal: negative":                within(membership.BadChoice, cisco, sealing(-1)),
	"fail/seal: out of order":            within(membership.SealMissing, cisco, sealing(2), left(forum), closedEpoch(1), left(cas), closedEpoch(2)),
	"fail/seal: before the close":        within(membership.TimeReversed, cisco, sealing(1), left(forum), closedEpoch(1), back),
}
