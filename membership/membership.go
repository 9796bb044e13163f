package membership

import "time"

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
	Left     = "left"     // by the member's own will
	Expelled = "expelled" // by decision
)

// MaxPeriods bounds the periods of one membership: a record must stay readable.
const MaxPeriods = 1000

// Membership is one party's relation to one alliance: its current version. Each
// version is also kept under its own key.
type Membership struct {
	Schema   int             `json:"schema"`
	Alliance string          `json:"alliance"`
	Party    string          `json:"party"`
	State    MembershipState `json:"state"`
	// Ending tells how the membership ended: left or expelled.
	Ending  string   `json:"ending,omitempty" metadata:",optional"`
	Class   string   `json:"class"`
	Version int      `json:"version"`
	Periods []Period `json:"periods"`
	// Epoch is the epoch to which this version's change belongs.
	Epoch int `json:"epoch"`
	// Written is the transaction that wrote this version.
	Written Stamp `json:"written"`
}

// Period is a stretch of a membership in which class and state stayed the same.
type Period struct {
	Class string          `json:"class"`
	State MembershipState `json:"state"`
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
func (m Membership) presence() Presence { return Presence{State: m.State, Class: m.Class} }

// AtEpoch returns the period in which the party was at the end of an epoch.
func (m Membership) AtEpoch(epoch int) (Period, bool) {
	return m.last(func(p Period) bool {
		return p.FromEpoch <= epoch && (p.Until == nil || p.UntilEpoch > epoch)
	})
}

// AtTime returns the period in which the party was at a time: from a period's
// beginning on, and before its end.
func (m Membership) AtTime(at time.Time) (Period, bool) {
	return m.last(func(p Period) bool {
		return !p.From.Time.After(at) && (p.Until == nil || p.Until.Time.After(at))
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
func (a act) admit(alliance, party, class, proposal string) error {
	member, found, err := get[Membership](a.store, membershipKey(alliance, party))
	if err != nil {
		return err
	}
	if !found {
		if member, err = a.newMembership(alliance, party); err != nil {
			return err
		}
	}
	return a.turn(member, Membership{State: Active, Class: class}, proposal, "")
}

// newMembership lists a membership under its party. It has no period yet.
func (a act) newMembership(alliance, party string) (Membership, error) {
	return Membership{Schema: schema, Alliance: alliance, Party: party},
		put(a.store, belongingKey(party, alliance), belonging{schema, alliance})
}

// turn ends a membership's current period, if one runs, and begins one in the
// next state, unless that is the end. The reason is that of the ending.
func (a act) turn(member, next Membership, proposal, reason string) error {
	epoch, err := a.openEpoch(member.Alliance)
	if err != nil {
		return err
	}
	return a.turnIn(epoch, member, next, proposal, reason)
}

func (a act) turnIn(epoch int, member, next Membership, proposal, reason string) error {
	before, stamp := member.presence(), a.tx.stamp()
	if count := len(member.Periods); count > 0 && member.Periods[count-1].Until == nil {
		last := &member.Periods[count-1]
		last.Until, last.UntilEpoch, last.Reason = &stamp, epoch, reason
	}
	if len(member.Periods) >= MaxPeriods && next.State != Ended {
		return refuse(TooMany, "what", "periods", "most", itoa(MaxPeriods))
	}
	member.State, member.Class, member.Ending, member.Epoch = next.State, next.Class, next.Ending, epoch
	if next.State != Ended {
		member.Periods = append(member.Periods, Period{
			Class: next.Class, State: next.State, Proposal: proposal, From: stamp, FromEpoch: epoch,
		})
	}
	if err := a.list(member, before); err != nil {
		return err
	}
	return a.write(member)
}

// write keeps a membership's next version, as the current record and under its
// own key. It refuses with TIME_REVERSED if the last version is younger.
func (a act) write(member Membership) error {
	if err := a.tx.after(member.Written); err != nil {
		return err
	}
	member.Version++
	member.Written = a.tx.stamp()
	if err := put(a.store, versionKey(member.Alliance, member.Party, member.Version), member); err != nil {
		return err
	}
	return put(a.store, membershipKey(member.Alliance, member.Party), member)
}

// activeMember refuses with NOT_A_MEMBER.
func activeMember(s Store, alliance, party string) (Membership, error) {
	member, found, err := get[Membership](s, membershipKey(alliance, party))
	if err == nil && (!found || member.State != Active) {
		err = refuse(NotAMember, "alliance", alliance, "party", party)
	}
	return member, err
}

// Leave ends the caller's own membership.
type Leave struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Alliance string `json:"alliance"`
	Reason   string `json:"reason,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (Leave) Name() string      { return "Leave" }
func (t Leave) request() string { return t.Request }
func (t Leave) actsFor() string { return t.As }
func (Leave) needs() Role       { return Officer }

func (t Leave) check() error {
	return firstError(checkRequest(t.Request), checkID("alliance", t.Alliance), checkText("reason", t.Reason, 0, MaxReason))
}

func (t Leave) apply(a act) (Event, error) {
	member, found, err := get[Membership](a.store, membershipKey(t.Alliance, a.party))
	if err != nil {
		return Event{}, err
	}
	if !found || member.State == Ended {
		return Event{}, refuse(NotAMember, "alliance", t.Alliance, "party", a.party)
	}
	if err := a.turn(member, Membership{State: Ended, Class: member.Class, Ending: Left}, "", t.Reason); err != nil {
		return Event{}, err
	}
	event := a.event(MembershipEnded)
	event.Alliance, event.Party, event.Class, event.Status = t.Alliance, a.party, member.Class, Left
	return event, nil
}

// GetMembership asks for a party's membership of an alliance.
type GetMembership struct {
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
}

// Name implements Query.
func (GetMembership) Name() string                  { return "GetMembership" }
func (q GetMembership) answer(s Store) (any, error) { return q.read(s) }

func (q GetMembership) check() error {
	return firstError(checkID("alliance", q.Alliance), checkID("party", q.Party))
}

func (q GetMembership) read(s Store) (Membership, error) {
	return must[Membership](s, membershipKey(q.Alliance, q.Party))
}

// Memberships is a page of one party's memberships, ended ones too.
type Memberships struct {
	Memberships []Membership `json:"memberships"`
	Next        string       `json:"next,omitempty" metadata:",optional"`
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
func (q ListMemberships) answer(s Store) (any, error) { return q.read(s) }

func (q ListMemberships) read(s Store) (Memberships, error) {
	if _, err := must[Party](s, partyKey(q.Party)); err != nil {
		return Memberships{}, err
	}
	listings, next, err := page[belonging](s, belongingsKey(q.Party), q.Size, q.Bookmark)
	if err != nil {
		return Memberships{}, err
	}
	memberships := make([]Membership, 0, len(listings))
	for _, listed := range listings {
		membership, err := must[Membership](s, membershipKey(listed.Alliance, q.Party))
		if err != nil {
			return Memberships{}, err
		}
		memberships = append(memberships, membership)
	}
	return Memberships{memberships, next}, nil
}
