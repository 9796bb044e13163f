package membership_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// general is the kind of meeting of the charters below.
const general = "general"

// assembled is the whole charter with a general meeting, called two clear days before by the board and
// chaired by its members. Three quarters of the members are its quorum, half of them after a second call. More than
// half of those present adopt a document there; outside three votes do.
func assembled(changes ...func(*charter.Charter)) charter.Charter {
	return chartertest.WholeWith(func(c *charter.Charter) {
		board := &charter.Who{Organ: chartertest.Board}
		c.Meetings = []charter.MeetingKind{{
			ID: general, Names: chartertest.En("General meeting"), Conveners: board, Chair: board, Notice: "P2D", CheckIn: "PT1H",
			Quorum: &charter.Expression{Votes: charter.CountPresent, AtLeast: "3/4", Of: charter.CountElectorate}, Adjournment: "PT2H",
			SecondCall: &charter.SecondCall{
				Wait: "PT30M", Notice: "PT1H",
				Quorum: &charter.Expression{Votes: charter.CountPresent, AtLeast: "1/2", Of: charter.CountElectorate},
			},
			Proxies: true,
		}}
		c.Proxies = &charter.ProxyTerms{Most: 1, Longest: "P30D"}
		c.Rules[charter.Resolve] = &charter.Rule{Voting: "PT1H", Pass: chartertest.ForVotes(3), LockOut: charter.LockOutAccepted}
		c.Rules[charter.Resolve.At(general)] = &charter.Rule{
			Expiry: "P30D", Voting: "PT1H", Proxies: true, LockOut: charter.LockOutAccepted,
			Pass: charter.Expression{Votes: charter.CountFor, MoreThan: "1/2", Of: charter.CountPresent},
		}
		for _, change := range changes {
			change(c)
		}
	})
}

var (
	atMeeting  = membership.Propose{Request: "motion", Alliance: zgc, Action: charter.Resolve, Title: "Budget", Document: keyOf("budget"), Meeting: general}
	motion     = membership.ProposalID(cisco, "motion")
	theMeeting = membership.MeetingID(cisco, "call")
)

// beginning is when the meeting begins that is called at the epoch: after two clear days.
func beginning(w *world) time.Time {
	return time.Date(w.now.Year(), w.now.Month(), w.now.Day()+3, 0, 0, 0, 0, time.UTC)
}

// calling calls a general meeting with a motion on its agenda.
func calling(w *world) membership.CallMeeting {
	return membership.CallMeeting{
		Request: "call", Alliance: zgc, Kind: general, Begins: beginning(w), Place: "Beijing",
		Agenda: []membership.AgendaItem{{Title: "Report"}, {Proposal: motion}},
	}
}

// called files the motion and calls the meeting; convened also lets the time come at which it begins.
func called(w *world) {
	w.must(as(cisco), atMeeting)
	w.must(as(cisco), calling(w))
}

func convened(w *world) {
	called(w)
	w.now = ask(w, membership.GetMeeting{ID: theMeeting}).Sessions[0].Begins
}

func attending(request string) membership.Attend {
	return membership.Attend{Request: request, Meeting: theMeeting}
}

func attended(parties ...string) func(*world) {
	return func(w *world) {
		for _, party := range parties {
			w.must(as(party), attending("in-"+keyOf(w.now.String())[:8]))
		}
	}
}

var (
	openingMeeting = membership.OpenMeeting{Request: "open", Meeting: theMeeting}
	closingMeeting = membership.CloseMeeting{Request: "close", Meeting: theMeeting, Reason: "done"}
)

// inSession has some members at the meeting, which is open.
func inSession(parties ...string) func(*world) {
	return func(w *world) {
		convened(w)
		attended(parties...)(w)
		w.must(as(cisco), openingMeeting)
	}
}

