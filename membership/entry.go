package membership

import (
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/merkle"
)

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
