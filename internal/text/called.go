package text

import (
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// Called is how an alliance's charter calls what it declares, by the ids.
type Called struct {
	Classes, Organs, Resolutions, Amendments map[string]form.Names
}

// CalledIn is how a charter calls its classes, organs and kinds of resolutions and amendments.
func CalledIn(bylaws charter.Charter) Called {
	c := Called{Classes: map[string]form.Names{}, Organs: map[string]form.Names{}, Resolutions: map[string]form.Names{}, Amendments: map[string]form.Names{}}
	for _, class := range bylaws.Classes {
		c.Classes[class.ID] = class.Names
	}
	for _, organ := range bylaws.Organs {
		c.Organs[organ.ID] = organ.Names
	}
	for _, kind := range bylaws.Resolutions {
		c.Resolutions[kind.ID] = kind.Names
	}
	for _, kind := range bylaws.Amendments {
		c.Amendments[kind.ID] = kind.Names
	}
	return c
}

// Calling says the classes, organs and kinds of resolutions and amendments of an alliance as its charter calls
// them, and all else as before.
func (t *Text) Calling(called Called) *Text {
	calling := *t
	calling.called = called
	return &calling
}

// Class is a class as the charter calls it; its id where nobody knows that, or where
// words are codes.
func (t *Text) Class(id string) string { return t.displayName(t.called.Classes[id], id) }

// Organ is an organ in the same way.
func (t *Text) Organ(id string) string { return t.displayName(t.called.Organs[id], id) }

// Resolution is a kind of resolution in the same way.
func (t *Text) Resolution(id string) string { return t.displayName(t.called.Resolutions[id], id) }

// Amendment is a kind of amendment in the same way.
func (t *Text) Amendment(id string) string { return t.displayName(t.called.Amendments[id], id) }

func (t *Text) displayName(names form.Names, id string) string {
	if name := t.Name(names); name != "" && !t.coded {
		return name
	}
	return id
}

// classes lists classes as they are called.
func (t *Text) classes(ids []string) []string {
	said := make([]string, 0, len(ids))
	for _, id := range ids {
		said = append(said, t.Class(id))
	}
	return said
}
