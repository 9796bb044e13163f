package replay

import (
	"sort"
	"time"

	"allianceregistry/audit/chain"
)

// agreedTimes are what the valid steps' times say together: a time is judged by its
// neighbours in the run of those that agree, and one that does not fit blames nobody.
type agreedTimes struct {
	steps []Step
	run   []int // of steps, in their order
}

// timesOf finds the run of chain.Agreed.
func timesOf(steps []Step) agreedTimes {
	var at []time.Time
	var of []int
	for i := range steps {
		if steps[i].Code == valid {
			at, of = append(at, steps[i].Time), append(of, i)
		}
	}
	t := agreedTimes{steps: steps}
	for _, i := range chain.Agreed(at) {
		t.run = append(t.run, of[i])
	}
	return t
}

// before is the latest of the run in the blocks before a step's, nil if there is none.
func (t agreedTimes) before(step *Step) *Step {
	at := sort.Search(len(t.run), func(n int) bool { return t.steps[t.run[n]].Block >= step.Block })
	if at == 0 {
		return nil
	}
	return &t.steps[t.run[at-1]]
}

// after is the earliest of the run in the blocks after a step's, nil if there is none.
func (t agreedTimes) after(step *Step) *Step {
	at := sort.Search(len(t.run), func(n int) bool { return t.steps[t.run[n]].Block > step.Block })
	if at == len(t.run) {
		return nil
	}
	return &t.steps[t.run[at]]
}

// oddTimes finds transactions whose time does not fit their place in the chain.
func oddTimes(steps []Step, t Thresholds) []chain.Finding {
	var found []chain.Finding
	agreed := timesOf(steps)
	for i := range steps {
		step := &steps[i]
		if step.Code != valid {
			continue
		}
		if next := agreed.after(step); next != nil && step.Time.Sub(next.Time) > t.ClockOff {
			found = append(found, warning(ClockOff, step.Place, "name", step.Name, "time", formatTime(step.Time),
				"before", formatTime(next.Time), "by", formatDuration(step.Time.Sub(next.Time))))
			continue
		}
		if last := agreed.before(step); last != nil && last.Time.Sub(step.Time) > t.HeldBack {
			found = append(found, warning(HeldBack, step.Place, "name", step.Name, "time", formatTime(step.Time),
				"after", formatTime(last.Time), "by", formatDuration(last.Time.Sub(step.Time))))
		}
	}
	return found
}

// formatDuration writes a length of time; one that is longer than 292 years is cut there.
func formatDuration(d time.Duration) string { return d.Truncate(time.Millisecond).String() }
