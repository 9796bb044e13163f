package membership_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// operatorOf is a caller whose certificate lets it act for a host.
func operatorOf(host string) membership.Caller {
	return membership.Caller{MSP: mspOf(host), Host: host, Key: keyOf("operator of " + host), Operator: true}
}

// mandating adds a rule to a charter by which two votes mandate, and admits alliances.
func mandating(c charter.Charter) charter.Charter {
	c = chartertest.Disciplined(c)
	rule := *c.Rules[charter.Admit]
	c.Rules[charter.MandateAction] = &rule
	c.Classes[0].Kinds = append(slices.Clone(c.Classes[0].Kinds), charter.AllianceKind)
	return c
}

// withMandates is such a charter; its roster may be a week old.
var withMandates = chartertest.WithRecordDate(mandating(chartertest.Basic(2, "PT1H", true)))

// acted is a refusal of any caller, in an open alliance of cisco, cas, forum and acme.
func acted(code refusal.Code, caller membership.Caller, transaction membership.Transaction, prepare ...func(*world)) denial {
	return denial{code, func(t *testing.T) error {
		w := ofFour(t, withMandates)
		for _, prepared := range prepare {
			prepared(w)
		}
		now := w.now
		w.refused(code, caller, transaction)
		w.now = now
		_, err := w.apply(caller, transaction)
		return err
	}}
}

// sends is a preparation: what somebody sends.
func sends(caller membership.Caller, transaction membership.Transaction) func(*world) {
	return func(w *world) { w.must(caller, transaction) }
}

func waits(d time.Duration) func(*world) { return func(w *world) { w.wait(d) } }

// mandates lets a member act for the alliance until a time.
func (w *world) mandate(party string, until time.Time) string {
	w.t.Helper()
	transaction := proposing("mandate-"+keyOf(party + until.String())[:8], charter.MandateAction, party)
	transaction.Until = until
	proposal := w.must(as(cisco), transaction).Proposal
	require.Equal(w.t, "accepted", w.votedOn(proposal, cisco, cas).Status)
	return proposal
}

// untilMay is when the mandates of most tests end.
var untilMay = time.Date(2026, time.May, 1, 0, 0, 0, 0, time.UTC)

func mandated(party string) func(*world) { return func(w *world) { w.mandate(party, untilMay) } }

// single founds an alliance of one member, who may act for it, and returns its id.
func (w *world) single(founder, slug string) string {
	w.t.Helper()
	c := withMandates
	rule := *c.Rules[charter.Admit]
	rule.Pass = chartertest.ForVotes(1)
	c.Rules = charter.Rules{charter.Admit: &rule, charter.MandateAction: &rule}
	transaction := founding(c, founder)
	transaction.Request, transaction.Slug = "found-"+slug, slug
	alliance := w.must(as(founder), transaction).Alliance
	w.decided(founder, membership.Propose{
		Request: "mandate-" + slug, Alliance: alliance, Action: charter.MandateAction, Subject: founder, Until: untilMay,
	})
	return alliance
}

// decided files a proposal, votes for it alone, and has it accepted.
func (w *world) decided(voter string, transaction membership.Transaction) {
	w.t.Helper()
	proposal := w.must(as(voter), transaction).Proposal
	w.accepted(voter, proposal)
}

func (w *world) accepted(voter, proposal string) {
	w.t.Helper()
	w.must(as(voter), endorsing(proposal, charter.For))
	require.Equal(w.t, "accepted", w.must(as(voter), membership.Decide{Proposal: proposal}).Status)
}

// joinsAs is a join of one alliance to another.
func joinsAs(request, alliance, to string) membership.Join {
	return membership.Join{Request: request, As: alliance, Alliance: to, Class: "full"}
}
