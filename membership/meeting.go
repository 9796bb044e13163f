package membership

import (
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Meeting is a meeting of a kind that the charter knows: when and by whom it was called, what
// is on its agenda, and its sessions. Who was there is recorded apart, see Attendance.
type Meeting struct {
	Schema   int    `json:"schema"`
	ID       string `json:"id"`
	Alliance string `json:"alliance"`
	Kind     string `json:"kind"`
	// By is who called it, Place where it is, as the call says it.
	By     string       `json:"by"`
	Place  string       `json:"place,omitempty" metadata:",optional"`
	Agenda []AgendaItem `json:"agenda"`
	// Charter is the version by which it was called: its terms hold to the end.
	Charter int           `json:"charter"`
	Status  MeetingStatus `json:"status"`
	Called  Stamp         `json:"called"`
	// Sessions are one, and another for each adjournment.
	Sessions []Session `json:"sessions"`
	// Votes counts what was put to the vote, over all sessions.
	Votes  int    `json:"votes"`
	Closed *Stamp `json:"closed,omitempty" metadata:",optional"`
	Reason string `json:"reason,omitempty" metadata:",optional"`
	// Changed is the transaction that last wrote the record.
	Changed Stamp `json:"changed"`
}

// AgendaItem is a matter of a meeting: a proposal that is decided there, or a text.
type AgendaItem struct {
	Title    string `json:"title,omitempty" metadata:",optional"`
	Proposal string `json:"proposal,omitempty" metadata:",optional"`
}

// Session is a meeting from when it is to begin until it is adjourned or closed.
type Session struct {
	Begins time.Time `json:"begins"`
	// SecondCall says that the one before had no quorum: another quorum holds.
	SecondCall bool   `json:"secondCall,omitempty" metadata:",optional"`
	Opened     *Stamp `json:"opened,omitempty" metadata:",optional"`
	// Chair opened it. Quorum is what was demanded then and what there was, Seal the epoch
	// whose seal says of how many.
	Chair  string               `json:"chair,omitempty" metadata:",optional"`
	Quorum *charter.Explanation `json:"quorum,omitempty" metadata:",optional"`
	Seal   int                  `json:"seal,omitempty" metadata:",optional"`
	// Adjourned is the transaction that adjourned it, by whom and why; Missed is the quorum
	// that it had not, where it was adjourned for that.
	Adjourned   *Stamp               `json:"adjourned,omitempty" metadata:",optional"`
	AdjournedBy string               `json:"adjournedBy,omitempty" metadata:",optional"`
	Reason      string               `json:"reason,omitempty" metadata:",optional"`
	Missed      *charter.Explanation `json:"missed,omitempty" metadata:",optional"`
}

// MeetingStatus says how far a meeting has come.
type MeetingStatus string

// The states of a meeting. An adjourned one is called again.
const (
	MeetingIsCalled MeetingStatus = "called"
	MeetingIsOpen   MeetingStatus = "open"
	MeetingIsClosed MeetingStatus = "closed"
	// MeetingIsOver is one that nobody has closed; it is never recorded.
	MeetingIsOver MeetingStatus = "over"
)

// MeetingStatuses lists what a meeting can be, recorded or derived.
func MeetingStatuses() []MeetingStatus {
	return []MeetingStatus{MeetingIsCalled, MeetingIsOpen, MeetingIsClosed, MeetingIsOver}
}

// MaxAgenda is the most matters of an agenda.
const MaxAgenda = 50

// The bounds of a meeting.
const (
	maxSessions = 20
	// maxSession is how long a session lasts that nobody closes: then nothing is put to the
	// vote at it any more.
	maxSession = 7 * 24 * time.Hour
)

// MeetingID derives a meeting's id from who calls it and the request id.
func MeetingID(party, request string) string { return recordID("meeting", party, request) }

// session is the present one, and its number from 1 on.
func (m Meeting) session() (Session, int) { return m.Sessions[len(m.Sessions)-1], len(m.Sessions) }

// at is the meeting's status at a moment.
func (m Meeting) at(now time.Time) MeetingStatus {
	if session, _ := m.session(); m.Status != MeetingIsClosed && past(session.Begins.Add(maxSession), now) {
		return MeetingIsOver
	}
	return m.Status
}

// agendaEntry says on which meeting's agenda a proposal is.
type agendaEntry struct {
	Schema  int    `json:"schema"`
	Meeting string `json:"meeting"`
}

// meetingListing lists a meeting under its alliance and kind.
type meetingListing struct {
	Schema  int    `json:"schema"`
	Meeting string `json:"meeting"`
}

// CallMeeting calls a meeting, with its agenda. What is not on it is not decided there.
type CallMeeting struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string    `json:"as,omitempty" metadata:",optional"`
	Alliance string    `json:"alliance"`
	Kind     string    `json:"kind"`
	Begins   time.Time `json:"begins"`
	Place    string    `json:"place,omitempty" metadata:",optional"`
	// Agenda are matters in the order in which they are taken: texts, and proposals that wait
	// for a meeting of this kind.
	Agenda []AgendaItem `json:"agenda"`
}

