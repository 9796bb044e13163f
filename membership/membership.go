package membership

// MembershipState tells whether a party is a member now.
type MembershipState string

// The states of a membership.
const (
	Active    MembershipState = "active"
	Suspended MembershipState = "suspended"
	Ended     MembershipState = "ended"
)

// Left is the ending of a membership by the member's own will.
const Left = "left"

// MaxPeriods bounds the periods of one membership: a record must stay readable.
const MaxPeriods = 1000

// Membership is one party's relation to one alliance: its current version. Each
// version is also kept under its own key.
type Membership struct {
	Schema   int             `json:"schema"`
	Alliance string          `json:"alliance"`
	Party    string          `json:"party"`
	State    MembershipState `json:"state"`
	// Ending tells how the last period ended: left.
	Ending  string   `json:"ending,omitempty" metadata:",optional"`
	Class   string   `json:"class"`
	Version int      `json:"version"`
	Periods []Period `json:"periods"`
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
	// Reason is what was given for the period's end.
	Reason string `json:"reason,omitempty" metadata:",optional"`
}

// belonging lists an alliance under one of its parties.
type belonging struct {
	Schema   int    `json:"schema"`
	Alliance string `json:"alliance"`
}

// admit begins a membership, or a new period of one that had ended.
func (a act) admit(alliance, party, class, proposal string) error {
	member, found, err := get[Membership](a.store, membershipKey(alliance, party))
	if err != nil {
		return err
	}
	if found && member.State != Ended {
		return refuse(AlreadyMember, "alliance", alliance, "party", party)
	}
	if !found {
		member = Membership{Schema: schema, Alliance: alliance, Party: party}
		if err := put(a.store, belongingKey(party, alliance), belonging{schema, alliance}); err != nil {
			return err
		}
	}
	if len(member.Periods) >= MaxPeriods {
		return refuse(TooMany, "what", "periods", "most", itoa(MaxPeriods))
	}
	member.State, member.Class, member.Ending = Active, class, ""
	member.Periods = append(member.Periods, Period{Class: class, State: Active, Proposal: proposal, From: a.tx.stamp()})
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
	Request  string `json:"request"`
	Alliance string `json:"alliance"`
	Reason   string `json:"reason,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (Leave) Name() string      { return "Leave" }
func (t Leave) request() string { return t.Request }
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
	stamp := a.tx.stamp()
	last := &member.Periods[len(member.Periods)-1]
	last.Until, last.Reason = &stamp, t.Reason
	member.State, member.Ending = Ended, Left
	if err := a.write(member); err != nil {
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
