package membership_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// term is what a membership of limited duration should come to: acme's, of class guest
// (thirty days and five of grace) or full (without end).
type term struct {
	state         charter.MembershipState // as recorded
	class         string
	expires, over time.Time
}

// at is the state that it is in at a time.
func (m *term) at(now time.Time) charter.MembershipState {
	if !m.over.IsZero() && !now.Before(m.over) {
		return charter.Ended
	}
	return m.state
}

// enter begins a term of a class.
func (m *term) enter(class string, now time.Time) {
	m.class, m.expires, m.over = class, time.Time{}, time.Time{}
	if class == "guest" {
		m.lasts(now)
	}
}

func (m *term) lasts(from time.Time) {
	m.expires = from.Add(30 * day)
	m.over = m.expires.Add(5 * day)
}

// take carries out what was accepted, and reports whether there was something to do.
func (m *term) take(p membership.Propose, now time.Time) bool {
	switch state := m.at(now); {
	case p.Action == charter.Reinstate && state == charter.Suspended:
		m.state = charter.Active
	case p.Action == charter.Reinstate, state != charter.Active, p.Action == charter.Renew && m.class == "full":
		return false
	case p.Action == charter.Suspend:
		m.state = charter.Suspended
	case p.Action == charter.Renew:
		m.lasts(m.expires)
	case p.Class != m.class:
		m.enter(p.Class, now)
	}
	return true
}

// Random lives of a membership of limited duration: suspended, reinstated, moved to
// another class and back, renewed, ended, admitted again, at random times. Nothing that
// is over by its date comes back but by a new admission.
func TestLivesOfATerm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := ofFour(t, chartertest.Whole())
		m := &term{state: charter.Active, class: "full"}
		for i := range rapid.IntRange(4, 12).Draw(t, "steps") {
			w.wait(rapid.SampledFrom([]time.Duration{0, time.Hour, 10 * day, 30 * day, 35*day - 4*time.Second, 40 * day}).Draw(t, "wait"))
			w.seal()
			w.live(t, m, fmt.Sprintf("r%d", i))
			require.Equal(t, m.at(w.now), ask(w, membership.GetMembership{Alliance: zgc, Party: acme}).State)
		}
	})
}

// live draws what is done next, and holds what comes of it against the model.
func (w *world) live(t *rapid.T, m *term, request string) {
	p := membership.Propose{Request: request, Alliance: zgc, Subject: acme}
	var transaction membership.Transaction
	by, over := cisco, m.at(w.now.Add(time.Second)) == charter.Ended
	want := refusal.Code("")
	switch what := rapid.SampledFrom([]string{"suspend", "reinstate", "guest", "guest", "full", "renew", "renew", "end", "join"}).Draw(t, "what"); what {
	case "end":
		switch _, err := w.apply(as(lab), membership.EndMembership{Alliance: zgc, Party: acme}); {
		case m.state == charter.Ended:
			requireCode(t, refusal.NotAMember, err)
		case !over:
			requireCode(t, refusal.NotOver, err)
		default:
			require.NoError(t, err)
			*m = term{state: charter.Ended}
		}
		return
	case "join":
		by, transaction = acme, membership.Join{Request: request, Alliance: zgc, Class: "guest"}
		if m.state != charter.Ended {
			want = refusal.AlreadyMember
		}
	case "guest", "full":
		p.Action, p.Class = charter.Reclassify, what
	default:
		p.Action = charter.Action(what)
	}
	if transaction == nil {
		transaction = p
		fit := charter.Active
		if p.Action == charter.Reinstate {
			fit = charter.Suspended
		}
		if m.at(w.now.Add(time.Second)) != fit {
			want = refusal.StateUnfit
		}
	}
	event, err := w.apply(as(by), transaction)
	if want != "" {
		requireCode(t, want, err)
		return
	}
	require.NoError(t, err)
	for _, voter := range []string{cisco, cas} {
		w.must(as(voter), endorsing(event.Proposal, charter.For))
	}
	status := w.must(as(lab), membership.Decide{Proposal: event.Proposal}).Status
	done := true
	if p.Action == "" {
		m.state = charter.Active
		m.enter("guest", w.now)
	} else {
		done = m.take(p, w.now)
	}
	require.Equal(t, done, status == "accepted", "%s: %+v", status, p)
}
