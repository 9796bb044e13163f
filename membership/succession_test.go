package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// succeedingTo lets members be succeeded in every form, by two votes, and invite.
func succeedingTo(c *charter.Charter) {
	rule := chartertest.TwoVotes()
	rule.Expiry = "P30D"
	rule.Succession = &charter.SuccessionTerms{Forms: charter.SuccessionForms(), Seats: charter.SeatsPass, Time: charter.TimeCounts, Ceased: charter.CeasedEvidence}
	c.Rules[charter.Succeed] = rule
	c.Invitations = &charter.Invitations{Most: 2, Longest: "P30D"}
	c.Rules[charter.Admit+"/guest"] = &charter.Rule{Open: true, Sponsors: chartertest.Sponsors(2), Expiry: "P30D"}
}

// succeeded is that charter, changed.
func succeeded(change func(*charter.Charter, *charter.Rule)) charter.Charter {
	return chartertest.WholeWith(func(c *charter.Charter) {
		succeedingTo(c)
		change(c, c.Rules[charter.Succeed])
	})
}

var withSuccession = succeeded(func(*charter.Charter, *charter.Rule) {})

func succeeding(request, subject, successor string) membership.Propose {
	t := proposing(request, charter.Succeed, subject)
	t.Successor = successor
	return t
}

func consentingTo(proposal string) membership.ConsentSuccession {
	return membership.ConsentSuccession{Request: "consent-to", Proposal: proposal}
}

func refusing(proposal string) membership.ConsentSuccession {
	return membership.ConsentSuccession{Request: "refuse-" + proposal[:6], Proposal: proposal, Refuse: true}
}

// put brings a succession that the subject files to the vote.
func (w *world) putSuccession(t membership.Propose) string {
	w.t.Helper()
	w.seal()
	proposal := w.must(as(t.Subject), t).Proposal
	w.must(as(t.Successor), consentingTo(proposal))
	w.must(as(lab), membership.PutToVote{Proposal: proposal})
	return proposal
}

// succeed carries one out by the votes of others.
func (w *world) succeed(t membership.Propose, voters ...string) membership.Event {
	w.t.Helper()
	return w.votedOn(w.putSuccession(t), voters...)
}

func (w *world) member(party string) membership.MembershipNow {
	w.t.Helper()
	return ask(w, membership.GetMembership{Alliance: zgc, Party: party})
}

// Who is no member takes over a membership: class, weights, term and seats; the one before has ended,
// and both histories name the other.
func TestTransfer(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withSuccession)
	w.accept(reclassifying("weigh", acme, func(p *membership.Propose) { p.Weights = charter.Weights{chartertest.Population: 7} }))
	w.accept(seating("seat", chartertest.Council, acme))
	seat := ask(w, membership.ListSeats{Alliance: zgc, Organ: chartertest.Council}).Seats[0]
	began := w.member(acme).Since().Time
	event := w.succeed(succeeding("s", acme, lab), cisco, cas)
	require.Equal(t, "accepted", event.Status)

	gone, heir := w.member(acme), w.member(lab)
	require.Equal(t, charter.Ended, gone.State)
	require.Equal(t, membership.Succeeded, gone.Ending)
	require.Equal(t, lab, gone.Successor)
	require.Equal(t, charter.Active, heir.State)
	require.Equal(t, "full", heir.Class)
	require.Equal(t, charter.Weights{chartertest.Population: 7}, heir.Weights)
	require.Equal(t, []membership.Predecessor{{
		Party: acme, Form: charter.Transfer, Since: began, Counts: true, Proposal: event.Proposal, Stamp: heir.Periods[0].From,
	}}, heir.Predecessors)
	require.Equal(t, gone.Epoch, heir.Epoch)
	require.Equal(t, *gone.Periods[len(gone.Periods)-1].Until, heir.Periods[0].From)

	seats := ask(w, membership.ListSeats{Alliance: zgc, Organ: chartertest.Council}).Seats
	require.Len(t, seats, 2)
	require.NotNil(t, seats[0].Vacated)
	require.Equal(t, lab, seats[1].Party)
	require.Equal(t, seat.Until, seats[1].Until)
	w.seal()
	require.Equal(t, 4, ask(w, membership.GetEpoch{Alliance: zgc}).Seal.Active)
	w.requireDecidedAgain(event.Proposal)
}

