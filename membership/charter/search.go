package charter

import (
	"iter"
	"slices"
	"sort"
)

// fails looks for somebody to file, sponsors and votes by which a proposal is
// accepted while so many of each kind have a say and one is silent. It returns
// where it found none: .sponsors or .pass; empty if it found them.
func (x *examination) fails(left []int, silent int, allFor bool) string {
	if x.over() {
		return ".pass" // not found in the time there is
	}
	sponsored := false
	for _, voters := range x.filed(left, silent) {
		if x.over() {
			break
		}
		sets := x.sponsored(voters, silent)
		if x.two() { // it counted the work for all of them before it tried one
			sets = slices.Values(slices.Collect(sets))
		}
		for rest := range sets {
			sponsored = true
			if x.reachable(rest, silent, allFor) {
				return ""
			}
		}
	}
	if !sponsored {
		return ".sponsors"
	}
	return ".pass"
}

// less is a count of kinds with so many fewer of one.
func less(left []int, kind, by int) []int {
	if kind == nobody {
		return left
	}
	next := slices.Clone(left)
	next[kind] = max(0, next[kind]-by)
	return next
}

// filed are those who have a say once somebody has filed: where the rule recuses
// the filer, one set for each who can be it.
func (x *examination) filed(left []int, silent int) [][]int {
	if x.action == Admit || !slices.Contains(x.rule.recusals(x.action), RecuseFiler) {
		return [][]int{left}
	}
	var list [][]int
	for i, n := range less(left, silent, 1) {
		if n > 0 && x.left > 0 && (x.mayPropose(x.kinds[i].Voter) || x.action.MayProposeForItself()) {
			x.left -= len(left)
			list = append(list, less(left, i, 1))
		}
	}
	if x.action.MayProposeForItself() { // the subject may file, and is recused already
		list = append(list, left)
	}
	return list
}

// sponsored are those who have a say once there are sponsors: none if the rule
// cannot have them; where it recuses sponsors, a set for each way in which as few
// as possible were found.
func (x *examination) sponsored(left []int, silent int) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		if x.rule.Sponsors == nil {
			yield(left)
			return
		}
		willing := x.willing(less(left, silent, 1))
		if !x.enough(willing) {
			return
		}
		if !slices.Contains(x.rule.recusals(x.action), RecuseSponsors) {
			yield(left)
			return
		}
		var seen [][]int
		for first := range willing {
			if first > 0 && (willing[first] == 0 || x.left < 0) {
				continue
			}
			rest := slices.Clone(left)
			for i, n := range x.fewest(willing, first) {
				rest[i] -= n
			}
			if slices.ContainsFunc(seen, func(other []int) bool { return slices.Equal(other, rest) }) {
				continue
			}
			if seen = append(seen, rest); !yield(rest) {
				return
			}
		}
	}
}

// willing are those of so many of each kind who may sponsor.
func (x *examination) willing(left []int) []int {
	willing := slices.Clone(left)
	for i := range willing {
		if !x.sponsors(i) {
			willing[i] = 0
		}
	}
	return willing
}

// fewest leaves sponsors out as long as the others are enough, some kind first.
func (x *examination) fewest(willing []int, first int) []int {
	least, spared := slices.Clone(willing), x.spared(willing, first)
	for i := range least {
		kind := (first + i) % len(least)
		if i < spared {
			least[kind] = 0
			continue
		}
		for most := least[kind]; most > 0 && x.left > 0; most-- {
			low := less(least, kind, 1)
			if !x.enough(low) {
				break
			}
			least = low
		}
	}
	return least
}

// spared is how many kinds, from some kind on, can be left out as a whole: found by
// halves where any sponsor does as well as another, else none.
func (x *examination) spared(willing []int, first int) int {
	alike := !x.two() && x.rises(*x.rule.Sponsors, true)
	x.rule.Sponsors.each(func(leaf Expression) { alike = alike && leaf.Who == nil && leaf.Votes != CountHosts })
	if !alike {
		return 0
	}
	return max(0, sort.Search(len(willing), func(some int) bool {
		low := slices.Clone(willing)
		for i := range some {
			low[(first+i)%len(low)] = 0
		}
		return !x.enough(low)
	})-1)
}

// enough reports whether so many sponsors of each kind meet the rule, the first or the
// last of a group being the first to sponsor.
func (x *examination) enough(of []int) bool {
	x.spend(0, x.leaves*len(x.kinds))
	casts := x.casts(of, nobody, func(int) Position { return For })
	if x.sponsor(casts) {
		return true
	}
	slices.Reverse(casts)
	return x.sponsor(casts)
}

// sponsor reports whether sponsorships meet the rule.
func (x *examination) sponsor(casts []Cast) bool {
	x.spend(12*len(casts), 0)
	ballot := x.counted(sponsoring(x.engine, casts))
	ballot.Charter = x.Charter
	return x.rule.Sponsors.met(holding(ballot.counter().counts)) && !x.overNow()
}

// casts are votes of so many of each kind, save a silent one.
func (x *examination) casts(of []int, silent int, position func(kind int) Position) []Cast {
	casts := x.cast[:0]
	for i, n := range of {
		if i == silent {
			n--
		}
		if n <= 0 {
			continue
		}
		if position := position(i); position != "" {
			voter := x.kinds[i].Voter
			voter.alike = n - 1
			casts = append(casts, Cast{voter, x.kinds[i].host, position})
		}
	}
	x.cast = casts
	x.spend(len(of), 0)
	return casts
}

