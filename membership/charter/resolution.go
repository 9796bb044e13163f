package charter

import (
	"slices"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// ResolutionKind is a kind of resolution that the charter tells apart: an ordinary and a special one, a
// technical specification and a budget. Its rule is "resolve/ID"; without one it is decided as
// resolutions of no kind are.
type ResolutionKind struct {
	ID    string     `json:"id"`
	Names form.Names `json:"names"`
}

// MaxResolutions is the most kinds of resolutions of a charter.
const MaxResolutions = 20

// ResolutionKind finds a kind of resolution by its id.
func (c Charter) ResolutionKind(id string) (ResolutionKind, bool) {
	index := slices.IndexFunc(c.Resolutions, func(k ResolutionKind) bool { return k.ID == id })
	if index < 0 {
		return ResolutionKind{}, false
	}
	return c.Resolutions[index], true
}

// CheckResolution refuses with UNKNOWN_RESOLUTION a kind that the charter does not declare. No kind
// is one too.
func (c Charter) CheckResolution(id string) error {
	if _, found := c.ResolutionKind(id); id != "" && !found {
		return refusal.New(refusal.UnknownResolution, "resolution", refusal.Clip(id))
	}
	return nil
}
