package election

import (
	"cmp"
	"math/big"
	"slices"
)

// maxBits is up to how many bits the common denominator of all votes grows. The denominator
// of a transfer's value is what a candidate has of votes, so that it can double in length with
// each surplus, and a hostile set of ballots makes it. Until it has maxBits, which takes eight
// surpluses at least among a thousand voters, all is exact. From then on the value of a
// transfer is cut off after roundBits binary places; what is lost so counts as exhausted.
const (
	maxBits   = 4096
	roundBits = 32
)

// place is what a candidate is in a count.
type place int

const (
	standing place = iota
	surplus        // elected, its surplus not yet transferred
	seated         // elected, and has the quota
	excluded
)

// parcel is papers of one value, which is values[value]/denominator.
type parcel struct {
	value  int
	papers []int
}

// transfers is a count by transfers under way.
type transfers struct {
	Contest
	result Result
	papers []paper // names holds who is to come
	places []place
	piles  [][]parcel
	// votes are what the candidates have, and exhausted what nobody has any more, over a
	// denominator that all have in common.
	votes       []*big.Int
	exhausted   *big.Int
	denominator *big.Int
	values      []*big.Int
	// history is what the candidates had in each round, over the denominator of that round.
	history [][]*big.Int
}

func newTransfers(c Contest, papers []paper) *transfers {
	t := &transfers{
		Contest: c, result: Result{Method: c.Method, Seats: c.Seats}, papers: papers, places: make([]place, len(c.Candidates)),
		piles: make([][]parcel, len(c.Candidates)), exhausted: new(big.Int), denominator: big.NewInt(1), values: []*big.Int{big.NewInt(1)},
	}
	named := c.named(papers)
	for i := range c.Candidates {
		t.votes = append(t.votes, new(big.Int))
		if !named[i] {
			t.places[i] = excluded
		}
	}
	all := parcel{}
	for i, p := range papers {
		t.result.Votes += p.weight
		all.papers = append(all.papers, i)
	}
	t.result.Unnamed = c.unnamed(named)
	t.result.Quota = t.result.Votes/int64(c.Seats+1) + 1
	t.distribute(all, 0)
	return t
}

// count plays the rounds, until no seat or nobody is left.
func (t *transfers) count() Result {
	for {
		round := t.begin()
		t.elect(&round)
		goesOn := t.vacancies() > 0 && len(t.among(standing)) > 0 && (t.transferSurplus(&round) || t.exclude(&round))
		t.result.Rounds = append(t.result.Rounds, round)
		if !goesOn {
			return t.result
		}
	}
}

// among lists the candidates in a place, in their order.
func (t *transfers) among(p place) []int {
	var list []int
	for i, at := range t.places {
		if at == p {
			list = append(list, i)
		}
	}
	return list
}

func (t *transfers) vacancies() int { return t.Seats - len(t.result.Elected) }

// begin writes down what the candidates have.
func (t *transfers) begin() Round {
	round := Round{}
	had := make([]*big.Int, len(t.votes))
	for i, votes := range t.votes {
		had[i] = new(big.Int).Set(votes)
		if t.places[i] == standing || t.places[i] == surplus {
			round.Counts = append(round.Counts, CandidateVotes{t.Candidates[i], fraction(votes, t.denominator)})
		}
	}
	if t.exhausted.Sign() > 0 {
		round.Exhausted = fraction(t.exhausted, t.denominator)
	}
	t.history = append(t.history, had)
	return round
}

// elect seats those who have the quota, and all that are left if there are no more of them
// than seats.
func (t *transfers) elect(round *Round) {
	quota := t.quota()
	var elected []int
	for _, i := range t.among(standing) {
		if t.votes[i].Cmp(quota) >= 0 {
			elected = append(elected, i)
			t.places[i] = surplus
		}
	}
	if left := t.among(standing); len(left) <= t.vacancies()-len(elected) {
		elected = append(elected, left...)
	}
	slices.SortStableFunc(elected, func(a, b int) int { return cmp.Or(t.votes[b].Cmp(t.votes[a]), cmp.Compare(a, b)) })
	for _, i := range elected {
		round.Elected = append(round.Elected, t.Candidates[i])
		if t.votes[i].Cmp(quota) <= 0 {
			t.places[i] = seated
		}
	}
	t.result.Elected = append(t.result.Elected, round.Elected...)
}

