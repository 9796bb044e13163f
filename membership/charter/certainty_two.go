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
	for _, end := range c.endsByTwo(e, p, q) {
		if relation.holds(end[0], end[1], p, q) != met {
			return false
		}
	}
	return true
}

// endsByTwo returns the count and the base at which version 2 took them to differ
// most, one way and the other.
func (c counts) endsByTwo(e Expression, p, q int64) [2][2]int64 {
	count, base := c.of(e.Votes), c.of(e.Of)
	if e.Votes.distinct() {
		return [2][2]int64{{count + int64(max(0, c.voters-c.voted)), base}, {int64(c.firm), base}}
	}
	var ends [2][2]int64
	for end, sign := range []int64{1, -1} {
		moved := c.movedByTwo(steps(e, p, q, sign))
		ends[end] = [2]int64{count + moved.of(e.Votes), base + moved.of(e.Of)}
	}
	if ends[0][1] == 0 && e.Of == CountCast && e.AtLeast != "" &&
		slices.ContainsFunc(c.open, func(o opening) bool { return o.rest > 0 }) {
		ends[0] = [2]int64{max(0, ends[0][0]-1), 1}
	}
	return ends
}

func (c counts) movedByTwo(steps sides) sides {
	order := []int{0, 1, 2}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(steps[b], steps[a]) })
	moved := sides{}
	for _, o := range c.open {
		rest := o.rest
		for _, side := range order {
			if steps[side] < 0 {
				moved[side] -= o.down[side]
				continue
			}
			gone := min(rest, o.up[side])
			moved[side], rest = moved[side]+gone, rest-gone
		}
		if o.turning > 0 && steps[Abstain.side()] > steps[o.turns] {
			moved[o.turns] -= o.turning
			moved[Abstain.side()] += o.turning
		}
	}
	return moved
}