// Name implements Transaction.
func (CallMeeting) Name() string      { return "CallMeeting" }
func (t CallMeeting) request() string { return t.Request }
func (t CallMeeting) actsFor() string { return t.As }
func (CallMeeting) needs() Role       { return Officer }

func (t CallMeeting) check() error {
	err := refusal.First(form.CheckRequest(t.Request), form.CheckID("alliance", t.Alliance), form.CheckSlug("kind", t.Kind),
		checkYear("begins", t.Begins), form.CheckText("place", t.Place, 0, form.MaxName))
	switch {
	case err != nil:
		return err
	case len(t.Agenda) == 0:
		return refusal.New(refusal.Required, "field", "agenda")
	case len(t.Agenda) > MaxAgenda:
		return refusal.New(refusal.TooMany, "what", "agenda", "most", strconv.Itoa(MaxAgenda))
	}
	for i, item := range t.Agenda {
		if err := item.check(t.Agenda[:i]); err != nil {
			return err
		}
	}
	return nil
}

// check refuses an item without anything, and a proposal that is on the agenda before it.
func (x AgendaItem) check(before []AgendaItem) error {
	if x.Proposal == "" {
		return form.CheckText("title", x.Title, 1, form.MaxName)
	}
	if slices.ContainsFunc(before, func(other AgendaItem) bool { return other.Proposal == x.Proposal }) {
		return refusal.New(refusal.BadID, "field", "proposal", "value", refusal.Clip(x.Proposal))
	}
	return refusal.First(checkProposalID(x.Proposal), form.CheckText("title", x.Title, 0, form.MaxName))
}

// checkBy refuses what the rules did not know before version 6.
func (t CallMeeting) checkBy(engine string) error { return sinceSix(engine, t) }

// apply refuses with UNKNOWN_MEETING, NOT_A_MEMBER, NOT_NAMED and NOT_IN_STANDING, with
// NOTICE_SHORT what begins too soon, with AGENDA_UNFIT what cannot be decided there, with ID_TAKEN.
func (t CallMeeting) apply(a txn) (Event, error) {
	alliance, c, err := a.loadOpenAlliance(t.Alliance)
	if err != nil {
		return Event{}, err
	}
	kind, err := c.FindMeeting(t.Kind)
	if err != nil {
		return Event{}, err
	}
	if err := a.checkConvener(t.Alliance, c, kind); err != nil {
		return Event{}, err
	}
	begins := t.Begins.UTC().Truncate(time.Millisecond)
	if err := a.checkNotice(c, kind.Notice, begins); err != nil {
		return Event{}, err
	}
	m := Meeting{
		Schema: form.Schema, ID: MeetingID(a.party, t.Request), Alliance: t.Alliance, Kind: t.Kind, By: a.party, Place: t.Place,
		Agenda: t.Agenda, Charter: alliance.Charter, Status: MeetingIsCalled, Called: a.tx.stamp(), Sessions: []Session{{Begins: begins}},
	}
	if taken, err := a.store.Get(meetingKey(m.ID)); err != nil || taken != nil {
		return Event{}, refusal.First(err, refusal.New(refusal.IDTaken, "id", m.ID))
	}
	for _, item := range t.Agenda {
		if err := a.enterItem(m, item.Proposal); err != nil {
			return Event{}, err
		}
	}
	a.put(meetingListKey(m.Alliance, m.Kind, begins.Format("2006-01-02T15:04:05.000Z"), m.ID), meetingListing{form.Schema, m.ID})
	a.putMeeting(m)
	return a.meetingEvent(MeetingCalled, m), nil
}

// checkConvener refuses with NOT_A_MEMBER, NOT_NAMED or NOT_IN_STANDING who may not call a meeting.
func (a txn) checkConvener(alliance string, c charter.Charter, kind charter.MeetingKind) error {
	if err := a.checkNamed(alliance, c, kind.Conveners, "conveners of "+kind.ID); err != nil {
		return err
	}
	member, err := a.activeMember(alliance, a.party)
	if err != nil {
		return err
	}
	return a.inStanding(c, member, charter.ProposeRight)
}

// checkNotice refuses with NOTICE_SHORT a meeting that would begin before the notice is over.
func (a txn) checkNotice(c charter.Charter, notice form.Duration, begins time.Time) error {
	if earliest := c.Convening(notice, a.tx.Time); begins.Before(earliest) {
		return refusal.New(refusal.NoticeShort, "begins", begins.Format(time.RFC3339), "earliest", earliest.UTC().Format(time.RFC3339))
	}
	return nil
}

