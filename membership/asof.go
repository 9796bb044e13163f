package membership

import (
	"time"

	"allianceregistry/membership/charter"
)

// What a record says was true when it was written. Time goes on, and nobody has to
// record what it changes at once: a membership or a suspension is over by its date, a vote closes,
// a proposal expires, a timelock runs out. The functions below are where record and
// time are put together; each answer, and each view of the programs, shows what
// they say. What they derived, and no transaction has recorded yet, is marked by
// the field that begins with "recorded".

// MembershipNow is a membership as it is at a moment. State and Ending are what is
// so then, the periods what is recorded.
type MembershipNow struct {
	Membership
	// RecordedState is the record's, where State was derived: the membership is over
	// by its date, with its alliance, or with the alliance that its party is, and
	// anybody may send EndMembership; or its suspension is, which the next CloseEpoch
	// records.
	RecordedState charter.MembershipState `json:"recordedState,omitempty" metadata:",optional"`
	// EndedAt is since when a membership is over that has ended.
	EndedAt time.Time `json:"endedAt,omitzero" metadata:",optional"`
	// Grace says that the term is over, and that the membership may still be renewed.
	Grace bool `json:"grace,omitempty" metadata:",optional"`
}

// AsOf is the membership as it is now, which is the moment at. The alliance is the
// one that it is of; member is the one that its party is, the zero value for a party
// of any other kind. What it was at an earlier moment AtTime and AtEpoch tell.
func (m Membership) AsOf(alliance, member Alliance, at time.Time) MembershipNow {
	now := MembershipNow{Membership: m}
	period, runs := m.currentPeriod()
	dissolved := firstDissolved(alliance, member)
	switch {
	case !runs:
		last, _ := m.last(func(Period) bool { return true })
		now.EndedAt = last.Ended()
		if m.Ending == Dissolves && dissolved != nil && dissolved.Time.Before(now.EndedAt) {
			now.EndedAt = dissolved.Time
		}
	case dissolved != nil:
		now.end(Dissolves, period.overBefore(dissolved.Time))
	case period.overAt(at):
		now.end(Overdue, period.Over)
	default:
		now.Grace = period.GraceAt(at)
		if period.liftedAt(at) {
			now.RecordedState, now.State = m.State, charter.Active
		}
	}
	return now
}

// firstDissolved is the transaction that was the first to dissolve one of some
// alliances; nil if none is dissolved.
func firstDissolved(alliances ...Alliance) *Stamp {
	var first *Stamp
	for _, alliance := range alliances {
		if ended := alliance.Dissolved; ended != nil && (first == nil || ended.Time.Before(first.Time)) {
			first = ended
		}
	}
	return first
}

// stillHas reports whether the member has what it was given then: that ends with the
// membership in which it was given, and does not come back with another.
func (m MembershipNow) stillHas(given Stamp) bool { return m.State != charter.Ended && m.spans(given) }

// end derives that a membership is over.
func (m *MembershipNow) end(ending string, since time.Time) {
	m.RecordedState, m.EndedAt = m.State, since
	m.State, m.Ending = charter.Ended, ending
}

// Recorded is the membership as it is recorded.
func (m MembershipNow) Recorded() Membership {
	recorded := m.Membership
	if m.RecordedState != "" {
		recorded.State, recorded.Ending = m.RecordedState, ""
	}
	return recorded
}

// What time makes of a proposal, beside Expired. These are never recorded.
const (
	// Closed is voted on no more, and not decided.
	Closed ProposalStatus = "closed"
	// Enactable is accepted, its timelock over, and not enacted.
	Enactable ProposalStatus = "enactable"
)

// ProposalNow is a proposal as it is at a moment: its Status is what is so then.
type ProposalNow struct {
	Proposal
	// RecordedStatus is the record's, where Status was derived.
	RecordedStatus ProposalStatus `json:"recordedStatus,omitempty" metadata:",optional"`
	// Due is the name of the transaction that anybody may send now, whose content
	// leaves no choice: Decide, Enact or PutToVote. A list knows of those that the
	// proposal's own dates make due, a dossier of all.
	Due string `json:"due,omitempty" metadata:",optional"`
}