// quota is the quota over the common denominator.
func (t *transfers) quota() *big.Int {
	return new(big.Int).Mul(big.NewInt(t.result.Quota), t.denominator)
}

// narrow keeps of candidates who are alike now those who had most in the latest earlier round
// in which they were not, or least; and says whether a round told them apart.
func (t *transfers) narrow(alike []int, sign int) (left []int, byRound bool) {
	for r := len(t.history) - 1; r >= 0 && len(alike) > 1; r-- {
		best := t.best(alike, t.history[r], sign)
		byRound = byRound || r < len(t.history)-1 && len(best) < len(alike)
		alike = best
	}
	return alike, byRound
}

// best lists those who have most, or least where the sign is -1.
func (t *transfers) best(of []int, votes []*big.Int, sign int) []int {
	var best []int
	for _, i := range of {
		order := 1
		if len(best) > 0 {
			order = sign * votes[i].Cmp(votes[best[0]])
		}
		if order > 0 {
			best = best[:0]
		}
		if order >= 0 {
			best = append(best, i)
		}
	}
	return best
}

// tieWord says how it was decided between candidates who are alike.
func tieWord(left []int, byRound bool) string {
	switch {
	case len(left) > 1:
		return TieByOrder
	case byRound:
		return TieByRound
	}
	return ""
}

// transferSurplus transfers the largest surplus, and reports whether there was one. Which of
// two alike goes first is decided by the order, whatever the election says of ties.
func (t *transfers) transferSurplus(round *Round) bool {
	left, byRound := t.narrow(t.among(surplus), 1)
	if len(left) == 0 {
		return false
	}
	from := left[0]
	over := new(big.Int).Sub(t.votes[from], t.quota())
	round.TransferredFrom, round.Surplus, round.Tie = t.Candidates[from], fraction(over, t.denominator), tieWord(left, byRound)
	numerator, denominator := t.factor(over, t.votes[from])
	moving := t.piles[from]
	t.piles[from], t.places[from] = nil, seated
	moved := t.scale(moving, numerator, denominator)
	over.Mul(over, denominator)
	t.votes[from] = t.quota()
	before := new(big.Int).Set(t.exhausted)
	passed := t.pass(moving, moved)
	t.exhausted = before.Add(before, over.Sub(over, passed))
	return true
}

// factor is what a vote is worth of its former value when a surplus is transferred.
func (t *transfers) factor(over, of *big.Int) (numerator, denominator *big.Int) {
	common := new(big.Int).GCD(nil, nil, over, of)
	numerator, denominator = new(big.Int).Quo(over, common), new(big.Int).Quo(of, common)
	if t.denominator.BitLen()+denominator.BitLen() > maxBits {
		numerator.Lsh(numerator, roundBits).Quo(numerator, denominator)
		denominator.Lsh(big.NewInt(1), roundBits)
	}
	return numerator, denominator
}

// scale brings all votes to a denominator so many times as large, and gives what moves its
// new values: their indexes, by the old ones.
func (t *transfers) scale(moving []parcel, numerator, denominator *big.Int) map[int]int {
	moved := map[int]int{}
	for _, p := range moving {
		if _, known := moved[p.value]; !known {
			moved[p.value] = len(t.values)
			t.values = append(t.values, new(big.Int).Mul(t.values[p.value], numerator))
		}
	}
	live := make([]bool, len(t.values))
	for _, pile := range t.piles {
		for _, p := range pile {
			live[p.value] = true
		}
	}
	for i, is := range live {
		if is {
			t.values[i].Mul(t.values[i], denominator)
		}
	}
	for _, votes := range t.votes {
		votes.Mul(votes, denominator)
	}
	t.exhausted.Mul(t.exhausted, denominator)
	t.denominator.Mul(t.denominator, denominator)
	return moved
}

