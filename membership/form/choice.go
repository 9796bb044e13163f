package form

import (
	"slices"
	"strings"

	"allianceregistry/membership/refusal"
)

// OneOf refuses a value that is not among the choices.
func OneOf(field, value string, choices ...string) error {
	for _, choice := range choices {
		if value == choice {
			return nil
		}
	}
	named := slices.DeleteFunc(slices.Clone(choices), func(choice string) bool { return choice == "" }) // nothing is no word to choose
	return refusal.New(refusal.BadChoice, "field", field, "value", refusal.Clip(value), "choices", strings.Join(named, ", "))
}
