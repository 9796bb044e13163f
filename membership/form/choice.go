package form

import (
	"slices"
	"strings"

	"allianceregistry/membership/refusal"
)

// OneOf refuses with BAD_CHOICE a value that is not among the choices. Empty is among
// them where the caller says so; the refusal does not list it.
func OneOf(field, value string, choices ...string) error {
	for _, choice := range choices {
		if value == choice {
			return nil
		}
	}
	named := slices.DeleteFunc(slices.Clone(choices), func(choice string) bool { return choice == "" }) // nothing is no word to choose
	return refusal.New(refusal.BadChoice, "field", field, "value", refusal.Clip(value), "choices", strings.Join(named, ", "))
}
