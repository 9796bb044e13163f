package membership

import (
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

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
		if err := a.transitionIn(epoch, member, member.lifted(a.tx.Time), term, "", ""); err != nil {
			return err
		}
	}
	return nil
}
