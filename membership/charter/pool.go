package charter

import "slices"

// positionWeights are weights by position, in the order of positions().
type positionWeights [3]int64

// pool is an affiliate group, where its rule makes it one voter or caps what it
// counts for.
type pool struct {
	weight   int64 // of all its members who may vote; the greatest one's if it is one voter
	uncast   int64 // of those who have not voted
	voters   int
	voted    int
	cast     positionWeights
	position Position // of a group that is one voter
}

// pools gathers the voters of one comparison.
type pools struct {
	groupsAsOne bool
	// cap is the most that a pool or a voter outside of groups counts for.
	cap int64
	// ungrouped are the voters outside of groups, or all where a group is nothing to the rule.
	ungrouped pool
	groups    map[string]*pool
	order     []string
	// work is what it takes to gather them, beyond a look at each.
	work int
}

// unlimited is more than any weight of an alliance.
const unlimited = int64(1) << 62

// anyPosition is room for whatever there is.
var anyPosition = positionWeights{unlimited, unlimited, unlimited}

// pools returns the voters of one comparison, nobody having voted.
func (r Rule) pools(stakes []stake) *pools {
	p := &pools{groupsAsOne: r.Affiliates == AffiliatesOne, cap: unlimited}
	if r.Cap != "" {
		p.cap = p.capOf(r.Cap, stakes)
	}
	for _, s := range stakes {
		into := p.pool(s.group)
		into.voters += s.count
		switch {
		case into == &p.ungrouped:
			into.weight += min(s.weight, p.cap) * int64(s.count)
		case p.groupsAsOne:
			into.weight = max(into.weight, s.weight)
		default:
			into.weight += s.weight * int64(s.count)
		}
	}
	if p.groupsAsOne || p.cap != unlimited {
		p.work += 4 * len(stakes)
	}
	p.ungrouped.uncast = p.ungrouped.weight
	for _, group := range p.order {
		p.groups[group].uncast = p.groups[group].weight
	}
	return p
}

// pool returns the pool of a group; a group is nothing to a rule that neither caps
// it nor makes it one voter.
func (p *pools) pool(group string) *pool {
	if group == "" || !p.groupsAsOne && p.cap == unlimited {
		return &p.ungrouped
	}
	if p.groups[group] == nil {
		if p.groups == nil {
			p.groups = map[string]*pool{}
		}
		p.groups[group] = &pool{}
		p.work += 8
		p.order = append(p.order, group)
	}
	return p.groups[group]
}

// vote enters a vote of a weight, or as many as are alike.
func (p *pools) vote(cast Cast, weight int64) {
	into := p.pool(cast.Group)
	if into != &p.ungrouped {
		p.work += 4
	}
	into.voted += 1 + cast.alike
	if into == &p.ungrouped {
		weight = min(weight, p.cap)
	} else if p.groupsAsOne {
		if into.position == "" {
			into.position = cast.Position
		}
		if into.position != cast.Position { // they differ
			into.position = Abstain
		}
		return
	}
	weight *= int64(1 + cast.alike)
	into.cast[cast.Position.index()] += weight
	into.uncast = max(0, into.uncast-weight)
}

// sum adds up the votes by position, and keeps what can still change.
func (p *pools) sum(c *counts) {
	c.weights, c.electorate = p.ungrouped.cast, p.ungrouped.weight
	c.voters = p.ungrouped.voters
	c.distinctToCome = max(0, p.ungrouped.voters-p.ungrouped.voted)
	c.outstanding = append(c.outstanding, outstanding{weight: p.ungrouped.uncast, maxUp: anyPosition})
	slices.Sort(p.order)
	if p.work += 8 * len(p.order); !p.groupsAsOne {
		p.work += 24 * len(p.order) // each is held to the cap
	}
	for _, name := range p.order {
		group := p.groups[name]
		c.voters += group.voters
		if more := max(0, group.voters-group.voted); !p.groupsAsOne {
			c.distinctToCome += more
		} else if more > 0 && group.position != Against && group.position != Abstain {
			c.distinctToCome++ // also where it has voted for, since whose host is counted may change
		}
		c.electorate += min(group.weight, p.cap)
		if p.groupsAsOne {
			group.addAsOne(c, min(group.weight, p.cap))
		} else {
			group.addCapped(c, p.cap)
		}
	}
}

