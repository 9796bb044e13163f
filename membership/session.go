package membership

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// AtMeeting is at which vote of which session of a meeting a proposal was put to the vote.
type AtMeeting struct {
	ID      string `json:"id"`
	Session int    `json:"session"`
	// Vote counts the votes of the meeting, from 1 on.
	Vote int `json:"vote"`
}

// maxPresent bounds those who are at a session: each time something is put to the vote, each
// is looked at.
const maxPresent = 10_000

// chaired is a meeting before who chairs it, with the charter by which it was called.
type chaired struct {
	Meeting
	charter charter.Charter
	kind    charter.MeetingKind
}

// loadMeeting reads a meeting and its terms. It refuses with MEETING_UNFIT one that is over or in
// none of some states, and with TIME_REVERSED what is older than its last change.
func (a txn) loadMeeting(id string, in ...MeetingStatus) (chaired, error) {
	m, err := load[Meeting](a.store, meetingKey(id))
	if err != nil {
		return chaired{}, err
	}
	c, err := charterOf(a.store, m.Alliance, m.Charter)
	if err != nil {
		return chaired{}, err
	}
	kind, err := c.FindMeeting(m.Kind)
	if status := m.at(a.tx.Time); err == nil && !slices.Contains(in, status) {
		err = refusal.New(refusal.MeetingUnfit, "meeting", id, "stage", string(status))
	}
	return chaired{m, c, kind}, refusal.First(err, a.tx.after(m.Changed))
}

// chair is loadMeeting for who chairs it: it refuses others with NOT_A_MEMBER and NOT_NAMED.
func (a txn) chair(id string, in ...MeetingStatus) (chaired, error) {
	m, err := a.loadMeeting(id, in...)
	if err != nil {
		return m, err
	}
	return m, a.checkNamed(m.Alliance, m.charter, m.kind.Chair, "chair of "+m.Kind)
}

// quorum works out whether a meeting has one now, by a seal.
func (a txn) quorum(m chaired, seal Seal, there []Attendance) (charter.Explanation, error) {
	session, _ := m.session()
	rule := m.kind.QuorumRule(session.SecondCall)
	p := Proposal{Alliance: m.Alliance, Seal: seal.Epoch}
	var err error
	if p.Voters, err = a.namedVoters(p, m.charter, rule); err != nil {
		return charter.Explanation{}, err
	}
	if p.Present, err = a.present(p, m.charter, rule, there); err != nil {
		return charter.Explanation{}, err
	}
	return Grounds{Proposal: p, Charter: m.charter, Seal: seal}.ballot(rule).HasQuorum(), nil
}

// needsQuorum refuses with NO_QUORUM a quorum that was worked out and is not met; an error stays.
func needsQuorum(m chaired, x charter.Explanation, err error) error {
	if err != nil || x.Met {
		return err
	}
	figure := x.Leaves()[0].Figure
	for _, leaf := range x.Leaves() {
		if !leaf.Met {
			figure = leaf.Figure
			break
		}
	}
	return refusal.New(refusal.NoQuorum, "meeting", m.ID, "needed", strconv.Itoa(figure.Needed), "actual", strconv.Itoa(figure.Actual))
}

// present are those at a session who may vote by a rule now.
func (a txn) present(p Proposal, c charter.Charter, rule charter.Rule, there []Attendance) (*charter.Assembly, error) {
	present := &charter.Assembly{}
	for _, one := range there {
		member, err := a.activeMember(p.Alliance, one.Party)
		voter := charter.Voter{}
		if err == nil {
			voter, err = a.checkVoter(p, c, rule, member)
		}
		var denied *refusal.Error
		switch {
		case err == nil:
			present.Add(voter, p.Voters)
		case !errors.As(err, &denied):
			return nil, err
		}
	}
	return present, nil
}

// there are those who are at a meeting's session now.
func (a txn) there(m chaired) ([]Attendance, error) {
	_, number := m.session()
	all, err := scanAll[Attendance](a.store, attendancesAtKey(m.ID, number), maxPresent)
	if err != nil {
		return nil, err
	}
	var there []Attendance
	for _, one := range all {
		if err := a.tx.after(one.Changed); err != nil {
			return nil, err
		}
		if one.isThere() {
			there = append(there, one)
		}
	}
	return there, nil
}

