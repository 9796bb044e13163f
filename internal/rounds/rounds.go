// Package rounds measures things by turns, so that whatever else the machine does
// meets all of them alike, and compares them round by round. Benchmarks that
// compare use it.
package rounds

import (
	"slices"
	"time"
)

// InTurn runs each of do once a round, and returns how long each of them took in
// each round. Rounds begin with another one each time: none always comes first.
func InTurn(rounds int, do ...func()) [][]time.Duration {
	took := make([][]time.Duration, len(do))
	for i := range took {
		took[i] = make([]time.Duration, rounds)
	}
	for round := range rounds {
		for i := range do {
			which := (round + i) % len(do)
			begin := time.Now()
			do[which]()
			took[which][round] = time.Since(begin)
		}
	}
	return took
}

// Ratio is the median of the ratios of two in each round. There must be as many
// of both, and at least one.
func Ratio(these, those []time.Duration) float64 {
	ratios := make([]float64, len(these))
	for round := range these {
		ratios[round] = these[round].Seconds() / those[round].Seconds()
	}
	return median(ratios)
}

// Median is the middle one, in seconds; there must be at least one.
func Median(took []time.Duration) float64 {
	seconds := make([]float64, len(took))
	for i, one := range took {
		seconds[i] = one.Seconds()
	}
	return median(seconds)
}

// median is the middle one, the upper of two in the middle.
func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}
