package charter

import (
	"cmp"
	"slices"
)

// steps are what a vote on each side adds to count×q - base×p, or takes off it.
func steps(e Expression, p, q, sign int64) sides {
	steps := sides{}
	for side, position := range positions() {
		steps[side] = sign * (position.adds(e.Votes)*q - position.adds(e.Of)*p)
	}
	return steps
}

// certain reports whether no vote to come can change that a comparison is met, or not:
// the difference count×q - base×p, on which it turns, is brought as far up and as far
// down as it can come. Each vote goes to one side or is not cast, so what is best for
// one is best for all. The true ends are never outside of these.
func (c counts) certain(e Expression, relation Relation, p, q int64, met bool) bool {
	if c.two {
		return c.certainByTwo(e, relation, p, q, met)
	}
	if e.Votes.distinct() {
		base := c.of(e.Of)
		return relation.holds(int64(c.hosts+c.coming), base, p, q) == met && relation.holds(int64(c.firm), base, p, q) == met
	}
	up, down := c.end(e, p, q, 1), c.end(e, p, q, -1)
	if relation == AtLeast && e.Of != "" { // of nothing it is never met
		if met {
			return c.base(e.Of) > 0 && relation.holds(down[0], down[1], p, q)
		}
		up = c.based(e, up)
	}
	return relation.holds(up[0], up[1], p, q) == met && relation.holds(down[0], down[1], p, q) == met
}

// end returns the count and the base at which they differ most, one way or the other.
func (c counts) end(e Expression, p, q, sign int64) [2]int64 {
	moved := c.moved(steps(e, p, q, sign), e.Of)
	return [2]int64{c.of(e.Votes) + moved.of(e.Votes), c.of(e.Of) + moved.of(e.Of)}
}

// base is the least that a base can come to: votes to come can take votes cast away
// where a group turns to an abstention, or is held to a cap.
func (c counts) base(of Count) int64 {
	down := sides{}
	for side, position := range positions() {
		down[side] = -position.adds(of)
	}
	return c.of(of) + c.moved(down, "").of(of)
}

// based is an upper end with a base. Where all that is best for the difference would
// leave nothing to take a share of, one vote less goes there, if one can.
func (c counts) based(e Expression, end [2]int64) [2]int64 {
	if end[1] > 0 || !e.Of.voted() {
		return end
	}
	for _, o := range c.open {
		if o.rest > 0 && o.canAdd(e.Of) || o.turning > 0 && positions()[o.turns].adds(e.Of) > 0 {
			lost := Abstain.adds(e.Votes) - max(For.adds(e.Votes), Against.adds(e.Votes))
			return [2]int64{max(0, end[0]-max(0, lost)), 1}
		}
	}
	return end
}

// canAdd reports whether there is room on a side that a count speaks of.
func (o opening) canAdd(to Count) bool {
	for side, position := range positions() {
		if o.up[side] > 0 && position.adds(to) > 0 {
			return true
		}
	}
	return false
}

// moved returns what comes to each side if all that is open goes where a step is
// greatest; of steps that are alike to one that gives a share its base.
func (c counts) moved(steps sides, base Count) sides {
	order := []int{0, 1, 2}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(steps[b], steps[a]), cmp.Compare(positions()[b].adds(base), positions()[a].adds(base)))
	})
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