// A member that takes over another's membership stays what it is, and counts for both.
func TestMerger(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withSuccession)
	w.accept(reclassifying("weigh", acme, func(p *membership.Propose) { p.Weights = charter.Weights{chartertest.Population: 7} }))
	w.succeed(succeeding("s", acme, forum), cisco, cas)
	heir := w.member(forum)
	require.Equal(t, charter.Weights{chartertest.Population: 17}, heir.Weights, "ten of its class, and seven")
	require.Equal(t, charter.Merger, heir.Predecessors[0].Form)
	require.Equal(t, charter.Ended, w.member(acme).State)
	w.seal()
	require.Equal(t, 3, ask(w, membership.GetEpoch{Alliance: zgc}).Seal.Active)
}

// What a proposal says of the weights takes the place of what both had.
func TestStatedWeights(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withSuccession)
	with := succeeding("s", acme, forum)
	with.Weights = charter.Weights{chartertest.Population: 3}
	w.succeed(with, cisco, cas)
	require.Equal(t, with.Weights, w.member(forum).Weights)
}

// A part of a member's weight goes to another, and no more than it has.
func TestSplit(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withSuccession)
	split := succeeding("s", acme, lab)
	split.Split, split.Weights = true, charter.Weights{chartertest.Population: 11}
	denied := w.refused(refusal.BadWeight, as(acme), split)
	require.Equal(t, "10", denied.Params["most"])
	split.Weights = charter.Weights{chartertest.Population: 4}
	w.succeed(split, cisco, cas)
	stays, heir := w.member(acme), w.member(lab)
	require.Equal(t, charter.Active, stays.State)
	require.Equal(t, charter.Weights{chartertest.Population: 6}, stays.Weights)
	require.Equal(t, charter.Weights{chartertest.Population: 4}, heir.Weights)
	require.Equal(t, charter.SplitOff, heir.Predecessors[0].Form)
	require.Empty(t, stays.Successor)
}

// No weight comes into being or is lost, however often members merge and split.
func TestWeightStays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		w := ofFour(r, succeeded(func(c *charter.Charter, rule *charter.Rule) {
			c.RecordDate, rule.Pass, rule.Recused = "P7D", chartertest.ForVotes(1), []charter.Recusal{charter.RecuseNobody}
		}))
		counts := func() (sum int) {
			for _, party := range []string{cisco, cas, forum, acme, lab} {
				list, err := membership.Ask(w.ledger.Begin("q"), w.now, membership.GetMembership{Alliance: zgc, Party: party})
				if err == nil && list.State == charter.Active {
					sum += withSuccession.Counts(chartertest.Population, list.Class, list.Weights)
				}
			}
			return sum
		}
		before := counts()
		for step := range rapid.IntRange(1, 4).Draw(r, "steps") {
			from := rapid.SampledFrom([]string{cas, forum, acme, lab}).Draw(r, "from")
			to := rapid.SampledFrom([]string{cas, forum, acme, lab}).Draw(r, "to")
			t := succeeding("s"+string(rune('a'+step)), from, to)
			if t.Split = rapid.Bool().Draw(r, "split"); t.Split {
				t.Weights = charter.Weights{chartertest.Population: rapid.IntRange(0, 12).Draw(r, "part")}
			}
			event, err := w.apply(as(from), t)
			if err != nil {
				continue
			}
			w.must(as(to), membership.ConsentSuccession{Request: "c" + string(rune('a'+step)), Proposal: event.Proposal})
			w.must(as(lab), membership.PutToVote{Proposal: event.Proposal})
			w.must(as(cisco), endorsing(event.Proposal, charter.For))
			w.must(as(lab), membership.Decide{Proposal: event.Proposal})
		}
		require.Equal(r, before, counts())
	})
}

