package membership

import (
	"slices"
	"strconv"
	"time"
)

// MembershipState tells whether a party is a member now.
type MembershipState string

// The states of a membership.
const (
	Active    MembershipState = "active"
	Suspended MembershipState = "suspended"
	Ended     MembershipState = "ended"
)

// The endings of a membership.
const (
	Left      = "left"      // by the member's own will
	Expelled  = "expelled"  // by decision
	Overdue   = "expired"   // not renewed in time
	Dissolves = "dissolved" // with its alliance, or with the alliance that the member is
)

// MaxPeriods bounds the periods of one membership: a record must stay readable.
const MaxPeriods = 1000

// Membership is one party's relation to one alliance: its current version. Each
// version is also kept under its own key, with those periods that it ended or began.
type Membership struct {
	Schema   int             `json:"schema"`
	Alliance string          `json:"alliance"`
	Party    string          `json:"party"`
	State    MembershipState `json:"state"`
	// Ending tells how the membership ended: left, expelled, expired or dissolved.
	Ending string `json:"ending,omitempty" metadata:",optional"`
	Class  string `json:"class"`
	// Group is the affiliate group that the member belongs to, and GroupDecided says
	// that a decision to reclassify put it there.
	Group        string `json:"group,omitempty" metadata:",optional"`
	GroupDecided bool   `json:"groupDecided,omitempty" metadata:",optional"`
	// Weights are the member's own, in those measures in which it has one.
	Weights Weights  `json:"weights,omitempty" metadata:",optional"`
	Version int      `json:"version"`
	Periods []Period `json:"periods"`
	// Epoch is the epoch to which this version's change belongs.
	Epoch int `json:"epoch"`
	// Written is the transaction that wrote this version.
	Written Stamp `json:"written"`
}

// Period is a stretch of a membership in which class and state stayed the same.
type Period struct {
	Class   string          `json:"class"`
	State   MembershipState `json:"state"`
	Group   string          `json:"group,omitempty" metadata:",optional"`
	Weights Weights         `json:"weights,omitempty" metadata:",optional"`
	// Expires is when the membership is due for renewal, Over when it is over if it
	// was not renewed. Without them it has no end.
	Expires time.Time `json:"expires,omitzero" metadata:",optional"`
	Over    time.Time `json:"over,omitzero" metadata:",optional"`
	// Proposal is the one whose decision began the period; founders have none.
	Proposal string `json:"proposal,omitempty" metadata:",optional"`
	From     Stamp  `json:"from"`
	Until    *Stamp `json:"until,omitempty" metadata:",optional"`
	// FromEpoch and UntilEpoch are the epochs of the changes that began and ended
	// the period. The period counts at the end of an epoch from FromEpoch on, and
	// before UntilEpoch.
	FromEpoch  int `json:"fromEpoch"`
	UntilEpoch int `json:"untilEpoch,omitempty" metadata:",optional"`
	// Reason is what was given for the period's end.
	Reason string `json:"reason,omitempty" metadata:",optional"`
}

// belonging lists an alliance under one of its parties.
type belonging struct {
	Schema   int    `json:"schema"`
	Alliance string `json:"alliance"`
}

// presence is what the party is now.
func (m Membership) presence() Presence {
	return Presence{State: m.State, Class: m.Class, Group: m.Group, Weights: m.Weights}
}

// presence is what the party was in a period.
func (p Period) presence() Presence {
	return Presence{State: p.State, Class: p.Class, Group: p.Group, Weights: p.Weights}
}

// datedState is the state that a membership is in at a time, as far as its own dates say:
// one that is over is at its end, whether or not somebody has recorded it.
func (m Membership) datedState(at time.Time) MembershipState {
	if period, _ := m.current(); period.overAt(at) {
		return Ended
	}
	return m.State
}

// stateOf is the state that a membership is in when something would be done to it: an
// alliance that is dissolved is nobody's member. By the rules of version 2 it was the
// recorded one.
func (a act) stateOf(m Membership) (MembershipState, error) {
	if a.tx.two() {
		return m.State, nil
	}
	state := m.datedState(a.tx.Time)
	if state != Active && state != Suspended || m.Party == a.sender { // who has a key is no alliance
		return state, nil
	}
	member, err := allianceOf(a.store, m.Party)
	if member.Dissolved != nil {
		state = Ended
	}
	return state, err
}

// allianceOf reads the alliance that a party is; it is the zero value for all others.
func allianceOf(s Store, party string) (Alliance, error) {
	alliance, _, err := get[Alliance](s, allianceKey(party))
	return alliance, err
}

