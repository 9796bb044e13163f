package membership

import (
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

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
	return refusal.First(form.CheckID("alliance", t.Alliance), form.CheckID("party", t.Party))
}

func (t EndMembership) apply(a txn) (Event, error) {
	member, found, err := get[Membership](a.store, MembershipKey(t.Alliance, t.Party))
	if err != nil {
		return Event{}, err
	}
	if !found || member.State == charter.Ended {
		return Event{}, refusal.New(refusal.NotAMember, "alliance", t.Alliance, "party", t.Party)
	}
	next := member.withState(charter.Ended)
	if next.Ending, err = a.overBy(member); err != nil {
		return Event{}, err
	}
	if err := a.transitionSameTerm(member, next, "", next.Ending); err != nil {
		return Event{}, err
	}
	event := a.event(MembershipEnded)
	event.Alliance, event.Party, event.Class, event.Status = t.Alliance, t.Party, member.Class, next.Ending
	return event, nil
}

// membershipNow is a membership as it is when something would be done to it.
func (a txn) membershipNow(m Membership) (MembershipNow, error) {
	alliance, err := load[Alliance](a.store, AllianceKey(m.Alliance))
	if err != nil || a.tx.two() {
		return m.AsOf(alliance, Alliance{}, a.tx.Time), err
	}
	member, err := allianceOf(a.store, m.Party)
	return m.AsOf(alliance, member, a.tx.Time), err
}

// checkNotOver refuses with NOT_A_MEMBER who would leave what is over already: it did not
// end by its will.
func (a txn) checkNotOver(m Membership) error {
	if a.tx.two() {
		return nil
	}
	now, err := a.membershipNow(m)
	if err == nil && now.State == charter.Ended {
		err = refusal.New(refusal.NotAMember, "alliance", m.Alliance, "party", m.Party)
	}
	return err
}

// overBy returns by what a membership is over. It refuses with NOT_OVER.
func (a txn) overBy(m Membership) (string, error) {
	now, err := a.membershipNow(m)
	if err != nil || now.State == charter.Ended {
		return now.Ending, err
	}
	period, _ := m.currentPeriod()
	over := ""
	if !period.Over.IsZero() {
		over = period.Over.Format(time.RFC3339)
	}
	return "", refusal.New(refusal.NotOver, "alliance", m.Alliance, "party", m.Party, "over", over)
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
	return refusal.First(form.CheckRequest(t.Request), form.CheckID("alliance", t.Alliance), form.CheckText("reason", t.Reason, 0, form.MaxReason))
}

func (t Leave) apply(a txn) (Event, error) {
	member, found, err := get[Membership](a.store, MembershipKey(t.Alliance, a.party))
	if err != nil {
		return Event{}, err
	}
	if !found || member.State == charter.Ended {
		return Event{}, refusal.New(refusal.NotAMember, "alliance", t.Alliance, "party", a.party)
	}
	if err := a.checkNotOver(member); err != nil {
		return Event{}, err
	}
	next := member.withState(charter.Ended)
	next.Ending = Left
	if err := a.transitionSameTerm(member, next, "", t.Reason); err != nil {
		return Event{}, err
	}
	event := a.event(MembershipEnded)
	event.Alliance, event.Party, event.Class, event.Status = t.Alliance, a.party, member.Class, Left
	return event, nil
}