// withMeetings lets a charter's resolutions be adopted at a meeting, too, that is called an hour before.
func withMeetings(c *charter.Charter) {
	with := assembled()
	c.Meetings, c.Rules[charter.Resolve.At(general)] = with.Meetings, with.Rules[charter.Resolve.At(general)]
	c.Meetings[0].Notice, c.Meetings[0].Quorum, c.Meetings[0].SecondCall = "PT1H", nil, nil
}

// meet puts rules in force by which there are meetings, and adopts a document at one.
func (w *world) meet() {
	c := ask(w, membership.GetCharter{Alliance: zgc}).Charter
	withMeetings(&c)
	w.accept(amending("meetings", c))
	w.seal()
	w.must(as(cisco), atMeeting)
	call := calling(w)
	call.Begins = w.now.Add(time.Hour + time.Second)
	w.must(as(cisco), call)
	attended(cisco, cas)(w)
	w.wait(time.Hour)
	w.must(as(cisco), openingMeeting)
	w.must(as(cisco), membership.PutToVote{Proposal: motion})
	castOn(motion, cisco, cas)(w)
	w.must(as(cas), membership.Attend{Request: "out", Meeting: theMeeting, Leave: true})
	w.must(as(cisco), membership.AdjournMeeting{Request: "later", Meeting: theMeeting, Begins: w.now.Add(2*time.Hour + time.Second), Reason: "<b>late"})
	w.must(as(cisco), closingMeeting)
	w.wait(time.Hour)
	w.must(as(lab), membership.Decide{Proposal: motion})
}

// A meeting runs from its call to its end: those present when something is put to the vote vote on it, and a
// majority of them decides.
func TestMeeting(t *testing.T) {
	t.Parallel()
	w := ofFour(t, assembled())
	inSession(cisco, cas, forum)(w)
	m := ask(w, membership.GetMeeting{ID: theMeeting})
	require.Equal(t, membership.MeetingIsOpen, m.Status)
	require.Equal(t, charter.Figure{Votes: charter.CountPresent, Relation: charter.AtLeast, Amount: "3/4", Of: charter.CountElectorate, Base: 4, Needed: 3, Actual: 3},
		*m.Sessions[0].Quorum.Figure)
	w.must(as(cas), membership.PutToVote{Proposal: motion})
	w.must(as(acme), attending("late"))
	p := ask(w, membership.GetProposal{ID: motion})
	require.Equal(t, &membership.AtMeeting{ID: theMeeting, Session: 1, Vote: 1}, p.Proposal.Meeting)
	require.Equal(t, []string{cas, cisco, forum}, p.Present)
	require.Equal(t, charter.Tally{Electorate: 4, Present: 3}, p.Tally)
	w.refused(refusal.NotPresent, as(acme), endorsing(motion, charter.For))
	w.must(as(cisco), endorsing(motion, charter.For))
	w.must(as(cas), endorsing(motion, charter.For))
	w.must(as(forum), membership.Attend{Request: "out", Meeting: theMeeting, Leave: true})
	w.must(as(forum), endorsing(motion, charter.Against)) // it was there when the vote opened
	w.must(as(cisco), closingMeeting)
	w.wait(time.Hour)
	require.Equal(t, "accepted", w.must(as(lab), membership.Decide{Proposal: motion}).Status)
	decision, grounds := w.groundsOf(motion)
	require.Equal(t, charter.Tally{For: 2, Against: 1, Hosts: 2, Electorate: 4, Present: 3}, decision.Tally)
	require.Equal(t, 3, decision.Explanation.Figure.Base)
	again, err := membership.Redecide(decision, grounds)
	require.NoError(t, err)
	require.Equal(t, decision, again)
	grounds.Proposal.Present.Blocs[0].Active = 4
	again, err = membership.Redecide(decision, grounds)
	require.NoError(t, err)
	require.NotEqual(t, decision, again, "another attendance decides otherwise")

	there := ask(w, membership.ListAttendance{Meeting: theMeeting}).Attendances
	require.Len(t, there, 4)
	require.NotNil(t, there[slices.IndexFunc(there, func(a membership.Attendance) bool { return a.Party == forum })].Stays[0].Left)
	require.Equal(t, theMeeting, ask(w, membership.ListMeetings{Alliance: zgc, Kind: general}).Meetings[0].ID)
	require.Equal(t, membership.MeetingIsClosed, ask(w, membership.ListMeetings{Alliance: zgc}).Meetings[0].Status)
}

