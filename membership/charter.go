package membership

import (
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
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

// Draft is the charter that a proposal to amend would adopt.
type Draft struct {
	Schema   int             `json:"schema"`
	Proposal string          `json:"proposal"`
	Digest   string          `json:"digest"`
	Charter  charter.Charter `json:"charter"`
}

// checkDraft refuses with CHARTER_INVALID a charter by which the alliance, as it
// is, could not live: what is wrong in itself, and a class that has members but is
// not in it any more. Whom the charter names is looked up once its form is well.
func (a txn) checkDraft(alliance Alliance, current, draft charter.Charter) error {
	f := charter.NewDefects(a.tx.Engine)
	if draft.ValidateForm(f); f.None() {
		among, err := a.composition(alliance, draft)
		if err != nil {
			return err
		}
		draft.Examine(f, among)
	}
	for _, class := range current.Classes {
		if _, stays := draft.Class(class.ID); stays {
			continue
		}
		members, err := a.countEnrolled(alliance.ID, class.ID)
		if err != nil {
			return err
		}
		if members > 0 {
			f.AddClassInUse(class.ID)
		}
	}
	return f.Err()
}

// composition is whom a charter is examined by: the active members of the last seal.
func (a txn) composition(alliance Alliance, c charter.Charter) (charter.Composition, error) {
	seal, err := lastSeal(a.store, alliance.ID)
	if err != nil {
		return charter.Composition{}, err
	}
	named, err := a.knownVoters(alliance, c, seal.Epoch)
	if err != nil {
		return charter.Composition{}, err
	}
	blocs := slices.DeleteFunc(slices.Clone(seal.Blocs), func(b charter.Bloc) bool { return b.Active < 1 })
	return c.MemberComposition(blocs, named), nil
}

// knownVoters are the founders, and the parties that a charter names, as far as
// they are active members at a seal.
func (a txn) knownVoters(alliance Alliance, c charter.Charter, epoch int) ([]charter.Voter, error) {
	parties := append(c.NamedParties(), alliance.Founders...)
	slices.Sort(parties)
	var voters []charter.Voter
	for _, party := range slices.Compact(parties) {
		member, _, err := get[Membership](a.store, MembershipKey(alliance.ID, party))
		if err != nil {
			return nil, err
		}
		if period, there := member.AtEpoch(epoch); there && period.State == charter.Active {
			voters = append(voters, charter.Voter{
				Party: party, Class: period.Class, Group: period.Group, Weights: period.Weights,
				Founder: slices.Contains(alliance.Founders, party),
			})
		}
	}
	return voters, nil
}

// amend puts the draft in force, as the alliance's next version. It refuses with
// CHARTER_MOVED a draft that was made of another version than the present one.
func (a txn) amend(p Proposal, alliance Alliance, current charter.Charter) error {
	if alliance.Charter != p.Charter {
		return refusal.New(refusal.CharterMoved, "alliance", p.Alliance, "version", strconv.Itoa(p.Charter), "current", strconv.Itoa(alliance.Charter))
	}
	draft, err := load[Draft](a.store, draftKey(p.ID))
	if err != nil {
		return err
	}
	if err := a.checkDraft(alliance, current, draft.Charter); err != nil {
		return err
	}
	if err := a.introduceAgreements(p.Alliance, draft.Charter); err != nil {
		return err
	}
	a.introduceConfirmations(p.Alliance, current, draft.Charter)
	alliance.Charter++
	alliance.CharterDigest = draft.Digest
	next := CharterVersion{
		Schema: form.Schema, Alliance: p.Alliance, Version: alliance.Charter, Digest: draft.Digest, Charter: draft.Charter,
		Proposal: p.ID, Adopted: a.tx.stamp(),
	}
	a.put(CharterKey(p.Alliance, next.Version), next)
	a.put(AllianceKey(p.Alliance), alliance)
	return nil
}

// GetDraft asks for the charter that a proposal to amend would adopt.
type GetDraft struct {
	Proposal string `json:"proposal"`
}

// Name implements Query.
func (GetDraft) Name() string                     { return "GetDraft" }
func (q GetDraft) check() error                   { return checkProposalID(q.Proposal) }
func (q GetDraft) answer(s snapshot) (any, error) { return q.read(s) }
func (q GetDraft) read(s snapshot) (Draft, error) { return load[Draft](s, draftKey(q.Proposal)) }

// keepDraft keeps the charter that an amendment would adopt.
func (a txn) keepDraft(p *Proposal, alliance Alliance, current, next charter.Charter) error {
	if err := a.checkDraft(alliance, current, next); err != nil {
		return err
	}
	content, err := next.Digest()
	if err != nil {
		return err
	}
	p.CharterDigest = content
	a.put(draftKey(p.ID), Draft{form.Schema, p.ID, content, next})
	return nil
}