// addAsOne adds a group that is one voter. Until all of it have voted, what it says
// can turn into an abstention.
func (g *pool) addAsOne(c *counts, weight int64) {
	if g.position == "" {
		c.outstanding = append(c.outstanding, outstanding{weight: weight, maxUp: anyPosition})
		return
	}
	side := g.position.index()
	c.weights[side] += weight
	if g.voted < g.voters && g.position != Abstain {
		c.outstanding = append(c.outstanding, outstanding{turnsFrom: side, turnWeight: weight})
	}
}

// addCapped adds a group that counts for so much at most. What it has beyond is
// taken off those positions that have most: so votes to come can also lower
// what a position has, down to a third of the cap.
func (g *pool) addCapped(c *counts, limit int64) {
	held := g.cast.cappedAt(limit)
	for side, weight := range held {
		c.weights[side] += weight
	}
	if g.weight <= limit {
		c.outstanding = append(c.outstanding, outstanding{weight: g.uncast, maxUp: anyPosition})
		return
	}
	if g.uncast == 0 {
		return
	}
	next := outstanding{weight: unlimited}
	for side, weight := range held {
		next.maxUp[side] = min(g.cast[side]+g.uncast, limit) - weight
		next.maxDown[side] = weight - min(g.cast[side], limit/int64(len(held)))
	}
	c.outstanding = append(c.outstanding, next)
}

// cappedAt lowers the greatest weights, together, until all are within a number: to
// the largest level at which they are.
func (s positionWeights) cappedAt(limit int64) positionWeights {
	at := func(level int64) (held positionWeights, total int64) {
		for side, weight := range s {
			held[side] = min(weight, level)
			total += held[side]
		}
		return held, total
	}
	if _, total := at(unlimited); total <= limit {
		return s
	}
	low, high := int64(0), limit
	for low < high {
		middle := high - (high-low)/2
		if _, total := at(middle); total <= limit {
			low = middle
		} else {
			high = middle - 1
		}
	}
	held, _ := at(low)
	return held
}

// capOf returns the largest whole number that is within the share of the
// electorate once everybody is held to it. Where there are too few for that, all
// count as much as the least of them.
func (p *pools) capOf(largest Amount, stakes []stake) int64 {
	above, below, _ := largest.parse()
	type same struct{ weight, count int64 }
	var units []same
	groups := map[string]int{}
	for _, s := range stakes {
		if s.group == "" {
			units = append(units, same{s.weight, int64(s.count)})
			continue
		}
		index, seen := groups[s.group]
		if !seen {
			index = len(units)
			groups[s.group], units = index, append(units, same{count: 1})
		}
		if p.groupsAsOne {
			units[index].weight = max(units[index].weight, s.weight)
		} else {
			units[index].weight += s.weight * int64(s.count)
		}
	}
	smallestWeight, largestWeight := unlimited, int64(0)
	for _, unit := range units {
		if unit.weight > 0 {
			smallestWeight, largestWeight = min(smallestWeight, unit.weight), max(largestWeight, unit.weight)
		}
	}
	p.work += len(stakes)
	within := func(limit int64) bool {
		p.work += 1 + len(units)/8
		total := int64(0)
		for _, unit := range units {
			total += min(unit.weight, limit) * unit.count
		}
		return compareProducts(limit, below, total, above) <= 0
	}
	low, high := int64(0), largestWeight
	for low < high { // the numbers within the share are those up to one of them
		if middle := high - (high-low)/2; within(middle) {
			low = middle
		} else {
			high = middle - 1
		}
	}
	if low == 0 {
		return smallestWeight
	}
	return low
}