// The same is decided outside of a meeting by another majority.
func TestOutsideOfMeetings(t *testing.T) {
	t.Parallel()
	w := ofFour(t, assembled())
	outside := atMeeting
	outside.Meeting = ""
	w.must(as(cisco), outside)
	w.refused(refusal.AgendaUnfit, as(cisco), calling(w))
	castOn(motion, cisco, cas, forum)(w)
	w.wait(time.Hour)
	require.Equal(t, "accepted", w.must(as(lab), membership.Decide{Proposal: motion}).Status)
}

// Where only a meeting decides, a proposal goes to one whether or not that is said.
func TestOnlyAtMeetings(t *testing.T) {
	t.Parallel()
	w := ofFour(t, assembled(func(c *charter.Charter) { delete(c.Rules, charter.Resolve) }))
	silent := atMeeting
	silent.Meeting = ""
	w.must(as(cisco), silent)
	require.Equal(t, general, ask(w, membership.GetProposal{ID: motion}).Proposal.MeetingKind)
	w.must(as(cisco), calling(w))
}

// A meeting without a quorum is called a second time, with another.
func TestSecondCall(t *testing.T) {
	t.Parallel()
	w := ofFour(t, assembled())
	convened(w)
	attended(cisco, cas)(w)
	denied := w.refused(refusal.NoQuorum, as(cisco), openingMeeting)
	require.Equal(t, "3", denied.Params["needed"])
	require.Equal(t, "2", denied.Params["actual"])
	adjourn := func(request string, after time.Duration) membership.AdjournMeeting {
		return membership.AdjournMeeting{Request: request, Meeting: theMeeting, Begins: w.now.Add(after + time.Second)}
	}
	w.refused(refusal.NoticeShort, as(cisco), adjourn("a", time.Hour)) // it has to be waited for
	w.wait(30 * time.Minute)
	w.must(as(cisco), adjourn("a", time.Hour))
	m := ask(w, membership.GetMeeting{ID: theMeeting})
	require.True(t, m.Sessions[1].SecondCall)
	require.False(t, m.Sessions[0].Missed.Met)
	w.wait(time.Hour)
	w.refused(refusal.NoQuorum, as(cisco), openingMeeting) // who was there has to come again
	attended(cisco, cas)(w)
	w.must(as(cisco), openingMeeting)
	w.must(as(cisco), membership.PutToVote{Proposal: motion})
	castOn(motion, cisco, cas)(w)
	w.must(as(cisco), adjourn("b", 2*time.Hour))
	require.True(t, ask(w, membership.GetMeeting{ID: theMeeting}).Sessions[2].SecondCall, "it goes on as what it was")
	w.wait(time.Hour)
	require.Equal(t, "accepted", w.must(as(lab), membership.Decide{Proposal: motion}).Status)
}

// A meeting with a quorum that is adjourned keeps its own.
func TestAdjourned(t *testing.T) {
	t.Parallel()
	w := ofFour(t, assembled())
	inSession(cisco, cas, forum)(w)
	w.wait(time.Hour)
	w.must(as(cisco), membership.AdjournMeeting{Request: "a", Meeting: theMeeting, Begins: w.now.Add(2*time.Hour + time.Second), Reason: "late"})
	w.refused(refusal.MeetingUnfit, as(cisco), membership.PutToVote{Proposal: motion})
	require.False(t, ask(w, membership.GetMeeting{ID: theMeeting}).Sessions[1].SecondCall)
	w.wait(2 * time.Hour)
	attended(cisco, cas)(w)
	w.refused(refusal.NoQuorum, as(cisco), membership.OpenMeeting{Request: "again", Meeting: theMeeting})
}

