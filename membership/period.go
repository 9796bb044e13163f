package membership

import (
	"strconv"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/merkle"
	"allianceregistry/membership/refusal"
)

// Period is a stretch of a membership in which class and state stayed the same.
type Period struct {
	Class   string                  `json:"class"`
	State   charter.MembershipState `json:"state"`
	Group   string                  `json:"group,omitempty" metadata:",optional"`
	Weights charter.Weights         `json:"weights,omitempty" metadata:",optional"`
	// Expires is when the membership is due for renewal, Over when it is over if it
	// was not renewed. Without them it has no end.
	Expires time.Time `json:"expires,omitzero" metadata:",optional"`
	Over    time.Time `json:"over,omitzero" metadata:",optional"`
	// Lifts is when a suspension is over by itself: from then on the member is active
	// again, whether or not that is recorded. Without it a decision ends it.
	Lifts time.Time `json:"lifts,omitzero" metadata:",optional"`
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

// presence is what the party was in a period.
func (p Period) presence() charter.Presence {
	return charter.Presence{State: p.State, Class: p.Class, Group: p.Group, Weights: p.Weights}
}

// spans reports whether something was given in the stretch of periods that runs, or that
// ran last. It goes by dates, which may each be minutes off: what was given in the last
// minutes before an end can count in a membership that begins within them.
func (m Membership) spans(given Stamp) bool { return !given.Time.Before(m.Since().Time) }

// beganAfter reports whether that stretch began after an epoch: what the party was then
// it was by another membership.
func (m Membership) beganAfter(epoch int) bool {
	first := m.firstOfStretch()
	return first >= 0 && m.Periods[first].FromEpoch > epoch
}

// withState is the same membership in another state.
func (m Membership) withState(state charter.MembershipState) Membership {
	m.State = state
	return m
}

// currentPeriod is the period that runs.
func (m Membership) currentPeriod() (Period, bool) {
	return m.last(func(p Period) bool { return p.Until == nil })
}

// Since is the beginning of the stretch of periods without a break that runs, or
// that ran last.
func (m Membership) Since() Stamp {
	first := m.firstOfStretch()
	if first < 0 {
		return Stamp{}
	}
	return m.Periods[first].From
}

// beganWithAlliance reports whether that stretch began with the alliance.
func (m Membership) beganWithAlliance() bool {
	first := m.firstOfStretch()
	return first >= 0 && m.Periods[first].Proposal == "" && m.Periods[first].FromEpoch == 0
}

func (m Membership) firstOfStretch() int {
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
	period, was := m.last(func(p Period) bool {
		return !p.From.Time.After(at) && (p.Until == nil || p.Until.Time.After(at)) && !p.overAt(at)
	})
	return period.asOf(at), was
}

func (m Membership) last(is func(Period) bool) (Period, bool) {
	for i := len(m.Periods) - 1; i >= 0; i-- {
		if is(m.Periods[i]) {
			return m.Periods[i], true
		}
	}
	return Period{}, false
}

// newTerm is how long a membership of a class lasts from a time on, the grace after
// it included.
func newTerm(c charter.Charter, class charter.Class, from time.Time) Period {
	if class.Duration == "" {
		return Period{}
	}
	expires := c.After(class.Duration, from)
	return Period{Expires: expires, Over: c.After(class.Grace, expires)}
}

// transition ends a membership's current period, if one runs, and begins one that is
// like next, for a term, unless that is the end. The reason is that of the ending.
func (a txn) transition(member, next Membership, term Period, proposal, reason string) error {
	epoch, err := a.openEpoch(member.Alliance)
	if err != nil {
		return err
	}
	_, err = a.transitionIn(epoch, member, next, term, proposal, reason)
	return err
}

// transitionSameTerm is turn with the term that the membership has.
func (a txn) transitionSameTerm(member, next Membership, proposal, reason string) error {
	term, _ := member.currentPeriod()
	return a.transition(member, next, term, proposal, reason)
}

// transitionIn is transition in an epoch that the caller has read. It returns the change, as it
// is entered into the epoch.
func (a txn) transitionIn(epoch int, member, next Membership, term Period, proposal, reason string) (Change, error) {
	before, stamp := member.presence(), a.tx.stamp()
	running, _ := member.currentPeriod()
	if count := len(member.Periods); count > 0 && member.Periods[count-1].Until == nil {
		last := &member.Periods[count-1]
		last.Until, last.UntilEpoch, last.Reason = &stamp, epoch, reason
	}
	if len(member.Periods) >= MaxPeriods && !a.fitsWhenFull(next.State) {
		return Change{}, refusal.New(refusal.TooMany, "what", "periods", "most", strconv.Itoa(MaxPeriods))
	}
	next.Periods, next.Epoch = member.Periods, epoch
	if next.State != charter.Ended {
		next.Ending, next.Successor = "", ""
		period := Period{
			Class: next.Class, State: next.State, Group: next.Group, Weights: next.Weights, Expires: term.Expires, Over: term.Over,
			Proposal: proposal, From: stamp, FromEpoch: epoch,
		}
		if next.State == charter.Suspended {
			period.Lifts = term.Lifts
		}
		next.Periods = append(next.Periods, period)
	}
	a.noteSuspension(running, next)
	change, err := a.recordChange(next, before, proposal == "")
	if err != nil {
		return Change{}, err
	}
	a.enroll(next, before)
	return change, a.write(next)
}

// fitsWhenFull reports whether a membership that has all the periods that it may have can
// still come to a state: to one that takes something from it, always.
func (a txn) fitsWhenFull(state charter.MembershipState) bool {
	return state == charter.Ended || state == charter.Suspended && !a.tx.two()
}

// Ended is when a period was over whose end is recorded: by its own date, if that
// came before. It is the zero time for one whose end is not recorded.
func (p Period) Ended() time.Time {
	if p.Until == nil {
		return time.Time{}
	}
	return p.overBefore(p.Until.Time)
}

// overAt reports whether a period that nobody ended is over at a time by its date.
func (p Period) overAt(at time.Time) bool { return past(p.Over, at) }

// GraceAt reports whether a period's term is over at a time, and its grace is not.
func (p Period) GraceAt(at time.Time) bool {
	return past(p.Expires, at) && !p.overAt(at)
}

// overBefore is when a period that something ended was over: by its own date, if
// that came before.
func (p Period) overBefore(end time.Time) time.Time {
	if p.overAt(end) {
		return p.Over
	}
	return end
}

// MaxPeriods bounds the periods of one membership: a record must stay readable.
const MaxPeriods = 1000

// RosterEntry is a member in the roster at the end of an epoch, as the root of its seal proves it.
// Its fields stand in the order of their names, and its texts are ids, numbers and times alone:
// so its encoding is the canonical JSON of RFC 8785, and any language can make it.
type RosterEntry struct {
	Alliance string `json:"alliance"`
	// Class, State, Group and Weights are those of the period, which began at From.
	Class string `json:"class"`
	// Expires is when the membership is due for renewal, Over when it is over if it was not
	// renewed, Lifts when its suspension is over by itself.
	Expires time.Time `json:"expires,omitzero" metadata:",optional"`
	From    time.Time `json:"from"`
	Group   string    `json:"group,omitempty" metadata:",optional"`
	Lifts   time.Time `json:"lifts,omitzero" metadata:",optional"`
	Over    time.Time `json:"over,omitzero" metadata:",optional"`
	Party   string    `json:"party"`
	// Proposal is the one whose decision began the period; founders have none.
	Proposal string `json:"proposal,omitempty" metadata:",optional"`
	// Since is the beginning of the stretch of periods without a break to which it belongs.
	Since   time.Time               `json:"since"`
	State   charter.MembershipState `json:"state"`
	Weights charter.Weights         `json:"weights,omitempty" metadata:",optional"`
}

// EntryAt is a member's entry in the roster at the end of an epoch, and whether it has one. It is the
// same whatever came after that epoch.
func (m Membership) EntryAt(epoch int) (RosterEntry, bool) {
	at := -1
	for i, p := range m.Periods {
		if p.FromEpoch <= epoch && (p.Until == nil || p.UntilEpoch > epoch) {
			at = i
		}
	}
	if at < 0 {
		return RosterEntry{}, false
	}
	p := m.Periods[at]
	until := m
	until.Periods = m.Periods[:at+1]
	return RosterEntry{
		Alliance: m.Alliance, Class: p.Class, Expires: p.Expires, From: p.From.Time, Group: p.Group, Lifts: p.Lifts, Over: p.Over,
		Party: m.Party, Proposal: p.Proposal, Since: until.Since().Time, State: p.State, Weights: p.Weights,
	}, true
}

// digest is the value of an entry in the tree: the SHA-256 of its encoding.
func (e RosterEntry) digest() (merkle.Hash, error) {
	text, err := form.Encode(e)
	return merkle.Of(text), err
}

// entryKey is a party's key in the tree: the SHA-256 of its id.
func entryKey(party string) merkle.Hash { return merkle.Of([]byte(party)) }
