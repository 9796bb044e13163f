package membership_test

import (
	"slices"
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// holder is a party: its keys, what it said of itself one after another, and the
// last recovery of its keys. An alliance has no key.
type holder struct {
	keys     map[keyID]*authority
	said     []said
	recovery *rescue
}

type keyID struct{ host, key string }

type authority struct {
	role   membership.Role
	active bool
}

type said struct{ name, lei string }

type rescue struct {
	key       keyID
	status    membership.RecoveryStatus
	effective time.Time
}

// rescueDelay is how long a recovery can be vetoed that was confirmed: twenty minutes,
// and four by which dates may lie.
const rescueDelay = 24 * time.Minute

func idOf(caller membership.Caller) keyID { return keyID{caller.Host, caller.Key} }

func (p *holder) add(id keyID, role membership.Role) { p.keys[id] = &authority{role, true} }

func (p *holder) last() said { return p.said[len(p.said)-1] }

// has reports whether a party has an active key that satisfies a condition.
func (p *holder) has(is func(keyID, authority) bool) bool {
	for id, y := range p.keys {
		if y.active && is(id, *y) {
			return true
		}
	}
	return false
}

func (p *holder) hosted(host string) bool {
	return p.has(func(id keyID, _ authority) bool { return id.host == host })
}

// delegated are the transactions for which a delegate's key is enough.
var delegated = []string{"Endorse", "PutToVote", "Decide", "CloseEpoch", "SealEpoch", "RotateAuthority", "VetoRecovery"}

// allowsKey checks the key that signs.
func (m *model) allowsKey(d deed) refusal.Code {
	name := d.transaction.Name()
	switch name {
	case "RegisterParty", "CompleteRecovery":
		return ""
	case "AskRecovery":
		if !d.caller.Operator {
			return refusal.NoOperatorAttribute
		}
		return ""
	}
	p := m.parties[d.caller.Party]
	if p == nil || p.keys[idOf(d.caller)] == nil {
		return refusal.UnknownKey
	}
	switch key := p.keys[idOf(d.caller)]; {
	case !key.active:
		return refusal.KeyRemoved
	case key.role != membership.Officer && !slices.Contains(delegated, name):
		return refusal.NeedsOfficer
	}
	return ""
}

func (m *model) allowsNewKey(party, host, key string) refusal.Code {
	if m.parties[party].keys[keyID{host, key}] != nil {
		return refusal.AuthorityExists
	}
	return ""
}

func (m *model) allowsRemoval(party string, t membership.RemoveAuthority) refusal.Code {
	leaving := keyID{t.Host, t.Key}
	switch key := m.parties[party].keys[leaving]; {
	case key == nil:
		return refusal.UnknownRecord
	case !key.active:
		return refusal.KeyRemoved
	}
	if m.parties[party].has(func(id keyID, y authority) bool { return id != leaving && y.role == membership.Officer }) {
		return ""
	}
	return refusal.LastOfficer
}

func (m *model) allowsAsking(d deed, t membership.AskRecovery) refusal.Code {
	p := m.parties[t.Party]
	if p == nil {
		return refusal.UnknownRecord
	}
	if code := p.allowsRescue(keyID{d.caller.Host, t.Key}); code != "" {
		return code
	}
	if r := p.recovery; r != nil && r.status == membership.RecoveryConfirmed && d.at.Before(r.effective) {
		return refusal.RecoveryPending
	}
	return ""
}

func (p *holder) allowsRescue(id keyID) refusal.Code {
	switch {
	case p.keys[id] != nil:
		return refusal.AuthorityExists
	case !p.hosted(id.host):
		return refusal.NotHosted
	}
	return ""
}

func (m *model) allowsEnd(party string) refusal.Code {
	if p := m.parties[party]; p == nil || !p.recovery.waits() {
		return refusal.NoRecovery
	}
	return ""
}

// waits reports whether a recovery is neither vetoed nor complete.
func (r *rescue) waits() bool {
	return r != nil && (r.status == membership.RecoveryAsked || r.status == membership.RecoveryConfirmed)
}

func (m *model) allowsCompletion(d deed) refusal.Code {
	if code := m.allowsEnd(d.party); code != "" {
		return code
	}
	p := m.parties[d.party]
	switch {
	case p.recovery.key != idOf(d.caller):
		return refusal.UnknownKey
	case d.at.Before(p.recovery.effective):
		return refusal.RecoveryPending
	}
	return p.allowsRescue(idOf(d.caller))
}

// silenced is the code with which something sent again is refused, because the
// key that sent it may not act any more; empty if it is answered. What has a
// request of its own is answered before the key's state is asked.
func (m *model) silenced(d deed) refusal.Code {
	switch d.transaction.(type) {
	case membership.PutToVote, membership.Decide, membership.CloseEpoch, membership.SealEpoch:
		return m.allowsKey(d)
	}
	return ""
}
