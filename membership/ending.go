package membership

import "time"

// EndMembership records the end of a membership that is over: one that was not
// renewed in time, or whose alliance is dissolved, or that a dissolved alliance had.
// Any party may send it; the content leaves no choice.
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

// now is a membership as it is when something would be done to it.
func (a act) now(m Membership) (MembershipNow, error) {
	alliance, err := must[Alliance](a.store, allianceKey(m.Alliance))
	if err != nil || a.tx.two() {
		return m.AsOf(alliance, Alliance{}, a.tx.Time), err
	}
	member, err := allianceOf(a.store, m.Party)
	return m.AsOf(alliance, member, a.tx.Time), err
}

// notOver refuses with NOT_A_MEMBER who would leave what is over already: it did not
// end by its will.
func (a act) notOver(m Membership) error {
	if a.tx.two() {
		return nil
	}
	now, err := a.now(m)
	if err == nil && now.State == Ended {
		err = refuse(NotAMember, "alliance", m.Alliance, "party", m.Party)
	}
	return err
}

// overBy tells by what a membership is over. It refuses with NOT_OVER.
func (a act) overBy(m Membership) (string, error) {
	now, err := a.now(m)
	if err != nil || now.State == Ended {
		return now.Ending, err
	}
	period, _ := m.current()
	over := ""
	if !period.Over.IsZero() {
		over = period.Over.Format(time.RFC3339)
	}
	return "", refuse(NotOver, "alliance", m.Alliance, "party", m.Party, "over", over)
}