// Where those present become too few, nothing more is put to the vote.
func TestQuorumIsLost(t *testing.T) {
	t.Parallel()
	w := ofFour(t, assembled())
	inSession(cisco, cas, forum)(w)
	w.must(as(forum), membership.Attend{Request: "out", Meeting: theMeeting, Leave: true})
	w.refused(refusal.NoQuorum, as(cisco), membership.PutToVote{Proposal: motion})
	w.must(as(forum), attending("back"))
	w.must(as(cisco), membership.PutToVote{Proposal: motion})
	require.Len(t, ask(w, membership.GetProposal{ID: motion}).Present, 3)
}

// A member is present by its proxy, who votes for it, and takes its place when it comes.
func TestPresentByProxy(t *testing.T) {
	t.Parallel()
	w := ofFour(t, assembled())
	appointed(forum, cas)(w)
	convened(w)
	attended(cisco, cas)(w)
	w.must(as(cas), membership.Attend{Request: "for-forum", Meeting: theMeeting, Principal: forum})
	w.refused(refusal.NoProxy, as(cisco), membership.Attend{Request: "for-acme", Meeting: theMeeting, Principal: acme})
	w.must(as(cisco), openingMeeting)
	w.must(as(cisco), membership.PutToVote{Proposal: motion})
	w.must(as(cas), votingFor(motion, forum, charter.For))
	revoking(w, forum)
	w.must(as(forum), attending("myself"))
	list := ask(w, membership.ListAttendance{Meeting: theMeeting}).Attendances
	stays := list[slices.IndexFunc(list, func(a membership.Attendance) bool { return a.Party == forum })].Stays
	require.Len(t, stays, 2)
	require.Equal(t, cas, stays[0].Proxy)
	require.NotNil(t, stays[0].Left)
	require.Empty(t, stays[1].Proxy)
}

// However often its proxy comes and goes, a member can come itself.
func TestProxyUsesUpNoStays(t *testing.T) {
	t.Parallel()
	w := ofFour(t, assembled())
	appointed(forum, cas)(w)
	convened(w)
	in, out := membership.Attend{Meeting: theMeeting, Principal: forum}, membership.Attend{Meeting: theMeeting, Principal: forum, Leave: true}
	for i := range 25 {
		in.Request, out.Request = fmt.Sprintf("in-%d", i), fmt.Sprintf("out-%d", i)
		w.must(as(cas), in)
		w.must(as(cas), out)
	}
	in.Request = "once-more"
	require.Equal(t, "25", w.refused(refusal.TooMany, as(cas), in).Params["most"])
	out.Principal, out.Request = "", "out"
	for i := range 25 {
		w.must(as(forum), attending(fmt.Sprintf("in-%d", i)))
		out.Request = fmt.Sprintf("out-%d", i)
		w.must(as(forum), out)
	}
	require.Equal(t, "50", w.refused(refusal.TooMany, as(forum), attending("once-more")).Params["most"])
}

// A meeting that is adjourned until after a proposal expires does not keep it from another.
func TestAdjournedBeyondExpiry(t *testing.T) {
	t.Parallel()
	w := ofFour(t, assembled())
	inSession(cisco, cas, forum)(w)
	again := calling(w)
	again.Request, again.Begins = "once-more", beginning(w).AddDate(0, 0, 9)
	w.refused(refusal.AgendaUnfit, as(cisco), again)
	w.must(as(cisco), membership.AdjournMeeting{Request: "a", Meeting: theMeeting, Begins: w.now.AddDate(0, 0, 10)})
	w.refused(refusal.AgendaUnfit, as(cisco), again)
	w.wait(10 * 24 * time.Hour)
	w.must(as(cisco), membership.AdjournMeeting{Request: "b", Meeting: theMeeting, Begins: w.now.AddDate(1000, 0, 0)})
	again.Begins = w.now.AddDate(0, 0, 4)
	w.must(as(cisco), again)
}

