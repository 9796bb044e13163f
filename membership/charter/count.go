package charter

// ready is a ballot made ready to be counted by many comparisons: what is the
// same for all of them is looked up once.
type ready struct {
	Ballot
	blocs, voters, votes []int // the place of each one's class in the charter, -1 for none
	named                []int // the place of each vote's voter among the voters, -1 for none; see name
	ones                 ones
}

func (b Ballot) ready() *ready {
	if b.classes == nil {
		b.classes = b.Charter.places()
	}
	r := &ready{Ballot: b, blocs: make([]int, len(b.Electorate)), votes: make([]int, len(b.Votes))}
	for i, bloc := range b.Electorate {
		r.blocs[i] = r.place(bloc.Class)
	}
	for i, cast := range b.Votes {
		r.votes[i] = r.place(cast.Class)
	}
	r.spend(len(b.Electorate) + len(b.Votes))
	if b.Rule.Affiliates == AffiliatesOne && !b.byTwo() {
		r.ones = r.asOne()
		r.spend(8 * (len(b.Electorate) + len(b.Voters) + len(b.Votes)))
	}
	return r
}

// places are the places of the charter's classes, by their ids.
func (c Charter) places() map[string]int {
	places := make(map[string]int, len(c.Classes))
	for i, class := range c.Classes {
		places[class.ID] = i
	}
	return places
}

func (r *ready) place(class string) int {
	if i, found := r.classes[class]; found {
		return i
	}
	return -1
}

// name looks up the voters one by one, once a comparison names some of them.
func (r *ready) name() {
	if r.named != nil {
		return
	}
	r.voters, r.named = make([]int, len(r.Voters)), make([]int, len(r.Votes))
	parties := make(map[string]int, len(r.Voters))
	for i, voter := range r.Voters {
		r.voters[i], parties[voter.Party] = r.place(voter.Class), i
	}
	for i, cast := range r.Votes {
		at, found := parties[cast.Party]
		if !found {
			at = -1
		}
		r.named[i] = at
	}
	r.spend(8 * (len(r.Voters) + len(r.Votes)))
}

// share is what voters who are alike count for, each of them, in one comparison.
type share struct {
	group  string
	weight int64
	count  int
}

// shares are the voters of whom a comparison speaks, and a way to tell of each
// vote whether it is one of theirs. A group that is one voter is so as a whole.
func (r *ready) shares(e Expression, s scale) ([]share, func(vote int) bool) {
	list, meant := r.classShares(e.Who, s)
	if e.Who.Named() {
		list, meant = r.namedShares(e.Who, s)
	}
	if r.ones == nil {
		return list, meant
	}
	whole, groups := r.ones.shares(r, e.Who, s)
	r.spend(24*len(r.ones) + len(r.Electorate) + len(r.Votes))
	return append(list, whole...), func(vote int) bool {
		if group := r.Votes[vote].Group; group != "" {
			return groups[group]
		}
		return meant(vote)
	}
}

// apart reports whether a voter counts for itself: it belongs to no group that is one.
func (r *ready) apart(group string) bool { return group == "" || r.ones == nil }

func (r *ready) namedShares(who *Who, s scale) (list []share, of func(vote int) bool) {
	r.name()
	meant := make([]bool, len(r.Voters))
	for i, voter := range r.Voters {
		r.spend(1 + who.words()/4)
		if meant[i] = who.Covers(voter); meant[i] && r.apart(voter.Group) {
			list = append(list, share{voter.Group, s.of(r.voters[i], voter.Weights), 1 + voter.alike})
		}
	}
	return list, func(vote int) bool { return r.named[vote] >= 0 && meant[r.named[vote]] }
}

func (r *ready) classShares(who *Who, s scale) (list []share, of func(vote int) bool) {
	meant := make([]bool, len(r.Charter.Classes)+1)
	for i, class := range r.Charter.Classes {
		meant[i+1] = who.classed(class.ID)
	}
	r.spend(len(r.Charter.Classes) * (2 + who.words()/4))
	list = make([]share, 0, len(r.Electorate))
	for i, bloc := range r.Electorate {
		place := r.blocs[i]
		if (meant[place+1] || place < 0 && who.classed(bloc.Class)) && r.apart(bloc.Group) {
			list = append(list, share{bloc.Group, s.of(place, bloc.Weights), bloc.Active})
		}
	}
	return list, func(vote int) bool { return meant[r.votes[vote]+1] }
}

// counts works out what one comparison counts.
func (r *ready) counts(e Expression) counts {
	s := r.Charter.scale(e.Measure)
	shares, meant := r.shares(e, s)
	c := counts{figures: r.Figures, two: r.byTwo()}
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
	r.spend(len(r.Electorate) + len(r.Votes) + pools.work)
	return c
}

// distinct counts the hosts or the groups of the votes for. Where a group votes as
// one, it is the group's vote that counts, once, and for the host of who leads it; and
// as long as another of it can still differ, its host and itself are not firm.
func (r *ready) distinct(c *counts, what Count, pools *pools, meant func(int) bool) {
	firm := map[string]bool{}
	r.spend(8 * len(r.Votes))
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

// distinctOf returns as how many different ones a vote for counts, and whether that
// lasts whoever still votes.
func (r *ready) distinctOf(vote int, pools *pools) (alike int, lasts bool) {
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
