package election

import (
	"cmp"
	"slices"
	"strconv"
)

// countMarks elects those who have most marks, and returns who comes next, those together who are
// alike.
func (c Contest) countMarks(papers []paper) (Result, [][]int) {
	result := Result{Method: c.Method, Seats: c.Seats}
	votes := make([]int64, len(c.Candidates))
	for _, p := range papers {
		result.Votes += p.weight
		for _, i := range p.names {
			votes[i] += p.weight
		}
	}
	named := c.named(papers)
	result.Unnamed = c.unnamed(named)
	var standing []int
	round := Round{}
	for i, candidate := range c.Candidates {
		round.Counts = append(round.Counts, CandidateVotes{candidate, strconv.FormatInt(votes[i], 10)})
		if named[i] {
			standing = append(standing, i)
		}
	}
	slices.SortStableFunc(standing, func(a, b int) int { return cmp.Compare(votes[b], votes[a]) })
	last := min(c.Seats, len(standing))
	if last > 0 && last < len(standing) && votes[standing[last-1]] == votes[standing[last]] {
		last = c.settleMarks(&result, &round, standing, votes, last)
	}
	for _, i := range standing[:last] {
		round.Elected = append(round.Elected, c.Candidates[i])
	}
	result.Elected = round.Elected
	result.Rounds = []Round{round}
	var next [][]int
	for k, i := range standing[last:] {
		if k > 0 && votes[standing[last+k-1]] == votes[i] {
			next[len(next)-1] = append(next[len(next)-1], i)
		} else {
			next = append(next, []int{i})
		}
	}
	return result, next
}

// settleMarks returns how many are elected where the last seat falls between candidates who
// are alike.
func (c Contest) settleMarks(result *Result, round *Round, standing []int, votes []int64, last int) int {
	if c.Ties == TiesByOrder {
		round.Tie = TieByOrder
		return last
	}
	alike := votes[standing[last]]
	for _, i := range standing {
		if votes[i] == alike {
			result.Tied = append(result.Tied, c.Candidates[i])
		}
	}
	sorted(result.Tied)
	return slices.IndexFunc(standing, func(i int) bool { return votes[i] == alike })
}
