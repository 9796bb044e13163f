package membership

import "slices"

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

// countsAs tells whether two comparisons count alike, whatever they then take of it
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

// over tells whether there is no work left: then nothing is counted any more.
func (b Ballot) over() bool { return b.left != nil && *b.left < 0 }

// words are how many there are to compare somebody with.
func (w *Who) words() int {
	if w == nil {
		return 0
	}
	return len(w.Classes) + len(w.Parties)
}

// same tells whether two names of members say the same, word by word.
func (w *Who) same(other *Who) bool {
	if w == nil || other == nil || w == other {
		return w == other
	}
	return w.Organ == other.Organ && w.Founders == other.Founders && slices.Equal(w.Classes, other.Classes) &&
		slices.Equal(w.Parties, other.Parties)
}
