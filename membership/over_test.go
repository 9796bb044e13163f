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

// guesting makes acme a guest, whose membership lasts 30 days and 5 days of grace.
func guesting(w *world) {
	w.accept(reclassifying("guest", acme, func(p *membership.Propose) { p.Class = "guest" }))
}

// What is over by its date nothing brings back, whether or not somebody has recorded
// its end: neither another class, nor an end of its suspension, nor a seat.
func TestOverByItsDate(t *testing.T) {
	t.Parallel()
	toFull := func(p *membership.Propose) { p.Class = "full" }
	mandate := proposing("late", charter.MandateAction, acme)
	mandate.Until = untilMay.AddDate(1, 0, 0)
	for name, row := range map[string]struct {
		first membership.Transaction // what comes before, if something does
		then  membership.Transaction
	}{
		"fail/reclassified":                  {nil, reclassifying("late", acme, toFull)},
		"fail/put into a group":              {nil, grouping("late", acme, lab)},
		"fail/renewed":                       {nil, proposing("late", charter.Renew, acme)},
		"fail/suspended":                     {nil, proposing("late", charter.Suspend, acme)},
		"fail/expelled":                      {nil, proposing("late", charter.Expel, acme)},
		"fail/seated":                        {nil, seating("late", chartertest.Council, acme)},
		"fail/mandated":                      {nil, mandate},
		"fail/reinstated":                    {proposing("s", charter.Suspend, acme), proposing("late", charter.Reinstate, acme)},
		"fail/a suspended one, suspended":    {proposing("s", charter.Suspend, acme), proposing("late", charter.Suspend, acme)},
		"fail/a suspended one, reclassified": {proposing("s", charter.Suspend, acme), reclassifying("late", acme, toFull)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			filed := func(wait time.Duration) *world {
				w := ofFour(t, chartertest.WholeWith(func(c *charter.Charter) { c.Organs[1].Who = &charter.Who{Classes: []string{"guest", "full"}} }))
				guesting(w)
				if row.first != nil {
					w.accept(row.first)
				}
				w.seal()
				w.wait(wait)
				return w
			}
			w := filed(35 * day)
			w.refused(refusal.StateUnfit, as(cisco), row.then)
			w.must(as(lab), membership.EndMembership{Alliance: zgc, Party: acme})
			// Filed in time, and over when it is decided.
			w = filed(35*day - 2*time.Hour)
			if _, err := w.apply(as(cisco), row.then); err != nil {
				requireCode(t, refusal.StateUnfit, err) // what does not fit one that is suspended
				return
			}
			proposal := membership.ProposalID(cisco, "late")
			for _, voter := range []string{cisco, cas} {
				w.must(as(voter), endorsing(proposal, charter.For))
			}
			w.wait(2 * time.Hour)
			require.Equal(t, "void", w.must(as(lab), membership.Decide{Proposal: proposal}).Status)
			require.Equal(t, refusal.StateUnfit, ask(w, membership.GetProposal{ID: proposal}).Decision.Because)
			w.must(as(lab), membership.EndMembership{Alliance: zgc, Party: acme})
		})
	}
}

// Where the votes of members lapse who are not active any more, those lapse whose
// memberships are over.
func TestVotesLapseWithTheirDate(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.WholeWith(func(c *charter.Charter) {
		guest := &c.Classes[len(c.Classes)-1]
		guest.Rights, guest.GraceRights = []charter.Right{charter.Vote}, []charter.Right{charter.Vote}
		rule := c.Rules[charter.Expel]
		rule.Suspended, rule.Early, rule.Voting = charter.SuspendedLapse, false, "P2D"
	}))
	guesting(w)
	w.seal()
	w.wait(34 * day)
	w.must(as(cisco), proposing("p", charter.Expel, forum))
	w.must(as(acme), endorsing(membership.ProposalID(cisco, "p"), charter.For))
	w.wait(2 * day)
	require.Equal(t, "rejected", w.must(as(lab), membership.Decide{Proposal: membership.ProposalID(cisco, "p")}).Status)
	require.Equal(t, []string{acme}, ask(w, membership.GetProposal{ID: membership.ProposalID(cisco, "p")}).Decision.Lapsed)
}

// Who has lost the right to a seat is given none.
func TestNoSeatWithoutStanding(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withAgreement)
	for _, party := range []string{cisco, cas} {
		w.must(as(party), membership.AcceptAgreement{Request: "a", Alliance: zgc, Agreement: chartertest.Code, Digest: keyOf("code 1")})
	}
	w.wait(10 * day)
	require.Equal(t, "void", w.settle(seating("s", chartertest.Council, acme)).Status)
	require.Equal(t, refusal.SeatUnfit, ask(w, membership.GetProposal{ID: membership.ProposalID(cisco, "s")}).Decision.Because)
	w.must(as(acme), accepting(keyOf("code 1")))
	w.accept(seating("again", chartertest.Council, acme))
}
