package membership

// ready is a ballot made ready to be counted by many comparisons: what is the
// same for all of them is looked up once.
type ready struct {
	Ballot
	blocs, voters, votes []int // the place of each one's class in the charter, -1 for none
	named                []int // the place of each vote's voter among the voters, -1 for none
	ones                 ones
}

func (b Ballot) ready() ready {
	classes := make(map[string]int, len(b.Charter.Classes))
	for i, class := range b.Charter.Classes {
		classes[class.ID] = i
	}
	place := func(class string) int {
		if i, found := classes[class]; found {
			return i
		}
		return -1
	}
	r := ready{Ballot: b}
	for _, bloc := range b.Electorate {
		r.blocs = append(r.blocs, place(bloc.Class))
	}
	parties := make(map[string]int, len(b.Voters))
	for i, voter := range b.Voters {
		r.voters, parties[voter.Party] = append(r.voters, place(voter.Class)), i
	}
	for _, cast := range b.Votes {
		r.votes = append(r.votes, place(cast.Class))
		i, found := parties[cast.Party]
		if !found {
			i = -1
		}
		r.named = append(r.named, i)
	}
	if b.Rule.Affiliates == AffiliatesOne && !b.two() {
		r.ones = r.asOne()
	}
	return r
}

// share is what voters who are alike count for, each of them, in one comparison.
type share struct {
	group  string
	weight int64
	count  int
}

// shares are the voters of whom a comparison speaks, and a way to tell of each
// vote whether it is one of theirs. A group that is one voter is so as a whole.
func (r ready) shares(e Expression, s scale) ([]share, func(vote int) bool) {
	list, meant := r.classShares(e.Who, s)
	if e.Who.named() {
		list, meant = r.namedShares(e.Who, s)
	}
	if r.ones == nil {
		return list, meant
	}
	whole, groups := r.ones.shares(r, e.Who, s)
	return append(list, whole...), func(vote int) bool {
		if group := r.Votes[vote].Group; group != "" {
			return groups[group]
		}
		return meant(vote)
	}
}

// apart tells whether a voter counts for itself: it belongs to no group that is one.
func (r ready) apart(group string) bool { return group == "" || r.ones == nil }

func (r ready) namedShares(who *Who, s scale) (list []share, of func(vote int) bool) {
	meant := make([]bool, len(r.Voters))
	for i, voter := range r.Voters {
		if meant[i] = who.covers(voter); meant[i] && r.apart(voter.Group) {
			list = append(list, share{voter.Group, s.of(r.voters[i], voter.Weights), 1 + voter.alike})
		}
	}
	return list, func(vote int) bool { return r.named[vote] >= 0 && meant[r.named[vote]] }
}

func (r ready) classShares(who *Who, s scale) (list []share, of func(vote int) bool) {
	for i, bloc := range r.Electorate {
		if who.classed(bloc.Class) && r.apart(bloc.Group) {
			list = append(list, share{bloc.Group, s.of(r.blocs[i], bloc.Weights), bloc.Active})
		}
	}
	meant := make([]bool, len(r.Charter.Classes)+1)
	for i, class := range r.Charter.Classes {
		meant[i+1] = who.classed(class.ID)
	}
	return list, func(vote int) bool { return meant[r.votes[vote]+1] }
}

// counts works out what one comparison counts.
func (r ready) counts(e Expression) counts {
	s := r.Charter.scale(e.Measure)
	shares, meant := r.shares(e, s)
	c := counts{figures: r.Figures, two: r.two()}
	pools := r.Rule.pools(shares)
	for i := range r.Votes {
		if meant(i) {
			c.voted += 1 + r.Votes[i].alike
			pools.vote(r.Votes[i], s.of(r.votes[i], r.Votes[i].Weights))
		}
	}
	if e.Votes.distinct() {
		r.distinct(&c, e.Votes, pools, meant)
	}
	pools.sum(&c)
	return c
}

// distinct counts the hosts or the groups of the votes for. Where a group votes as
// one, it is the group's vote that counts, once, and for the host of who leads it; and
// as long as another of it can still differ, its host and itself are not firm.
func (r ready) distinct(c *counts, what Count, pools *pools, meant func(int) bool) {
	firm := map[string]bool{}
	for i, cast := range r.Votes {
		if cast.Position != For || !meant(i) {
			continue
		}
		alike, lasts := r.distinctOf(i, pools)
		name := cast.kin()
		if what == CountHosts {
			name = cast.Host
		} else if cast.Group == "" {
			name = ""
		}
		if alike > 0 {
			c.enter(firm, name, alike, lasts)
		}
	}
}

// distinctOf tells as how many different ones a vote for counts, and whether that
// lasts whoever still votes.
func (r ready) distinctOf(vote int, pools *pools) (alike int, lasts bool) {
	cast := r.Votes[vote]
	pool, alike := pools.of(cast.Group), 1+cast.alike
	if pool == &pools.single || !pools.one {
		return alike, true
	}
	if pool.says != For || !r.ones.led(cast.Group, vote) {
		return 0, false
	}
	return r.ones.votes(alike), pool.voted == pool.voters
}

// enter counts a host or a group that may have been counted before; without a name
// each is another.
func (c *counts) enter(firm map[string]bool, name string, alike int, lasts bool) {
	if name == "" {
		c.hosts += alike
		if lasts {
			c.firm += alike
		}
		return
	}
	lasted, seen := firm[name]
	firm[name] = lasted || lasts
	if !seen {
		c.hosts++
	}
	if lasts && !lasted {
		c.firm++
	}
}
