package keeper

import (
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// Book is what the ledger says of one alliance, as far as something may become due by it.
type Book struct {
	Alliance membership.Alliance
	// RecordDate is the charter's: how old a seal may be by which a vote begins.
	RecordDate time.Duration
	Epoch      membership.EpochAndSeal
	// Proposals are those to which something can still happen, by their ids.
	Proposals map[string]membership.Dossier
	// Members are all memberships as they are recorded, ended ones too, by their parties.
	Members map[string]membership.Membership
	// Parties are the alliances that are members, by their ids.
	Parties map[string]membership.Alliance
}

// Plan lists what is due in an alliance and what will be, as things stand; in order of time.
// A change of membership settles for a while before an epoch is closed for it.
func (b Book) Plan(settle time.Duration) []Action {
	if b.Alliance.Status != membership.Open {
		return nil
	}
	actions := b.sealings(settle)
	for _, dossier := range b.Proposals {
		actions = append(actions, steps(dossier)...)
	}
	for _, m := range b.Members {
		if over := b.over(m); !over.IsZero() {
			actions = append(actions, Action{Wanted: Ending, Party: m.Party, Due: over})
		}
	}
	for i := range actions {
		actions[i].Alliance = b.Alliance.ID
	}
	byDue(actions)
	return actions
}

// steps are what becomes due for a proposal, if nobody does anything.
func steps(d membership.Dossier) []Action {
	p := d.Proposal.Recorded()
	switch p.Status {
	case membership.Filed:
		expiry := Action{Wanted: Decision, Proposal: p.ID, Due: p.Expires}
		if !d.VoteFrom.IsZero() && d.VoteFrom.Before(p.Expires) {
			return []Action{{Wanted: Opening, Proposal: p.ID, Due: d.VoteFrom, Until: p.Expires}, expiry}
		}
		return []Action{expiry}
	case membership.Voting:
		return []Action{{Wanted: Decision, Proposal: p.ID, Due: decidableFrom(d)}}
	case membership.Timelocked:
		return []Action{{Wanted: Enactment, Proposal: p.ID, Due: p.Enacts}}
	default:
		return nil
	}
}

// decidableFrom is when a vote closes, as things stand where it may be prolonged, or the last vote if
// the outcome is certain.
func decidableFrom(d membership.Dossier) time.Time {
	p := d.Proposal
	if p.Due != (membership.Decide{}).Name() || p.Status != membership.Voting {
		if !d.Ends.IsZero() {
			return d.Ends
		}
		return p.Closes
	}
	certain := p.Filed.Time
	if p.Opened != nil {
		certain = p.Opened.Time
	}
	for _, e := range d.Endorsements {
		if e.Stamp.Time.After(certain) {
			certain = e.Stamp.Time
		}
	}
	return certain
}

// over is when a membership is over whose end is not recorded, by its date or with the
// alliance that the member is: the zero time if it has no end.
func (b Book) over(m membership.Membership) time.Time {
	if m.State == charter.Ended || len(m.Periods) == 0 {
		return time.Time{}
	}
	over := m.Periods[len(m.Periods)-1].Over
	if ended := b.Parties[m.Party].Dissolved; ended != nil && (over.IsZero() || ended.Time.Before(over)) {
		over = ended.Time
	}
	return over
}

// sealings are the closing of the open epoch, or the sealing of the first one that is closed
// and has no seal yet.
func (b Book) sealings(settle time.Duration) []Action {
	open, seal := b.Epoch.Epoch, b.Epoch.Seal
	if next := seal.Epoch + 1; next < open.Number {
		return []Action{{Wanted: Sealing, Epoch: next, Due: open.Began.Time}}
	}
	changed := b.changed(open.Number)
	if lifts := b.lifts(); !lifts.IsZero() && (changed.IsZero() || lifts.Before(changed)) {
		changed = lifts
	}
	if changed.IsZero() {
		return nil
	}
	stale, settled := seal.Stamp.Time.Add(b.RecordDate), changed.Add(settle)
	if settled.After(stale) {
		stale = settled
	}
	return []Action{{Wanted: Closing, Epoch: open.Number, Due: stale}}
}

// lifts is when the first of the suspensions lifts that have an end: the zero time if none has.
func (b Book) lifts() (first time.Time) {
	for _, m := range b.Members {
		if m.State != charter.Suspended || len(m.Periods) == 0 {
			continue
		}
		last := m.Periods[len(m.Periods)-1]
		over := !last.Over.IsZero() && !last.Lifts.Before(last.Over) // which is recorded as the membership's end
		if !last.Lifts.IsZero() && !over && (first.IsZero() || last.Lifts.Before(first)) {
			first = last.Lifts
		}
	}
	return first
}

// changed is when membership first changed in an epoch so that seals before it are old: the
// zero time if it has not.
func (b Book) changed(epoch int) (first time.Time) {
	for _, m := range b.Members {
		if at := changedIn(m, epoch); !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first
}

// changedIn is changed for one membership. That a party has come to be in a group by its own
// word is no such change: see the rules' SEAL_STALE.
func changedIn(m membership.Membership, epoch int) time.Time {
	for i, p := range m.Periods {
		if p.FromEpoch == epoch && !isOwnWord(m.Periods[:i], p) {
			return p.From.Time
		}
	}
	if len(m.Periods) == 0 {
		return time.Time{}
	}
	if last := m.Periods[len(m.Periods)-1]; last.Until != nil && last.UntilEpoch == epoch {
		return last.Until.Time
	}
	return time.Time{}
}

// isOwnWord reports whether a period follows upon others by nothing but an affiliate group
// that no decision gave.
func isOwnWord(before []membership.Period, p membership.Period) bool {
	if len(before) == 0 || p.Proposal != "" {
		return false
	}
	last := before[len(before)-1]
	return last.Until != nil && *last.Until == p.From && presence(last).Regrouped(presence(p))
}

func presence(p membership.Period) charter.Presence {
	return charter.Presence{State: p.State, Class: p.Class, Group: p.Group, Weights: p.Weights}
}
