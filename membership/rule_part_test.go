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

const day = 24 * time.Hour

// resolvingBy is the whole charter, by which documents are adopted in some way,
// without a timelock.
func resolvingBy(change func(*charter.Rule)) charter.Charter {
	return chartertest.WholeWithRule(charter.Resolve, func(r *charter.Rule) {
		r.Timelock, r.Early = "", false
		change(r)
	})
}

// against1 is one vote against of somebody.
func against1(who *charter.Who) *charter.Expression {
	return &charter.Expression{Votes: charter.CountAgainst, AtLeast: "1", Who: who}
}

// adopting has cisco's document voted on: cisco and cas are for, some against; and
// returns the outcome after the close.
func (w *world) adopting(against ...string) string {
	w.t.Helper()
	w.seal()
	w.must(as(cisco), resolving)
	for _, party := range against {
		w.must(as(party), endorsing(resolution, charter.Against))
	}
	return w.decidedFor(resolution, cisco, cas)
}

// decidedFor lets some vote for a proposal and decides it after its close.
func (w *world) decidedFor(proposal string, voters ...string) string {
	w.t.Helper()
	for _, voter := range voters {
		w.must(as(voter), endorsing(proposal, charter.For))
	}
	w.now = ask(w, membership.GetProposal{ID: proposal}).Proposal.Closes
	return w.must(as(person), membership.Decide{Proposal: proposal}).Status
}

// Whoever a veto names rejects what the others accept, and nobody else does.
func TestVetoes(t *testing.T) {
	t.Parallel()
	vetoed := func(who charter.Who) charter.Charter {
		return resolvingBy(func(r *charter.Rule) { r.Veto, r.Voting = against1(&who), "P2D" })
	}
	ofGuests := vetoed(charter.Who{Classes: []string{"guest"}})
	ofGuests.Classes[2].Rights = []charter.Right{charter.Vote}
	ofCouncil, ofFounders := vetoed(charter.Who{Organ: chartertest.Council}), vetoed(charter.Who{Founders: true})
	both := vetoed(charter.Who{Organ: chartertest.Council, Parties: []string{acme}})
	sits := func(party string) func(*world) { return accepts(seating("seat", chartertest.Council, party)) }
	guest := map[string]charter.Place{acme: {Class: "guest"}}
	for name, row := range map[string]struct {
		charter charter.Charter
		places  map[string]charter.Place
		prepare []func(*world)
		against string
		want    string
	}{
		"fail/of the class":                 {ofGuests, guest, nil, acme, "rejected"},
		"ok/of another class":               {ofGuests, guest, nil, forum, "accepted"},
		"fail/by its seat":                  {ofCouncil, nil, []func(*world){sits(acme)}, acme, "rejected"},
		"fail/its seat ends while it votes": {ofCouncil, nil, []func(*world){sits(acme), waits(day - time.Hour)}, acme, "rejected"},
		"ok/its seat ended before":          {ofCouncil, nil, []func(*world){sits(acme), waits(day)}, acme, "accepted"},
		"ok/another sits":                   {ofCouncil, nil, []func(*world){sits(acme)}, forum, "accepted"},
		"fail/a founder":                    {ofFounders, nil, []func(*world){admittedNow(lab)}, forum, "rejected"},
		"ok/no founder":                     {ofFounders, nil, []func(*world){admittedNow(lab)}, lab, "accepted"},
		"fail/named, and by its seat":       {both, nil, []func(*world){sits(acme)}, acme, "rejected"},
		"ok/named, and without a seat":      {both, nil, []func(*world){sits(forum)}, acme, "accepted"},
		"ok/not named":                      {both, nil, []func(*world){sits(forum)}, forum, "accepted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFourIn(t, row.charter, row.places)
			for _, prepared := range row.prepare {
				prepared(w)
			}
			require.Equal(t, row.want, w.adopting(row.against))
		})
	}
}

// A fallback accepts what did not pass, and where nothing is decided early not before
// the close.
func TestFallback(t *testing.T) {
	t.Parallel()
	c := resolvingBy(func(r *charter.Rule) {
		fallback := chartertest.ForVotes(2)
		r.Pass, r.Fallback = chartertest.ForVotes(4), &fallback
	})
	for name, row := range map[string]struct {
		voters  []string
		outcome string
	}{
		"ok/passed":          {[]string{cisco, cas, forum, acme}, "accepted"},
		"ok/fell back":       {[]string{cisco, cas}, "accepted"},
		"fail/not even that": {[]string{cisco}, "rejected"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, c)
			w.must(as(cisco), resolving)
			for _, voter := range row.voters {
				w.must(as(voter), endorsing(resolution, charter.For))
			}
			w.refused(refusal.NotDecidable, as(lab), membership.Decide{Proposal: resolution})
			require.Equal(t, row.outcome, w.decidedFor(resolution))
		})
	}
}

