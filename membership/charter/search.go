package charter

import (
	"iter"
	"slices"
	"sort"
)

// failure looks for somebody to file, sponsors and votes by which a proposal is
// accepted while so many of each cohort have a say and one is silent. It returns
// where it found none: .sponsors or .pass; empty if it found them.
func (x *examination) failure(remaining []int, silent int, allFor bool) string {
	if x.exhausted() {
		return ".pass" // not found in the time there is
	}
	sponsored := false
	for _, voters := range x.afterFiling(remaining, silent) {
		if x.exhausted() {
			break
		}
		sets := x.afterSponsoring(voters, silent)
		if x.two() { // it counted the work for all of them before it tried one
			sets = slices.Values(slices.Collect(sets))
		}
		for rest := range sets {
			sponsored = true
			if x.reachable(rest, silent, allFor) {
				x.guessed = false
				return ""
			}
		}
	}
	if !sponsored {
		return ".sponsors"
	}
	return ".pass"
}

// reduced returns the counts of cohorts with so many fewer of one.
func reduced(remaining []int, index, by int) []int {
	if index == noCohort {
		return remaining
	}
	next := slices.Clone(remaining)
	next[index] = max(0, next[index]-by)
	return next
}

// afterFiling are those who have a say once somebody has filed: where the rule recuses
// the filer, one set for each who can be it.
func (x *examination) afterFiling(remaining []int, silent int) [][]int {
	if x.action == Admit || !slices.Contains(x.rule.recusals(x.action), RecuseFiler) {
		return [][]int{remaining}
	}
	var list [][]int
	for i, n := range reduced(remaining, silent, 1) {
		if n > 0 && !x.cohorts[i].mute && x.budget > 0 && (x.mayPropose(x.cohorts[i].Voter) || x.action.MayProposeForItself()) {
			x.budget -= len(remaining)
			list = append(list, reduced(remaining, i, 1))
		}
	}
	if x.action.MayProposeForItself() { // the subject may file, and is recused already
		list = append(list, remaining)
	}
	return list
}