// Who comes at the same time conflicts with nobody, and not with votes; with what is put to the vote
// then it does, so that nobody is there of whom that does not know.
func TestCheckInsDoNotConflict(t *testing.T) {
	t.Parallel()
	w := ofFour(t, assembled())
	convened(w)
	require.Equal(t, []memledger.Code{memledger.Valid, memledger.Valid, memledger.Valid}, w.commit(
		w.simulate(as(cisco), attending("a")), w.simulate(as(cas), attending("b")), w.simulate(as(forum), attending("c"))))
	w.must(as(cisco), openingMeeting)
	require.Equal(t, []memledger.Code{memledger.Valid, memledger.MVCCConflict}, w.commit(
		w.simulate(as(cisco), membership.PutToVote{Proposal: motion}), w.simulate(as(acme), attending("late"))))
	require.Equal(t, []memledger.Code{memledger.Valid, memledger.Valid}, w.commit(
		w.simulate(as(acme), attending("late")), w.simulate(as(cisco), endorsing(motion, charter.For))))
}

// A meeting that nobody closes is over after a week, and its matters are for another.
func TestMeetingIsOver(t *testing.T) {
	t.Parallel()
	w := ofFour(t, assembled())
	inSession(cisco, cas, forum)(w)
	again := calling(w)
	again.Request, again.Begins = "once-more", beginning(w).AddDate(0, 0, 9)
	w.refused(refusal.AgendaUnfit, as(cisco), again)
	w.wait(7 * 24 * time.Hour)
	require.Equal(t, membership.MeetingIsOver, ask(w, membership.GetMeeting{ID: theMeeting}).Status)
	w.refused(refusal.MeetingUnfit, as(cisco), membership.PutToVote{Proposal: motion})
	w.must(as(cisco), again)
}

// Older rules know neither meetings nor where a proposal is to be decided.
func TestMeetingsByOlderRules(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.Whole())
	w.engine = charter.EngineFive
	w.refused(refusal.UnknownTransaction, as(cisco), calling(w))
	w.refused(refusal.UnknownTransaction, as(cisco), attending("a"))
	w.refused(refusal.UnknownField, as(cisco), atMeeting)
}

func changedCall(change func(*membership.CallMeeting)) func(*world) membership.CallMeeting {
	return func(w *world) membership.CallMeeting {
		call := calling(w)
		call.Agenda = slices.Clone(call.Agenda)
		change(&call)
		return call
	}
}

// atCall is a refusal of a call, made of the world in which it is refused.
func atCall(code refusal.Code, party string, call func(*world) membership.CallMeeting, prepare ...func(*world)) denial {
	return denial{code, func(t *testing.T) error {
		w := ofFour(t, assembled())
		w.must(as(cisco), atMeeting)
		for _, prepared := range prepare {
			prepared(w)
		}
		_, err := w.apply(as(party), call(w))
		return err
	}}
}

func atSession(code refusal.Code, party string, transaction membership.Transaction, prepare ...func(*world)) denial {
	return under(assembled(), code, party, transaction, prepare...)
}