// Sponsored reports whether sponsorships, in the order in which they came, meet a rule.
// Members of one affiliate group sponsor as one: as the one that did so first, whatever
// class the others are of.
func (c Charter) Sponsored(rule Rule, sponsorships []Cast) bool {
	return rule.Sponsors == nil || c.ExplainSponsors(Engine, rule, sponsorships).Met
}

// ExplainSponsors works out a rule's sponsors, by the rules of the day.
func (c Charter) ExplainSponsors(engine string, rule Rule, sponsorships []Cast) Explanation {
	ballot := sponsoring(engine, sponsorships)
	ballot.Charter = c
	return rule.Sponsors.evaluate(ballot.counter().counts)
}

// sponsoring is a vote of those who sponsor, by which a rule's sponsors are counted.
func sponsoring(engine string, sponsorships []Cast) Ballot {
	ballot := Ballot{
		Rule: Rule{Affiliates: AffiliatesOne}, Engine: engine,
		Votes: make([]Cast, 0, len(sponsorships)), Voters: make([]Voter, 0, len(sponsorships)),
	}
	seen := map[string]bool{}
	for _, sponsorship := range sponsorships {
		if group := sponsorship.Group; group != "" && !ballot.byTwo() {
			if seen[group] {
				continue
			}
			seen[group], sponsorship.alike = true, 0
		}
		sponsorship.Position = For
		ballot.Votes, ballot.Voters = append(ballot.Votes, sponsorship), append(ballot.Voters, sponsorship.Voter)
	}
	ballot.Electorate = eachOf(nil, ballot.Voters)
	return ballot
}

// permits reports whether a voter may vote under a rule: by its seat, or by its
// class's right.
func (c Charter) permits(rule Rule, v Voter) bool {
	if !rule.Electorate.Covers(v) {
		return false
	}
	class, found := c.Class(v.Class)
	return found && (rule.Electorate != nil && rule.Electorate.Organ != "" || class.Permits(Vote) == nil)
}

// ballot is a vote by so many of each kind, of whom a silent one does not vote.
// The charter's figures are taken to be the number of all members. It lasts until the
// next one is made: they share their lists.
func (x *examination) ballot(of []int, silent int, position func(kind int) Position) Ballot {
	b := x.counted(Ballot{Charter: x.Charter, Rule: x.rule, Figures: x.figures, Engine: x.engine, Voters: x.may[:0]})
	for i := range x.kinds {
		if of[i] > 0 && x.votes(i) {
			voter := x.kinds[i].Voter
			voter.alike = of[i] - 1
			b.Voters = append(b.Voters, voter)
		}
	}
	x.spend(20+2*len(x.kinds), 0)
	if position != nil {
		b.Votes = x.casts(of, silent, func(kind int) Position {
			if !x.votes(kind) {
				return ""
			}
			return position(kind)
		})
	}
	b.Electorate = eachOf(x.blocs[:0], b.Voters)
	x.may, x.blocs = b.Voters, b.Electorate
	return b
}

// eachOf is a bloc for each voter: as good as gathering them, and quicker.
func eachOf(blocs []Bloc, voters []Voter) []Bloc {
	for _, voter := range voters {
		blocs = append(blocs, voter.bloc())
	}
	return blocs
}

// maxTried bounds the votes that are tried to meet a rule.
const maxTried = 1024

// reachable looks for votes that meet the rule, a silent one not voting: first
// all for; then every kind for itself, or where there are many every class.
func (x *examination) reachable(of []int, silent int, allFor bool) bool {
	if x.met(x.ballot(of, silent, func(int) Position { return For })) {
		return true
	}
	if allFor {
		return false
	}
	choices := append(positions(), "")
	groups, count := x.apart(len(choices))
	tries := 1
	for range count {
		tries = min(maxTried, tries*len(choices))
	}
	for try := 1; try < tries && x.left > 0; try++ {
		of := x.ballot(of, silent, func(kind int) Position {
			digit := try
			for range groups[kind] {
				digit /= len(choices)
			}
			return choices[digit%len(choices)]
		})
		if x.met(of) {
			return true
		}
	}
	return false
}

// apart numbers what votes for itself: each kind, if there are few, else each class.
func (x *examination) apart(choices int) (numbers []int, count int) {
	x.spend(len(x.kinds), 0)
	tries := 1
	for range x.kinds {
		tries = min(2*maxTried, tries*choices)
	}
	if tries <= maxTried {
		return x.all(), len(x.kinds)
	}
	classes := map[string]int{}
	for _, k := range x.kinds {
		number, seen := classes[k.Class]
		if !seen {
			number = len(classes)
			classes[k.Class] = number
		}
		numbers = append(numbers, number)
	}
	return numbers, len(classes)
}

// met works a ballot out. Once the work for the rule is over, nothing is met: by version
// 2 what is tried first was always worked out.
func (x *examination) met(b Ballot) bool {
	if x.over() {
		return false
	}
	x.tried = true
	x.spend(0, x.leaves*(1+len(x.kinds)))
	return b.accepts() && !x.overNow()
}
