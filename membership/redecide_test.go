package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// groundsOf gathers what a decision rests on, as an auditor does, by questions alone.
func (w *world) groundsOf(proposal string) (membership.Decision, membership.Grounds) {
	w.t.Helper()
	d := ask(w, membership.GetProposal{ID: proposal})
	require.NotNil(w.t, d.Decision)
	g := membership.Grounds{
		Proposal: d.Proposal.Recorded(), Endorsements: d.Endorsements,
		Charter: ask(w, membership.GetCharter{Alliance: zgc, Version: d.Proposal.Charter}).Charter,
	}
	if d.Proposal.Opened != nil {
		g.Seal = ask(w, membership.GetSeal{Alliance: zgc, Epoch: d.Proposal.Seal})
	}
	return *d.Decision, g
}

// redecided is a refusal to decide again what is changed from a good record.
func redecided(code refusal.Code, change func(*membership.Decision, *membership.Grounds)) denial {
	return denial{code, func(t *testing.T) error {
		w := ofFour(t, chartertest.Whole())
		w.accept(proposing("p", charter.Expel, acme))
		decision, grounds := w.groundsOf(expulsion)
		change(&decision, &grounds)
		_, err := membership.Redecide(decision, grounds)
		return err
	}}
}

var engineRefusals = map[string]denial{
	"fail/redecide: an engine of another day": redecided(refusal.EngineUnknown, func(d *membership.Decision, _ *membership.Grounds) { d.Engine = "0" }),
	"fail/redecide: no rule":                  redecided(refusal.NoRule, func(_ *membership.Decision, g *membership.Grounds) { g.Charter.Rules = nil }),
	"fail/redecide: too early": redecided(refusal.NotDecidable, func(d *membership.Decision, g *membership.Grounds) {
		d.Stamp.Time, g.Endorsements = g.Proposal.Filed.Time, nil
	}),
}

// Every decision of a life is decided again from what was asked, to the letter; also
// after the charter was amended, and where votes lapsed.
func TestDecidedAgain(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.WholeWith(func(c *charter.Charter) {
		c.Rules[charter.MandateAction].Suspended, c.Rules[charter.MandateAction].Early = charter.SuspendedLapse, false
	}))
	mandate := w.must(as(cisco), mandateP).Proposal
	for _, voter := range []string{cisco, cas, forum} {
		w.must(as(voter), endorsing(mandate, charter.For))
	}
	suspended(forum)(w)
	w.wait(time.Hour)
	require.Equal(t, "accepted", w.must(as(lab), membership.Decide{Proposal: mandate}).Status)
	w.accept(resolving)
	w.accept(amending("a", newAgreement))
	require.Equal(t, "rejected", w.settleBy(cisco, proposing("q", charter.Expel, cas), cisco).Status)
	require.Equal(t, "void", w.settle(seating("s", chartertest.Board, acme)).Status)
	w.accept(reclassifying("r", acme, func(p *membership.Propose) { p.Class = "guest" }))
	proposals := ask(w, membership.ListProposals{Alliance: zgc}).Proposals
	require.Len(t, proposals, 7)
	for _, p := range proposals {
		decision, grounds := w.groundsOf(p.ID)
		again, err := membership.Redecide(decision, grounds)
		require.NoError(t, err)
		require.Equal(t, decision, again)
	}
	decision, grounds := w.groundsOf(mandate)
	require.Equal(t, []string{forum}, decision.Lapsed)
	require.Equal(t, 2, decision.Tally.For)
	decision.Lapsed = nil
	again, err := membership.Redecide(decision, grounds)
	require.NoError(t, err)
	require.Equal(t, 3, again.Tally.For, "the record would be wrong")
}
