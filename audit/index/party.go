package index

import (
	"maps"
	"slices"
	"strings"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// separator ends each part of a packed text. No name or id has it: it is a control character.
const separator = "\x1f"

func (e effect) party(p membership.Party, text []byte) {
	label := packLabel(p)
	e.put(partyTable, p.ID, e.place, label, text)
	e.put(partyVersionTable, p.ID, e.place, label, text)
	e.names("party", p.ID, "name", p.Names)
	e.doc("party", p.ID, "reason", p.Reason)
	if p.Version > 1 {
		e.renamed = append(e.renamed, p.ID)
	}
}

// names makes a record be found by its names.
func (e effect) names(kind, value, field string, names form.Names) {
	for _, language := range slices.Sorted(maps.Keys(names)) {
		e.doc(kind, value, field+"."+language, names[language])
	}
}

// packLabel packs what a roster shows of a party into one text: reading many
// columns is what a long roster costs.
func packLabel(p membership.Party) string {
	parts := []string{string(p.Kind)}
	for _, language := range slices.Sorted(maps.Keys(p.Names)) {
		parts = append(parts, language, p.Names[language])
	}
	return sanitize(strings.Join(parts, separator))
}

// unpackLabel is the inverse of packLabel.
func unpackLabel(label string) (charter.Kind, form.Names) {
	kind, rest, more := strings.Cut(label, separator)
	names := form.Names{}
	for more {
		var language, name string
		language, rest, _ = strings.Cut(rest, separator)
		name, rest, more = strings.Cut(rest, separator)
		names[language] = name
	}
	return charter.Kind(kind), names
}