// callMatter fills in at which meeting a proposal is put to the vote, and who is there to vote:
// who comes later votes on what is put to the vote then. It refuses with AGENDA_UNFIT what is on
// no agenda, as chair does, with MEETING_UNFIT where the meeting is not open, and with NO_QUORUM.
func (a txn) callMatter(p *Proposal, c charter.Charter, rule charter.Rule) error {
	if !rule.AtMeeting() {
		return nil
	}
	item, found, err := get[agendaEntry](a.store, itemKey(p.ID))
	if err != nil || !found {
		return refusal.First(err, refusal.New(refusal.AgendaUnfit, "proposal", p.ID, "meeting", p.MeetingKind))
	}
	m, err := a.chair(item.Meeting, MeetingIsOpen)
	if err != nil {
		return err
	}
	there, err := a.there(m)
	if err != nil {
		return err
	}
	seal, err := load[Seal](a.store, sealKey(p.Alliance, p.Seal))
	if err != nil {
		return err
	}
	has, err := a.quorum(m, seal, there)
	if err := needsQuorum(m, has, err); err != nil {
		return err
	}
	if p.Present, err = a.present(*p, c, rule, there); err != nil {
		return err
	}
	_, number := m.session()
	m.Votes++
	p.Meeting = &AtMeeting{m.ID, number, m.Votes}
	a.putMeeting(m.Meeting)
	return nil
}

// OpenMeeting opens a meeting, or its continuation, once it was to begin and has a quorum.
type OpenMeeting struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As      string `json:"as,omitempty" metadata:",optional"`
	Meeting string `json:"meeting"`
}

// Name implements Transaction.
func (OpenMeeting) Name() string      { return "OpenMeeting" }
func (t OpenMeeting) request() string { return t.Request }
func (t OpenMeeting) actsFor() string { return t.As }
func (OpenMeeting) needs() Role       { return Officer }

func (t OpenMeeting) check() error {
	return refusal.First(form.CheckRequest(t.Request), checkRecordID("meeting", t.Meeting))
}

func (t OpenMeeting) checkBy(engine string) error { return sinceSix(engine, t) }

// apply refuses with MEETING_UNFIT, NOT_A_MEMBER, NOT_NAMED, MEETING_NOT_BEGUN, SEAL_STALE and
// NO_QUORUM.
func (t OpenMeeting) apply(a txn) (Event, error) {
	m, err := a.chairBegun(t.Meeting, MeetingIsCalled)
	if err != nil {
		return Event{}, err
	}
	has, seal, err := a.quorumNow(m)
	if err := needsQuorum(m, has, err); err != nil {
		return Event{}, err
	}
	session, _ := m.session()
	stamp := a.tx.stamp()
	session.Opened, session.Chair, session.Quorum, session.Seal = &stamp, a.party, &has, seal.Epoch
	m.Status = MeetingIsOpen
	m.Sessions[len(m.Sessions)-1] = session
	a.putMeeting(m.Meeting)
	return a.meetingEvent(MeetingOpened, m.Meeting), nil
}

// chairBegun is chair from the time on at which the session was to begin, and refuses with
// MEETING_NOT_BEGUN before.
func (a txn) chairBegun(id string, in ...MeetingStatus) (chaired, error) {
	m, err := a.chair(id, in...)
	if err != nil {
		return m, err
	}
	session, _ := m.session()
	return m, a.checkBegun(m.Meeting, session.Begins)
}

// checkBegun refuses with MEETING_NOT_BEGUN before a time.
func (a txn) checkBegun(m Meeting, from time.Time) error {
	if a.tx.Time.Before(from) {
		return refusal.New(refusal.MeetingNotBegun, "meeting", m.ID, "from", from.Format(time.RFC3339))
	}
	return nil
}

// quorumNow works out a meeting's quorum by the last seal. It refuses with SEAL_STALE.
func (a txn) quorumNow(m chaired) (charter.Explanation, Seal, error) {
	seal, err := a.votableSeal(m.Alliance, m.charter)
	if err != nil {
		return charter.Explanation{}, seal, err
	}
	there, err := a.there(m)
	if err != nil {
		return charter.Explanation{}, seal, err
	}
	has, err := a.quorum(m, seal, there)
	return has, seal, err
}

