package membership

import (
	"errors"
	"strconv"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/merkle"
	"allianceregistry/membership/refusal"
)

// rosterRoot is how the tree of an epoch's roster begins.
type rosterRoot struct {
	Schema int           `json:"schema"`
	Branch merkle.Branch `json:"branch"`
}

// rosterBranch is an inner node of such a tree.
type rosterBranch struct {
	Schema int           `json:"schema"`
	Left   merkle.Branch `json:"left"`
	Right  merkle.Branch `json:"right"`
}

// root makes the tree of an epoch's roster out of the former one, and returns its root. An alliance
// that has none yet, or changes of which it is not said what they made of the entries, gets it out of all its
// members; where these are too many for one transaction it has none, for a seal must not fail
// for the sake of its root.
func (a txn) root(former Seal, epoch int, changes []Change) (string, error) {
	from, next, known := merkle.Branch{}, []merkle.Change(nil), epoch == 0 || former.Root != ""
	if known {
		next, known = entryChanges(changes)
	}
	switch {
	case !known:
		entries, all, err := a.store.Scan(membershipsKey(former.Alliance), maxChanges)
		if err != nil || !all {
			return "", err
		}
		memberships, err := decodeAll[Membership](entries)
		if err != nil {
			return "", err
		}
		if next, err = entriesAt(memberships, epoch); err != nil {
			return "", err
		}
	case epoch > 0:
		last, err := load[rosterRoot](a.store, rootKey(former.Alliance, former.Epoch))
		if err != nil {
			return "", err
		}
		from = last.Branch
	}
	branch, err := merkle.Update(from, epoch, next, readBranch(a.store, former.Alliance), func(at merkle.Place, n merkle.Node) {
		a.put(placeKey(former.Alliance, at), rosterBranch{form.Schema, n.Left, n.Right})
	})
	if err != nil {
		return "", err
	}
	a.put(rootKey(former.Alliance, epoch), rosterRoot{form.Schema, branch})
	return branch.Hash.String(), nil
}

// placeKey is where an inner node of an alliance's trees is kept.
func placeKey(alliance string, at merkle.Place) Key {
	return branchKey(alliance, at.Edition, "root"+at.Way) // no part of a key is empty
}

// readBranch reads inner nodes of an alliance's trees.
func readBranch(s Store, alliance string) func(merkle.Place) (merkle.Node, error) {
	return func(at merkle.Place) (merkle.Node, error) {
		node, err := load[rosterBranch](s, placeKey(alliance, at))
		return merkle.Node{Left: node.Left, Right: node.Right}, err
	}
}

// entryChanges are changes of an epoch as those of its tree. It reports whether each says what it
// made of its member's entry.
func entryChanges(changes []Change) ([]merkle.Change, bool) {
	list := make([]merkle.Change, 0, len(changes))
	for _, change := range changes {
		next := merkle.Change{Key: entryKey(change.Party)}
		if change.After.State == charter.Active || change.After.State == charter.Suspended {
			next.Value = new(merkle.Hash)
			if next.Value.UnmarshalText([]byte(change.Entry)) != nil {
				return nil, false
			}
		}
		list = append(list, next)
	}
	return list, true
}

// entriesAt are all entries at the end of an epoch, as what an empty tree becomes theirs by.
func entriesAt(memberships []Membership, epoch int) ([]merkle.Change, error) {
	list := make([]merkle.Change, 0, len(memberships))
	for _, member := range memberships {
		entry, is := member.EntryAt(epoch)
		if !is {
			continue
		}
		value, err := entry.digest()
		if err != nil {
			return nil, err
		}
		list = append(list, merkle.Change{Key: entryKey(member.Party), Value: &value})
	}
	return list, nil
}

