package membership

import (
	"slices"
	"strconv"
)

// Draft is the charter that a proposal to amend would adopt.
type Draft struct {
	Schema   int     `json:"schema"`
	Proposal string  `json:"proposal"`
	Digest   string  `json:"digest"`
	Charter  Charter `json:"charter"`
}

// checkDraft refuses with CHARTER_INVALID a charter by which the alliance, as it
// is, could not live: what is wrong in itself, and a class that has members but is
// not in it any more. Whom the charter names is looked up once its form is well.
func (a act) checkDraft(alliance Alliance, current, draft Charter) error {
	f := newFaults(a.tx.Engine)
	if draft.validateForm(f); f.none() {
		among, err := a.composition(alliance, draft)
		if err != nil {
			return err
		}
		draft.examine(f, among)
	}
	for _, class := range current.Classes {
		if _, stays := draft.Class(class.ID); stays {
			continue
		}
		members, err := a.enrolled(alliance.ID, class.ID)
		if err != nil {
			return err
		}
		if members > 0 {
			f.inUse(class.ID)
		}
	}
	return f.err()
}

// composition is whom a charter is examined by: the active members of the last seal.
func (a act) composition(alliance Alliance, charter Charter) (Composition, error) {
	seal, err := lastSeal(a.store, alliance.ID)
	if err != nil {
		return Composition{}, err
	}
	named, err := a.knownVoters(alliance, charter, seal.Epoch)
	if err != nil {
		return Composition{}, err
	}
	blocs := slices.DeleteFunc(slices.Clone(seal.Blocs), func(b Bloc) bool { return b.Active < 1 })
	return charter.MadeOf(blocs, named), nil
}

// knownVoters are the founders, and the parties that a charter names, as far as
// they are active members at a seal.
func (a act) knownVoters(alliance Alliance, charter Charter, epoch int) ([]Voter, error) {
	parties := append(charter.named(), alliance.Founders...)
	slices.Sort(parties)
	var voters []Voter
	for _, party := range slices.Compact(parties) {
		member, _, err := get[Membership](a.store, membershipKey(alliance.ID, party))
		if err != nil {
			return nil, err
		}
		if period, there := member.AtEpoch(epoch); there && period.State == Active {
			voters = append(voters, Voter{
				Party: party, Class: period.Class, Group: period.Group, Weights: period.Weights,
				Founder: slices.Contains(alliance.Founders, party),
			})
		}
	}
	return voters, nil
}

// amend puts the draft in force, as the alliance's next version. It refuses with
// CHARTER_MOVED a draft that was made of another version than the present one.
func (a act) amend(p Proposal, alliance Alliance, current Charter) error {
	if alliance.Charter != p.Charter {
		return refuse(CharterMoved, "alliance", p.Alliance, "version", strconv.Itoa(p.Charter), "current", strconv.Itoa(alliance.Charter))
	}
	draft, err := must[Draft](a.store, draftKey(p.ID))
	if err != nil {
		return err
	}
	if err := a.checkDraft(alliance, current, draft.Charter); err != nil {
		return err
	}
	if err := a.introduce(p.Alliance, draft.Charter); err != nil {
		return err
	}
	alliance.Charter++
	alliance.CharterDigest = draft.Digest
	next := CharterVersion{
		Schema: schema, Alliance: p.Alliance, Version: alliance.Charter, Digest: draft.Digest, Charter: draft.Charter,
		Proposal: p.ID, Adopted: a.tx.stamp(),
	}
	if err := put(a.store, charterKey(p.Alliance, next.Version), next); err != nil {
		return err
	}
	return put(a.store, allianceKey(p.Alliance), alliance)
}

// GetDraft asks for the charter that a proposal to amend would adopt.
type GetDraft struct {
	Proposal string `json:"proposal"`
}

// Name implements Query.
func (GetDraft) Name() string                  { return "GetDraft" }
func (q GetDraft) check() error                { return checkProposalID(q.Proposal) }
func (q GetDraft) answer(s asked) (any, error) { return q.read(s) }
func (q GetDraft) read(s asked) (Draft, error) { return must[Draft](s, draftKey(q.Proposal)) }
