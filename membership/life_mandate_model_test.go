package membership_test

import (
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// behalf is the alliance that a transaction is sent for, empty if it is sent for
// the sender itself.
func behalf(transaction membership.Transaction) string {
	switch t := transaction.(type) {
	case membership.Consent:
		return t.As
	case membership.Join:
		return t.As
	case membership.Propose:
		return t.As
	case membership.Endorse:
		return t.As
	case membership.Withdraw:
		return t.As
	case membership.Leave:
		return t.As
	}
	return ""
}

// speaking is the same transaction sent for an alliance, where that can be.
func speaking(transaction membership.Transaction, as string) membership.Transaction {
	switch t := transaction.(type) {
	case membership.Consent:
		t.As = as
		return t
	case membership.Join:
		t.As = as
		return t
	case membership.Propose:
		t.As = as
		return t
	case membership.Endorse:
		t.As = as
		return t
	case membership.Withdraw:
		t.As = as
		return t
	case membership.Leave:
		t.As = as
		return t
	}
	return transaction
}

// actor is the party that a deed counts for.
func actor(d deed) string {
	if as := behalf(d.transaction); as != "" {
		return as
	}
	return d.caller.Party
}

// allowsMandate checks whether the sender may act for the alliance.
func (m *model) allowsMandate(d deed) refusal.Code {
	as := behalf(d.transaction)
	if as == "" {
		return ""
	}
	l := m.alliances[as]
	if l == nil || l.state(d.caller.Party) != charter.Active || !l.spoken[d.caller.Party] || !d.at.Before(l.mandates[d.caller.Party]) {
		return refusal.NoMandate
	}
	return ""
}

// within reports whether an alliance is another, or by whatever way a member of it.
func (m *model) within(inner, outer string) bool { return inner == outer || m.below(inner, outer) }

func (m *model) below(inner, outer string) bool {
	for member := range m.alliances[outer].members {
		if m.alliances[member] != nil && isMember(m.alliances[outer].state(member)) && m.within(inner, member) {
			return true
		}
	}
	return false
}
