package membership

import (
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// CharterVersion is a charter as the ledger keeps it.
type CharterVersion struct {
	Schema   int             `json:"schema"`
	Alliance string          `json:"alliance"`
	Version  int             `json:"version"`
	Digest   string          `json:"digest"`
	Charter  charter.Charter `json:"charter"`
	// Proposal is the one that adopted it; the first has none.
	Proposal string `json:"proposal,omitempty" metadata:",optional"`
	Adopted  Stamp  `json:"adopted"`
}

// CharterInForce finds the charter that was in force at a moment: it asks for one
// version after the other, from the one in force now, which is version 0. The zero
// time is now; before the first charter there was the first. Errors are those of
// version.
func CharterInForce(at time.Time, version func(int) (CharterVersion, error)) (CharterVersion, error) {
	kept, err := version(0)
	for err == nil && !at.IsZero() && kept.Adopted.Time.After(at) && kept.Version > 1 {
		kept, err = version(kept.Version - 1)
	}
	return kept, err
}

// currentCharter reads the charter in force.
func currentCharter(s Store, alliance Alliance) (charter.Charter, error) {
	return charterOf(s, alliance.ID, alliance.Charter)
}

func charterOf(s Store, alliance string, version int) (charter.Charter, error) {
	kept, err := load[CharterVersion](s, CharterKey(alliance, version))
	return kept.Charter, err
}

// GetCharter asks for a charter; version 0 is the one in force.
type GetCharter struct {
	Alliance string `json:"alliance"`
	Version  int    `json:"version,omitempty" metadata:",optional"`
}

// Name implements Query.
func (GetCharter) Name() string                     { return "GetCharter" }
func (q GetCharter) check() error                   { return form.CheckID("alliance", q.Alliance) }
func (q GetCharter) answer(s snapshot) (any, error) { return q.read(s) }

func (q GetCharter) read(s snapshot) (CharterVersion, error) {
	if q.Version == 0 {
		alliance, err := load[Alliance](s, AllianceKey(q.Alliance))
		if err != nil {
			return CharterVersion{}, err
		}
		q.Version = alliance.Charter
	}
	return load[CharterVersion](s, CharterKey(q.Alliance, q.Version))
}

// ruleOf reads the charter and the rule that decide a proposal.
func (a txn) ruleOf(p Proposal) (charter.Charter, charter.Rule, error) {
	c, err := charterOf(a.store, p.Alliance, p.Charter)
	if err != nil {
		return c, charter.Rule{}, err
	}
	rule, err := p.rule(c)
	return c, rule, err
}