// Nobody is succeeded, or succeeds, against its will: until it is decided each may take its word back.
func TestBothConsent(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withSuccession)
	proposal := w.must(as(cisco), succeeding("s", acme, lab)).Proposal
	requireMissing := func(party string) {
		denied := w.refused(refusal.ConsentMissing, as(cas), membership.PutToVote{Proposal: proposal})
		require.Equal(t, party, denied.Params["party"])
		require.Equal(t, party, ask(w, membership.GetProposal{ID: proposal}).Proposal.ConsentMissing(ask(w, membership.GetProposal{ID: proposal}).Consents))
		require.Empty(t, ask(w, membership.GetProposal{ID: proposal}).Proposal.Due)
	}
	requireMissing(acme)
	w.refused(refusal.NotNamed, as(cas), consentingTo(proposal))
	w.must(as(acme), consentingTo(proposal))
	w.refused(refusal.AlreadyConsented, as(acme), membership.ConsentSuccession{Request: "again", Proposal: proposal})
	requireMissing(lab)
	w.must(as(lab), consentingTo(proposal))
	require.Equal(t, "PutToVote", ask(w, membership.GetProposal{ID: proposal}).Proposal.Due)
	w.must(as(cas), membership.PutToVote{Proposal: proposal})
	w.must(as(lab), refusing(proposal))
	event := w.votedOn(proposal, cisco, cas)
	require.Equal(t, "void", event.Status)
	require.Equal(t, refusal.ConsentMissing, ask(w, membership.GetProposal{ID: proposal}).Decision.Because)
	require.Equal(t, charter.Active, w.member(acme).State)
	w.refused(refusal.ProposalDecided, as(acme), refusing(proposal))
	w.refused(refusal.NotNamed, as(acme), membership.ConsentSuccession{Request: "other", Proposal: w.propose(cisco, charter.Expel, acme)})
}

// Of who has ceased to exist no consent is wanted, but evidence; whoever objects has not ceased.
func TestCeased(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withSuccession)
	ceased := succeeding("s", acme, lab)
	ceased.Ceased = true
	w.refused(refusal.Required, as(cisco), ceased)
	ceased.Evidence = keyOf("register")
	for _, request := range []string{"objects", "silent"} {
		ceased.Request = request
		w.seal()
		proposal := w.must(as(cisco), ceased).Proposal
		w.must(as(lab), membership.ConsentSuccession{Request: request, Proposal: proposal})
		if request == "objects" {
			w.must(as(acme), refusing(proposal))
			w.refused(refusal.ConsentMissing, as(cas), membership.PutToVote{Proposal: proposal})
			continue
		}
		w.must(as(cas), membership.PutToVote{Proposal: proposal})
		require.Equal(t, "accepted", w.votedOn(proposal, cisco, cas).Status)
	}
	require.Equal(t, lab, w.member(acme).Successor)
}

// Neither of the two votes on it, whoever it is about.
func TestBothAreRecused(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withSuccession)
	proposal := w.putSuccession(succeeding("s", acme, forum))
	for _, party := range []string{acme, forum} {
		w.refused(refusal.Recused, as(party), endorsing(proposal, charter.For))
	}
	require.Equal(t, 2, ask(w, membership.GetProposal{ID: proposal}).Proposal.Electorate)
}

// A class that is full takes the successor of who leaves it, and nobody else's.
func TestSuccessorIntoAFullClass(t *testing.T) {
	t.Parallel()
	w := ofFour(t, succeeded(func(c *charter.Charter, _ *charter.Rule) { c.Classes[0].Most = 4 }))
	split := succeeding("split", acme, lab)
	split.Split = true
	w.refused(refusal.ClassFull, as(acme), split)
	require.Equal(t, "accepted", w.succeed(succeeding("s", acme, lab), cisco, cas).Status)
}