// gave tells whether something was given in the stretch of periods that runs, or that
// ran last. It goes by dates, which may each be minutes off: what was given in the last
// minutes before an end can count in a membership that begins within them.
func (m Membership) gave(given Stamp) bool { return !given.Time.Before(m.Since().Time) }

// beganAfter tells whether that stretch began after an epoch: what the party was then
// it was by another membership.
func (m Membership) beganAfter(epoch int) bool {
	first := m.first()
	return first >= 0 && m.Periods[first].FromEpoch > epoch
}

// as is the same membership in another state.
func (m Membership) as(state MembershipState) Membership {
	m.State = state
	return m
}

// current is the period that runs.
func (m Membership) current() (Period, bool) {
	return m.last(func(p Period) bool { return p.Until == nil })
}

// Since is the beginning of the stretch of periods without a break that runs, or
// that ran last.
func (m Membership) Since() Stamp {
	first := m.first()
	if first < 0 {
		return Stamp{}
	}
	return m.Periods[first].From
}

// founding tells whether that stretch began with the alliance.
func (m Membership) founding() bool {
	first := m.first()
	return first >= 0 && m.Periods[first].Proposal == "" && m.Periods[first].FromEpoch == 0
}

func (m Membership) first() int {
	first := len(m.Periods) - 1
	for first > 0 && m.Periods[first-1].Until != nil && *m.Periods[first-1].Until == m.Periods[first].From {
		first--
	}
	return first
}

// AtEpoch returns the period in which the party was at the end of an epoch.
func (m Membership) AtEpoch(epoch int) (Period, bool) {
	return m.last(func(p Period) bool {
		return p.FromEpoch <= epoch && (p.Until == nil || p.UntilEpoch > epoch)
	})
}

// AtTime returns the period in which the party was at a time: from a period's
// beginning on, and before its end, be it recorded or by its date.
func (m Membership) AtTime(at time.Time) (Period, bool) {
	return m.last(func(p Period) bool {
		return !p.From.Time.After(at) && (p.Until == nil || p.Until.Time.After(at)) && !p.overAt(at)
	})
}

func (m Membership) last(is func(Period) bool) (Period, bool) {
	for i := len(m.Periods) - 1; i >= 0; i-- {
		if is(m.Periods[i]) {
			return m.Periods[i], true
		}
	}
	return Period{}, false
}

// admit begins a membership, or a new period of one that had ended.
func (a act) admit(alliance, party string, place Place, class Class, proposal string) error {
	member, found, err := get[Membership](a.store, membershipKey(alliance, party))
	if err != nil {
		return err
	}
	if !found {
		if member, err = a.newMembership(alliance, party); err != nil {
			return err
		}
	}
	next := member.as(Active)
	next.Class, next.Group, next.GroupDecided, next.Weights = place.Class, place.Group, false, place.Weights
	return a.turn(member, next, a.term(class, a.tx.Time), proposal, "")
}

// term is how long a membership of a class lasts from a time on, the grace after
// it included.
func (a act) term(class Class, from time.Time) Period {
	if class.Duration == "" {
		return Period{}
	}
	expires := from.Add(class.Duration.length())
	return Period{Expires: expires, Over: expires.Add(class.Grace.length())}
}

// newMembership lists a membership under its party. It has no period yet.
func (a act) newMembership(alliance, party string) (Membership, error) {
	return Membership{Schema: schema, Alliance: alliance, Party: party},
		put(a.store, belongingKey(party, alliance), belonging{schema, alliance})
}

// turn ends a membership's current period, if one runs, and begins one that is
// like next, for a term, unless that is the end. The reason is that of the ending.
func (a act) turn(member, next Membership, term Period, proposal, reason string) error {
	epoch, err := a.openEpoch(member.Alliance)
	if err != nil {
		return err
	}
	return a.turnIn(epoch, member, next, term, proposal, reason)
}

// keep is turn with the term that the membership has.
func (a act) keep(member, next Membership, proposal, reason string) error {
	term, _ := member.current()
	return a.turn(member, next, term, proposal, reason)
}

func (a act) turnIn(epoch int, member, next Membership, term Period, proposal, reason string) error {
	before, stamp := member.presence(), a.tx.stamp()
	if count := len(member.Periods); count > 0 && member.Periods[count-1].Until == nil {
		last := &member.Periods[count-1]
		last.Until, last.UntilEpoch, last.Reason = &stamp, epoch, reason
	}
	if len(member.Periods) >= MaxPeriods && !a.fitsFull(next.State) {
		return refuse(TooMany, "what", "periods", "most", strconv.Itoa(MaxPeriods))
	}
	next.Periods, next.Epoch = member.Periods, epoch
	if next.State != Ended {
		next.Ending = ""
		next.Periods = append(next.Periods, Period{
			Class: next.Class, State: next.State, Group: next.Group, Weights: next.Weights, Expires: term.Expires, Over: term.Over,
			Proposal: proposal, From: stamp, FromEpoch: epoch,
		})
	}
	if err := a.list(next, before, proposal == ""); err != nil {
		return err
	}
	if err := a.enroll(next, before); err != nil {
		return err
	}
	return a.write(next)
}

