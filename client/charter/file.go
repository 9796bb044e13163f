package charter

import "allianceregistry/membership"

// File is a charter as it stands in a file.
type File struct {
	Charter membership.Charter
	Lines   Lines
}

// Read reads a charter from YAML or JSON, strictly. A file that does not have a
// charter's form is refused with *Invalid, which lists every fault of form with its
// path and line; whether the charter makes sense is asked of the file afterwards.
func Read(content []byte) (File, error) {
	var f File
	lines, err := decode(content, &f.Charter)
	f.Lines = lines
	return f, err
}

// Faults lists what is wrong with the charter for an alliance of this composition,
// with lines. Without voters in it only the form is looked at.
func (f File) Faults(among membership.Composition) []Fault {
	return f.Lines.all(f.Charter.Faults(among))
}

// all gives faults their lines.
func (l Lines) all(faults []membership.Fault) []Fault {
	placed := make([]Fault, 0, len(faults))
	for _, fault := range faults {
		placed = append(placed, Fault{fault, l.Of(fault.Path)})
	}
	return placed
}
