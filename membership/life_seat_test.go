package membership_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// office is what a membership should come to, with what a decision gave to the member:
// the seat in the council, and the right to speak for the alliance.
type office struct {
	term
	seated, speaks bool
	dissolved      bool // as an alliance
}

// at is the state that the membership is in at a time.
func (o *office) at(now time.Time) charter.MembershipState {
	if o.dissolved && o.state != "" {
		return charter.Ended
	}
	return o.term.at(now)
}

func (o *office) sits(now time.Time) bool { return o.seated && isMember(o.at(now)) }

// ends is an end that is recorded.
func (o *office) ends() { *o = office{term: term{state: charter.Ended}, dissolved: o.dissolved} }

// offices are the lives of a party and of an alliance of lab's.
type offices struct {
	*world
	ring string
	of   map[string]*office
}

// Random lives of members that sit in an organ and speak for their alliance: seated,
// suspended, reinstated, moved to a class of limited duration, expelled, left, over by
// date, dissolved, admitted again, at random times. What was given to a membership ends
// with it, whoever has recorded that, and comes back by a new decision only.
func TestLivesOfSeats(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := lasting()
		c.Figures[0].By = &charter.Who{Organ: chartertest.Council}
		w := ofFour(t, c)
		l := &offices{w, w.solo(lab, "ring"), nil}
		l.of = map[string]*office{acme: {term: term{state: charter.Active, class: "full"}}, l.ring: {}}
		for i := range rapid.IntRange(4, 14).Draw(t, "steps") {
			w.wait(rapid.SampledFrom([]time.Duration{0, 0, time.Hour, 20 * day, 36 * day}).Draw(t, "wait"))
			w.seal()
			l.live(t, fmt.Sprintf("r%d", i))
			l.agree(t)
		}
	})
}

// sender is who sends what a member does, and for whom.
func (l *offices) sender(member string) (party, behalf string) {
	if member == l.ring {
		return lab, l.ring
	}
	return member, ""
}

// live draws what becomes of one of the two next, and holds what comes of it against
// the model.
func (l *offices) live(t *rapid.T, request string) {
	member := rapid.SampledFrom([]string{acme, l.ring}).Draw(t, "member")
	o := l.of[member]
	party, behalf := l.sender(member)
	at := l.now.Add(time.Second)
	switch what := rapid.SampledFrom([]string{"seat", "seat", "vacate", "mandate", "suspend", "reinstate", "expel", "guest", "leave", "join", "join", "end", "dissolve"}).Draw(t, "what"); what {
	case "dissolve":
		if member == l.ring && !o.dissolved {
			l.dissolves(lab, l.ring)
			o.dissolved = true
		}
	case "end":
		_, err := l.apply(as(person), membership.EndMembership{Alliance: zgc, Party: member})
		switch {
		case !isMember(o.state):
			requireCode(t, refusal.NotAMember, err)
		case o.at(at) != charter.Ended:
			requireCode(t, refusal.NotOver, err)
		default:
			require.NoError(t, err)
			o.ends()
		}
	case "leave":
		_, err := l.apply(as(party), membership.Leave{Request: request, As: behalf, Alliance: zgc})
		switch {
		case o.dissolved:
			requireCode(t, refusal.NoMandate, err)
		case !isMember(o.at(at)):
			requireCode(t, refusal.NotAMember, err)
		default:
			require.NoError(t, err)
			o.ends()
		}
	case "join":
		event, err := l.apply(as(party), membership.Join{Request: request, As: behalf, Alliance: zgc, Class: "full"})
		switch {
		case o.dissolved:
			requireCode(t, refusal.NoMandate, err)
		case isMember(o.state):
			requireCode(t, refusal.AlreadyMember, err)
		default:
			require.NoError(t, err)
			require.Equal(t, "accepted", l.votedOn(event.Proposal, cisco, cas).Status)
			o.term = term{state: charter.Active, class: "full"}
		}
	default:
		l.decide(t, member, request, what)
	}
}

