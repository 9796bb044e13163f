package main

import (
	"context"
	"regexp"
	"strings"

	"allianceregistry/client"
	"allianceregistry/internal/input"
	"allianceregistry/internal/reading"
	"allianceregistry/membership"
	"allianceregistry/membership/form"
)

// called puts ids in the place of names: a class or an organ may be called as its
// charter calls it, in any language, as the programs show it.
func called(ctx context.Context, s session, t membership.Transaction) (membership.Transaction, error) {
	switch t := t.(type) {
	case membership.Join:
		class, _, err := s.ids(ctx, t.Alliance, t.Class, "")
		t.Class = class
		return t, err
	case membership.VacateSeat:
		_, organ, err := s.ids(ctx, t.Alliance, "", t.Organ)
		t.Organ = organ
		return t, err
	case membership.Propose:
		class, organ, err := s.ids(ctx, t.Alliance, t.Class, t.Organ)
		t.Class, t.Organ = class, organ
		return t, err
	}
	return t, nil
}

// ids finds the class and the organ of an alliance's charter that are called so. It
// is asked for the charter only where a word cannot be an id; a name that nothing
// has stays, for the rules to refuse.
func (s session) ids(ctx context.Context, alliance, class, organ string) (string, string, error) {
	if !isName(class) && !isName(organ) {
		return class, organ, nil
	}
	kept, err := client.Agreed(ctx, s.Client, membership.GetCharter{Alliance: alliance})
	if err != nil {
		return class, organ, err
	}
	for _, one := range kept.Charter.Classes {
		if isName(class) && names(one.Names, class) {
			class = one.ID
		}
	}
	for _, one := range kept.Charter.Organs {
		if isName(organ) && names(one.Names, organ) {
			organ = one.ID
		}
	}
	return class, organ, nil
}

var isSlug = regexp.MustCompile(`^[a-z0-9-]*$`)

// isName reports whether a word can be no id.
func isName(word string) bool { return !isSlug.MatchString(reading.ID(word)) }

// names reports whether a word is one of the names, whatever the case of its letters.
func names(all form.Names, word string) bool {
	for _, name := range all {
		if strings.EqualFold(name, strings.TrimSpace(word)) || strings.EqualFold(input.Fold(name), input.Fold(word)) {
			return true
		}
	}
	return false
}
