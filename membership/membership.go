package membership

import (
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Membership is one party's relation to one alliance: its current version. Each
// version is also kept under its own key, with those periods that it ended or began.
type Membership struct {
	Schema   int                     `json:"schema"`
	Alliance string                  `json:"alliance"`
	Party    string                  `json:"party"`
	State    charter.MembershipState `json:"state"`
	// Ending says how the membership ended: left, expelled, expired, dissolved or succeeded.
	Ending string `json:"ending,omitempty" metadata:",optional"`
	// Successor is who succeeded it, where it ended by that; Predecessors are whom it succeeded, in the
	// order of time.
	Successor    string        `json:"successor,omitempty" metadata:",optional"`
	Predecessors []Predecessor `json:"predecessors,omitempty" metadata:",optional"`
	Class        string        `json:"class"`
	// Group is the affiliate group that the member belongs to, and GroupDecided says
	// that a decision to reclassify put it there.
	Group        string `json:"group,omitempty" metadata:",optional"`
	GroupDecided bool   `json:"groupDecided,omitempty" metadata:",optional"`
	// Weights are the member's own, in those measures in which it has one.
	Weights charter.Weights `json:"weights,omitempty" metadata:",optional"`
	Version int             `json:"version"`
	Periods []Period        `json:"periods"`
	// Epoch is the epoch to which this version's change belongs.
	Epoch int `json:"epoch"`
	// Written is the transaction that wrote this version.
	Written Stamp `json:"written"`
}

// belonging lists an alliance under one of its parties.
type belonging struct {
	Schema   int    `json:"schema"`
	Alliance string `json:"alliance"`
}

// presence is what the party is now.
func (m Membership) presence() charter.Presence {
	return charter.Presence{State: m.State, Class: m.Class, Group: m.Group, Weights: m.Weights}
}

// datedState is the state that a membership is in at a time, as far as its own dates say:
// one that is over is at its end, and one whose suspension has lifted is active, whether
// or not somebody has recorded it.
func (m Membership) datedState(at time.Time) charter.MembershipState {
	if period, _ := m.currentPeriod(); period.overAt(at) {
		return charter.Ended
	}
	return m.lifted(at).State
}

// stateOf is the state that a membership is in when something would be done to it: an
// alliance that is dissolved is nobody's member. By the rules of version 2 it was the
// recorded one.
func (a txn) stateOf(m Membership) (charter.MembershipState, error) {
	if a.tx.two() {
		return m.State, nil
	}
	state := m.datedState(a.tx.Time)
	if state != charter.Active && state != charter.Suspended || m.Party == a.sender { // who has a key is no alliance
		return state, nil
	}
	member, err := allianceOf(a.store, m.Party)
	if member.Dissolved != nil {
		state = charter.Ended
	}
	return state, err
}

// forVersionKey is what a version's own key holds of a membership: of its periods those that
// the version ended or began. With all of them what is kept would grow with the square
// of their number, as it does by the rules of version 2.
func (a txn) forVersionKey(m Membership) Membership {
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
func (a txn) write(member Membership) error {
	if err := a.tx.after(member.Written); err != nil {
		return err
	}
	member.Version++
	member.Written = a.tx.stamp()
	a.put(versionKey(member.Alliance, member.Party, member.Version), a.forVersionKey(member))
	a.put(MembershipKey(member.Alliance, member.Party), member)
	return nil
}

// activeMember refuses with NOT_A_MEMBER, also whose membership is over by its
// dates. Of a dissolved alliance it knows nothing: who acts in one has read it.
func (a txn) activeMember(alliance, party string) (Membership, error) {
	member, found, err := get[Membership](a.store, MembershipKey(alliance, party))
	if err == nil && (!found || member.datedState(a.tx.Time) != charter.Active) {
		err = refusal.New(refusal.NotAMember, "alliance", alliance, "party", party)
	}
	return member, err
}

// GetMembership asks for a party's membership of an alliance, as it is now.
type GetMembership struct {
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
}

// Name implements Query.
func (GetMembership) Name() string                     { return "GetMembership" }
func (q GetMembership) answer(s snapshot) (any, error) { return q.read(s) }

func (q GetMembership) check() error {
	return refusal.First(form.CheckID("alliance", q.Alliance), form.CheckID("party", q.Party))
}

func (q GetMembership) read(s snapshot) (MembershipNow, error) {
	return membershipNow(s, q.Alliance, q.Party)
}

// membershipNow reads a membership as it is now.
func membershipNow(s snapshot, alliance, party string) (MembershipNow, error) {
	member, err := load[Membership](s, MembershipKey(alliance, party))
	if err != nil {
		return MembershipNow{}, err
	}
	of, err := load[Alliance](s, AllianceKey(alliance))
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
func (ListMemberships) Name() string                     { return "ListMemberships" }
func (q ListMemberships) check() error                   { return form.CheckID("party", q.Party) }
func (q ListMemberships) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListMemberships) read(s snapshot) (Memberships, error) {
	if _, err := load[Party](s, PartyKey(q.Party)); err != nil {
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

// enrollment lists a party under a class that it is, or was, in. A class whose
// number is bounded counts those that are in it.
type enrollment struct {
	Schema int  `json:"schema"`
	In     bool `json:"in"`
}

// enroll lists a membership under its class, and no more under the one before.
func (a txn) enroll(m Membership, before charter.Presence) {
	was := before.State != "" && before.State != charter.Ended
	is := m.State != charter.Ended
	if was && is && before.Class == m.Class {
		return
	}
	if was {
		a.put(enrollmentKey(m.Alliance, before.Class, m.Party), enrollment{form.Schema, false})
	}
	if !is {
		return
	}
	a.put(enrollmentKey(m.Alliance, m.Class, m.Party), enrollment{form.Schema, true})
}

// maxEnrolled bounds the parties that ever were in a class, where they are counted.
const maxEnrolled = 50_000

// countEnrolled counts who is in a class, suspended members too.
func (a txn) countEnrolled(alliance, class string) (int, error) {
	all, err := scanAll[enrollment](a.store, enrollmentsKey(alliance, class), maxEnrolled)
	if err != nil {
		return 0, err
	}
	count := 0
	for _, one := range all {
		if one.In {
			count++
		}
	}
	return count, nil
}

// checkRoom refuses with CLASS_FULL. Only a class whose number is bounded is counted:
// its admissions wait for each other, no others do.
func (a txn) checkRoom(alliance string, class charter.Class) error {
	if class.Most == 0 {
		return nil
	}
	count, err := a.countEnrolled(alliance, class.ID)
	if err == nil && count >= class.Most {
		err = refusal.New(refusal.ClassFull, "class", class.ID, "most", strconv.Itoa(class.Most))
	}
	return err
}

// History is a page of a membership's versions, the oldest first.
type History struct {
	Versions []Membership `json:"versions"`
	Next     string       `json:"next,omitempty" metadata:",optional"`
}

// GetHistory asks for every version of a membership, each with the periods that it
// ended or began; all periods are in the current record. History lives in the
// state, not in a peer's history database: a peer that joined from a snapshot
// answers like any other.
type GetHistory struct {
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (GetHistory) Name() string                     { return "GetHistory" }
func (q GetHistory) answer(s snapshot) (any, error) { return q.read(s) }

func (q GetHistory) check() error {
	return refusal.First(form.CheckID("alliance", q.Alliance), form.CheckID("party", q.Party))
}

func (q GetHistory) read(s snapshot) (History, error) {
	if _, err := load[Membership](s, MembershipKey(q.Alliance, q.Party)); err != nil {
		return History{}, err
	}
	versions, next, err := page[Membership](s, versionsKey(q.Alliance, q.Party), q.Size, q.Bookmark)
	return History{versions, next}, err
}

// The endings of a membership.
const (
	Left      = "left"      // by the member's own will
	Expelled  = "expelled"  // by decision
	Overdue   = "expired"   // not renewed in time
	Succeeded = "succeeded" // another took it over, by decision
	Dissolves = "dissolved" // with its alliance, or with the alliance that the member is
)