var meetingRefusals = map[string]denial{
	"fail/call: no request":         atCall(refusal.BadID, cisco, changedCall(func(c *membership.CallMeeting) { c.Request = "" })),
	"fail/call: no alliance":        atCall(refusal.BadID, cisco, changedCall(func(c *membership.CallMeeting) { c.Alliance = "x" })),
	"fail/call: unknown alliance":   atCall(refusal.UnknownRecord, cisco, changedCall(func(c *membership.CallMeeting) { c.Alliance = "x@industry" })),
	"fail/call: no kind":            atCall(refusal.BadID, cisco, changedCall(func(c *membership.CallMeeting) { c.Kind = "" })),
	"fail/call: unknown kind":       atCall(refusal.UnknownMeeting, cisco, changedCall(func(c *membership.CallMeeting) { c.Kind = "board" })),
	"fail/call: no time":            atCall(refusal.BadTime, cisco, changedCall(func(c *membership.CallMeeting) { c.Begins = time.Time{} })),
	"fail/call: too soon":           atCall(refusal.NoticeShort, cisco, changedCall(func(c *membership.CallMeeting) { c.Begins = c.Begins.Add(-time.Millisecond) })),
	"fail/call: no agenda":          atCall(refusal.Required, cisco, changedCall(func(c *membership.CallMeeting) { c.Agenda = nil })),
	"fail/call: long agenda":        atCall(refusal.TooMany, cisco, changedCall(func(c *membership.CallMeeting) { c.Agenda = make([]membership.AgendaItem, 51) })),
	"fail/call: empty item":         atCall(refusal.Required, cisco, changedCall(func(c *membership.CallMeeting) { c.Agenda[0].Title = "" })),
	"fail/call: no proposal's id":   atCall(refusal.BadID, cisco, changedCall(func(c *membership.CallMeeting) { c.Agenda[1].Proposal = "x" })),
	"fail/call: twice":              atCall(refusal.BadID, cisco, changedCall(func(c *membership.CallMeeting) { c.Agenda[0].Proposal = motion })),
	"fail/call: unknown proposal":   atCall(refusal.UnknownRecord, cisco, changedCall(func(c *membership.CallMeeting) { c.Agenda[1].Proposal = resolution })),
	"fail/call: on another":         atCall(refusal.AgendaUnfit, cas, calling, func(w *world) { w.must(as(cisco), calling(w)) }),
	"fail/call: after its expiry":   atCall(refusal.AgendaUnfit, cisco, changedCall(func(c *membership.CallMeeting) { c.Begins = c.Begins.AddDate(0, 0, 40) })),
	"fail/call: withdrawn":          atCall(refusal.NotFiled, cisco, calling, sends(as(cisco), membership.Withdraw{Request: "w", Proposal: motion})),
	"fail/call: no member":          atCall(refusal.NotAMember, lab, calling),
	"fail/propose: no such meeting": atSession(refusal.UnknownMeeting, cisco, membership.Propose{Request: "p", Alliance: zgc, Action: charter.Resolve, Title: "t", Document: keyOf("d"), Meeting: "board"}),
	"fail/propose: meeting's form":  atSession(refusal.BadID, cisco, membership.Propose{Request: "p", Alliance: zgc, Action: charter.Resolve, Title: "t", Document: keyOf("d"), Meeting: "@"}),
	"fail/propose: not there":       atSession(refusal.NoRule, cisco, membership.Propose{Request: "p", Alliance: zgc, Action: charter.Expel, Subject: cas, Meeting: general}),

	"fail/attend: no request":       atSession(refusal.BadID, cas, membership.Attend{Meeting: theMeeting}),
	"fail/attend: no id":            atSession(refusal.BadID, cas, membership.Attend{Request: "a", Meeting: "x"}),
	"fail/attend: no principal":     atSession(refusal.BadID, cas, membership.Attend{Request: "a", Meeting: theMeeting, Principal: "x"}),
	"fail/attend: unknown":          atSession(refusal.UnknownRecord, cas, attending("a")),
	"fail/attend: before":           atSession(refusal.MeetingNotBegun, cas, attending("a"), called),
	"fail/attend: no member":        atSession(refusal.NotAMember, lab, attending("a"), convened),
	"fail/attend: closed":           atSession(refusal.MeetingUnfit, cas, attending("a"), convened, sends(as(cisco), closingMeeting)),
	"fail/attend: leaves":           atSession(refusal.NotPresent, cas, membership.Attend{Request: "a", Meeting: theMeeting, Leave: true}, convened),
	"fail/attend: no proxy":         atSession(refusal.NoProxy, cas, membership.Attend{Request: "a", Meeting: theMeeting, Principal: forum}, convened),
	"fail/attend: in person":        under(assembled(func(c *charter.Charter) { c.Meetings[0].Proxies = false }), refusal.NoProxies, cas, membership.Attend{Request: "a", Meeting: theMeeting, Principal: forum}, convened),
	"fail/attend: another's stay":   atSession(refusal.NotPresent, cas, membership.Attend{Request: "a", Meeting: theMeeting, Principal: forum, Leave: true}, convened, attended(forum)),
	"fail/open: no request":         atSession(refusal.BadID, cisco, membership.OpenMeeting{Meeting: theMeeting}),
	"fail/open: no id":              atSession(refusal.BadID, cisco, membership.OpenMeeting{Request: "o"}),
	"fail/open: unknown":            atSession(refusal.UnknownRecord, cisco, openingMeeting),
	"fail/open: before":             atSession(refusal.MeetingNotBegun, cisco, openingMeeting, called),
	"fail/open: nobody there":       atSession(refusal.NoQuorum, cisco, openingMeeting, convened),
	"fail/open: no member":          atSession(refusal.NotAMember, lab, openingMeeting, convened),
	"fail/open: not in the chair":   under(assembled(func(c *charter.Charter) { c.Meetings[0].Chair = &charter.Who{Parties: []string{cas}} }), refusal.NotNamed, cisco, openingMeeting, convened),
	"fail/open: twice":              atSession(refusal.MeetingUnfit, cisco, membership.OpenMeeting{Request: "again", Meeting: theMeeting}, inSession(cisco, cas, forum)),
	"fail/adjourn: no request":      atSession(refusal.BadID, cisco, membership.AdjournMeeting{Meeting: theMeeting, Begins: epoch}),
	"fail/adjourn: no time":         atSession(refusal.BadTime, cisco, membership.AdjournMeeting{Request: "a", Meeting: theMeeting}),
	"fail/adjourn: unknown":         atSession(refusal.UnknownRecord, cisco, membership.AdjournMeeting{Request: "a", Meeting: theMeeting, Begins: epoch}),
	"fail/adjourn: before":          atSession(refusal.MeetingNotBegun, cisco, membership.AdjournMeeting{Request: "a", Meeting: theMeeting, Begins: epoch.AddDate(1, 0, 0)}, called),
	"fail/adjourn: too soon":        atSession(refusal.NoticeShort, cisco, membership.AdjournMeeting{Request: "a", Meeting: theMeeting, Begins: epoch}, inSession(cisco, cas, forum)),
	"fail/adjourn: closed":          atSession(refusal.MeetingUnfit, cisco, membership.AdjournMeeting{Request: "a", Meeting: theMeeting, Begins: epoch.AddDate(1, 0, 0)}, convened, sends(as(cisco), closingMeeting)),
	"fail/close: no request":        atSession(refusal.BadID, cisco, membership.CloseMeeting{Meeting: theMeeting}),
	"fail/close: unknown":           atSession(refusal.UnknownRecord, cisco, closingMeeting),
	"fail/close: no member":         atSession(refusal.NotAMember, lab, closingMeeting, called),
	"fail/put: on no agenda":        atSession(refusal.AgendaUnfit, cisco, membership.PutToVote{Proposal: motion}, sends(as(cisco), atMeeting)),
	"fail/put: not open":            atSession(refusal.MeetingUnfit, cisco, membership.PutToVote{Proposal: motion}, convened),
	"fail/put: not in the chair":    atSession(refusal.NotAMember, lab, membership.PutToVote{Proposal: motion}, inSession(cisco, cas, forum)),
	"fail/put: lost its quorum":     atSession(refusal.NoQuorum, cisco, membership.PutToVote{Proposal: motion}, inSession(cisco, cas, forum), sends(as(cas), membership.Attend{Request: "out", Meeting: theMeeting, Leave: true})),
	"fail/endorse: was not there":   atSession(refusal.NotPresent, acme, endorsing(motion, charter.For), inSession(cisco, cas, forum), sends(as(cisco), membership.PutToVote{Proposal: motion})),
	"fail/attend: by another proxy": atSession(refusal.NoProxy, cisco, membership.Attend{Request: "a", Meeting: theMeeting, Principal: forum}, appointed(forum, cas), convened),
}
