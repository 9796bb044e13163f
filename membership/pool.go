package membership

import "slices"

// sides are weights by position: for, against, abstain.
type sides [3]int64

// positions are the positions in the order of sides.
func positions() []Position { return []Position{For, Against, Abstain} }

func (p Position) side() int { return slices.Index(positions(), p) }

// pool is an affiliate group, where its rule makes it one voter or caps what it
// counts for.
type pool struct {
	weight int64 // of all its members who may vote; the greatest one's if it is one voter
	rest   int64 // of those who have not voted
	voters int
	voted  int
	cast   sides
}

// pools gathers the voters of one comparison.
type pools struct {
	one bool
	// cap is the most that a pool or a voter outside of groups counts for on a side.
	cap int64
	// single are the voters outside of groups, or all where a group is nothing to the rule.
	single pool
	groups map[string]*pool
	order  []string
}

// unlimited is more than any weight of an alliance.
const unlimited = int64(1) << 62

// pools returns the voters of one comparison, nobody having voted.
func (b Ballot) pools(voters []Bloc, measure string) *pools {
	p := &pools{one: b.Rule.Affiliates == AffiliatesOne, cap: unlimited, groups: map[string]*pool{}}
	if b.Rule.Cap != "" {
		p.cap = p.capOf(b, voters, measure)
	}
	for _, bloc := range voters {
		weight := b.Charter.weight(bloc.Class, bloc.Weights, measure)
		into := p.of(bloc.Group)
		into.voters += bloc.Active
		if into == &p.single {
			into.weight += min(weight, p.cap) * int64(bloc.Active)
		} else if p.one {
			into.weight = max(into.weight, weight)
		} else {
			into.weight += weight * int64(bloc.Active)
		}
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
		p.groups[group] = &pool{}
		p.order = append(p.order, group)
	}
	return p.groups[group]
}

// vote enters one vote of a weight.
func (p *pools) vote(cast Cast, weight int64) {
	into := p.of(cast.Group)
	into.voted++
	if into == &p.single {
		weight = min(weight, p.cap)
	}
	if into == &p.single || !p.one {
		into.cast[cast.Position.side()] += weight
		into.rest = max(0, into.rest-weight)
		return
	}
	before := into.cast
	into.cast, into.rest = sides{}, 0
	into.cast[cast.Position.side()] = into.weight
	if into.voted > 1 && before != into.cast { // they differ
		into.cast = sides{}
		into.cast[Abstain.side()] = into.weight
	}
}

// sum adds up the sides, and keeps what can still change.
func (p *pools) sum(c *counts) {
	c.sides, c.electorate = p.single.cast, p.single.weight
	c.voters = p.single.voters
	c.open = append(c.open, opening{rest: p.single.rest, room: sides{unlimited, unlimited, unlimited}})
	slices.Sort(p.order)
	for _, name := range p.order {
		group := p.groups[name]
		c.voters += group.voters
		c.electorate += min(group.weight, p.cap)
		next := opening{rest: group.rest}
		if p.one {
			next.rest = min(group.rest, p.cap)
		}
		for side, weight := range group.cast {
			c.sides[side] += min(weight, p.cap)
			next.room[side] = p.cap - min(weight, p.cap)
		}
		if p.one && group.voted > 0 && group.voted < group.voters {
			next.turns = slices.IndexFunc(group.cast[:], func(w int64) bool { return w > 0 })
			next.turning = min(group.weight, p.cap)
			if next.turns == Abstain.side() {
				next.turning = 0
			}
		}
		c.open = append(c.open, next)
	}
}

// capOf returns the largest whole number that is within the rule's share of the
// electorate once everybody is held to it. Where there are too few for that, all
// count as much as the least of them.
func (p *pools) capOf(b Ballot, voters []Bloc, measure string) int64 {
	above, below, _ := b.Rule.Cap.parse()
	type same struct{ weight, count int64 }
	var kins []same
	groups := map[string]int{}
	for _, bloc := range voters {
		weight := b.Charter.weight(bloc.Class, bloc.Weights, measure)
		if bloc.Group == "" {
			kins = append(kins, same{weight, int64(bloc.Active)})
			continue
		}
		index, seen := groups[bloc.Group]
		if !seen {
			index = len(kins)
			groups[bloc.Group], kins = index, append(kins, same{count: 1})
		}
		if p.one {
			kins[index].weight = max(kins[index].weight, weight)
		} else {
			kins[index].weight += weight * int64(bloc.Active)
		}
	}
	least, most := unlimited, int64(0)
	for _, kin := range kins {
		if kin.weight > 0 {
			least, most = min(least, kin.weight), max(most, kin.weight)
		}
	}
	within := func(most int64) bool {
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