// afterSponsoring are those who have a say once there are sponsors: none if the rule
// cannot have them; where it recuses sponsors, a set for each way in which as few
// as possible were found.
func (x *examination) afterSponsoring(remaining []int, silent int) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		if x.rule.Sponsors == nil {
			yield(remaining)
			return
		}
		willing := x.willing(reduced(remaining, silent, 1))
		if !x.canSponsor(willing) {
			x.guessed = x.guessed || x.fewerMaySponsor(willing)
			return
		}
		if !slices.Contains(x.rule.recusals(x.action), RecuseSponsors) {
			yield(remaining)
			return
		}
		x.guessed = x.guessed || len(willing)-countOf(willing, 0) > 1 // of several kinds, others could sponsor
		var seen [][]int
		for first := range willing {
			if first > 0 && (willing[first] == 0 || x.budget < 0) {
				continue
			}
			rest := slices.Clone(remaining)
			for i, n := range x.minimalSponsors(willing, first) {
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

// willing are those of so many of each cohort who may sponsor.
func (x *examination) willing(remaining []int) []int {
	willing := slices.Clone(remaining)
	for i := range willing {
		if !x.maySponsor(i) {
			willing[i] = 0
		}
	}
	return willing
}

// fewerMaySponsor reports whether fewer sponsors could do where all of so many do not: since more
// do harm, or since another of an affiliate group would be its first, and the group count as that one.
func (x *examination) fewerMaySponsor(willing []int) bool {
	fewer := !x.rule.Sponsors.rises(true)
	grouped := slices.ContainsFunc(x.allCohorts(), func(i int) bool { return willing[i] > 0 && x.cohorts[i].Group != "" })
	x.rule.Sponsors.eachComparison(func(leaf Expression) {
		fewer = fewer || grouped && (leaf.Who != nil || leaf.Votes == CountHosts)
	})
	return fewer
}

// countOf counts what is so much.
func countOf(list []int, much int) (count int) {
	for _, n := range list {
		if n == much {
			count++
		}
	}
	return count
}

// minimalSponsors leaves sponsors out as long as the others are enough, some cohort first.
func (x *examination) minimalSponsors(willing []int, first int) []int {
	fewest, spared := slices.Clone(willing), x.droppable(willing, first)
	for i := range fewest {
		index := (first + i) % len(fewest)
		if i < spared {
			fewest[index] = 0
			continue
		}
		for count := fewest[index]; count > 0 && x.budget > 0; count-- {
			low := reduced(fewest, index, 1)
			if !x.canSponsor(low) {
				break
			}
			fewest = low
		}
	}
	return fewest
}

// droppable is how many cohorts, from some cohort on, can be left out as a whole: found by
// halves where any sponsor does as well as another, else none.
func (x *examination) droppable(willing []int, first int) int {
	alike := !x.two() && x.monotone(*x.rule.Sponsors, true)
	x.rule.Sponsors.eachComparison(func(leaf Expression) { alike = alike && leaf.Who == nil && leaf.Votes != CountHosts })
	if !alike {
		return 0
	}
	return max(0, sort.Search(len(willing), func(some int) bool {
		low := slices.Clone(willing)
		for i := range some {
			low[(first+i)%len(low)] = 0
		}
		return !x.canSponsor(low)
	})-1)
}

// canSponsor reports whether so many sponsors of each cohort meet the rule, the first or the
// last of a group being the first to sponsor.
func (x *examination) canSponsor(perCohort []int) bool {
	x.spend(0, x.comparisons*len(x.cohorts))
	casts := x.casts(perCohort, noCohort, func(int) Position { return For })
	if x.sponsorsMeet(casts) {
		return true
	}
	slices.Reverse(casts)
	return x.sponsorsMeet(casts)
}

// sponsorsMeet reports whether sponsorships meet the rule.
func (x *examination) sponsorsMeet(casts []Cast) bool {
	x.spend(12*len(casts), 0)
	ballot, electorate := x.metered(sponsorBallot(x.engine, casts)), x.metered(Ballot{})
	ballot.Charter, electorate.Charter = x.Charter, x.Charter
	if x.rule.SponsorsByShare() {
		for _, k := range x.cohorts {
			if k.mayVote {
				electorate.Electorate = append(electorate.Electorate, k.bloc())
			}
		}
	}
	return x.rule.Sponsors.met(comparisonsHold(sponsorCounts(x.rule, ballot, electorate))) && !x.exhaustedNow()
}

// casts are votes of so many of each cohort, save a silent one.
func (x *examination) casts(perCohort []int, silent int, position func(index int) Position) []Cast {
	casts := x.castBuffer[:0]
	for i, n := range perCohort {
		if i == silent {
			n--
		}
		if n <= 0 || x.cohorts[i].mute {
			continue
		}
		if position := position(i); position != "" {
			voter := x.cohorts[i].Voter
			voter.alike = n - 1
			casts = append(casts, Cast{Voter: voter, Host: x.cohorts[i].host, Position: position})
		}
	}
	x.castBuffer = casts
	x.spend(len(perCohort), 0)
	return casts
}

// permits reports whether a voter may vote under a rule: by its seat, or by its
// class's right.
func (c Charter) permits(rule Rule, v Voter) bool {
	if !rule.Electorate.Covers(v) {
		return false
	}
	class, found := c.Class(v.Class)
	return found && (rule.Electorate.grants() || class.Permits(Vote) == nil)
}

// ballot is a vote by so many of each cohort, of whom a silent one does not vote.
// The charter's figures are taken to be the number of all members. It lasts until the
// next one is made: they share their lists.
func (x *examination) ballot(perCohort []int, silent int, position func(index int) Position) Ballot {
	b := x.metered(Ballot{Charter: x.Charter, Rule: x.rule, Figures: x.figures, Engine: x.engine, Voters: x.voterBuffer[:0]})
	for i := range x.cohorts {
		if perCohort[i] > 0 && x.mayVote(i) {
			voter := x.cohorts[i].Voter
			voter.alike = perCohort[i] - 1
			b.Voters = append(b.Voters, voter)
		}
	}
	x.spend(20+2*len(x.cohorts), 0)
	if position != nil {
		b.Votes = x.casts(perCohort, silent, func(index int) Position {
			if !x.mayVote(index) {
				return ""
			}
			return position(index)
		})
	}
	b.Electorate = blocPerVoter(x.blocBuffer[:0], b.Voters)
	x.voterBuffer, x.blocBuffer = b.Voters, b.Electorate
	return b
}

// blocPerVoter is a bloc for each voter: as good as gathering them, and quicker.
func blocPerVoter(blocs []Bloc, voters []Voter) []Bloc {
	for _, voter := range voters {
		blocs = append(blocs, voter.bloc())
	}
	return blocs
}

// maxTried bounds the votes that are tried to meet a rule.
const maxTried = 1024

// reachable looks for votes that meet the rule, a silent one not voting: first
// all for; then every cohort for itself, or where there are many every class.
func (x *examination) reachable(perCohort []int, silent int, allFor bool) bool {
	if x.met(x.ballot(perCohort, silent, func(int) Position { return For })) {
		return true
	}
	if allFor {
		return false
	}
	choices := append(positions(), "")
	groups, count := x.votingUnits(len(choices))
	tries := 1
	for range count {
		tries = min(maxTried, tries*len(choices))
	}
	for try := 1; try < tries && x.budget > 0; try++ {
		of := x.ballot(perCohort, silent, func(index int) Position {
			digit := try
			for range groups[index] {
				digit /= len(choices)
			}
			return choices[digit%len(choices)]
		})
		if x.met(of) {
			return true
		}
	}
	x.guessed = x.guessed || count < len(x.cohorts) || slices.ContainsFunc(perCohort, func(n int) bool { return n > 1 })
	return false
}

// votingUnits numbers what votes for itself: each cohort, if there are few, else each class.
func (x *examination) votingUnits(choices int) (numbers []int, count int) {
	x.spend(len(x.cohorts), 0)
	tries := 1
	for range x.cohorts {
		tries = min(2*maxTried, tries*choices)
	}
	if tries <= maxTried {
		return x.allCohorts(), len(x.cohorts)
	}
	classes := map[string]int{}
	for _, k := range x.cohorts {
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
	if x.exhausted() {
		return false
	}
	x.tried = true
	x.spend(0, x.comparisons*(1+len(x.cohorts)))
	return b.accepts() && !x.exhaustedNow()
}
