package charter

import (
	"slices"
)

// sides are weights by position: for, against, abstain.
type sides [3]int64

// pool is an affiliate group, where its rule makes it one voter or caps what it
// counts for.
type pool struct {
	weight int64 // of all its members who may vote; the greatest one's if it is one voter
	rest   int64 // of those who have not voted
	voters int
	voted  int
	cast   sides
	says   Position // what a group says that is one voter
}

// pools gathers the voters of one comparison.
type pools struct {
	one bool
	// cap is the most that a pool or a voter outside of groups counts for.
	cap int64
	// single are the voters outside of groups, or all where a group is nothing to the rule.
	single pool
	groups map[string]*pool
	order  []string
	// work is what it takes to gather them, beyond a look at each.
	work int
}

// unlimited is more than any weight of an alliance.
const unlimited = int64(1) << 62

// anySide is room for whatever there is.
var anySide = sides{unlimited, unlimited, unlimited}

// pools returns the voters of one comparison, nobody having voted.
func (r Rule) pools(shares []share) *pools {
	p := &pools{one: r.Affiliates == AffiliatesOne, cap: unlimited}
	if r.Cap != "" {
		p.cap = p.capOf(r.Cap, shares)
	}
	for _, s := range shares {
		into := p.of(s.group)
		into.voters += s.count
		switch {
		case into == &p.single:
			into.weight += min(s.weight, p.cap) * int64(s.count)
		case p.one:
			into.weight = max(into.weight, s.weight)
		default:
			into.weight += s.weight * int64(s.count)
		}
	}
	if p.one || p.cap != unlimited {
		p.work += 4 * len(shares)
	}
	p.single.rest = p.single.weight
	for _, group := range p.order {
		p.groups[group].rest = p.groups[group].weight
	}
	return p
}

// of returns the pool of a group; a group is nothing to a rule that neither caps
// it nor makes it one voter.
func (p *pools) of(group string) *pool {
	if group == "" || !p.one && p.cap == unlimited {
		return &p.single
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
	into := p.of(cast.Group)
	if into != &p.single {
		p.work += 4
	}
	into.voted += 1 + cast.alike
	if into == &p.single {
		weight = min(weight, p.cap)
	} else if p.one {
		if into.says == "" {
			into.says = cast.Position
		}
		if into.says != cast.Position { // they differ
			into.says = Abstain
		}
		return
	}
	weight *= int64(1 + cast.alike)
	into.cast[cast.Position.side()] += weight
	into.rest = max(0, into.rest-weight)
}

// sum adds up the sides, and keeps what can still change.
func (p *pools) sum(c *counts) {
	c.sides, c.electorate = p.single.cast, p.single.weight
	c.voters = p.single.voters
	c.coming = max(0, p.single.voters-p.single.voted)
	c.open = append(c.open, opening{rest: p.single.rest, up: anySide})
	slices.Sort(p.order)
	if p.work += 8 * len(p.order); !p.one {
		p.work += 24 * len(p.order) // each is held to the cap
	}
	for _, name := range p.order {
		group := p.groups[name]
		c.voters += group.voters
		if more := max(0, group.voters-group.voted); !p.one {
			c.coming += more
		} else if more > 0 && group.says != Against && group.says != Abstain {
			c.coming++ // also where it has voted for, since whose host is counted may change
		}
		c.electorate += min(group.weight, p.cap)
		if p.one {
			group.sumOne(c, min(group.weight, p.cap))
		} else {
			group.sumCapped(c, p.cap)
		}
	}
}

// sumOne adds a group that is one voter. Until all of it have voted, what it says
// can turn into an abstention.
func (g *pool) sumOne(c *counts, weight int64) {
	if g.says == "" {
		c.open = append(c.open, opening{rest: weight, up: anySide})
		return
	}
	side := g.says.side()
	c.sides[side] += weight
	if g.voted < g.voters && g.says != Abstain {
		c.open = append(c.open, opening{turns: side, turning: weight})
	}
}

// sumCapped adds a group that counts for so much at most. What it has beyond is
// taken off those of its sides that have most: so votes to come can also lower
// what a side has, down to a third of the cap.
func (g *pool) sumCapped(c *counts, most int64) {
	held := g.cast.heldTo(most)
	for side, weight := range held {
		c.sides[side] += weight
	}
	if g.weight <= most {
		c.open = append(c.open, opening{rest: g.rest, up: anySide})
		return
	}
	if g.rest == 0 {
		return
	}
	next := opening{rest: unlimited}
	for side, weight := range held {
		next.up[side] = min(g.cast[side]+g.rest, most) - weight
		next.down[side] = weight - min(g.cast[side], most/int64(len(held)))
	}
	c.open = append(c.open, next)
}

// heldTo lowers the greatest sides, together, until all are within a number: to
// the largest level at which they are.
func (s sides) heldTo(most int64) sides {
	at := func(level int64) (held sides, total int64) {
		for side, weight := range s {
			held[side] = min(weight, level)
			total += held[side]
		}
		return held, total
	}
	if _, total := at(unlimited); total <= most {
		return s
	}
	low, high := int64(0), most
	for low < high {
		middle := high - (high-low)/2
		if _, total := at(middle); total <= most {
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
func (p *pools) capOf(largest Amount, shares []share) int64 {
	above, below, _ := largest.parse()
	type same struct{ weight, count int64 }
	var kins []same
	groups := map[string]int{}
	for _, s := range shares {
		if s.group == "" {
			kins = append(kins, same{s.weight, int64(s.count)})
			continue
		}
		index, seen := groups[s.group]
		if !seen {
			index = len(kins)
			groups[s.group], kins = index, append(kins, same{count: 1})
		}
		if p.one {
			kins[index].weight = max(kins[index].weight, s.weight)
		} else {
			kins[index].weight += s.weight * int64(s.count)
		}
	}
	least, most := unlimited, int64(0)
	for _, kin := range kins {
		if kin.weight > 0 {
			least, most = min(least, kin.weight), max(most, kin.weight)
		}
	}
	p.work += len(shares)
	within := func(most int64) bool {
		p.work += 1 + len(kins)/8
		total := int64(0)
		for _, kin := range kins {
			total += min(kin.weight, most) * kin.count
		}
		return compareProducts(most, below, total, above) <= 0
	}
	low, high := int64(0), most
	for low < high { // the numbers within the share are those up to one of them
		if middle := high - (high-low)/2; within(middle) {
			low = middle
		} else {
			high = middle - 1
		}
	}
	if low == 0 {
		return least
	}
	return low
}
