package charter

import (
	"cmp"
	"slices"
)

// What version 2 of the rules counted otherwise stands here, and a few words where it
// is asked for: it counted an affiliate group in each comparison by those of it of
// whom the comparison speaks, and looked for what could still change less closely. It
// stays as it is: decisions are recorded that rest on it.

// certainByTwo reports whether version 2 took what is met, or not, to be certain.
func (c counts) certainByTwo(e Expression, relation Relation, p, q int64, met bool) bool {
	for _, end := range c.extremesByTwo(e, p, q) {
		if relation.holds(end[0], end[1], p, q) != met {
			return false
		}
	}
	return true
}

// extremesByTwo returns the count and the base at which version 2 took them to differ
// most, one way and the other.
func (c counts) extremesByTwo(e Expression, p, q int64) [2][2]int64 {
	count, base := c.of(e.Votes), c.of(e.Of)
	if e.Votes.isDistinct() {
		return [2][2]int64{{count + int64(max(0, c.voters-c.voted)), base}, {int64(c.distinctCertain), base}}
	}
	var ends [2][2]int64
	for end, sign := range []int64{1, -1} {
		moved := c.shiftByTwo(steps(e, p, q, sign))
		ends[end] = [2]int64{count + moved.sum(e.Votes), base + moved.sum(e.Of)}
	}
	if ends[0][1] == 0 && e.Of == CountCast && e.AtLeast != "" &&
		slices.ContainsFunc(c.outstanding, func(o outstanding) bool { return o.weight > 0 }) {
		ends[0] = [2]int64{max(0, ends[0][0]-1), 1}
	}
	return ends
}

func (c counts) shiftByTwo(steps positionWeights) positionWeights {
	order := []int{0, 1, 2}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(steps[b], steps[a]) })
	moved := positionWeights{}
	for _, o := range c.outstanding {
		rest := o.weight
		for _, side := range order {
			if steps[side] < 0 {
				moved[side] -= o.maxDown[side]
				continue
			}
			gone := min(rest, o.maxUp[side])
			moved[side], rest = moved[side]+gone, rest-gone
		}
		if o.turnWeight > 0 && steps[Abstain.index()] > steps[o.turnsFrom] {
			moved[o.turnsFrom] -= o.turnWeight
			moved[Abstain.index()] += o.turnWeight
		}
	}
	return moved
}
