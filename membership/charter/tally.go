package charter

import (
	"slices"
)

// counter counts a ballot for many comparisons: what several of them count, the
// same of the same voters in the same measure, it counts once.
type counter struct {
	*ready
	seen []tallied
}

// tallied is what was counted, and for which comparisons.
type tallied struct {
	of Expression
	counts
}

func (b Ballot) counter() *counter { return &counter{ready: b.ready()} }

// counts works out what a comparison counts, unless it has done so before. What is
// open in it is shared, and never written to.
func (c *counter) counts(e Expression) counts {
	if c.spend(8); c.over() {
		return counts{}
	}
	for _, seen := range c.seen {
		c.spend(1 + seen.of.Who.words()/4)
		if seen.of.countsAs(e) {
			return seen.counts
		}
	}
	fresh := c.ready.counts(e)
	c.seen = append(c.seen, tallied{e, fresh})
	return fresh
}

// countsAs reports whether two comparisons count alike, whatever they then take of it
// and compare it with. Hosts and groups are counted apart, and from each other.
func (e Expression) countsAs(other Expression) bool {
	if e.Votes != other.Votes && (e.Votes.distinct() || other.Votes.distinct()) {
		return false
	}
	return e.Measure == other.Measure && e.Who.same(other.Who)
}

// spend takes work off what is left to an examination: a unit is about as much as it
// takes to look at one voter.
func (b Ballot) spend(units int) {
	if b.left != nil {
		*b.left -= units
	}
}

// over reports whether there is no work left: then nothing is counted any more.
func (b Ballot) over() bool { return b.left != nil && *b.left < 0 }

// words are how many there are to compare somebody with.
func (w *Who) words() int {
	if w == nil {
		return 0
	}
	return len(w.Classes) + len(w.Parties)
}

// same reports whether two names of members say the same, word by word.
func (w *Who) same(other *Who) bool {
	if w == nil || other == nil || w == other {
		return w == other
	}
	return w.Organ == other.Organ && w.Founders == other.Founders && slices.Equal(w.Classes, other.Classes) &&
		slices.Equal(w.Parties, other.Parties)
}

// counts are what one comparison counts.
type counts struct {
	sides      sides
	electorate int64
	// hosts is how many distinct ones were counted, hosts or groups, and firm how
	// many of them no vote can take away.
	hosts, firm int
	// voters is how many may vote, voted how many did; coming is how many more distinct
	// ones there can be.
	voters, voted, coming int
	figures               map[string]int
	// open is what can still change.
	open []opening
	// two says that it is counted by the rules of version 2.
	two bool
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
	return c.sides.of(what)
}

// voted reports whether a count is a sum over sides.
func (c Count) voted() bool {
	switch c {
	case CountFor, CountAgainst, CountAbstain, CountCast, CountTakingPart, CountSponsors:
		return true
	}
	return false
}

// of sums up the sides that a count speaks of.
func (s sides) of(what Count) int64 {
	total := int64(0)
	for side, position := range positions() {
		total += s[side] * position.adds(what)
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
}
