package charterfile

import (
	"slices"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/trial"
)

// maxFounders is how many founders of a class are tried out at most.
const maxFounders = 12

// SmallestFounding is the smallest founding, each founder of a host of its own, for which a
// charter is without fault. It tries equal numbers of each class; where none will do, as when
// founders have to have weights of their own, the members of the charter's tests.
// Of these it leaves out whom it can.
func SmallestFounding(file File, cases Cases) []charter.Voter {
	founders := cases.Composition(file.Charter).Voters
	for n := 1; n <= maxFounders; n++ {
		if some := trial.Example(file.Charter, n).Voters; CanFound(file, some) {
			founders = some
			break
		}
	}
	for i := len(founders) - 1; i >= 0; i-- {
		if fewer := slices.Delete(slices.Clone(founders), i, i+1); CanFound(file, fewer) {
			founders = fewer
		}
	}
	return founders
}

// CanFound reports whether the charter is without fault on the day that these found
// an alliance, and nobody else is in it.
func CanFound(file File, founders []charter.Voter) bool {
	ids, places := []string{}, map[string]charter.Place{}
	for _, founder := range founders {
		ids = append(ids, founder.Party)
		places[founder.Party] = charter.Place{Class: founder.Class, Weights: founder.Weights}
	}
	return len(ids) > 0 && len(file.Defects(file.Charter.FounderComposition(ids, places))) == 0
}