// enterItem puts a proposal on the agenda of a meeting. It refuses with AGENDA_UNFIT what is not
// decided at such a meeting, would expire before it, or waits for another one that can decide it; and as
// checkFiled does.
func (a txn) enterItem(m Meeting, proposal string) error {
	if proposal == "" {
		return nil
	}
	p, err := load[Proposal](a.store, ProposalKey(proposal))
	if err != nil {
		return err
	}
	unfit := refusal.New(refusal.AgendaUnfit, "proposal", proposal, "meeting", m.Kind)
	if p.Alliance != m.Alliance || p.MeetingKind != m.Kind {
		return unfit
	}
	if err := a.checkFiled(p); err != nil {
		return err
	}
	waits, found, err := get[agendaEntry](a.store, itemKey(proposal))
	if err != nil {
		return err
	}
	if found {
		other, err := load[Meeting](a.store, meetingKey(waits.Meeting))
		if err != nil {
			return err
		}
		found = other.mayDecide(p, a.tx.Time)
	}
	if session, _ := m.session(); found || past(p.Expires, session.Begins) {
		return unfit
	}
	a.put(itemKey(proposal), agendaEntry{form.Schema, m.ID})
	return nil
}

// mayDecide reports whether a meeting can still put a proposal to the vote: one that was adjourned until
// after the proposal expires cannot, and so keeps it from no other.
func (m Meeting) mayDecide(p Proposal, now time.Time) bool {
	session, _ := m.session()
	status := m.at(now)
	return status == MeetingIsOpen || status == MeetingIsCalled && !past(p.Expires, session.Begins)
}

// putMeeting keeps a meeting as the transaction changed it.
func (a txn) putMeeting(m Meeting) {
	m.Changed = a.tx.stamp()
	a.put(meetingKey(m.ID), m)
}

func (a txn) meetingEvent(kind string, m Meeting) Event {
	event := a.event(kind)
	event.Alliance, event.Meeting, event.Subject, event.Status = m.Alliance, m.ID, m.Kind, string(m.Status)
	return event
}

// checkMeeting refuses what can be no kind of meeting.
func (t Propose) checkMeeting() error {
	if t.Meeting == "" {
		return nil
	}
	return form.CheckSlug("meeting", t.Meeting)
}

// meetingKind is the kind of meeting at which a proposal is decided.
func (t Propose) meetingKind(p Proposal, c charter.Charter) (string, error) {
	if t.Meeting == "" {
		return c.MeetingFor(p.poll().Matter()), nil
	}
	kind, err := c.FindMeeting(t.Meeting)
	return kind.ID, err
}

// MeetingNow is a meeting as it is at a moment: its Status is what is so then.
type MeetingNow struct {
	Meeting
	// RecordedStatus is the record's, where Status was derived.
	RecordedStatus MeetingStatus `json:"recordedStatus,omitempty" metadata:",optional"`
}

// AsOf is the meeting as it is now, which is the moment at.
func (m Meeting) AsOf(at time.Time) MeetingNow {
	now := MeetingNow{Meeting: m}
	if status := m.at(at); status != m.Status {
		now.RecordedStatus, now.Status = m.Status, status
	}
	return now
}

// GetMeeting asks for a meeting as it is now.
type GetMeeting struct {
	ID string `json:"id"`
}

// Name implements Query.
func (GetMeeting) Name() string                     { return "GetMeeting" }
func (q GetMeeting) check() error                   { return checkRecordID("id", q.ID) }
func (q GetMeeting) answer(s snapshot) (any, error) { return q.read(s) }

func (q GetMeeting) read(s snapshot) (MeetingNow, error) {
	m, err := load[Meeting](s, meetingKey(q.ID))
	if err != nil {
		return MeetingNow{}, err
	}
	return m.AsOf(s.now), nil
}

// Meetings is a page of an alliance's meetings, those of a kind in the order in which they were
// to begin.
type Meetings struct {
	Meetings []MeetingNow `json:"meetings"`
	Next     string       `json:"next,omitempty" metadata:",optional"`
}

// ListMeetings asks for an alliance's meetings, all or those of one kind, a page at a time.
type ListMeetings struct {
	Alliance string `json:"alliance"`
	Kind     string `json:"kind,omitempty" metadata:",optional"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListMeetings) Name() string                     { return "ListMeetings" }
func (q ListMeetings) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListMeetings) check() error {
	if q.Kind != "" {
		return refusal.First(form.CheckID("alliance", q.Alliance), form.CheckSlug("kind", q.Kind))
	}
	return form.CheckID("alliance", q.Alliance)
}

func (q ListMeetings) read(s snapshot) (Meetings, error) {
	if _, err := load[Alliance](s, AllianceKey(q.Alliance)); err != nil {
		return Meetings{}, err
	}
	prefix := meetingListsKey(q.Alliance)
	if q.Kind != "" {
		prefix = meetingListsOfKey(q.Alliance, q.Kind)
	}
	list, next, err := page[meetingListing](s, prefix, q.Size, q.Bookmark)
	if err != nil {
		return Meetings{}, err
	}
	meetings, err := mapEach(list, func(l meetingListing) (MeetingNow, error) {
		m, err := load[Meeting](s, meetingKey(l.Meeting))
		if err != nil {
			return MeetingNow{}, err
		}
		return m.AsOf(s.now), nil
	})
	return Meetings{meetings, next}, err
}