// AdjournMeeting adjourns a meeting to a later time, with the same agenda. One that has no
// quorum, though it was waited for, is followed by a second call, where the charter has one.
type AdjournMeeting struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As      string    `json:"as,omitempty" metadata:",optional"`
	Meeting string    `json:"meeting"`
	Begins  time.Time `json:"begins"`
	Reason  string    `json:"reason,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (AdjournMeeting) Name() string      { return "AdjournMeeting" }
func (t AdjournMeeting) request() string { return t.Request }
func (t AdjournMeeting) actsFor() string { return t.As }
func (AdjournMeeting) needs() Role       { return Officer }

func (t AdjournMeeting) check() error {
	return refusal.First(form.CheckRequest(t.Request), checkRecordID("meeting", t.Meeting), checkYear("begins", t.Begins),
		form.CheckText("reason", t.Reason, 0, form.MaxReason))
}

func (t AdjournMeeting) checkBy(engine string) error { return sinceSix(engine, t) }

// apply refuses with MEETING_UNFIT, NOT_A_MEMBER, NOT_NAMED, MEETING_NOT_BEGUN, SEAL_STALE,
// NOTICE_SHORT, and with TOO_MANY one session more than there can be.
func (t AdjournMeeting) apply(a txn) (Event, error) {
	m, err := a.chairBegun(t.Meeting, MeetingIsCalled, MeetingIsOpen)
	if err != nil {
		return Event{}, err
	}
	session, number := m.session()
	if number >= maxSessions {
		return Event{}, refusal.New(refusal.TooMany, "what", "sessions", "most", strconv.Itoa(maxSessions))
	}
	stamp := a.tx.stamp()
	session.Adjourned, session.AdjournedBy, session.Reason = &stamp, a.party, t.Reason
	next, notice := Session{Begins: t.Begins.UTC().Truncate(time.Millisecond), SecondCall: session.SecondCall}, m.kind.Adjournment
	if notice == "" {
		notice = m.kind.Notice
	}
	missed, err := a.missedQuorum(m)
	if err != nil {
		return Event{}, err
	}
	if missed != nil {
		session.Missed, next.SecondCall, notice = missed, true, m.kind.SecondCall.Notice
	}
	if err := a.checkNotice(m.charter, notice, next.Begins); err != nil {
		return Event{}, err
	}
	m.Sessions[number-1] = session
	m.Sessions, m.Status = append(m.Sessions, next), MeetingIsCalled
	a.putMeeting(m.Meeting)
	return a.meetingEvent(MeetingAdjourned, m.Meeting), nil
}

// missedQuorum is the quorum of a meeting that could not be opened for want of it, after the time
// for which it is waited for; nil where there is one, or where no second call would follow.
func (a txn) missedQuorum(m chaired) (*charter.Explanation, error) {
	session, _ := m.session()
	second := m.kind.SecondCall
	if m.Status == MeetingIsOpen || second == nil || a.tx.Time.Before(m.charter.After(second.Wait, session.Begins)) {
		return nil, nil
	}
	has, _, err := a.quorumNow(m)
	if err != nil || has.Met {
		return nil, err
	}
	return &has, nil
}

// CloseMeeting ends a meeting; before it has begun, it calls it off.
type CloseMeeting struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As      string `json:"as,omitempty" metadata:",optional"`
	Meeting string `json:"meeting"`
	Reason  string `json:"reason,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (CloseMeeting) Name() string      { return "CloseMeeting" }
func (t CloseMeeting) request() string { return t.Request }
func (t CloseMeeting) actsFor() string { return t.As }
func (CloseMeeting) needs() Role       { return Officer }

func (t CloseMeeting) check() error {
	return refusal.First(form.CheckRequest(t.Request), checkRecordID("meeting", t.Meeting), form.CheckText("reason", t.Reason, 0, form.MaxReason))
}

func (t CloseMeeting) checkBy(engine string) error { return sinceSix(engine, t) }

// apply refuses with MEETING_UNFIT, NOT_A_MEMBER and NOT_NAMED. What is voted on is voted on to
// the end of its period.
func (t CloseMeeting) apply(a txn) (Event, error) {
	m, err := a.chair(t.Meeting, MeetingIsCalled, MeetingIsOpen)
	if err != nil {
		return Event{}, err
	}
	stamp := a.tx.stamp()
	m.Status, m.Closed, m.Reason = MeetingIsClosed, &stamp, t.Reason
	a.putMeeting(m.Meeting)
	return a.meetingEvent(MeetingClosed, m.Meeting), nil
}
