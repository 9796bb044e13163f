package membership_test

import (
	"slices"
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// league is an alliance.
type league struct {
	founders  []string
	consented map[string]bool
	members   map[string][]span    // of a party, the oldest first
	joins     map[string]string    // of a party: its last proposal to be admitted
	mandates  map[string]time.Time // of a party: until when it may act
	spoken    map[string]bool      // the parties whose mandates are of the membership that runs
	needs     int                  // so many votes for
	epoch     int
	changed   map[int]bool // the epochs in which something changed
	seals     []time.Time  // when each epoch was sealed
}

// span is a period of a membership.
type span struct {
	state                 charter.MembershipState
	from, until           time.Time // until is zero while it runs
	fromEpoch, untilEpoch int
}

func (l *league) isOpen() bool { return l != nil && len(l.consented) == len(l.founders) }

// state is what a party is now: empty if it never was a member.
func (l *league) state(party string) charter.MembershipState {
	spans := l.members[party]
	if len(spans) == 0 {
		return ""
	}
	if last := spans[len(spans)-1]; last.until.IsZero() {
		return last.state
	}
	return charter.Ended
}

// began is the first of the periods without a break that run, or that ran last.
func (l *league) began(party string) span {
	spans := l.members[party]
	first := len(spans) - 1
	if first < 0 {
		return span{}
	}
	for first > 0 && spans[first-1].until.Equal(spans[first].from) {
		first--
	}
	return spans[first]
}

func isMember(state charter.MembershipState) bool {
	return state == charter.Active || state == charter.Suspended
}

// in lists the parties whose periods satisfy a condition, in order, nil if there
// are none.
func (l *league) in(is func(span) bool) (parties []string) {
	for party, spans := range l.members {
		if slices.ContainsFunc(spans, is) {
			parties = append(parties, party)
		}
	}
	slices.Sort(parties)
	return parties
}

func running(s span) bool { return s.until.IsZero() }

func atEpoch(epoch int) func(span) bool {
	return func(s span) bool { return s.fromEpoch <= epoch && (s.until.IsZero() || epoch < s.untilEpoch) }
}

func atTime(at time.Time) func(span) bool {
	return func(s span) bool { return !at.Before(s.from) && (s.until.IsZero() || at.Before(s.until)) }
}

func in(is func(span) bool, state charter.MembershipState) func(span) bool {
	return func(s span) bool { return s.state == state && is(s) }
}

// stale reports whether the last seal may not be voted by.
func (m *model) stale(l *league, at time.Time) bool {
	sealed := len(l.seals) - 1
	if at.Sub(l.seals[sealed]) < m.recordDate {
		return false
	}
	for epoch := sealed + 1; epoch <= l.epoch; epoch++ {
		if l.changed[epoch] {
			return true
		}
	}
	return false
}

func (m *model) allowsFounding(d deed, t membership.FoundAlliance) refusal.Code {
	id := t.Slug + "@" + d.caller.Host
	switch {
	case !slices.Contains(t.Founders, d.party):
		return refusal.NotAFounder
	case m.alliances[id] != nil || m.parties[id] != nil:
		return refusal.IDTaken
	}
	for _, founder := range t.Founders {
		if m.parties[founder] == nil {
			return refusal.UnknownRecord
		}
	}
	return ""
}

func (m *model) found(d deed, t membership.FoundAlliance) {
	id := t.Slug + "@" + d.caller.Host
	m.alliances[id] = &league{
		founders: t.Founders, consented: map[string]bool{}, members: map[string][]span{}, joins: map[string]string{},
		mandates: map[string]time.Time{}, spoken: map[string]bool{}, changed: map[int]bool{}, needs: min(2, len(t.Founders)),
	}
	m.consent(id, d.party, d.at)
}

func (m *model) allowsConsent(party string, l *league) refusal.Code {
	switch {
	case l == nil:
		return refusal.UnknownRecord
	case l.isOpen():
		return refusal.AllianceNotForming
	case !slices.Contains(l.founders, party):
		return refusal.NotAFounder
	case l.consented[party]:
		return refusal.AlreadyConsented
	}
	return ""
}

// consent opens the alliance with the last one; from then on it is a party.
func (m *model) consent(alliance, party string, at time.Time) {
	l := m.alliances[alliance]
	l.consented[party] = true
	if !l.isOpen() {
		return
	}
	for _, founder := range l.founders {
		l.turn(founder, at, charter.Active)
	}
	l.epoch, l.seals = 1, []time.Time{at}
	m.parties[alliance] = &holder{said: []said{{name: "Zhongguancun"}}}
}

// turn ends a party's period and begins another, unless that is the end.
func (l *league) turn(party string, at time.Time, state charter.MembershipState) {
	l.changed[l.epoch] = true
	spans := l.members[party]
	if count := len(spans); count > 0 && spans[count-1].until.IsZero() {
		spans[count-1].until, spans[count-1].untilEpoch = at, l.epoch
	}
	if state == charter.Ended {
		delete(l.spoken, party)
	} else {
		spans = append(spans, span{state: state, from: at, fromEpoch: l.epoch})
	}
	l.members[party] = spans
}

func (l *league) allowsClosing(epoch int) refusal.Code {
	switch {
	case !l.isOpen():
		return refusal.UnknownRecord
	case epoch > 0 && epoch < l.epoch:
		return ""
	case epoch != l.epoch:
		return refusal.EpochNotOpen
	case !l.changed[epoch]:
		return refusal.EpochEmpty
	}
	return ""
}

func (l *league) allowsSealing(epoch int) refusal.Code {
	switch {
	case l != nil && epoch < len(l.seals):
		return ""
	case !l.isOpen() || epoch > l.epoch:
		return refusal.UnknownRecord
	case epoch == l.epoch:
		return refusal.EpochOpen
	case epoch > len(l.seals):
		return refusal.SealMissing
	}
	return ""
}