// RosterProof is what shows, by the root of a seal alone, whether a party was a member at the end of
// its epoch.
type RosterProof struct {
	Seal Seal `json:"seal"`
	// Entry is the member's, as the bytes that the tree has the digest of: JSON. Without it the
	// party was no member.
	Entry string `json:"entry,omitempty" metadata:",optional"`
	// Siblings are the hashes beside the way from the root to where the party's entry is, or would be: the
	// root's first.
	Siblings []string `json:"siblings"`
	// LeafKey and LeafValue are what is there: the entry's, or that of another party, which shows
	// that there is none of this one; without them nothing is.
	LeafKey   string `json:"leafKey,omitempty" metadata:",optional"`
	LeafValue string `json:"leafValue,omitempty" metadata:",optional"`
}

// Shows reports whether a proof shows that a party was a member; if it does not, that it was none. The
// error says what is wrong with a proof that shows neither.
func (p RosterProof) Shows(party string) (bool, error) {
	path, root, err := p.path()
	if err != nil {
		return false, err
	}
	value, err := path.Value(root, entryKey(party))
	switch {
	case err != nil:
		return false, err
	case value == nil && p.Entry == "":
		return false, nil
	case value == nil || *value != merkle.Of([]byte(p.Entry)):
		return false, errEntryDiffers
	}
	return true, nil
}

var errEntryDiffers = errors.New("the entry is not the one at the end of the path")

// path reads the hashes of a proof.
func (p RosterProof) path() (merkle.Path, merkle.Hash, error) {
	path, root, leaf := merkle.Path{Siblings: make([]merkle.Hash, len(p.Siblings))}, merkle.Hash{}, merkle.Leaf{}
	err := root.UnmarshalText([]byte(p.Seal.Root))
	for i, sibling := range p.Siblings {
		err = errors.Join(err, path.Siblings[i].UnmarshalText([]byte(sibling)))
	}
	if p.LeafKey != "" || p.LeafValue != "" {
		err = errors.Join(err, leaf.Key.UnmarshalText([]byte(p.LeafKey)), leaf.Value.UnmarshalText([]byte(p.LeafValue)))
		path.Leaf = &leaf
	}
	return path, root, err
}

// GetRosterProof asks for the proof that a party was, or was not, a member at the end of an epoch. It
// refuses with UNKNOWN_RECORD an epoch that is not sealed, or whose seal has no root.
type GetRosterProof struct {
	Alliance string `json:"alliance"`
	Epoch    int    `json:"epoch"`
	Party    string `json:"party"`
}

// Name implements Query.
func (GetRosterProof) Name() string                     { return "GetRosterProof" }
func (q GetRosterProof) answer(s snapshot) (any, error) { return q.read(s) }

func (q GetRosterProof) check() error {
	return refusal.First(checkEpoch(q.Alliance, q.Epoch), form.CheckID("party", q.Party))
}

func (q GetRosterProof) read(s snapshot) (RosterProof, error) {
	seal, err := load[Seal](s, sealKey(q.Alliance, q.Epoch))
	if err != nil {
		return RosterProof{}, err
	}
	root, found, err := get[rosterRoot](s, rootKey(q.Alliance, q.Epoch))
	if err == nil && !found {
		err = refusal.New(refusal.UnknownRecord, "record", "root", "id", q.Alliance+" "+strconv.Itoa(q.Epoch))
	}
	if err != nil {
		return RosterProof{}, err
	}
	path, err := merkle.Prove(root.Branch, entryKey(q.Party), readBranch(s, q.Alliance))
	if err != nil {
		return RosterProof{}, err
	}
	proof := RosterProof{Seal: seal, Siblings: make([]string, 0, len(path.Siblings))}
	for _, sibling := range path.Siblings {
		proof.Siblings = append(proof.Siblings, sibling.String())
	}
	if path.Leaf != nil {
		proof.LeafKey, proof.LeafValue = path.Leaf.Key.String(), path.Leaf.Value.String()
	}
	member, _, err := get[Membership](s, MembershipKey(q.Alliance, q.Party))
	if err != nil {
		return RosterProof{}, err
	}
	if entry, is := member.EntryAt(q.Epoch); is {
		text, err := form.Encode(entry)
		proof.Entry = string(text)
		return proof, err
	}
	return proof, nil
}
