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

// A suspension can have an end: the proposal says until when, or the rule how long at
// most. From then on the member is active again, for all that asks what it is now. The
// roster that votes are taken by is a sealed one; so that nobody has to remember the date,
// whoever closes an epoch also records which suspensions are over by then, and no vote is
// opened by a roster that still has them.

// suspension lists a suspension that has an end under its alliance.
type suspension struct {
	Schema int    `json:"schema"`
	Party  string `json:"party"`
	// Lifts is that end; the zero time once the suspension is over by record.
	Lifts time.Time `json:"lifts,omitzero"`
}

// maxSuspensions bounds the members of an alliance that ever were suspended until a date,
// and maxLifted how many one closing of an epoch takes back.
const (
	maxSuspensions = 50_000
	maxLifted      = 200
)

// liftedAt reports whether a suspension is over at a time by its date.
func (p Period) liftedAt(at time.Time) bool {
	return p.State == charter.Suspended && past(p.Lifts, at)
}

// asOf is the period as it is at a time within it.
func (p Period) asOf(at time.Time) Period {
	if p.liftedAt(at) {
		p.State = charter.Active
	}
	return p
}

// lifted is the membership with the state that it has at a time by the date of its
// suspension: what a change of it goes by.
func (m Membership) lifted(at time.Time) Membership {
	if period, _ := m.currentPeriod(); period.liftedAt(at) {
		m.State = charter.Active
	}
	return m
}

// noteSuspension keeps the list of suspensions that have an end, when a period follows upon another.
func (a txn) noteSuspension(running Period, next Membership) {
	period, _ := next.currentPeriod()
	if !running.Lifts.Equal(period.Lifts) {
		a.put(suspensionKey(next.Alliance, next.Party), suspension{form.Schema, next.Party, period.Lifts})
	}
}

// checkSuspension refuses with UNTIL_BEYOND a suspension that would last longer than the
// rule allows, even if it began now, and with BAD_TIME one with an end before version 5.
func (a txn) checkSuspension(p Proposal, c charter.Charter) error {
	if p.Action != charter.Suspend || p.Until.IsZero() {
		return nil
	}
	if charter.Before(a.tx.Engine, charter.EngineFive) {
		return noEnd()
	}
	rule, err := p.rule(c)
	if err != nil || rule.Longest == "" {
		return err
	}
	if latest := c.After(rule.Longest, a.tx.Time); p.Until.After(latest) {
		return refusal.New(refusal.UntilBeyond, "until", p.Until.Format(time.RFC3339), "latest", latest.Format(time.RFC3339))
	}
	return nil
}

// suspend writes what a proposal to suspend was accepted for. It refuses with UNTIL_PAST
// what would be over before it begins.
func (a txn) suspend(p Proposal, member Membership) error {
	c, rule, err := a.ruleOf(p)
	if err != nil {
		return err
	}
	lifts := p.Until
	if latest := c.After(rule.Longest, a.tx.Time); rule.Longest != "" && (lifts.IsZero() || latest.Before(lifts)) {
		lifts = latest
	}
	if past(lifts, a.tx.Time) {
		return refusal.New(refusal.UntilPast, "until", lifts.Format(time.RFC3339), "action", string(p.Action))
	}
	term, _ := member.currentPeriod()
	term.Lifts = lifts
	return a.transition(member, member.withState(charter.Suspended), term, p.ID, p.Reason)
}

// liftedMembers are the members of an alliance whose suspension is over by its date and not
// by record, up to so many. Before version 5 there were none.
func (a txn) liftedMembers(alliance string, most int) ([]Membership, error) {
	if charter.Before(a.tx.Engine, charter.EngineFive) {
		return nil, nil
	}
	entries, err := scanAll[suspension](a.store, suspensionsKey(alliance), maxSuspensions)
	if err != nil {
		return nil, err
	}
	var members []Membership
	for _, entry := range entries {
		if !past(entry.Lifts, a.tx.Time) || len(members) == most {
			continue
		}
		member, err := load[Membership](a.store, MembershipKey(alliance, entry.Party))
		if err != nil {
			return nil, err
		}
		state, err := a.stateOf(member)
		if err != nil {
			return nil, err
		}
		if state == charter.Active { // else it is over, and EndMembership records that
			members = append(members, member)
		}
	}
	return members, nil
}

// recordLifted records in an epoch that suspensions are over.
func (a txn) recordLifted(epoch int, members []Membership) error {
	for _, member := range members {
		term, _ := member.currentPeriod()
		if _, err := a.transitionIn(epoch, member, member.lifted(a.tx.Time), term, "", ""); err != nil {
			return err
		}
	}
	return nil
}