// The time of the one before counts where the charter says so, and only there.
func TestTimeOfThePredecessor(t *testing.T) {
	t.Parallel()
	for name, counts := range map[string]bool{"ok/counts": true, "fail/does not": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, succeeded(func(c *charter.Charter, rule *charter.Rule) {
				if c.RecordDate = "P60D"; !counts {
					rule.Succession.Time = ""
				}
				c.Classes[0].Probation = "P20D"
				c.Rules[charter.SeatAction].Requires = []charter.Requirement{{MemberFor: "P30D"}}
			}))
			w.wait(40 * day)
			w.succeed(succeeding("s", acme, lab), cisco, cas)
			require.Equal(t, counts, w.standing(lab).Probation.IsZero())
			seat := seating("seat", chartertest.Council, lab)
			if counts {
				w.must(as(cisco), seat)
			} else {
				w.refused(refusal.RequirementUnmet, as(cisco), seat)
			}
		})
	}
}

// What rests on the membership of the one before ends with it, and comes back to nobody.
func TestWhatEndsBySuccession(t *testing.T) {
	t.Parallel()
	w := ofFour(t, succeeded(func(_ *charter.Charter, rule *charter.Rule) { rule.Succession.Seats = "" }))
	w.accept(seating("seat", chartertest.Council, acme))
	w.mandate(acme, untilMay)
	expulsion := w.propose(cisco, charter.Expel, acme)
	w.succeed(succeeding("s", acme, lab), cisco, cas)
	require.True(t, ask(w, membership.ListSeats{Alliance: zgc, Organ: chartertest.Council}).Seats[0].Over)
	require.True(t, ask(w, membership.ListMandates{Alliance: zgc}).Mandates[0].Over)
	require.Equal(t, "void", w.votedOn(expulsion, cisco, cas).Status)
	w.refused(refusal.OutsideElectorate, as(lab), endorsing(w.mustPropose(cas), charter.For))
	w.admit(acme, "again")
	require.Empty(t, w.member(acme).Successor)
}

// mustPropose files a proposal by the last seal, which is older than a change within the record date.
func (w *world) mustPropose(subject string) string {
	w.t.Helper()
	return w.must(as(cisco), proposing("late", charter.Expel, subject)).Proposal
}

// A succession that became another one since is void: nobody voted for that.
func TestSuccessionThatBecameAnother(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withSuccession)
	w.seal()
	proposal := w.must(as(acme), succeeding("s", acme, lab)).Proposal
	w.must(as(lab), consentingTo(proposal))
	w.admit(lab, "meanwhile")
	w.seal()
	w.must(as(cas), membership.PutToVote{Proposal: proposal})
	require.Equal(t, "void", w.votedOn(proposal, cisco, cas).Status)
	require.Equal(t, refusal.SuccessorUnfit, ask(w, membership.GetProposal{ID: proposal}).Decision.Because)
}

