package membership_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
)

// life drives a world and the model beside it.
type life struct {
	*world
	charters map[string]charter.Charter
	model    *model
	statuses map[string]membership.ProposalStatus // as they were last seen
	sent     []sending                            // what took effect
	next     int
}

// newLife is by charters that demand a sponsor of each expulsion, and of whose
// votes the founders' alliance demands two, an alliance of one founder one.
func newLife(t *rapid.T) *life {
	recordDate := rapid.SampledFrom([]form.Duration{"", "PT30M", "P2D"}).Draw(t, "record date")
	allowed, _ := recordDate.Parse()
	charters := map[string]charter.Charter{}
	for alliance, founders := range leagues {
		c := mandating(chartertest.Basic(min(2, len(founders)), "PT1H", true))
		c.RecordDate = recordDate
		rule := c.Rules[charter.Admit]
		expel := *rule
		expel.Sponsors, expel.Expiry = chartertest.Sponsors(1), "PT2H"
		c.Rules = charter.Rules{
			charter.Admit: rule, charter.Suspend: rule, charter.Reinstate: rule, charter.MandateAction: rule, charter.Expel: &expel,
		}
		charters[alliance] = c
	}
	return &life{world: withHosts(newWorld(t)), charters: charters, model: newModel(allowed), statuses: map[string]membership.ProposalStatus{}}
}

// sending is one deed on its way.
type sending struct {
	deed
	simulation simulation
}

// block simulates some transactions on one snapshot and commits them together.
// The rules and the model must agree on each when it is simulated, and again
// where it takes effect: a block comes to the same as its valid transactions
// one after the other.
func (l *life) block(t *rapid.T) {
	l.wait(rapid.SampledFrom([]time.Duration{0, time.Second, time.Minute, time.Minute, 5 * time.Minute, 40 * time.Minute}).Draw(t, "wait"))
	var pending []sending
	for range rapid.IntRange(1, 6).Draw(t, "size") {
		caller, transaction := l.draw(t)
		s := l.simulate(caller, transaction)
		d := deed{caller: caller, at: l.now, transaction: transaction}
		want := l.model.allows(d)
		if want != "" {
			requireCode(t, want, s.err)
			continue
		}
		require.NoError(t, s.err, "%+v %s %+v", caller, transaction.Name(), transaction)
		require.Contains(t, []string{actor(d), "host:" + caller.Host, l.first(s)}, s.event.By)
		pending = append(pending, sending{d, s})
	}
	l.settle(t, pending)
}

// first is who did first what a transaction does once only.
func (l *life) first(s simulation) string {
	if s.event.Tx != s.id {
		return s.event.By
	}
	return ""
}

func (l *life) settle(t *rapid.T, pending []sending) {
	simulations := make([]simulation, len(pending))
	for i, s := range pending {
		simulations[i] = s.simulation
	}
	for i, code := range l.commit(simulations...) {
		s := pending[i]
		if code != memledger.Valid {
			require.Contains(t, []memledger.Code{memledger.MVCCConflict, memledger.PhantomConflict}, code)
			require.Positive(t, i, "the first of a block meets nobody")
			continue
		}
		require.Empty(t, l.model.allows(s.deed), "took effect after what forbids it: %+v", s.transaction)
		l.model.take(s.deed)
		l.sent = append(l.sent, s)
	}
	for _, s := range pending {
		if id := s.simulation.event.Proposal; id != "" {
			l.step(t, id)
		}
	}
}

// step checks that a proposal went no way that there is not. Of two steps in one
// block the second would have met the first.
func (l *life) step(t *rapid.T, id string) {
	value, err := l.ledger.Begin("q").Get(membership.ProposalKey(id))
	require.NoError(t, err)
	if value == nil { // its filing met another transaction
		return
	}
	var proposal membership.Proposal
	require.NoError(t, json.Unmarshal(value, &proposal))
	last, found := l.statuses[id]
	require.True(t, !found || last == proposal.Status || last.CanBecome(proposal.Status), "%s became %s", last, proposal.Status)
	l.statuses[id] = proposal.Status
}

// again sends something again that took effect: nothing changes.
func (l *life) again(t *rapid.T) {
	if len(l.sent) == 0 {
		return
	}
	before := l.ledger.State()
	s := rapid.SampledFrom(l.sent).Draw(t, "again")
	repeated := l.simulate(s.caller, s.transaction)
	if code := l.model.silenced(s.deed); code != "" {
		requireCode(t, code, repeated.err)
		return
	}
	require.NoError(t, repeated.err)
	require.Equal(t, s.simulation.event, repeated.event)
	l.commit(repeated)
	l.requireState(before)
}

func TestLives(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(t)
		l.begin(t)
		t.Repeat(map[string]func(*rapid.T){
			"blocks": func(t *rapid.T) {
				l.t = t
				for range 3 {
					l.block(t)
				}
			},
			"again": func(t *rapid.T) { l.t = t; l.again(t) },
		})
		l.agree(t)
	})
}