// pass hands parcels on at their new values, or at their own, and returns what arrived at
// somebody.
func (t *transfers) pass(parcels []parcel, moved map[int]int) *big.Int {
	passed := new(big.Int)
	for _, p := range parcels {
		if value, is := moved[p.value]; is {
			p.value = value
		}
		passed.Add(passed, t.distribute(p, p.value))
	}
	return passed
}

// distribute gives each paper to the first on it who still stands, and returns what arrived.
func (t *transfers) distribute(p parcel, value int) *big.Int {
	weights := make([]int64, len(t.Candidates))
	papers := make([][]int, len(t.Candidates))
	lost := int64(0)
	for _, i := range p.papers {
		paper := &t.papers[i]
		for len(paper.names) > 0 && t.places[paper.names[0]] != standing {
			paper.names = paper.names[1:]
		}
		if len(paper.names) == 0 {
			lost += paper.weight
			continue
		}
		to := paper.names[0]
		weights[to] += paper.weight
		papers[to] = append(papers[to], i)
	}
	arrived := new(big.Int)
	for to, list := range papers {
		if len(list) > 0 {
			worth := new(big.Int).Mul(t.values[value], big.NewInt(weights[to]))
			t.votes[to].Add(t.votes[to], worth)
			t.piles[to] = append(t.piles[to], parcel{value, list})
			arrived.Add(arrived, worth)
		}
	}
	t.exhausted.Add(t.exhausted, new(big.Int).Mul(t.values[value], big.NewInt(lost)))
	return arrived
}

// exclude takes the last out and passes its votes on, at the values that they have. It reports
// whether somebody was excluded: nobody is where nothing decides between the last.
func (t *transfers) exclude(round *Round) bool {
	left, byRound := t.narrow(t.among(standing), -1)
	round.Tie = tieWord(left, byRound)
	out := left[len(left)-1:]
	if len(left) > 1 && t.Ties == TiesUndecided {
		round.Tie = ""
		if out = left; !t.hopeless(left) {
			for _, i := range left {
				t.result.Tied = append(t.result.Tied, t.Candidates[i])
			}
			sorted(t.result.Tied)
			return false
		}
	}
	var moving []parcel
	for _, i := range out {
		round.Excluded = append(round.Excluded, t.Candidates[i])
		moving = append(moving, t.piles[i]...)
		t.piles[i], t.places[i] = nil, excluded
		t.votes[i].SetInt64(0)
	}
	t.pass(moving, nil)
	return true
}

// hopeless reports whether candidates who are alike have less together than any other who
// stands, and enough others stand: then they are all excluded, in whatever order.
func (t *transfers) hopeless(alike []int) bool {
	together, others := new(big.Int), 0
	for _, i := range alike {
		together.Add(together, t.votes[i])
	}
	for _, i := range t.among(standing) {
		if slices.Contains(alike, i) {
			continue
		}
		if others++; t.votes[i].Cmp(together) <= 0 {
			return false
		}
	}
	return others >= t.vacancies()
}

// runnersUp lists who comes next after the elected, those together who are alike: who stands at the
// end, by the votes that they have then, or had in earlier rounds; then the excluded, the last first.
func (t *transfers) runnersUp() [][]int {
	var next [][]int
	left := t.among(standing)
	for len(left) > 0 {
		first, _ := t.narrow(left, 1)
		next = append(next, first)
		left = slices.DeleteFunc(slices.Clone(left), func(i int) bool { return slices.Contains(first, i) })
	}
	for _, round := range slices.Backward(t.result.Rounds) {
		var out []int
		for _, name := range round.Excluded {
			out = append(out, slices.Index(t.Candidates, name))
		}
		if len(out) > 0 {
			next = append(next, out)
		}
	}
	return next
}
