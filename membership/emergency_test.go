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

// withEmergency is a charter by which a resolution takes three votes for, and in an emergency more
// than half of those who are left, after an hour.
func withEmergency(changes ...func(*charter.Charter)) charter.Charter {
	return chartertest.WholeWith(func(c *charter.Charter) {
		c.Rules[charter.Resolve] = &charter.Rule{Voting: "PT1H", Early: true, Pass: chartertest.ForVotes(3), LockOut: charter.LockOutAccepted}
		c.Emergency = charter.Rules{charter.Resolve: {
			Discussion: "PT1H", Expiry: "P10D", Voting: "PT1H", LockOut: charter.LockOutAccepted,
			Pass: charter.Expression{Votes: charter.CountFor, MoreThan: "1/2", Of: charter.CountElectorate},
		}}
		for _, change := range changes {
			change(c)
		}
	})
}

// inEmergency is a resolution by the emergency rule.
func inEmergency(request string) membership.Propose {
	return membership.Propose{
		Request: request, Alliance: zgc, Action: charter.Resolve, Title: "Rescue", Document: chartertest.Digest("rescue"), Emergency: true,
	}
}

// leaves has members leave, and the roster sealed.
func leaves(parties ...string) func(*world) {
	return func(w *world) {
		for _, party := range parties {
			w.must(as(party), membership.Leave{Request: "leave", Alliance: zgc})
		}
		w.seal()
	}
}

// Where the ordinary rule cannot be met any more the emergency rule decides: after its discussion, and
// by a decision that says why, and to which an auditor comes again.
func TestEmergency(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withEmergency())
	leaves(forum, acme)(w)
	proposal := w.must(as(cisco), inEmergency("e")).Proposal
	w.refused(refusal.DiscussionOpen, as(cas), membership.PutToVote{Proposal: proposal})
	w.wait(time.Hour)
	w.must(as(cas), membership.PutToVote{Proposal: proposal})
	open := ask(w, membership.GetProposal{ID: proposal})
	require.True(t, open.Proposal.Emergency)
	require.Equal(t, charter.WherePass, open.Emergency.Where)
	w.must(as(cisco), endorsing(proposal, charter.For))
	w.must(as(cas), endorsing(proposal, charter.For))
	w.wait(time.Hour)
	require.Equal(t, "accepted", w.must(as(lab), membership.Decide{Proposal: proposal}).Status)
	decision := w.requireDecidedAgain(proposal)
	require.Equal(t, charter.Resolve, decision.Emergency.Rule)
	require.Equal(t, charter.WherePass, decision.Emergency.Where)
	figure := decision.Emergency.Explanation.Figure
	require.Equal(t, 3, figure.Needed)
	require.Equal(t, 2, figure.Actual, "had all voted for")

	_, grounds := w.groundsOf(proposal)
	grounds.Seal.Blocs[0].Active++
	_, err := membership.Redecide(decision, grounds)
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.RuleInReach}, "a roster by which it could be met")
}

// What is still in reach when the vote would open is not decided in an emergency.
func TestEmergencyIsOver(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withEmergency())
	leaves(forum, acme)(w)
	proposal := w.must(as(cisco), inEmergency("e")).Proposal
	w.enters(acme, "back")
	w.seal()
	w.wait(time.Hour)
	w.refused(refusal.RuleInReach, as(cas), membership.PutToVote{Proposal: proposal})
	w.wait(10 * day)
	require.Equal(t, "expired", w.must(as(cas), membership.Decide{Proposal: proposal}).Status)
	require.Nil(t, w.requireDecidedAgain(proposal).Emergency)
}

// A vote that a member signs says by which rule it is taken.
func TestEmergencyIsSigned(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withEmergency())
	leaves(forum, acme)(w)
	p := ask(w, membership.GetProposal{ID: w.must(as(cisco), inEmergency("e")).Proposal}).Proposal
	emergency, err := p.About()
	require.NoError(t, err)
	p.Emergency = false
	ordinary, err := p.About()
	require.NoError(t, err)
	require.NotEqual(t, emergency.Content, ordinary.Content)
}

// suspends has a member suspended by two others.
func suspends(party string, by ...string) func(*world) {
	return func(w *world) {
		w.votedOn(w.propose(by[0], charter.Suspend, party), by...)
		w.seal()
	}
}

// byBoard is a resolution by the founders who sit in the board.
func byBoard(c *charter.Charter) {
	c.Rules[charter.Resolve].Electorate = &charter.Who{Organ: chartertest.Board}
}

var emergencyRefusals = map[string]denial{
	"fail/emergency: the charter has none":        under(chartertest.Whole(), refusal.NoRule, cisco, inEmergency("e")),
	"fail/emergency: in reach":                    under(withEmergency(), refusal.RuleInReach, cisco, inEmergency("e")),
	"fail/emergency: in reach of three":           under(withEmergency(), refusal.RuleInReach, cisco, inEmergency("e"), leaves(acme)),
	"fail/emergency: suspended members count":     under(withEmergency(), refusal.RuleInReach, cisco, inEmergency("e"), leaves(acme), suspends(forum, cisco, cas)),
	"fail/emergency: suspended ones in an organ":  under(withEmergency(byBoard), refusal.RuleInReach, cisco, inEmergency("e"), leaves(acme), suspends(forum, cisco, cas)),
	"fail/emergency: who would be recused counts": under(withEmergency(func(c *charter.Charter) { c.Rules[charter.Resolve].Recused = []charter.Recusal{charter.RecuseFiler} }), refusal.RuleInReach, cisco, inEmergency("e"), leaves(acme)),
	"fail/emergency: not a member":                under(withEmergency(), refusal.NotAMember, lab, inEmergency("e"), leaves(forum, acme)),
}

// The organ of the ordinary rule has lost its members: then it is out of reach, however many others
// there are.
func TestEmergencyOfAnOrgan(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withEmergency(byBoard))
	for _, party := range []string{acme, forum} {
		w.must(as(party), membership.Leave{Request: "leave", Alliance: zgc})
		w.enters(party, "back") // as a member, without the seat
	}
	w.seal()
	proposal := w.must(as(cisco), inEmergency("e")).Proposal
	w.wait(time.Hour)
	w.must(as(cas), membership.PutToVote{Proposal: proposal})
	p := ask(w, membership.GetProposal{ID: proposal}).Proposal
	require.Len(t, p.Ordinary, 2)
	require.Equal(t, 4, p.Electorate)
	for _, voter := range []string{cisco, cas, acme} {
		w.must(as(voter), endorsing(proposal, charter.For))
	}
	w.wait(time.Hour)
	require.Equal(t, "accepted", w.must(as(lab), membership.Decide{Proposal: proposal}).Status)
	w.requireDecidedAgain(proposal)
}

// By version 5 of the rules nobody asks for an emergency rule.
func TestEmergencyOfVersionSix(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.Whole())
	w.engine = charter.EngineFive
	w.refused(refusal.UnknownField, as(cisco), inEmergency("e"))
}
