package charter

// preparedBallot is a ballot made ready to be counted by many comparisons: what is the
// same for all of them is looked up once.
type preparedBallot struct {
	Ballot
	blocClasses, voterClasses, voteClasses []int // the index of each one's class in the charter, -1 for none
	voterIndexes                           []int // the index of each vote's voter among the voters, -1 for none; see indexVoters
	groups                                 voterGroups
	present                                *preparedBallot // of those who are there, all of them for; nil outside of a meeting
}

// prepare looks up what all comparisons need.
func (b Ballot) prepare() *preparedBallot {
	if b.classIndexes == nil {
		b.classIndexes = b.Charter.indexClasses()
	}
	pb := &preparedBallot{Ballot: b, blocClasses: make([]int, len(b.Electorate)), voteClasses: make([]int, len(b.Votes))}
	for i, bloc := range b.Electorate {
		pb.blocClasses[i] = pb.classIndex(bloc.Class)
	}
	for i, cast := range b.Votes {
		pb.voteClasses[i] = pb.classIndex(cast.Class)
	}
	pb.spend(len(b.Electorate) + len(b.Votes))
	if b.Rule.Affiliates == AffiliatesOne && !b.byTwo() {
		pb.groups = pb.groupAffiliates()
		pb.spend(8 * (len(b.Electorate) + len(b.Voters) + len(b.Votes)))
	}
	if b.Present != nil {
		there := b
		there.Votes, there.Present = b.Present, nil
		pb.present = there.prepare()
	}
	return pb
}

// indexClasses returns the index of each class in the charter, by its id.
func (c Charter) indexClasses() map[string]int {
	places := make(map[string]int, len(c.Classes))
	for i, class := range c.Classes {
		places[class.ID] = i
	}
	return places
}

// classIndex returns the index of a class in the charter, -1 for none.
func (pb *preparedBallot) classIndex(class string) int {
	if i, found := pb.classIndexes[class]; found {
		return i
	}
	return -1
}

// indexVoters looks up the voters one by one, once a comparison names some of them.
func (pb *preparedBallot) indexVoters() {
	if pb.voterIndexes != nil {
		return
	}
	pb.voterClasses, pb.voterIndexes = make([]int, len(pb.Voters)), make([]int, len(pb.Votes))
	parties := make(map[string]int, len(pb.Voters))
	for i, voter := range pb.Voters {
		pb.voterClasses[i], parties[voter.Party] = pb.classIndex(voter.Class), i
	}
	for i, cast := range pb.Votes {
		at, found := parties[cast.Party]
		if !found {
			at = -1
		}
		pb.voterIndexes[i] = at
	}
	pb.spend(8 * (len(pb.Voters) + len(pb.Votes)))
}

// stake is what voters who are alike count for, each of them, in one comparison.
type stake struct {
	group  string
	weight int64
	count  int
}

// stakes returns what the voters count for of whom a comparison speaks, and whether a
// vote is one of theirs. A group that is one voter is so as a whole.
func (pb *preparedBallot) stakes(e Expression, s scale) ([]stake, func(vote int) bool) {
	list, meant := pb.classStakes(e.Who, s)
	if e.Who.Named() {
		list, meant = pb.namedStakes(e.Who, s)
	}
	if pb.groups == nil {
		return list, meant
	}
	whole, groups := pb.groups.stakes(pb, e.Who, s)
	pb.spend(24*len(pb.groups) + len(pb.Electorate) + len(pb.Votes))
	return append(list, whole...), func(vote int) bool {
		if group := pb.Votes[vote].Group; group != "" {
			return groups[group]
		}
		return meant(vote)
	}
}

// countsAlone reports whether a voter counts for itself: it belongs to no group that is one.
func (pb *preparedBallot) countsAlone(group string) bool { return group == "" || pb.groups == nil }

