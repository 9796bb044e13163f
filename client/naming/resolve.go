// Package naming is between the ids of the ledger and what people call things: it finds
// what a word means, says classes as their charter calls them, and suggests the id that
// was meant where a word is none.
//
//	Resolve, ResolveIDs, ClassID, ProposalID   a name, or the beginning of an id ─► the id
//	Calling, CallingAt, CalledBy              an id ─► the name by the charter of a moment
//	Suggest                                   an id that nobody has ─► the nearest that somebody has
//
// A name never decides anything by itself: what goes to the ledger is the id, and a word
// that means nothing stays as it is, for the rules to refuse.
package naming

import (
	"context"
	"strings"

	"allianceregistry/client"
	"allianceregistry/internal/input"
	"allianceregistry/internal/reading"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// Resolve puts ids in the place of names: a class or an organ may be called as its
// charter calls it, in any language, as the programs show it.
func Resolve(ctx context.Context, c *client.Client, t membership.Transaction) (membership.Transaction, error) {
	switch t := t.(type) {
	case membership.Join:
		class, _, err := ResolveIDs(ctx, c, t.Alliance, t.Class, "")
		t.Class = class
		return t, err
	case membership.VacateSeat:
		_, organ, err := ResolveIDs(ctx, c, t.Alliance, "", t.Organ)
		t.Organ = organ
		return t, err
	case membership.Propose:
		class, organ, err := ResolveIDs(ctx, c, t.Alliance, t.Class, t.Organ)
		t.Class, t.Organ = class, organ
		return t, err
	}
	return t, nil
}

// ResolveIDs finds the class and the organ of an alliance's charter that are called so. It
// is asked for the charter only where a word cannot be an id; a name that nothing
// has stays, for the rules to refuse.
func ResolveIDs(ctx context.Context, c *client.Client, alliance, class, organ string) (classID, organID string, err error) {
	if !reading.IsName(class) && !reading.IsName(organ) {
		return class, organ, nil
	}
	kept, err := client.Agreed(ctx, c, membership.GetCharter{Alliance: alliance})
	if err != nil {
		return class, organ, err
	}
	class = ClassID(kept.Charter, class)
	for _, one := range kept.Charter.Organs {
		if reading.IsName(organ) && isNamed(one.Names, organ) {
			organ = one.ID
		}
	}
	return class, organ, nil
}

// ClassID is the class of a charter that is called so, in any language; a name that no class
// has stays.
func ClassID(c charter.Charter, class string) string {
	for _, one := range c.Classes {
		if reading.IsName(class) && isNamed(one.Names, class) {
			return one.ID
		}
	}
	return class
}

// isNamed reports whether a word is one of the names, whatever the case of its letters.
func isNamed(all form.Names, word string) bool {
	for _, name := range all {
		if strings.EqualFold(name, strings.TrimSpace(word)) || strings.EqualFold(input.Fold(name), input.Fold(word)) {
			return true
		}
	}
	return false
}

// ProposalID is a proposal's id, or the one that begins as a word does.
func ProposalID(ctx context.Context, c *client.Client, word string) (string, error) {
	if !reading.Beginning(word) {
		return word, nil
	}
	ids, err := c.ProposalsLike(ctx, word)
	if err != nil {
		return "", err
	}
	return reading.Only(word, ids)
}
