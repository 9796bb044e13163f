package charterfile

import (
	"slices"

	"allianceregistry/internal/input"
	"allianceregistry/internal/reading"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// File is a charter as it stands in a file.
type File struct {
	Charter charter.Charter
	Lines   input.Lines
}

// maxDefects bounds the defects that are listed of charter tests.
const maxDefects = 100

// Read reads a charter from YAML or JSON, strictly: by itself, or inside a version
// of it as the programs print the ledger's. A file that does not have a charter's
// form is refused with *Invalid, which lists every defect of form with its path and
// line; whether the charter makes sense is asked of the file afterwards.
func Read(content []byte) (File, error) {
	if slices.Contains(input.Fields(content), "charter") {
		var kept membership.CharterVersion
		lines, err := decode(content, &kept)
		return File{kept.Charter, lines.Below("charter")}, err
	}
	var f File
	lines, err := decode(content, &f.Charter)
	f.Lines = lines
	return f, err
}

func decode(content []byte, into any) (input.Lines, error) {
	document, err := reading.Format(form.MaxArgument).Decode(content, into)
	return document.Lines, asInvalid(err)
}

// Defects lists what is wrong with the charter for an alliance of this composition,
// with lines. Without voters in it only the form is looked at.
func (f File) Defects(among charter.Composition) []Defect {
	defects := f.Charter.Defects(among)
	placed := make([]Defect, 0, len(defects))
	for _, defect := range defects {
		placed = append(placed, Defect{defect, f.Lines.Of(defect.Path)})
	}
	return placed
}
