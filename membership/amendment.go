package membership

import "slices"

// Draft is the charter that a proposal to amend would adopt.
type Draft struct {
	Schema   int     `json:"schema"`
	Proposal string  `json:"proposal"`
	Digest   string  `json:"digest"`
	Charter  Charter `json:"charter"`
}

// checkDraft refuses with CHARTER_INVALID a charter by which the alliance, as it
// is, could not live: what is wrong in itself, and a class that has members but is
// not in it any more.
func (a act) checkDraft(alliance Alliance, current, draft Charter) error {
	seal, err := lastSeal(a.store, alliance.ID)
	if err != nil {
		return err
	}
	blocs := slices.DeleteFunc(slices.Clone(seal.Blocs), func(b Bloc) bool { return b.Active < 1 })
	named, err := a.knownVoters(alliance, draft, seal.Epoch)
	if err != nil {
		return err
	}
	f := &faults{engine: a.tx.Engine}
	draft.validate(f, draft.MadeOf(blocs, named))
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

// knownVoters are the founders, and the parties that a charter names, as far as
// they are active members at a seal.
func (a act) knownVoters(alliance Alliance, charter Charter, epoch int) ([]Voter, error) {
	parties := slices.Clone(alliance.Founders)
	for _, key := range charter.Rules.Keys() {
		rule := charter.Rules[key]
		if rule == nil {
			continue
		}
		for _, who := range rule.Whos() {
			if who != nil {
				parties = append(parties, who.Parties...)
			}
		}
	}
	slices.Sort(parties)
	var voters []Voter
	for _, party := range slices.Compact(parties) {
		if checkID("party", party) != nil {
			continue
		}
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
		return refuse(CharterMoved, "alliance", p.Alliance, "version", itoa(p.Charter), "current", itoa(alliance.Charter))
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