// What no succession can be is refused when it is filed.
func TestUnfitSuccession(t *testing.T) {
	t.Parallel()
	transferOnly := succeeded(func(_ *charter.Charter, rule *charter.Rule) {
		rule.Succession.Forms, rule.Succession.Ceased = []charter.SuccessionForm{charter.Transfer}, ""
	})
	for name, row := range map[string]struct {
		code   refusal.Code
		change func(*membership.Propose)
	}{
		"fail/itself":      {refusal.SuccessorUnfit, func(p *membership.Propose) { p.Successor = acme }},
		"fail/no merger":   {refusal.SuccessorUnfit, func(p *membership.Propose) { p.Successor = forum }},
		"fail/no split":    {refusal.SuccessorUnfit, func(p *membership.Propose) { p.Split = true }},
		"fail/nobody":      {refusal.Required, func(p *membership.Propose) { p.Successor = "" }},
		"fail/no id":       {refusal.BadID, func(p *membership.Propose) { p.Successor = "x" }},
		"fail/unknown":     {refusal.UnknownRecord, func(p *membership.Propose) { p.Successor = "x@industry" }},
		"fail/kind":        {refusal.KindNotAdmitted, func(p *membership.Propose) { p.Successor = person }},
		"fail/class":       {refusal.UnknownClass, func(p *membership.Propose) { p.Class = "none" }},
		"fail/measure":     {refusal.UnknownMeasure, func(p *membership.Propose) { p.Weights = charter.Weights{"x": 1} }},
		"fail/ceased":      {refusal.Unwanted, func(p *membership.Propose) { p.Ceased, p.Evidence = true, keyOf("e") }},
		"fail/no member":   {refusal.StateUnfit, func(p *membership.Propose) { p.Subject, p.Successor = lab, forum }},
		"fail/other field": {refusal.Unwanted, func(p *membership.Propose) { p.Group = acme }},
		"fail/of no use":   {refusal.Unwanted, func(p *membership.Propose) { p.Action = charter.Expel }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, transferOnly)
			in := succeeding("s", acme, lab)
			row.change(&in)
			w.refused(row.code, as(cisco), in)
		})
	}
}

// successionRefusals refuse what no succession and no invitation is.
var successionRefusals = map[string]denial{
	"fail/succeed: itself":        under(withSuccession, refusal.SuccessorUnfit, cisco, succeeding("s", acme, acme)),
	"fail/succeed: no consent":    under(withSuccession, refusal.ConsentMissing, cisco, membership.PutToVote{Proposal: membership.ProposalID(acme, "s")}, sends(as(acme), succeeding("s", acme, lab))),
	"fail/succeed: older consent": under(withSuccession, refusal.NotNamed, cas, consentingTo(membership.ProposalID(acme, "s")), sends(as(acme), succeeding("s", acme, lab))),
	"fail/succeed: no request":    under(withSuccession, refusal.BadID, acme, membership.ConsentSuccession{Proposal: pending}),
	"fail/succeed: no proposal":   under(withSuccession, refusal.UnknownRecord, acme, consentingTo(pending)),
	"fail/invite: no invitation":  under(withSuccession, refusal.NoInvitation, lab, asInvited("j", cisco)),
	"fail/invite: nothing open":   under(withSuccession, refusal.NoInvitation, cisco, membership.RevokeInvitation{Request: "r", Alliance: zgc, Party: lab}),
	"fail/invite: too long":       under(withSuccession, refusal.InvitationTooLong, cisco, membership.Invite{Request: "i", Alliance: zgc, Party: lab, Until: untilMay}),
	"fail/invite: the year 1":     under(withSuccession, refusal.BadTime, cisco, membership.Invite{Request: "i", Alliance: zgc, Party: lab, Until: time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC)}),
	"fail/invite: class":          under(withSuccession, refusal.BadID, cisco, membership.Invite{Request: "i", Alliance: zgc, Party: lab, Class: "X", Until: untilMay}),
	"fail/invite: revoke nobody":  under(withSuccession, refusal.BadID, cisco, membership.RevokeInvitation{Request: "r", Alliance: zgc}),
	"fail/join: many invitations": under(withSuccession, refusal.TooMany, lab, asInvited("j", make([]string, 21)...)),
}

// Rules before version 6 know nothing of it.
func TestSuccessionBeforeVersionSix(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.Whole())
	w.engine = charter.EngineFive
	w.refused(refusal.BadChoice, as(cisco), succeeding("s", acme, lab))
	w.refused(refusal.UnknownTransaction, as(cisco), consentingTo(pending))
	w.refused(refusal.UnknownTransaction, as(cisco), inviting("i", lab))
	w.refused(refusal.UnknownTransaction, as(cisco), membership.RevokeInvitation{Request: "r", Alliance: zgc, Party: lab})
	w.refused(refusal.UnknownField, as(lab), membership.Join{Request: "j", Alliance: zgc, Class: "full", Invitations: []string{cisco}})
	w.wait(time.Second)
}
