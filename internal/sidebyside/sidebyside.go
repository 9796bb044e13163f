// Package sidebyside measures alternatives side by side: by turns, round after round, so
// that whatever else the machine does meets all of them alike. Benchmarks that compare
// use it.
package sidebyside

import (
	"slices"
	"time"
)

// Measure runs each of the alternatives once a round, and returns how long each of them
// took in each round. Rounds begin with another one each time: none always comes first.
func Measure(rounds int, alternatives ...func()) [][]time.Duration {
	took := make([][]time.Duration, len(alternatives))
	for i := range took {
		took[i] = make([]time.Duration, rounds)
	}
	for round := range rounds {
		for i := range alternatives {
			which := (round + i) % len(alternatives)
			begin := time.Now()
			alternatives[which]()
			took[which][round] = time.Since(begin)
		}
	}
	return took
}

// Ratio returns the median of the ratios of two alternatives in each round. There must
// be as many durations of both, and at least one.
func Ratio(these, those []time.Duration) float64 {
	ratios := make([]float64, len(these))
	for round := range these {
		ratios[round] = these[round].Seconds() / those[round].Seconds()
	}
	return median(ratios)
}

// Median returns the duration in the middle, in seconds; there must be at least one.
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
