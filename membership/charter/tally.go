package charter

import "slices"

// counter counts a ballot for many comparisons: what several of them count, the
// same of the same voters in the same measure, it counts once.
type counter struct {
	*preparedBallot
	cache []cachedCount
}

// cachedCount is what was counted, and for which comparisons.
type cachedCount struct {
	comparison Expression
	counts
}

func (b Ballot) counter() *counter { return &counter{preparedBallot: b.prepare()} }

// counts works out what a comparison counts, unless it has done so before. What is
// outstanding in it is shared, and never written to.
func (c *counter) counts(e Expression) counts {
	if c.spend(8); c.exhausted() {
		return counts{}
	}
	for _, seen := range c.cache {
		c.spend(1 + seen.comparison.Who.size()/4)
		if seen.comparison.countsAs(e) {
			return seen.counts
		}
	}
	fresh := c.preparedBallot.counts(e)
	c.cache = append(c.cache, cachedCount{e, fresh})
	return fresh
}

// countsAs reports whether two comparisons count alike, whatever they then take of it
// and compare it with. Hosts and groups are counted apart, and from each other.
func (e Expression) countsAs(other Expression) bool {
	if e.Votes != other.Votes && (e.Votes.isDistinct() || other.Votes.isDistinct()) {
		return false
	}
	return e.Measure == other.Measure && e.Who.equal(other.Who)
}

// spend takes work off what is left to an examination: a unit is about as much as it
// takes to look at one voter.
func (b Ballot) spend(units int) {
	if b.budget != nil {
		*b.budget -= units
	}
}

// exhausted reports whether there is no work left: then nothing is counted any more.
func (b Ballot) exhausted() bool { return b.budget != nil && *b.budget < 0 }

// size is how many words there are to compare somebody with.
func (w *Who) size() int {
	if w == nil {
		return 0
	}
	return len(w.Classes) + len(w.Organs) + len(w.Parties)
}

// equal reports whether two names of members say the same, word by word.
func (w *Who) equal(other *Who) bool {
	if w == nil || other == nil || w == other {
		return w == other
	}
	return w.Organ == other.Organ && w.Founders == other.Founders && w.Subject == other.Subject && slices.Equal(w.Classes, other.Classes) &&
		slices.Equal(w.Organs, other.Organs) && slices.Equal(w.Parties, other.Parties)
}

// counts are what one comparison counts.
type counts struct {
	weights    positionWeights
	electorate int64
	// distinct is how many hosts or groups were counted, distinctCertain how many of them
	// no vote can take away, distinctToCome how many more there can be.
	distinct, distinctCertain, distinctToCome int
	// voters is how many may vote, voted how many did.
	voters, voted int
	figures       map[string]int
	// present is how much was there, where the vote is at a meeting.
	present int64
	// outstanding is what can still change.
	outstanding []outstanding
	// casting is what the casting vote says, where the rule has one.
	casting castingVote
	// byTwo says that it is counted by the rules of version 2.
	byTwo bool
}

// outstanding is what the votes to come can do: add up to a weight to
// positions, to each at most maxUp; take at most maxDown from a position; or, where a
// group votes as one, turn its whole weight from one position to an abstention.
type outstanding struct {
	weight         int64
	maxUp, maxDown positionWeights
	turnsFrom      int
	turnWeight     int64
}

// of returns how much there is of something: 1 for nothing in particular.
func (c counts) of(what Count) int64 {
	switch what {
	case "":
		return 1
	case CountHosts, CountGroups:
		return int64(c.distinct)
	case CountElectorate:
		return c.electorate
	case CountPresent:
		if figure, recorded := c.figures[string(what)]; recorded { // older charters may have one of that name
			return int64(figure)
		}
		return c.present
	}
	if !what.isVotes() {
		return int64(c.figures[string(what)])
	}
	return c.weights.sum(what)
}

// isVotes reports whether a count is a sum over positions.
func (c Count) isVotes() bool {
	switch c {
	case CountFor, CountAgainst, CountAbstain, CountCast, CountTakingPart, CountSponsors:
		return true
	}
	return false
}

// sum adds up the positions that a count speaks of.
func (s positionWeights) sum(what Count) int64 {
	total := int64(0)
	for side, position := range positions() {
		total += s[side] * position.countsTowards(what)
	}
	return total
}

// Tally counts a proposal's endorsements.
type Tally struct {
	For     int `json:"for"`
	Against int `json:"against"`
	Abstain int `json:"abstain"`
	// Hosts counts the distinct hosts of the votes for.
	Hosts int `json:"hosts"`
	// Electorate is how many may vote.
	Electorate int `json:"electorate"`
	// Present is how many of them were there when a vote at a meeting opened.
	Present int `json:"present,omitempty" metadata:",optional"`
	// Proxies counts the votes that were cast by proxies: they are among the others.
	Proxies int `json:"proxies,omitempty" metadata:",optional"`
}
