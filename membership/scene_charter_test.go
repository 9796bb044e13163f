package membership_test

import (
	"maps"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

// resolving is cisco's proposal to adopt a document.
var resolving = membership.Propose{
	Request: "resolve", Alliance: zgc, Action: charter.Resolve, Title: "A plan", Document: keyOf("plan"),
}

var resolution = membership.ProposalID(cisco, "resolve")

// kinds is a charter that tells a special resolution from others: it takes three votes, at once.
var kinds = chartertest.WholeWith(func(c *charter.Charter) {
	three := *chartertest.TwoVotes()
	three.Pass = chartertest.ForVotes(3)
	c.Resolutions = []charter.ResolutionKind{{ID: "special", Names: chartertest.En("Special resolution")}, {ID: "ordinary", Names: chartertest.En("Ordinary resolution")}}
	c.Rules[charter.Resolve+"/special"] = &three
})

// specialOnly has no rule for resolutions of no kind.
var specialOnly = func() charter.Charter {
	c := kinds
	c.Rules = maps.Clone(kinds.Rules)
	c.Resolutions = kinds.Resolutions[:1]
	delete(c.Rules, charter.Resolve)
	return c
}()

// resolvingAs is cisco's proposal to adopt a document by a resolution of a kind.
func resolvingAs(kind string) membership.Propose {
	t := resolving
	t.Request, t.Resolution = "resolve-"+kind, kind
	return t
}

// byThree has the rules of version 3 hold from now on.
func byThree(w *world) { w.engine = charter.EngineThree }

// seating is a proposal to give a member a seat in an organ.
func seating(request, organ, party string) membership.Propose {
	t := proposing(request, charter.SeatAction, party)
	t.Organ = organ
	return t
}

// amending is a proposal to put a charter in force.
func amending(request string, c charter.Charter) membership.Propose {
	return membership.Propose{Request: request, Alliance: zgc, Action: charter.Amend, Charter: &c}
}

// reclassifying is a proposal to move a member.
func reclassifying(request, party string, change func(*membership.Propose)) membership.Propose {
	t := proposing(request, charter.Reclassify, party)
	change(&t)
	return t
}

func accepting(digest string) membership.AcceptAgreement {
	return membership.AcceptAgreement{Request: "accept-" + digest[:6], Alliance: zgc, Agreement: chartertest.Code, Digest: digest}
}

func paying(party string, until time.Time) membership.RecordPayment {
	return membership.RecordPayment{Request: "pay-" + until.Format("20060102T150405"), Alliance: zgc, Party: party, Until: until}
}

func counting(request string, value int) membership.RecordFigure {
	return membership.RecordFigure{Request: request, Alliance: zgc, Figure: chartertest.Attendance, Value: value}
}

func declaring(request, group string) membership.DeclareAffiliate {
	return membership.DeclareAffiliate{Request: request, Alliance: zgc, Group: group}
}

// settle files a proposal of cisco's, lets cisco and cas vote for it, has it
// decided at its close, and returns the outcome.
func (w *world) settle(t membership.Transaction) membership.Event {
	w.t.Helper()
	return w.settleBy(cisco, t, cisco, cas)
}

// settleBy is settle, with another filer and other voters for it.
func (w *world) settleBy(by string, t membership.Transaction, voters ...string) membership.Event {
	w.t.Helper()
	proposal := w.must(as(by), t).Proposal
	for _, voter := range voters {
		w.must(as(voter), endorsing(proposal, charter.For))
	}
	w.wait(time.Hour)
	return w.must(as(lab), membership.Decide{Proposal: proposal})
}

// accept is settle for what must be accepted.
func (w *world) accept(t membership.Transaction) {
	w.t.Helper()
	require.Equal(w.t, "accepted", w.settle(t).Status)
}

// accepts is a preparation: a proposal of cisco's that is accepted.
func accepts(t membership.Transaction) func(*world) { return func(w *world) { w.accept(t) } }

// standing asks for a party's standing now.
func (w *world) standing(party string) membership.Standing {
	w.t.Helper()
	return ask(w, membership.GetStanding{Alliance: zgc, Party: party, At: w.now.Format(time.RFC3339)})
}

// ofFourIn has an open alliance of four by a charter, some of whom enter as
// something of their own.
func ofFourIn(t tester, c charter.Charter, places map[string]charter.Place) *world {
	t.Helper()
	w := populated(t)
	w.found(c, places)
	return w
}

// found opens an alliance of four.
func (w *world) found(c charter.Charter, places map[string]charter.Place) {
	w.t.Helper()
	transaction := founding(c, cisco, cas, forum, acme)
	transaction.Places = places
	w.must(as(cisco), transaction)
	for _, founder := range []string{cas, forum, acme} {
		w.must(as(founder), consenting(w.t, c))
	}
}