// namedStakes is stakes where some are named one by one.
func (pb *preparedBallot) namedStakes(who *Who, s scale) (list []stake, of func(vote int) bool) {
	pb.indexVoters()
	meant := make([]bool, len(pb.Voters))
	for i, voter := range pb.Voters {
		pb.spend(1 + who.size()/4)
		if meant[i] = who.Covers(voter); meant[i] && pb.countsAlone(voter.Group) {
			list = append(list, stake{voter.Group, s.of(pb.voterClasses[i], voter.Weights), 1 + voter.alike})
		}
	}
	return list, func(vote int) bool { return pb.voterIndexes[vote] >= 0 && meant[pb.voterIndexes[vote]] }
}

// classStakes is stakes where members are named by class at most.
func (pb *preparedBallot) classStakes(who *Who, s scale) (list []stake, of func(vote int) bool) {
	meant := make([]bool, len(pb.Charter.Classes)+1)
	for i, class := range pb.Charter.Classes {
		meant[i+1] = who.coversClass(class.ID)
	}
	pb.spend(len(pb.Charter.Classes) * (2 + who.size()/4))
	list = make([]stake, 0, len(pb.Electorate))
	for i, bloc := range pb.Electorate {
		place := pb.blocClasses[i]
		if (meant[place+1] || place < 0 && who.coversClass(bloc.Class)) && pb.countsAlone(bloc.Group) {
			list = append(list, stake{bloc.Group, s.of(place, bloc.Weights), bloc.Active})
		}
	}
	return list, func(vote int) bool { return meant[pb.voteClasses[vote]+1] }
}

// counts works out what one comparison counts.
func (pb *preparedBallot) counts(e Expression) counts {
	s := pb.Charter.scale(e.Measure)
	stakes, meant := pb.stakes(e, s)
	c := counts{figures: pb.Figures, byTwo: pb.byTwo()}
	pools := pb.Rule.pools(stakes)
	for i := range pb.Votes {
		if meant(i) {
			c.voted += 1 + pb.Votes[i].alike
			pools.vote(pb.Votes[i], s.of(pb.voteClasses[i], pb.Votes[i].Weights))
		}
	}
	if e.Votes.isDistinct() {
		pb.countDistinct(&c, e.Votes, pools, meant)
	}
	if pb.Rule.Casting != nil {
		c.casting = pb.castingVote(e.Who, meant)
	}
	pools.sum(&c)
	c.present = pb.countPresent(e)
	pb.spend(len(pb.Electorate) + len(pb.Votes) + pools.work)
	return c
}

// countDistinct counts the hosts or the groups of the votes for. Where a group votes as
// one, it is the group's vote that counts, once, and for the host of its lead; and as
// long as another of it can still differ, neither that host nor the group is certain.
func (pb *preparedBallot) countDistinct(c *counts, what Count, pools *pools, meant func(int) bool) {
	seen := map[string]bool{}
	pb.spend(8 * len(pb.Votes))
	for i, cast := range pb.Votes {
		if cast.Position != For || !meant(i) {
			continue
		}
		alike, certain := pb.distinctFor(i, pools)
		name := cast.groupOrParty()
		if what == CountHosts {
			name = cast.Host
		} else if cast.Group == "" {
			name = ""
		}
		if alike > 0 {
			c.addDistinct(seen, name, alike, certain)
		}
	}
}

// distinctFor returns for how many different ones a vote for counts, and whether that is
// certain whoever still votes.
func (pb *preparedBallot) distinctFor(vote int, pools *pools) (alike int, certain bool) {
	cast := pb.Votes[vote]
	pool, alike := pools.pool(cast.Group), 1+cast.alike
	if pool == &pools.ungrouped || !pools.groupsAsOne {
		return alike, true
	}
	if pool.position != For || !pb.groups.isLead(cast.Group, vote) {
		return 0, false
	}
	return pb.groups.distinctVotes(alike), pool.voted == pool.voters
}

// addDistinct counts a host or a group that may have been counted before: seen says of
// each whether it was certain. Without a name each is another.
func (c *counts) addDistinct(seen map[string]bool, name string, alike int, certain bool) {
	if name == "" {
		c.distinct += alike
		if certain {
			c.distinctCertain += alike
		}
		return
	}
	wasCertain, known := seen[name]
	seen[name] = wasCertain || certain
	if !known {
		c.distinct++
	}
	if certain && !wasCertain {
		c.distinctCertain++
	}
}
