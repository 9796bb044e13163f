package membership

import (
	"slices"
	"strconv"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Attendance says that a member was at a session of a meeting, from when to when. It says so by
// its own key, or by that of its proxy, and nobody says it for it: who chairs a meeting can
// neither count the absent in nor keep the present out.
type Attendance struct {
	Schema   int    `json:"schema"`
	Alliance string `json:"alliance"`
	Meeting  string `json:"meeting"`
	Session  int    `json:"session"`
	Party    string `json:"party"`
	// Stays are from when to when it was there; the last may have no end.
	Stays []Stay `json:"stays"`
	// Changed is the transaction that last wrote the record.
	Changed Stamp `json:"changed"`
}

// Stay is the time between a member's coming and its going.
type Stay struct {
	Came Stamp  `json:"came"`
	Left *Stamp `json:"left,omitempty" metadata:",optional"`
	// Before and After are how many votes of the meeting had been opened when it came and
	// when it left: of what is between it is known that it was there.
	Before int `json:"before"`
	After  int `json:"after,omitempty" metadata:",optional"`
	// Proxy is the member by which it was present; itself without it.
	Proxy string `json:"proxy,omitempty" metadata:",optional"`
	// Host is the one whose key said so.
	Host string `json:"host"`
}

// maxStays bounds how often a member comes to one session, and maxStaysByProxy how often until then it does by
// a proxy: so no proxy uses up the times at which the member can come itself.
const (
	maxStays        = 50
	maxStaysByProxy = 25
)

// last is the present or last stay, if there is one.
func (x Attendance) last() (Stay, bool) {
	if len(x.Stays) == 0 {
		return Stay{}, false
	}
	return x.Stays[len(x.Stays)-1], true
}

// isThere reports whether the member is there now.
func (x Attendance) isThere() bool {
	stay, came := x.last()
	return came && stay.Left == nil
}

// at reports whether the member was there when a vote of the meeting was opened.
func (x Attendance) at(vote int) bool {
	return slices.ContainsFunc(x.Stays, func(s Stay) bool { return s.Before < vote && (s.Left == nil || vote <= s.After) })
}

// Attend records that the caller's party has come to a meeting, or a member that it represents;
// or that it leaves.
type Attend struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As      string `json:"as,omitempty" metadata:",optional"`
	Meeting string `json:"meeting"`
	// Principal is the member for which the caller is there, as its proxy.
	Principal string `json:"principal,omitempty" metadata:",optional"`
	Leave     bool   `json:"leave,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (Attend) Name() string      { return "Attend" }
func (t Attend) request() string { return t.Request }
func (t Attend) actsFor() string { return t.As }
func (Attend) needs() Role       { return Delegate }

func (t Attend) check() error {
	err := refusal.First(form.CheckRequest(t.Request), checkRecordID("meeting", t.Meeting))
	if err == nil && t.Principal != "" {
		err = form.CheckID("principal", t.Principal)
	}
	return err
}

func (t Attend) checkBy(engine string) error { return sinceSix(engine, t) }

func (t Attend) prefetch(string) []Key { return []Key{meetingKey(t.Meeting)} }

// apply writes a key of its own: members who come at the same time never wait for each other. It reads
// the meeting, so that none is counted as present at a vote that was opened before. It refuses with
// MEETING_UNFIT, MEETING_NOT_BEGUN, NOT_A_MEMBER, NOT_PRESENT who leaves and is not there, TOO_MANY
// who comes too often; and for a principal with NO_PROXIES, NO_PROXY, PROXY_UNFIT and PROXY_LIMIT.
func (t Attend) apply(a txn) (Event, error) {
	m, err := a.loadMeeting(t.Meeting, MeetingIsCalled, MeetingIsOpen)
	if err != nil {
		return Event{}, err
	}
	session, number := m.session()
	if err := a.checkBegun(m.Meeting, m.kind.ChecksInFrom(session.Begins)); err != nil {
		return Event{}, err
	}
	party, proxy := a.party, ""
	if t.Principal != "" {
		party, proxy = t.Principal, a.party
	}
	record, _, err := get[Attendance](a.store, attendanceKey(m.ID, number, party))
	if err := refusal.First(err, a.tx.after(record.Changed)); err != nil {
		return Event{}, err
	}
	record.Schema, record.Alliance, record.Meeting, record.Session, record.Party = form.Schema, m.Alliance, m.ID, number, party
	event := a.meetingEvent(MeetingAttended, m.Meeting)
	if t.Leave {
		event.Type = MeetingLeft
		err = a.leave(&record, m, proxy)
	} else {
		err = a.come(&record, m, proxy)
	}
	if err != nil {
		return Event{}, err
	}
	record.Changed = a.tx.stamp()
	a.put(attendanceKey(m.ID, number, party), record)
	event.Party = party
	return event, nil
}

// leave ends a stay: a member's own or, of its proxy, the one that the proxy began.
func (a txn) leave(record *Attendance, m chaired, proxy string) error {
	stay, _ := record.last()
	if !record.isThere() || proxy != "" && stay.Proxy != proxy {
		return refusal.New(refusal.NotPresent, "meeting", m.ID, "party", record.Party)
	}
	stamp := a.tx.stamp()
	stay.Left, stay.After = &stamp, m.Votes
	record.Stays[len(record.Stays)-1] = stay
	return nil
}

// come begins a stay. Who is there already stays, but that a member takes the place of its proxy.
func (a txn) come(record *Attendance, m chaired, proxy string) error {
	if _, err := a.activeMember(m.Alliance, a.party); err != nil {
		return err
	}
	if proxy != "" {
		if err := a.checkStandsIn(m, record.Party); err != nil {
			return err
		}
	}
	if record.isThere() {
		stay, _ := record.last()
		if stay.Proxy == proxy || stay.Proxy == "" {
			return nil
		}
		if err := a.leave(record, m, ""); err != nil {
			return err
		}
	}
	most := maxStays
	if proxy != "" {
		most = maxStaysByProxy
	}
	if len(record.Stays) >= most {
		return refusal.New(refusal.TooMany, "what", "stays", "most", strconv.Itoa(most))
	}
	record.Stays = append(record.Stays, Stay{Came: a.tx.stamp(), Before: m.Votes, Proxy: proxy, Host: a.tx.Caller.Host})
	return nil
}

// checkStandsIn refuses who may not be at a meeting for a principal.
func (a txn) checkStandsIn(m chaired, principal string) error {
	terms := m.charter.Proxies
	if terms == nil || !m.kind.Proxies {
		return refusal.New(refusal.NoProxies, "alliance", m.Alliance)
	}
	proxy, found, err := a.proxyIn(m.Alliance, principal, []string{m.ID, generalScope})
	if err == nil && (!found || proxy.Holder != a.party) {
		err = refusal.New(refusal.NoProxy, "alliance", m.Alliance, "party", a.party, "principal", principal)
	}
	if err := refusal.First(err, a.tx.after(proxy.Appointed)); err != nil {
		return err
	}
	holder, err := a.activeMember(m.Alliance, a.party)
	if err != nil {
		return err
	}
	member, err := a.activeMember(m.Alliance, principal)
	if err != nil {
		return err
	}
	if _, err := (charter.Poll{}).CheckHolder(*terms, charter.Voter{Party: holder.Party, Class: holder.Class}, charter.Voter{Party: principal, Class: member.Class}); err != nil {
		return err
	}
	_, number := m.session()
	return a.countRepresented(attendedAs(m.ID, number), principal, terms.Most)
}

// attendedAs stands for a session of a meeting where otherwise a proposal does.
func attendedAs(meeting string, session int) string { return meeting + "." + strconv.Itoa(session) }

// checkThere refuses with NOT_PRESENT the vote of a member that was not there when a proposal was
// put to the vote at a meeting.
func (a txn) checkThere(p Proposal, party string) error {
	if p.Meeting == nil {
		return nil
	}
	record, _, err := get[Attendance](a.store, attendanceKey(p.Meeting.ID, p.Meeting.Session, party))
	if err != nil || record.at(p.Meeting.Vote) {
		return err
	}
	return refusal.New(refusal.NotPresent, "meeting", p.Meeting.ID, "party", party)
}

// readPresent lists who was there when a proposal was put to the vote at a meeting.
func readPresent(s Store, p Proposal) ([]string, error) {
	if p.Meeting == nil {
		return nil, nil
	}
	all, err := allPages[Attendance](s, attendancesAtKey(p.Meeting.ID, p.Meeting.Session))
	var present []string
	for _, one := range all {
		if one.at(p.Meeting.Vote) {
			present = append(present, one.Party)
		}
	}
	return present, err
}

// Attendances is a page of who was at a meeting, session by session.
type Attendances struct {
	Attendances []Attendance `json:"attendances"`
	Next        string       `json:"next,omitempty" metadata:",optional"`
}

// ListAttendance asks who was at a meeting, a page at a time.
type ListAttendance struct {
	Meeting  string `json:"meeting"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListAttendance) Name() string { return "ListAttendance" }

func (q ListAttendance) check() error                   { return checkRecordID("meeting", q.Meeting) }
func (q ListAttendance) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListAttendance) read(s snapshot) (Attendances, error) {
	if _, err := load[Meeting](s, meetingKey(q.Meeting)); err != nil {
		return Attendances{}, err
	}
	list, next, err := page[Attendance](s, attendancesKey(q.Meeting), q.Size, q.Bookmark)
	return Attendances{list, next}, err
}