// A class and an organ may have rules of their own, and others keep the common one.
func TestRulesOfTheirOwn(t *testing.T) {
	t.Parallel()
	bylaws := chartertest.WholeWith(func(c *charter.Charter) {
		c.Organs = append(c.Organs, charter.Organ{ID: "panel", Names: chartertest.En("Panel"), Seats: 2})
		three := *chartertest.TwoVotes()
		three.Pass = chartertest.ForVotes(3)
		c.Rules["admit/observer"], c.Rules["seat/council"], c.Rules["vacate/council"] = &three, &three, &three
	})
	join := func(class string) membership.Transaction {
		return membership.Join{Request: "j", Alliance: zgc, Class: class}
	}
	for name, row := range map[string]struct {
		by     string
		t      membership.Transaction
		needed int
	}{
		"ok/a class of its own":     {lab, join("observer"), 3},
		"ok/another class":          {lab, join("full"), 2},
		"ok/an organ of its own":    {cisco, seating("s", chartertest.Council, acme), 3},
		"ok/another organ":          {cisco, seating("s", "panel", acme), 2},
		"ok/out of an organ":        {cisco, vacating("s", chartertest.Council, acme), 3},
		"ok/out of another organ":   {cisco, vacating("s", chartertest.Board, acme), 2},
		"ok/no rule of this action": {cisco, proposing("s", charter.Expel, acme), 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, bylaws)
			proposal := w.must(as(row.by), row.t).Proposal
			require.Equal(t, row.needed, ask(w, membership.GetProposal{ID: proposal}).Explanation.Figure.Needed)
			for i, voter := range []string{cisco, cas, forum}[:row.needed] {
				w.refused(refusal.NotDecidable, as(lab), membership.Decide{Proposal: proposal})
				w.must(as(voter), endorsing(proposal, charter.For))
				require.Equal(t, i+1, ask(w, membership.GetProposal{ID: proposal}).Tally.For)
			}
			w.must(as(lab), membership.Decide{Proposal: proposal})
		})
	}
}

// A new member has the rights of its probation until that is over; founders have
// none, and the electorate counts all.
func TestProbation(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.WholeWith(func(c *charter.Charter) {
		c.Classes[0].Probation, c.Classes[0].ProbationRights = "P10D", []charter.Right{charter.Voice, charter.ProposeRight}
		c.Rules[charter.Expel].Voting = "P30D"
	}))
	admittedNow(lab)(w)
	since := w.now
	w.seal()
	w.must(as(lab), proposing("p", charter.Expel, acme))
	expulsion := membership.ProposalID(lab, "p")
	require.Equal(t, 4, ask(w, membership.GetProposal{ID: expulsion}).Proposal.Electorate, "acme apart")
	require.Equal(t, since.Add(10*day), w.standing(lab).Probation)
	require.Equal(t, charter.Good, w.standing(lab).State)
	w.must(as(cas), endorsing(expulsion, charter.Against))
	w.now = since.Add(10*day - 2*time.Second)
	w.refused(refusal.NotInStanding, as(lab), endorsing(expulsion, charter.For))
	w.must(as(lab), endorsing(expulsion, charter.For))
	require.Equal(t, since.Add(10*day), w.now)
	require.Zero(t, w.standing(lab).Probation)
}

// Dues are due since a member came or since what it paid for is over; after the
// grace its rights are gone until it pays, but it is still counted.
func TestDuesLapse(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.WholeWith(func(c *charter.Charter) {
		c.Classes[0].Dues, c.Dues.Grace = true, "P10D"
		c.Classes[0].GraceRights = []charter.Right{charter.Vote}
		c.Rules[charter.Resolve].Voting = "P30D"
	}))
	require.Equal(t, charter.Grace, w.standing(cas).State)
	w.refused(refusal.NotInStanding, as(cas), resolving)
	w.must(as(acme), paying(cisco, w.now.Add(100*day)))
	paid := w.now.Add(5 * day)
	w.must(as(cisco), paying(cas, paid))
	w.must(as(cisco), resolving)
	for _, step := range []struct {
		at    time.Time
		state charter.StandingState
		left  int
	}{
		{paid.Add(-time.Second), charter.Good, 5},
		{paid, charter.Grace, 1},
		{paid.Add(10*day - time.Second), charter.Grace, 1},
		{paid.Add(10 * day), charter.Lapsed, 0},
	} {
		w.now = step.at
		require.Equal(t, step.state, w.standing(cas).State, "%s", step.at)
		require.Len(t, w.standing(cas).Rights, step.left, "%s", step.at)
	}
	w.refused(refusal.NotInStanding, as(cas), endorsing(resolution, charter.For))
	require.Equal(t, 4, ask(w, membership.GetProposal{ID: resolution}).Proposal.Electorate)
	w.must(as(cisco), paying(cas, w.now.Add(day)))
	w.must(as(cas), endorsing(resolution, charter.For))
}

