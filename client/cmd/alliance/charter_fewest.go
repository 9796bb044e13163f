package main

import (
	"slices"

	"allianceregistry/client/charterfile"
	"allianceregistry/membership/charter"
)

// mostTried is up to how many founders of a class are tried out.
const mostTried = 12

// fewest is the smallest number of founders, each of a host of its own, for whom a
// charter is without fault.
func fewest(file charterfile.File, cases charterfile.Cases) int {
	return len(fewestFounders(file, cases))
}

// fewestFounders tries equal numbers of each class; where none will do, as when
// founders have to have weights of their own, the members of the charter's tests.
// Of these it leaves out whom it can.
func fewestFounders(file charterfile.File, cases charterfile.Cases) []charter.Voter {
	founders := cases.Composition(file.Charter).Voters
	for n := 1; n <= mostTried; n++ {
		if some := example(file.Charter, n).Voters; founds(file, some) {
			founders = some
			break
		}
	}
	for i := len(founders) - 1; i >= 0; i-- {
		if fewer := slices.Delete(slices.Clone(founders), i, i+1); founds(file, fewer) {
			founders = fewer
		}
	}
	return founders
}

// founds reports whether the charter is without fault on the day that these found
// an alliance, and nobody else is in it.
func founds(file charterfile.File, founders []charter.Voter) bool {
	ids, places := []string{}, map[string]charter.Place{}
	for _, founder := range founders {
		ids = append(ids, founder.Party)
		places[founder.Party] = charter.Place{Class: founder.Class, Weights: founder.Weights}
	}
	return len(ids) > 0 && len(file.Faults(file.Charter.FoundedBy(ids, places))) == 0
}
