package charter

import (
	"cmp"
	"slices"
)

// steps are what a vote of each position adds to count×q - base×p, or takes off it.
func steps(e Expression, p, q, sign int64) positionWeights {
	steps := positionWeights{}
	for side, position := range positions() {
		steps[side] = sign * (position.countsTowards(e.Votes)*q - position.countsTowards(e.Of)*p)
	}
	return steps
}

// certain reports whether no vote to come can change that a comparison is met, or not:
// the difference count×q - base×p, on which it turns, is brought as far up and as far
// down as it can come. Each vote has one position or is not cast, so what is best for
// one is best for all. The true ends are never outside of these.
func (c counts) certain(e Expression, relation Relation, p, q int64, met bool) bool {
	if c.byTwo {
		return c.certainByTwo(e, relation, p, q, met)
	}
	if c.casting.has && e.isMajority() {
		return c.certainByCasting(e, relation, met)
	}
	if e.Votes.isDistinct() {
		base := c.of(e.Of)
		return relation.holds(int64(c.distinct+c.distinctToCome), base, p, q) == met && relation.holds(int64(c.distinctCertain), base, p, q) == met
	}
	up, down := c.extreme(e, p, q, 1), c.extreme(e, p, q, -1)
	if relation == AtLeast && e.Of != "" { // of nothing it is never met
		if met {
			return c.leastBase(e.Of) > 0 && relation.holds(down[0], down[1], p, q)
		}
		up = c.withBase(e, up)
	}
	return relation.holds(up[0], up[1], p, q) == met && relation.holds(down[0], down[1], p, q) == met
}

// extreme returns the count and the base at which they differ most, one way or the other.
func (c counts) extreme(e Expression, p, q, sign int64) [2]int64 {
	moved := c.shift(steps(e, p, q, sign), e.Of)
	return [2]int64{c.of(e.Votes) + moved.sum(e.Votes), c.of(e.Of) + moved.sum(e.Of)}
}

// leastBase is the least that a base can come to: votes to come can take votes cast away
// where a group turns to an abstention, or is held to a cap.
func (c counts) leastBase(of Count) int64 {
	down := positionWeights{}
	for side, position := range positions() {
		down[side] = -position.countsTowards(of)
	}
	return c.of(of) + c.shift(down, "").sum(of)
}

// withBase is an upper end with a base. Where all that is best for the difference would
// leave nothing to take a share of, one vote less goes there, if one can.
func (c counts) withBase(e Expression, end [2]int64) [2]int64 {
	if end[1] > 0 || !e.Of.isVotes() {
		return end
	}
	for _, o := range c.outstanding {
		if o.weight > 0 && o.canAddTo(e.Of) || o.turnWeight > 0 && positions()[o.turnsFrom].countsTowards(e.Of) > 0 {
			lost := Abstain.countsTowards(e.Votes) - max(For.countsTowards(e.Votes), Against.countsTowards(e.Votes))
			return [2]int64{max(0, end[0]-max(0, lost)), 1}
		}
	}
	return end
}

// canAddTo reports whether there is room for a position that a count speaks of.
func (o outstanding) canAddTo(to Count) bool {
	for side, position := range positions() {
		if o.maxUp[side] > 0 && position.countsTowards(to) > 0 {
			return true
		}
	}
	return false
}

// shift returns what comes to each position if all that is outstanding goes where a step
// is greatest; of steps that are alike to one that gives a share its base.
func (c counts) shift(steps positionWeights, base Count) positionWeights {
	order := []int{0, 1, 2}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(steps[b], steps[a]), cmp.Compare(positions()[b].countsTowards(base), positions()[a].countsTowards(base)))
	})
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