// An organ votes by the seats that are held when the vote opens; one that ends
// afterwards still votes.
func TestSeatsEndBeforeTheVote(t *testing.T) {
	t.Parallel()
	c := resolvingBy(func(r *charter.Rule) {
		r.Electorate, r.Voting, r.Pass = &charter.Who{Organ: chartertest.Council}, "P2D", chartertest.ForVotes(1)
	})
	for name, row := range map[string]struct {
		wait       time.Duration
		electorate int
		outcome    string
	}{
		"ok/it ends afterwards": {day - 2*time.Hour, 1, "accepted"},
		"fail/it ended before":  {day, 0, "rejected"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, c)
			w.accept(seating("s", chartertest.Council, acme))
			w.wait(row.wait)
			w.must(as(cisco), resolving)
			require.Equal(t, row.electorate, ask(w, membership.GetProposal{ID: resolution}).Proposal.Electorate)
			w.refused(refusal.OutsideElectorate, as(cisco), endorsing(resolution, charter.For))
			w.wait(day)
			if row.electorate == 0 {
				w.refused(refusal.OutsideElectorate, as(acme), endorsing(resolution, charter.For))
			} else {
				w.must(as(acme), endorsing(resolution, charter.For))
			}
			require.Equal(t, row.outcome, w.decidedFor(resolution))
		})
	}
}

// A seat votes by itself, not by its class; but what standing takes it takes from a
// seat too, save what the charter leaves.
func TestSeatsLoseTheirVoteWithTheirStanding(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		electorate *charter.Who
		left       []charter.Right
		code       refusal.Code
	}{
		"fail/by its seat":                     {&charter.Who{Organ: chartertest.Board}, nil, refusal.NotInStanding},
		"fail/by its class":                    {nil, nil, refusal.NotInStanding},
		"fail/by its class, named":             {&charter.Who{Classes: []string{"full"}}, nil, refusal.NotInStanding},
		"fail/as a founder":                    {&charter.Who{Founders: true}, nil, refusal.NotInStanding},
		"fail/by its seat, another right":      {&charter.Who{Organ: chartertest.Board}, []charter.Right{charter.Voice}, refusal.NotInStanding},
		"ok/by its seat, the right being left": {&charter.Who{Organ: chartertest.Board}, []charter.Right{charter.Vote}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := resolvingBy(func(r *charter.Rule) { r.Electorate = row.electorate })
			c.Classes[0].Agreements, c.Classes[0].LapsedRights = []string{chartertest.Code}, row.left
			w := ofFour(t, c)
			w.must(as(cisco), accepting(keyOf("code 1")))
			w.wait(10 * day)
			w.must(as(cisco), resolving)
			require.Equal(t, charter.Lapsed, w.standing(cas).State)
			if row.code != "" {
				w.refused(row.code, as(cas), endorsing(resolution, charter.For))
				return
			}
			w.must(as(cas), endorsing(resolution, charter.For))
		})
	}
}

// Nor does it come back to whom a rule names as proposers, by whatever it names them.
func TestNamedProposersNeedTheirStanding(t *testing.T) {
	t.Parallel()
	for name, who := range map[string]*charter.Who{
		"fail/by class": {Classes: []string{"full"}}, "fail/by seat": {Organ: chartertest.Board}, "fail/by id": {Parties: []string{cas}},
		"fail/as founders": {Founders: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := chartertest.WholeWithRule(charter.Expel, func(r *charter.Rule) { r.Proposers = who })
			c.Classes[0].Agreements = []string{chartertest.Code}
			w := ofFour(t, c)
			w.wait(10 * day)
			w.refused(refusal.NotInStanding, as(cas), proposing("p", charter.Expel, acme))
			w.must(as(cas), accepting(keyOf("code 1")))
			w.must(as(cas), proposing("p", charter.Expel, acme))
		})
	}
}

