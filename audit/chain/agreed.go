package chain

import (
	"slices"
	"sort"
	"time"
)

// maxContradiction is how far a time at the end of a chain may lie ahead of one behind it
// before it is taken for the odd one: no transaction is on its way for so long, and
// nothing later says yet which of the two is right.
const maxContradiction = 24 * time.Hour

// Agreed are the places of those times, in the order of a chain, that most of them
// agree on. A transaction's time is its sender's word, so that one alone proves nothing
// about the others: what they agree on is the longest run of times of which none lies
// before the one before it. Where one time contradicts one other, the earlier one in
// the chain is taken: a transaction that is held back is likelier than a clock that is
// ahead.
func Agreed(times []time.Time) []int {
	byLength := piles(times)
	if len(byLength) == 0 {
		return nil
	}
	last := byLength[len(byLength)-1]
	end := last[0]
	if latest := last[len(last)-1]; times[end].Sub(times[latest]) > maxContradiction {
		end = latest
	}
	run := []int{end}
	for _, level := range slices.Backward(byLength[:len(byLength)-1]) {
		// of those with the same length, each lies before the one before it
		at := sort.Search(len(level), func(n int) bool { return !times[level[n]].After(times[end]) })
		end = level[at]
		run = append(run, end)
	}
	slices.Reverse(run)
	return run
}

// piles are the places of times by the length of the longest run that each can end, in
// their order (patience sorting).
func piles(times []time.Time) (byLength [][]int) {
	for i, at := range times {
		fits := sort.Search(len(byLength), func(n int) bool {
			pile := byLength[n]
			return times[pile[len(pile)-1]].After(at)
		})
		if fits == len(byLength) {
			byLength = append(byLength, nil)
		}
		byLength[fits] = append(byLength[fits], i)
	}
	return byLength
}

// clockTolerance is how far a clock may be ahead of another: as far as peers allow.
const clockTolerance = 2 * time.Minute

// KnownUntil is the time up to which a chain says what happened: the last of the times, in
// its order, that most agree on. Of one that lies ahead of the reader's own clock
// nothing is believed, for behind the last nothing contradicts it; the zero time is no
// clock. It is the zero time if there is none to believe.
func KnownUntil(times []time.Time, clock time.Time) time.Time {
	if !clock.IsZero() {
		limit := clock.Add(clockTolerance)
		times = slices.DeleteFunc(slices.Clone(times), func(at time.Time) bool { return at.After(limit) })
	}
	run := Agreed(times)
	if len(run) == 0 {
		return time.Time{}
	}
	return times[run[len(run)-1]]
}
