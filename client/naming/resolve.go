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
	"allianceregistry/membership/refusal"
)

// Resolve puts ids in the place of names: a class, an organ or a kind of resolution may be called
// as its charter calls it, in any language, as the programs show it.
func Resolve(ctx context.Context, c *client.Client, t membership.Transaction) (membership.Transaction, error) {
	switch t := t.(type) {
	case membership.Join:
		called, err := ResolveIDs(ctx, c, t.Alliance, Called{Class: t.Class})
		t.Class = called.Class
		return t, err
	case membership.VacateSeat:
		called, err := ResolveIDs(ctx, c, t.Alliance, Called{Organ: t.Organ})
		t.Organ = called.Organ
		return t, err
	case membership.FillSeat:
		called, err := ResolveIDs(ctx, c, t.Alliance, Called{Organ: t.Organ})
		t.Organ = called.Organ
		return t, err
	case membership.Propose:
		called, err := ResolveIDs(ctx, c, t.Alliance, Called{t.Class, t.Organ, t.Resolution})
		t.Class, t.Organ, t.Resolution = called.Class, called.Organ, called.Resolution
		return t, err
	}
	return t, nil
}

// Called is what a charter has names for, each by its id or by such a name.
type Called struct{ Class, Organ, Resolution string }

// ResolveIDs finds what of an alliance's charter is called so. It is asked for the charter only
// where a word cannot be an id; of a name that nothing has it says so: UNKNOWN_CLASS, UNKNOWN_ORGAN
// or UNKNOWN_RESOLUTION.
func ResolveIDs(ctx context.Context, c *client.Client, alliance string, called Called) (Called, error) {
	if !reading.IsName(called.Class) && !reading.IsName(called.Organ) && !reading.IsName(called.Resolution) {
		return called, nil
	}
	kept, err := client.Agreed(ctx, c, membership.GetCharter{Alliance: alliance})
	if err != nil {
		return called, err
	}
	called.Class = ClassID(kept.Charter, called.Class)
	for _, one := range kept.Charter.Organs {
		if reading.IsName(called.Organ) && isNamed(one.Names, called.Organ) {
			called.Organ = one.ID
		}
	}
	called.Resolution = ResolutionID(kept.Charter, called.Resolution)
	switch {
	case called.Class != "" && reading.IsName(called.Class):
		return called, refusal.New(refusal.UnknownClass, "class", refusal.Clip(called.Class))
	case called.Organ != "" && reading.IsName(called.Organ):
		return called, refusal.New(refusal.UnknownOrgan, "organ", refusal.Clip(called.Organ))
	case called.Resolution != "" && reading.IsName(called.Resolution):
		return called, refusal.New(refusal.UnknownResolution, "resolution", refusal.Clip(called.Resolution))
	}
	return called, nil
}

// ResolutionID is the kind of resolution of a charter that is called so, as ClassID is the class.
func ResolutionID(c charter.Charter, kind string) string {
	for _, one := range c.Resolutions {
		if reading.IsName(kind) && isNamed(one.Names, kind) {
			return one.ID
		}
	}
	return kind
}

// AmendmentID is the kind of amendment of a charter that is called so, as ClassID is the class.
func AmendmentID(c charter.Charter, kind string) string {
	for _, one := range c.Amendments {
		if reading.IsName(kind) && isNamed(one.Names, kind) {
			return one.ID
		}
	}
	return kind
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