// The subject's affiliates have no vote, and no share is taken of them; affiliates
// of others, and what they are later, are nothing to it.
func TestAffiliatesLeaveTheElectorate(t *testing.T) {
	t.Parallel()
	c := chartertest.WholeWithRule(charter.Expel, func(r *charter.Rule) {
		r.Recused = []charter.Recusal{charter.RecuseSubject, charter.RecuseAffiliates}
		r.Pass = charter.Expression{Votes: "for", Of: "electorate", AtLeast: "1"}
	})
	group, other := charter.Place{Group: acme}, charter.Place{Group: forum}
	for name, row := range map[string]struct {
		places map[string]charter.Place
		voters []string
	}{
		"ok/no affiliates":        {nil, []string{cisco, cas, forum}},
		"ok/one":                  {map[string]charter.Place{acme: group, cas: group}, []string{cisco, forum}},
		"ok/two":                  {map[string]charter.Place{acme: group, cas: group, forum: group}, []string{cisco}},
		"ok/others' affiliates":   {map[string]charter.Place{acme: group, cas: other, forum: other}, []string{cisco, cas, forum}},
		"ok/a group of the same":  {map[string]charter.Place{cas: other, forum: other}, []string{cisco, cas, forum}},
		"ok/alone in its own one": {map[string]charter.Place{acme: group}, []string{cisco, cas, forum}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFourIn(t, c, row.places)
			expelling(w)
			if row.places[acme].Group == "" {
				w.must(as(acme), declaring("late", acme))
			}
			require.Equal(t, len(row.voters), ask(w, membership.GetProposal{ID: expulsion}).Proposal.Electorate)
			may := map[string]bool{}
			for _, voter := range row.voters {
				may[voter] = true
			}
			for _, party := range []string{cisco, cas, forum, acme} {
				if !may[party] {
					w.refused(refusal.Recused, as(party), endorseExpulsion)
				}
			}
			require.Equal(t, "accepted", w.decidedFor(expulsion, row.voters...))
		})
	}
}

// What a rule requires of the subject is looked at when it is filed, and again when
// it is carried out: what is not met any more makes it void.
func TestRequirements(t *testing.T) {
	t.Parallel()
	const second = "zgc2@industry"
	from := func(country string) func(*world) {
		return func(w *world) {
			w.must(as(acme), membership.CorrectParty{Request: "country-" + country, Names: chartertest.En("Acme"), Jurisdiction: country, Reason: "moved"})
		}
	}
	founds := func(w *world) { w.join2(acme) }
	leaves := func(w *world) { w.must(as(acme), membership.Leave{Request: "leave-2", Alliance: second}) }
	returns := func(w *world) {
		left(acme)(w)
		admittedNow(acme)(w)
	}
	nothing := func(*world) {}
	for name, row := range map[string]struct {
		demanded  charter.Requirement
		unmet     func(*world) // before the filing
		met, lost func(*world)
	}{
		"member of":     {charter.Requirement{MemberOf: second}, nothing, founds, leaves},
		"not member of": {charter.Requirement{NotMemberOf: second}, founds, leaves, nil},
		"jurisdictions": {charter.Requirement{Jurisdictions: []string{"CN", "SG"}}, from("US"), from("SG"), from("US")},
		"member for":    {charter.Requirement{MemberFor: "PT2H"}, nothing, waits(2 * time.Hour), returns},
		"agreement":     {charter.Requirement{Agreement: chartertest.Code}, nothing, sends(as(acme), accepting(keyOf("code 1"))), accepts(amending("a", newAgreement))},
	} {
		t.Run("fail/filed: "+name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, demandingOne(row.demanded))
			row.unmet(w)
			denied := w.refused(refusal.RequirementUnmet, as(cisco), mandateP)
			require.Equal(t, acme, denied.Params["party"])
			row.met(w)
			w.must(as(cisco), mandateP)
		})
		if row.lost == nil {
			continue // a void for it stands among the refusals
		}
		t.Run("fail/carried out: "+name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, demandingOne(row.demanded))
			row.met(w)
			proposal := w.must(as(cisco), mandateP).Proposal
			w.must(as(cisco), endorsing(proposal, charter.For))
			w.must(as(cas), endorsing(proposal, charter.For))
			row.lost(w)
			w.wait(time.Hour)
			require.Equal(t, "void", w.must(as(lab), membership.Decide{Proposal: proposal}).Status)
			require.Equal(t, refusal.RequirementUnmet, ask(w, membership.GetProposal{ID: proposal}).Decision.Because)
			require.Empty(t, ask(w, membership.ListMandates{Alliance: zgc}).Mandates)
		})
	}
}