// fitsFull tells whether a membership that has all the periods that it may have can
// still come to a state: to one that takes something from it, always.
func (a act) fitsFull(state MembershipState) bool {
	return state == Ended || state == Suspended && !a.tx.two()
}

// ofVersion is what a version's own key holds of a membership: of its periods those that
// the version ended or began. With all of them what is kept would grow with the square
// of their number, as it does by the rules of version 2.
func (a act) ofVersion(m Membership) Membership {
	if a.tx.two() {
		return m
	}
	m.Periods = slices.DeleteFunc(slices.Clone(m.Periods), func(p Period) bool {
		return p.From.Tx != a.tx.ID && (p.Until == nil || p.Until.Tx != a.tx.ID)
	})
	return m
}

// write keeps a membership's next version, as the current record and under its
// own key. It refuses with TIME_REVERSED if the last version is younger.
func (a act) write(member Membership) error {
	if err := a.tx.after(member.Written); err != nil {
		return err
	}
	member.Version++
	member.Written = a.tx.stamp()
	if err := put(a.store, versionKey(member.Alliance, member.Party, member.Version), a.ofVersion(member)); err != nil {
		return err
	}
	return put(a.store, membershipKey(member.Alliance, member.Party), member)
}

// activeMember refuses with NOT_A_MEMBER, also whose membership is over by its
// dates. Of a dissolved alliance it knows nothing: who acts in one has read it.
func (a act) activeMember(alliance, party string) (Membership, error) {
	member, found, err := get[Membership](a.store, membershipKey(alliance, party))
	if err == nil && (!found || member.State != Active) {
		err = refuse(NotAMember, "alliance", alliance, "party", party)
	}
	if err != nil {
		return member, err
	}
	if period, _ := member.current(); period.overAt(a.tx.Time) {
		return member, refuse(NotAMember, "alliance", alliance, "party", party)
	}
	return member, nil
}

// GetMembership asks for a party's membership of an alliance, as it is now.
type GetMembership struct {
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
}

// Name implements Query.
func (GetMembership) Name() string                  { return "GetMembership" }
func (q GetMembership) answer(s asked) (any, error) { return q.read(s) }

func (q GetMembership) check() error {
	return firstError(checkID("alliance", q.Alliance), checkID("party", q.Party))
}

func (q GetMembership) read(s asked) (MembershipNow, error) {
	return membershipNow(s, q.Alliance, q.Party)
}

// membershipNow reads a membership as it is now.
func membershipNow(s asked, alliance, party string) (MembershipNow, error) {
	member, err := must[Membership](s, membershipKey(alliance, party))
	if err != nil {
		return MembershipNow{}, err
	}
	of, err := must[Alliance](s, allianceKey(alliance))
	if err != nil {
		return MembershipNow{}, err
	}
	is, err := allianceOf(s, party)
	return member.AsOf(of, is, s.now), err
}

// Memberships is a page of one party's memberships, ended ones too.
type Memberships struct {
	Memberships []MembershipNow `json:"memberships"`
	Next        string          `json:"next,omitempty" metadata:",optional"`
}

// ListMemberships asks which alliances a party is or was a member of.
type ListMemberships struct {
	Party    string `json:"party"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListMemberships) Name() string                  { return "ListMemberships" }
func (q ListMemberships) check() error                { return checkID("party", q.Party) }
func (q ListMemberships) answer(s asked) (any, error) { return q.read(s) }

func (q ListMemberships) read(s asked) (Memberships, error) {
	if _, err := must[Party](s, partyKey(q.Party)); err != nil {
		return Memberships{}, err
	}
	listings, next, err := page[belonging](s, belongingsKey(q.Party), q.Size, q.Bookmark)
	if err != nil {
		return Memberships{}, err
	}
	memberships := make([]MembershipNow, 0, len(listings))
	for _, listed := range listings {
		membership, err := membershipNow(s, listed.Alliance, q.Party)
		if err != nil {
			return Memberships{}, err
		}
		memberships = append(memberships, membership)
	}
	return Memberships{memberships, next}, nil
}
