package membership

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
	if err := a.notOver(member); err != nil {
		return Event{}, err
	}
	next := member.as(Ended)
	next.Ending = Left
	if err := a.keep(member, next, "", t.Reason); err != nil {
		return Event{}, err
	}
	event := a.event(MembershipEnded)
	event.Alliance, event.Party, event.Class, event.Status = t.Alliance, a.party, member.Class, Left
	return event, nil
}