// begin brings most lives to open alliances, many of them to such as act through
// a member or are about to form a circle, and lets the others begin earlier.
func (l *life) begin(t *rapid.T) {
	stage := rapid.SampledFrom([]int{4, 5, 6, 7, 3, 0, 1, 2}).Draw(t, "stage")
	if stage >= 1 {
		for _, party := range everybody {
			l.send(t, party, l.registration(party))
		}
	}
	if stage >= 2 {
		l.send(t, everybody[0], l.founding(zgc))
	}
	if stage >= 3 {
		for _, founder := range everybody[1:4] {
			l.send(t, founder, membership.Consent{Request: l.request(), Alliance: zgc, Charter: digestOf(t, l.charters[zgc])})
		}
	}
	if stage >= 4 {
		for _, alliance := range []string{ring, knot} {
			l.send(t, leagues[alliance][0], l.founding(alliance))
			l.mandate(t, alliance, leagues[alliance][0], leagues[alliance][0])
		}
	}
	switch stage {
	case 5: // each would join the other, and both have the votes
		first, second := l.joins(t, ring, knot), l.joins(t, knot, ring)
		l.vote(t, first, everybody[2])
		l.vote(t, second, everybody[1])
	case 6: // one has left the other
		l.decided(t, l.joins(t, ring, knot), everybody[2])
		l.send(t, everybody[1], membership.Leave{Request: l.request(), As: ring, Alliance: knot})
	case 7: // who may speak is suspended
		l.mandate(t, zgc, everybody[0], everybody[1:3]...)
		suspend := membership.Propose{Request: l.request(), Alliance: zgc, Action: charter.Suspend, Subject: everybody[0]}
		l.send(t, everybody[1], suspend)
		l.decided(t, membership.ProposalID(everybody[1], suspend.Request), everybody[1:3]...)
	}
}

// joins has an alliance of one founder apply to another, and returns the proposal.
func (l *life) joins(t *rapid.T, alliance, to string) string {
	join := membership.Join{Request: l.request(), As: alliance, Alliance: to, Class: "full"}
	l.send(t, leagues[alliance][0], join)
	return membership.ProposalID(alliance, join.Request)
}

// mandate lets a member act for its alliance, by the votes of some.
func (l *life) mandate(t *rapid.T, alliance, party string, voters ...string) {
	mandate := membership.Propose{
		Request: l.request(), Alliance: alliance, Action: charter.MandateAction, Subject: party, Until: l.now.Add(50 * time.Hour),
	}
	l.send(t, voters[0], mandate)
	l.decided(t, membership.ProposalID(voters[0], mandate.Request), voters...)
}

func (l *life) vote(t *rapid.T, proposal string, voters ...string) {
	for _, voter := range voters {
		l.send(t, voter, membership.Endorse{Request: l.request(), Proposal: proposal, Position: charter.For})
	}
}

func (l *life) decided(t *rapid.T, proposal string, voters ...string) {
	l.vote(t, proposal, voters...)
	l.send(t, everybody[0], membership.Decide{Proposal: proposal})
}

func (l *life) send(t *rapid.T, party string, transaction membership.Transaction) {
	s := l.simulate(as(party), transaction)
	l.settle(t, []sending{{deed{caller: as(party), at: l.now, transaction: transaction}, s}})
}

// The order in which votes come changes nothing: neither the tally, nor the
// outcome, nor when it is certain.
func TestOrderOfVotes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := chartertest.Basic(2, "PT1H", true)
		c.Rules[charter.Admit].Pass = chartertest.DrawExpression(t, 2)
		found := founding(c, cisco, cas, forum, acme)
		if c.Validate(c.FounderComposition([]string{cisco, cas, forum, acme}, nil)) != nil || populated(t).simulate(as(cisco), found).err != nil {
			c.Rules[charter.Admit].Pass = chartertest.ForVotes(2)
		}
		voters := []string{cisco, cas, forum, acme}[:rapid.IntRange(0, 4).Draw(t, "voters")]
		positions := rapid.SliceOfN(rapid.SampledFrom([]charter.Position{charter.For, charter.Against, charter.Abstain}), len(voters), len(voters)).Draw(t, "positions")
		orders := [][]int{}
		for range 2 {
			order := []int{}
			for i := range voters {
				order = append(order, i)
			}
			orders = append(orders, rapid.Permutation(order).Draw(t, "order"))
		}
		var outcomes []membership.Dossier
		for _, order := range orders {
			w := ofFour(t, c)
			proposal := w.join(lab, "join")
			for _, i := range order {
				w.must(as(voters[i]), endorsing(proposal, positions[i]))
			}
			before := ask(w, membership.GetProposal{ID: proposal})
			_, err := w.apply(as(lab), membership.Decide{Proposal: proposal})
			require.Equal(t, before.Explanation.Certain, err == nil)
			w.wait(time.Hour)
			w.apply(as(lab), membership.Decide{Proposal: proposal})
			outcomes = append(outcomes, ask(w, membership.GetProposal{ID: proposal}))
		}
		require.Equal(t, outcomes[0].Decision.Outcome, outcomes[1].Decision.Outcome)
		require.Equal(t, outcomes[0].Tally, outcomes[1].Tally)
		require.Equal(t, outcomes[0].Explanation, outcomes[1].Explanation)
	})
}