// decide files a proposal about a member, and has it accepted.
func (l *offices) decide(t *rapid.T, member, request, what string) {
	p := membership.Propose{Request: request, Alliance: zgc, Action: charter.Action(what), Subject: member}
	fit := []charter.MembershipState{charter.Active}
	switch p.Action {
	case charter.SeatAction:
		p.Organ = chartertest.Council
	case charter.Vacate:
		p.Organ, fit = chartertest.Council, []charter.MembershipState{"", charter.Active, charter.Suspended, charter.Ended}
	case charter.MandateAction:
		p.Until = l.now.AddDate(10, 0, 0)
	case charter.Reinstate:
		fit = []charter.MembershipState{charter.Suspended}
	case charter.Expel:
		fit = append(fit, charter.Suspended)
	case "guest":
		p.Action, p.Class = charter.Reclassify, what
	}
	o := l.of[member]
	state := o.at(l.now.Add(time.Second))
	event, err := l.apply(as(cisco), p)
	if !slices.Contains(fit, state) {
		requireCode(t, refusal.StateUnfit, err)
		return
	}
	if p.Class == "guest" && o.class != "guest" && l.rival(member).class == "guest" { // there is room for one
		require.NoError(t, err)
		require.Equal(t, "void", l.votedOn(event.Proposal, cisco, cas).Status)
		return
	}
	require.NoError(t, err)
	status := l.votedOn(event.Proposal, cisco, cas).Status
	require.Equal(t, l.take(member, p, fit), status == "accepted", "%+v: %s", p, status)
}

// rival is the other of the two.
func (l *offices) rival(member string) *office {
	if member == acme {
		return l.of[l.ring]
	}
	return l.of[acme]
}

// take carries out what was accepted, and reports whether there was something to do.
func (l *offices) take(member string, p membership.Propose, fit []charter.MembershipState) bool {
	o := l.of[member]
	if !slices.Contains(fit, o.at(l.now)) {
		return false
	}
	switch p.Action {
	case charter.SeatAction:
		if o.sits(l.now) || l.rival(member).sits(l.now) {
			return false
		}
		o.seated = true
	case charter.Vacate:
		if !o.sits(l.now) {
			return false
		}
		o.seated = false
	case charter.MandateAction:
		o.speaks = true
	case charter.Suspend:
		o.state = charter.Suspended
	case charter.Reinstate:
		o.state = charter.Active
	case charter.Expel:
		o.ends()
	default:
		if o.class != p.Class {
			o.enter(p.Class, l.now)
		}
	}
	return true
}

// agree compares who sits, who may do what by its seat and its mandate, and who is a
// member, with the model.
func (l *offices) agree(t *rapid.T) {
	at := l.now
	var sitting, members []string
	for _, member := range []string{acme, l.ring} {
		o := l.of[member]
		party, behalf := l.sender(member)
		if o.sits(at) {
			sitting = append(sitting, member)
		}
		if isMember(o.at(at)) {
			members = append(members, member)
		}
		want := refusal.Code("")
		switch {
		case o.dissolved:
			want = refusal.NoMandate
		case o.at(at) != charter.Active:
			want = refusal.NotAMember
		case !o.sits(at):
			want = refusal.NotNamed
		}
		counted := membership.RecordFigure{Request: "dry", As: behalf, Alliance: zgc, Figure: chartertest.Attendance, Value: 1}
		require.Equal(t, want, l.refusalAt(at, party, counted), "%s counts", member)
	}
	require.ElementsMatch(t, sitting, l.sitting(chartertest.Council))
	for _, moment := range []string{"", at.Format(time.RFC3339Nano)} {
		listed := slices.DeleteFunc(l.members(moment), func(party string) bool { return l.of[party] == nil })
		require.ElementsMatch(t, members, listed, "at %q", moment)
	}
	want := refusal.NoMandate
	if l.of[acme].speaks && l.of[acme].at(at) == charter.Active {
		want = refusal.NotAMember // an alliance is no member of itself
	}
	require.Equal(t, want, l.refusalAt(at, acme, membership.Leave{Request: "dry", As: zgc, Alliance: zgc}))
}
