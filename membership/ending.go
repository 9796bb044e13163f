package membership

import "time"

// EndMembership records the end of a membership that is over: one that was not
// renewed in time, or whose alliance is dissolved. Any party may send it; the
// content leaves no choice.
type EndMembership struct {
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
}

// Name implements Transaction.
func (EndMembership) Name() string    { return "EndMembership" }
func (EndMembership) request() string { return "" }
func (EndMembership) needs() Role     { return Delegate }

func (t EndMembership) check() error {
	return firstError(checkID("alliance", t.Alliance), checkID("party", t.Party))
}

func (t EndMembership) apply(a act) (Event, error) {
	member, found, err := get[Membership](a.store, membershipKey(t.Alliance, t.Party))
	if err != nil {
		return Event{}, err
	}
	if !found || member.State == Ended {
		return Event{}, refuse(NotAMember, "alliance", t.Alliance, "party", t.Party)
	}
	next := member.as(Ended)
	if next.Ending, err = a.overBy(member); err != nil {
		return Event{}, err
	}
	if err := a.keep(member, next, "", next.Ending); err != nil {
		return Event{}, err
	}
	event := a.event(MembershipEnded)
	event.Alliance, event.Party, event.Class, event.Status = t.Alliance, t.Party, member.Class, next.Ending
	return event, nil
}

// overBy tells by what a membership is over. It refuses with NOT_OVER.
func (a act) overBy(m Membership) (string, error) {
	alliance, err := must[Alliance](a.store, allianceKey(m.Alliance))
	if err != nil {
		return "", err
	}
	if now := m.AsOf(alliance, a.tx.Time); now.State == Ended {
		return now.Ending, nil
	}
	period, _ := m.current()
	over := ""
	if !period.Over.IsZero() {
		over = period.Over.Format(time.RFC3339)
	}
	return "", refuse(NotOver, "alliance", m.Alliance, "party", m.Party, "over", over)
}
