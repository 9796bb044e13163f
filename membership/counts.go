package membership

import (
	"cmp"
	"slices"
)

// counts are what one comparison counts.
type counts struct {
	sides      sides
	electorate int64
	// hosts is how many distinct ones were counted, hosts or groups, and firm how
	// many of them no vote can take away.
	hosts, firm int
	// voters is how many may vote, voted how many did.
	voters, voted int
	figures       map[string]int
	// open is what can still change.
	open []opening
}

// opening is what the votes to come can do: put up to rest on sides, each up to
// so much; take so much down from a side; or, where a group votes as one, turn
// its whole weight from one side to an abstention.
type opening struct {
	rest     int64
	up, down sides
	turns    int
	turning  int64
}

// of returns how much there is of something: 1 for nothing in particular.
func (c counts) of(what Count) int64 {
	switch what {
	case "":
		return 1
	case CountHosts, CountGroups:
		return int64(c.hosts)
	case CountElectorate:
		return c.electorate
	}
	if !what.voted() {
		return int64(c.figures[string(what)])
	}
	total := int64(0)
	for side, position := range positions() {
		total += c.sides[side] * position.adds(what)
	}
	return total
}

// voted tells whether a count is a sum over sides.
func (c Count) voted() bool {
	switch c {
	case CountFor, CountAgainst, CountAbstain, CountCast, CountTakingPart, CountSponsors:
		return true
	}
	return false
}

// adds tells whether a vote of this position counts, 1 or 0.
func (p Position) adds(count Count) int64 {
	counted := false
	switch count {
	case CountFor, CountSponsors:
		counted = p == For
	case CountAgainst:
		counted = p == Against
	case CountAbstain:
		counted = p == Abstain
	case CountCast:
		counted = p != Abstain
	case CountTakingPart:
		counted = true
	}
	if counted {
		return 1
	}
	return 0
}

// ends returns the count and the base at which they can come to differ most, one
// way and the other, by the votes still to come. The difference is count×q - base×p;
// each vote goes to one side or is not cast, so what is best for one is best for
// all with the same room. The true ends are never outside of these.
func (c counts) ends(e Expression, p, q int64) [2][2]int64 {
	count, base := c.of(e.Votes), c.of(e.Of)
	if e.Votes.distinct() {
		return [2][2]int64{{count + int64(max(0, c.voters-c.voted)), base}, {int64(c.firm), base}}
	}
	var ends [2][2]int64
	for end, sign := range []int64{1, -1} {
		steps := make([]int64, 0, len(sides{}))
		for _, position := range positions() {
			steps = append(steps, sign*(position.adds(e.Votes)*q-position.adds(e.Of)*p))
		}
		moved := c.moved(steps)
		ends[end] = [2]int64{count, base}
		for side, position := range positions() {
			ends[end][0] += moved[side] * position.adds(e.Votes)
			ends[end][1] += moved[side] * position.adds(e.Of)
		}
	}
	if ends[0][1] == 0 && e.Of == CountCast && e.AtLeast != "" {
		ends[0] = c.based(ends[0])
	}
	return ends
}

// based is an end at which a share would be one of no votes cast, with one of the
// abstentions cast instead, as far as votes are still to come: it is the least
// that gives the share its base.
func (c counts) based(end [2]int64) [2]int64 {
	for _, o := range c.open {
		if o.rest > 0 {
			return [2]int64{max(0, end[0]-1), 1}
		}
	}
	return end
}

// moved returns what comes to each side if all that is open goes where a step is
// greatest. A step of nothing is taken too: it may give a share its base.
func (c counts) moved(steps []int64) sides {
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
