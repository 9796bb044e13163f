package election

import "slices"

// Method is how an election is counted.
type Method string

// The methods.
const (
	Plurality     Method = "plurality"                // who has most marks, as many on a ballot as there are seats
	Approval      Method = "approval"                 // who has most marks, any number on a ballot
	InstantRunoff Method = "instant-runoff"           // one seat: the last is excluded until somebody has more than half
	STV           Method = "single-transferable-vote" // several seats, by quotas and transfers
)

// Methods lists the methods.
func Methods() []Method { return []Method{Plurality, Approval, InstantRunoff, STV} }

// Ranked reports whether the order on a ballot says something.
func (m Method) Ranked() bool { return m == InstantRunoff || m == STV }

// MaxMarks is how many candidates a ballot may name, of so many for so many seats.
func (m Method) MaxMarks(candidates, seats int) int {
	if m == Plurality {
		return min(candidates, seats)
	}
	return candidates
}

// Ties is what becomes of candidates who are alike, and were so in all earlier rounds.
type Ties string

// The words for it.
const (
	TiesByOrder   Ties = ""          // who comes first in the order of candidates
	TiesUndecided Ties = "undecided" // nobody: the seat stays empty
)

// The most candidates of an election, and the most seats.
const (
	MaxCandidates = 50
	MaxSeats      = 50
)

// Ballot is one vote: candidates, and how much it weighs.
type Ballot struct {
	Weight int64
	Names  []string
}

// Contest is an election before it is counted.
type Contest struct {
	Method Method
	Ties   Ties
	Seats  int
	// Alternates is how many of those who come next are listed.
	Alternates int
	// Candidates come in the order in which ties are decided.
	Candidates []string
	Ballots    []Ballot
}

// Count counts an election. Names on a ballot that are no candidates are passed over, and
// so is a candidate where a ballot names it again; a ballot of no weight is none. What is
// beyond MaxCandidates and MaxSeats is left out.
func (c Contest) Count() Result {
	c.Candidates = c.Candidates[:min(len(c.Candidates), MaxCandidates)]
	c.Seats = max(0, min(c.Seats, MaxSeats))
	papers := c.papers()
	var result Result
	var next [][]int
	if c.Method.Ranked() {
		t := newTransfers(c, papers)
		result, next = t.count(), t.runnersUp()
	} else {
		result, next = c.countMarks(papers)
	}
	result.Alternates = c.alternates(result, next)
	return result
}

// alternates lists those who come after the elected, as many as there are to be. Where ties are not
// decided, nobody follows who is tied, or comes after who is.
func (c Contest) alternates(result Result, next [][]int) (list []string) {
	for _, alike := range next {
		undecided := c.Ties == TiesUndecided && (len(alike) > 1 || len(result.Tied) > 0)
		for _, i := range alike {
			if undecided || len(list) >= c.Alternates {
				return list
			}
			list = append(list, c.Candidates[i])
		}
	}
	return list
}

// paper is a ballot made ready: indexes of candidates, each once.
type paper struct {
	weight int64
	names  []int
}

func (c Contest) papers() []paper {
	places := make(map[string]int, len(c.Candidates))
	for i, candidate := range c.Candidates {
		places[candidate] = i
	}
	var papers []paper
	for _, ballot := range c.Ballots {
		p := paper{weight: ballot.Weight}
		seen := make([]bool, len(c.Candidates))
		for _, name := range ballot.Names {
			if i, is := places[name]; is && !seen[i] {
				seen[i] = true
				p.names = append(p.names, i)
			}
		}
		if p.weight > 0 && len(p.names) > 0 {
			papers = append(papers, p)
		}
	}
	return papers
}

// named says of each candidate whether a ballot names it.
func (c Contest) named(papers []paper) []bool {
	named := make([]bool, len(c.Candidates))
	for _, p := range papers {
		for _, i := range p.names {
			named[i] = true
		}
	}
	return named
}

// unnamed lists the candidates whom no ballot names.
func (c Contest) unnamed(named []bool) []string {
	var list []string
	for i, candidate := range c.Candidates {
		if !named[i] {
			list = append(list, candidate)
		}
	}
	return list
}

// sorted lists candidates by their ids, so that nothing hangs on how they were found.
func sorted(list []string) []string {
	slices.Sort(list)
	return list
}