// AsOf is the proposal as it is now, which is the moment at.
func (p Proposal) AsOf(at time.Time) ProposalNow {
	now := ProposalNow{Proposal: p}
	switch {
	case p.Status == Filed && !at.Before(p.Expires):
		now.become(Expired, Decide{}.Name())
	case p.Status == Voting && !at.Before(p.LastClose()):
		now.become(Closed, Decide{}.Name())
	case p.Status == Timelocked && !at.Before(p.Enacts):
		now.become(Enactable, Enact{}.Name())
	}
	return now
}

func (p *ProposalNow) become(status ProposalStatus, due string) {
	p.RecordedStatus, p.Due = p.Status, due
	p.Status = status
}

// Recorded is the proposal as it is recorded.
func (p ProposalNow) Recorded() Proposal {
	recorded := p.Proposal
	if p.RecordedStatus != "" {
		recorded.Status = p.RecordedStatus
	}
	return recorded
}

// SeatNow is a seat as it is at a moment.
type SeatNow struct {
	Seat
	// Over says that its duration has run out, or that the membership has ended in
	// which it was given.
	Over bool `json:"over,omitempty" metadata:",optional"`
}

// AsOf is the seat of this member as it is now, which is the moment at.
func (s Seat) AsOf(member MembershipNow, at time.Time) SeatNow {
	return SeatNow{s, s.Vacated == nil && (past(s.Until, at) || !member.stillHas(s.From))}
}

// MandateNow is a mandate as it is at a moment.
type MandateNow struct {
	Mandate
	// Over says that its time has run out, or that the membership has ended in which
	// it was given.
	Over bool `json:"over,omitempty" metadata:",optional"`
}

// AsOf is the mandate of this member as it is now, which is the moment at.
func (m Mandate) AsOf(member MembershipNow, at time.Time) MandateNow {
	return MandateNow{m, past(m.Until, at) || !member.stillHas(m.Stamp)}
}

// ProxyNow is a proxy as it is at a moment.
type ProxyNow struct {
	Proxy
	// Over says that its time has run out, that its proposal is voted on no more, or that
	// the membership of one of the two has ended in which it was given.
	Over bool `json:"over,omitempty" metadata:",optional"`
}

// AsOf is the proxy of these members as it is now, which is the moment at; one for a proposal
// ends with its vote.
func (p Proxy) AsOf(principal, holder MembershipNow, proposal *ProposalNow, at time.Time) ProxyNow {
	ended := past(p.Until, at) || !principal.stillHas(p.Appointed) || !holder.stillHas(p.Appointed)
	if proposal != nil && proposal.Status != Filed && proposal.Status != Voting {
		ended = true
	}
	return ProxyNow{p, p.Revoked == nil && ended}
}

// RecognitionNow is a recognition as it is at a moment.
type RecognitionNow struct {
	Recognition
	// Over says that its time has run out, or that one of the two alliances is dissolved
	// or superseded.
	Over bool `json:"over,omitempty" metadata:",optional"`
}

// AsOf is the recognition of one alliance by another as it is now, which is the moment at.
func (r Recognition) AsOf(alliance, other Alliance, at time.Time) RecognitionNow {
	return RecognitionNow{r, past(r.Until, at) || alliance.isGone() || other.isGone()}
}

// RecoveryNow is a recovery as it is at a moment.
type RecoveryNow struct {
	Recovery
	// Due says that its delay has run out, and that it waits to be completed.
	Due bool `json:"due,omitempty" metadata:",optional"`
}

// AsOf is the recovery as it is now, which is the moment at.
func (r Recovery) AsOf(at time.Time) RecoveryNow {
	return RecoveryNow{r, r.Status == RecoveryConfirmed && past(r.Effective, at)}
}

// past reports whether an end has come; no end never does.
func past(end, at time.Time) bool { return !end.IsZero() && !at.Before(end) }
