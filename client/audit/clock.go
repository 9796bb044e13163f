package audit

import (
	"slices"
	"sort"
	"time"

	"allianceregistry/client/chain"
)

// times are what the valid steps' times say together. A transaction's time is its
// sender's word, so that one alone proves nothing about the others: what most of them
// agree on is the longest run of times, in the order of the chain, of which none lies
// before the one before it. A time is judged by its neighbours in that run, and one
// that does not fit the run blames nobody.
type times struct {
	steps []Step
	run   []int // of steps, in their order
}

// farOff is by how much two steps at the end of a chain, of which nothing tells yet
// who is right, must contradict one another so that the earlier one is the odd one:
// nobody's transaction is on its way for so long.
const farOff = 24 * time.Hour

// timesOf finds the longest run. Where one step contradicts one other, the earlier one
// is taken: a transaction that is held back is likelier than a clock that is ahead.
func timesOf(steps []Step) times {
	byLength := runs(steps)
	t := times{steps: steps}
	if len(byLength) == 0 {
		return t
	}
	last := byLength[len(byLength)-1]
	end := last[0]
	if latest := last[len(last)-1]; steps[end].Time.Sub(steps[latest].Time) > farOff {
		end = latest
	}
	t.run = []int{end}
	for _, level := range slices.Backward(byLength[:len(byLength)-1]) {
		// of those with the same length, each lies before the one before it
		at := sort.Search(len(level), func(n int) bool { return !steps[level[n]].Time.After(steps[end].Time) })
		end = level[at]
		t.run = append(t.run, end)
	}
	slices.Reverse(t.run)
	return t
}

// runs are the valid steps by the length of the longest run that each can end, in
// their order (patience sorting).
func runs(steps []Step) (byLength [][]int) {
	for i := range steps {
		if steps[i].Code != valid {
			continue
		}
		at := sort.Search(len(byLength), func(n int) bool {
			pile := byLength[n]
			return steps[pile[len(pile)-1]].Time.After(steps[i].Time)
		})
		if at == len(byLength) {
			byLength = append(byLength, nil)
		}
		byLength[at] = append(byLength[at], i)
	}
	return byLength
}

// before is the latest of the run in the blocks before a step's, nil if there is none.
func (t times) before(step *Step) *Step {
	at := sort.Search(len(t.run), func(n int) bool { return t.steps[t.run[n]].Block >= step.Block })
	if at == 0 {
		return nil
	}
	return &t.steps[t.run[at-1]]
}

// after is the earliest of the run in the blocks after a step's, nil if there is none.
func (t times) after(step *Step) *Step {
	at := sort.Search(len(t.run), func(n int) bool { return t.steps[t.run[n]].Block > step.Block })
	if at == len(t.run) {
		return nil
	}
	return &t.steps[t.run[at]]
}

// outOfTime finds transactions whose time does not fit their place in the chain.
func outOfTime(steps []Step, t Thresholds) []chain.Finding {
	var found []chain.Finding
	agreed := timesOf(steps)
	for i := range steps {
		step := &steps[i]
		if step.Code != valid {
			continue
		}
		if next := agreed.after(step); next != nil && step.Time.Sub(next.Time) > t.ClockOff {
			found = append(found, warning(ClockOff, step.Place, "name", step.Name, "time", rfc(step.Time),
				"before", rfc(next.Time), "by", span(step.Time.Sub(next.Time))))
			continue
		}
		if last := agreed.before(step); last != nil && last.Time.Sub(step.Time) > t.HeldBack {
			found = append(found, warning(HeldBack, step.Place, "name", step.Name, "time", rfc(step.Time),
				"after", rfc(last.Time), "by", span(last.Time.Sub(step.Time))))
		}
	}
	return found
}

// span writes a length of time; one that is longer than 292 years is cut there.
func span(d time.Duration) string { return d.Truncate(time.Millisecond).String() }
