package election_test

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership/election"
)

// ballots reads "3 a b c; 2 b" as three ballots a, b, c in one of that weight, and so on.
func ballots(text string) []election.Ballot {
	var list []election.Ballot
	for _, one := range strings.Split(text, ";") {
		words := strings.Fields(one)
		weight, _ := strconv.ParseInt(words[0], 10, 64)
		list = append(list, election.Ballot{Weight: weight, Names: words[1:]})
	}
	return list
}

func letters(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = string(rune('a' + i))
	}
	return names
}

func TestCount(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		method  election.Method
		ties    election.Ties
		seats   int
		ballots string
		elected string
		tied    string
	}{
		"ok/plurality":                      {election.Plurality, "", 1, "3 a;2 b;2 c", "a", ""},
		"ok/block vote":                     {election.Plurality, "", 2, "3 a b;2 b c;2 c", "b c", ""},
		"ok/plurality, by the order":        {election.Plurality, "", 2, "3 a;2 b;2 c", "a b", ""},
		"ok/plurality, undecided":           {election.Plurality, election.TiesUndecided, 2, "3 a;2 b;2 c", "a", "b c"},
		"ok/alike, and seats for both":      {election.Plurality, election.TiesUndecided, 2, "2 b;2 a;1 c", "a b", ""},
		"ok/nobody named":                   {election.Plurality, "", 2, "2 d", "d", ""},
		"ok/no votes":                       {election.STV, "", 2, "0 a", "", ""},
		"ok/approval":                       {election.Approval, "", 1, "3 a;2 b c;2 c", "c", ""},
		"ok/majority at once":               {election.InstantRunoff, "", 1, "3 a;2 b", "a", ""},
		"ok/the third decides":              {election.InstantRunoff, "", 1, "4 a;3 b;2 c b", "b", ""},
		"ok/last by an earlier round":       {election.InstantRunoff, "", 1, "5 a;3 b;2 c;1 d c", "a", ""},
		"ok/runoff undecided":               {election.InstantRunoff, election.TiesUndecided, 1, "2 a;2 b", "", "a b"},
		"ok/runoff by the order":            {election.InstantRunoff, "", 1, "2 a;2 b", "a", ""},
		"ok/out together":                   {election.InstantRunoff, election.TiesUndecided, 1, "4 a;3 d;1 b d;1 c d", "d", ""},
		"ok/a surplus elects":               {election.STV, "", 2, "6 a b;2 c;1 b", "a b", ""},
		"ok/weights":                        {election.STV, "", 2, "6000000000 a b;2000000000 c;1000000000 b", "a b", ""},
		"ok/as many as seats":               {election.STV, "", 3, "6 a;1 b;1 c", "a b c", ""},
		"ok/fewer than seats":               {election.STV, "", 3, "6 a;1 b", "a b", ""},
		"ok/who is no candidate is no vote": {election.STV, "", 1, "6 x a;5 b", "a", ""},
		"ok/named twice":                    {election.Approval, "", 1, "2 a a;3 b", "b", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := election.Contest{Method: row.method, Ties: row.ties, Seats: row.seats, Candidates: letters(4), Ballots: ballots(row.ballots)}.Count()
			require.Equal(t, row.elected, strings.Join(result.Elected, " "))
			require.Equal(t, row.tied, strings.Join(result.Tied, " "))
		})
	}
}

func TestAlternates(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		method     election.Method
		ties       election.Ties
		seats      int
		ballots    string
		alternates string
	}{
		"ok/most votes come next":          {election.Plurality, "", 1, "4 a;3 c;2 b;1 d", "c b"},
		"ok/by the order":                  {election.Plurality, "", 1, "4 a;2 c;2 b;2 d", "b c"},
		"ok/a tie within the bound":        {election.Plurality, election.TiesUndecided, 1, "4 a;2 c;2 b", ""},
		"ok/a tie after the first":         {election.Approval, election.TiesUndecided, 1, "4 a;3 d;2 c;2 b", "d"},
		"ok/nobody follows an empty seat":  {election.Plurality, election.TiesUndecided, 2, "4 a;3 b;3 c;2 d", ""},
		"ok/whom nobody names":             {election.Plurality, "", 1, "4 a;3 c", "c"},
		"ok/who stands, then the excluded": {election.STV, "", 1, "3 a;2 b;2 c b;1 d a", "b c"},
		"ok/the last excluded first":       {election.InstantRunoff, "", 1, "6 a;5 b;3 c b;1 d c", "a c"},
		"ok/by an earlier round":           {election.InstantRunoff, "", 1, "6 a;4 b;3 c;1 d c", "b c"},
		"ok/out together":                  {election.InstantRunoff, election.TiesUndecided, 1, "4 a;3 d;1 b d;1 c d", "a"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := election.Contest{
				Method: row.method, Ties: row.ties, Seats: row.seats, Alternates: 2, Candidates: letters(4), Ballots: ballots(row.ballots),
			}.Count()
			require.Equal(t, row.alternates, strings.Join(result.Alternates, " "))
		})
	}
}

// Alternates are candidates who were named and not elected, each once and no more than asked for;
// a longer list begins with a shorter one, and the count is what it is without them.
func TestAlternatesOfAny(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := contest(t, election.Methods()...)
		without := c.Count()
		require.Empty(t, without.Alternates)
		c.Alternates = rapid.IntRange(1, 6).Draw(t, "alternates")
		result := c.Count()
		require.LessOrEqual(t, len(result.Alternates), c.Alternates)
		for i, one := range result.Alternates {
			require.Contains(t, c.Candidates, one)
			require.NotContains(t, result.Alternates[:i], one)
			require.NotContains(t, result.Elected, one)
			require.NotContains(t, result.Unnamed, one)
		}
		if c.Ties == election.TiesByOrder {
			left := len(c.Candidates) - len(result.Elected) - len(result.Unnamed)
			require.Len(t, result.Alternates, min(c.Alternates, left))
		}
		longer := c
		longer.Alternates++
		list := longer.Count().Alternates
		require.Equal(t, result.Alternates, list[:min(len(list), c.Alternates)])
		result.Alternates = nil
		require.Equal(t, without, result)
	})
}

// A count in all its rounds: of ten votes four are the quota, a has a surplus of two thirds of
// which four sixths go to b.
func TestRounds(t *testing.T) {
	t.Parallel()
	result := election.Contest{
		Method: election.STV, Seats: 2, Candidates: letters(4), Ballots: ballots("4 a b;2 a c;2 b;1 c;1 d c"),
	}.Count()
	require.Equal(t, int64(10), result.Votes)
	require.Equal(t, int64(4), result.Quota)
	require.Equal(t, []election.Round{
		{
			Counts:  []election.CandidateVotes{{"a", "6"}, {"b", "2"}, {"c", "1"}, {"d", "1"}},
			Elected: []string{"a"}, TransferredFrom: "a", Surplus: "2",
		},
		{Counts: []election.CandidateVotes{{"b", "10/3"}, {"c", "5/3"}, {"d", "1"}}, Excluded: []string{"d"}},
		{Counts: []election.CandidateVotes{{"b", "10/3"}, {"c", "8/3"}}, Excluded: []string{"c"}},
		{Counts: []election.CandidateVotes{{"b", "10/3"}}, Exhausted: "8/3", Elected: []string{"b"}},
	}, result.Rounds)
}

// contest draws a small one.
func contest(t *rapid.T, methods ...election.Method) election.Contest {
	c := election.Contest{Method: rapid.SampledFrom(methods).Draw(t, "method"), Candidates: letters(rapid.IntRange(1, 7).Draw(t, "candidates"))}
	c.Ties = rapid.SampledFrom([]election.Ties{"", election.TiesUndecided}).Draw(t, "ties")
	c.Seats = rapid.IntRange(1, 5).Draw(t, "seats")
	if c.Method == election.InstantRunoff {
		c.Seats = 1
	}
	for range rapid.IntRange(0, 14).Draw(t, "ballots") {
		names := rapid.Permutation(c.Candidates).Draw(t, "names")
		c.Ballots = append(c.Ballots, election.Ballot{
			Weight: rapid.Int64Range(0, 6).Draw(t, "weight"), Names: names[:rapid.IntRange(0, len(names)).Draw(t, "length")],
		})
	}
	return c
}

// The order of ballots makes no difference, nor whether alike ones come as one.
func TestOrderOfBallots(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := contest(t, election.Methods()...)
		result := c.Count()
		shuffled := c
		shuffled.Ballots = nil
		for _, ballot := range rapid.Permutation(c.Ballots).Draw(t, "order") {
			for range ballot.Weight {
				shuffled.Ballots = append(shuffled.Ballots, election.Ballot{Weight: 1, Names: ballot.Names})
			}
		}
		require.Equal(t, result, shuffled.Count())
	})
}

// Nobody is elected twice, nor more than there are seats; a seat stays empty only for a tie or
// for want of candidates; and no vote is lost or found.
func TestSums(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := contest(t, election.Methods()...)
		result := c.Count()
		require.LessOrEqual(t, len(result.Elected), c.Seats)
		require.Len(t, slices.Compact(slices.Sorted(slices.Values(result.Elected))), len(result.Elected))
		if len(result.Tied) == 0 {
			require.Len(t, result.Elected, min(c.Seats, len(c.Candidates)-len(result.Unnamed)))
		}
		if !c.Method.Ranked() {
			return
		}
		settled := []string{}
		for _, round := range result.Rounds {
			sum := big.NewRat(int64(len(settled))*result.Quota, 1)
			for _, count := range round.Counts {
				sum.Add(sum, rat(count.Votes))
			}
			sum.Add(sum, rat(round.Exhausted))
			require.Zero(t, sum.Cmp(big.NewRat(result.Votes, 1)), "%+v", result)
			for _, one := range round.Elected {
				had := round.Counts[slices.IndexFunc(round.Counts, func(c election.CandidateVotes) bool { return c.Candidate == one })]
				if rat(had.Votes).Cmp(big.NewRat(result.Quota, 1)) == 0 {
					settled = append(settled, one)
				}
			}
			if round.TransferredFrom != "" {
				settled = append(settled, round.TransferredFrom)
			}
		}
	})
}

func rat(text string) *big.Rat {
	if text == "" {
		return new(big.Rat)
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic(text)
	}
	return r
}

// Whom more than half put first is elected.
func TestMajority(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := contest(t, election.InstantRunoff)
		first, all := map[string]int64{}, int64(0)
		for _, ballot := range c.Ballots {
			if len(ballot.Names) > 0 {
				first[ballot.Names[0]] += ballot.Weight
				all += ballot.Weight
			}
		}
		for candidate, votes := range first {
			if 2*votes > all {
				require.Equal(t, []string{candidate}, c.Count().Elected)
			}
		}
	})
}

// A coalition of voters who put the same candidates first, in whatever order, and have as many
// quotas of Droop's as k, fills k seats with them, or as many as they are.
func TestDroopProportionality(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := contest(t, election.STV)
		c.Ties = election.TiesByOrder
		coalition := c.Candidates[:rapid.IntRange(1, len(c.Candidates)).Draw(t, "coalition")]
		for range rapid.IntRange(1, 10).Draw(t, "of the coalition") {
			c.Ballots = append(c.Ballots, election.Ballot{
				Weight: rapid.Int64Range(1, 6).Draw(t, "weight"), Names: rapid.Permutation(coalition).Draw(t, "names"),
			})
		}
		solid, all := int64(0), int64(0)
		for _, ballot := range c.Ballots {
			if len(ballot.Names) == 0 {
				continue
			}
			all += ballot.Weight
			if size := len(coalition); len(ballot.Names) >= size && !slices.ContainsFunc(ballot.Names[:size], func(name string) bool { return !slices.Contains(coalition, name) }) {
				solid += ballot.Weight
			}
		}
		quotas := int(solid / (all/int64(c.Seats+1) + 1))
		got := 0
		for _, one := range c.Count().Elected {
			if slices.Contains(coalition, one) {
				got++
			}
		}
		require.GreaterOrEqual(t, got, min(quotas, len(coalition), c.Seats))
	})
}

// The count comes to what one on paper does, also in all small elections: three candidates, one
// and two seats, of eleven different ballots none, one or two each; without -v every seventh.
func TestAgainstNaive(t *testing.T) {
	t.Parallel()
	alike := func(c election.Contest) {
		want, _ := naive(c)
		got := c.Count().Elected
		slices.Sort(want)
		require.Equal(t, strings.Join(want, " "), strings.Join(slices.Sorted(slices.Values(got)), " "), "%+v", c)
	}
	kinds := ballots("1 a;1 b;1 c;1 a b;1 a c;1 b a;1 b c;1 c a;1 c b;1 a b c;1 b c a")
	total := 1
	for range kinds {
		total *= 3
	}
	for i := range total {
		c := election.Contest{Method: election.STV, Seats: 1 + i%2, Candidates: letters(3)}
		for rest, k := i, 0; k < len(kinds); rest, k = rest/3, k+1 {
			if rest%3 > 0 {
				c.Ballots = append(c.Ballots, election.Ballot{Weight: int64(rest % 3), Names: kinds[k].Names})
			}
		}
		if i%7 == 0 || testing.Verbose() {
			alike(c)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		c := contest(t, election.STV, election.InstantRunoff)
		c.Ties = election.TiesByOrder
		c.Ballots = slices.DeleteFunc(c.Ballots, func(b election.Ballot) bool { return b.Weight == 0 })
		want, _ := naive(c)
		slices.Sort(want)
		require.Equal(t, strings.Join(want, " "), strings.Join(slices.Sorted(slices.Values(c.Count().Elected)), " "))
	})
}

// many draws an election whose ballots are all different, as hostile as chance makes it.
func many(candidates, voters, seats int) election.Contest {
	source := rand.New(rand.NewPCG(1, 2))
	c := election.Contest{Method: election.STV, Seats: seats}
	for i := range candidates {
		c.Candidates = append(c.Candidates, "candidate"+strconv.Itoa(i)+"@industry")
	}
	for range voters {
		names := slices.Clone(c.Candidates)
		source.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
		c.Ballots = append(c.Ballots, election.Ballot{Weight: 1 + source.Int64N(1_000_000_000), Names: names})
	}
	return c
}

// The largest election ends, with fractions cut off: no vote is found, and none is lost but what
// is said to be.
func TestLargest(t *testing.T) {
	t.Parallel()
	result := many(election.MaxCandidates, 500, 40).Count()
	require.Len(t, result.Elected, 40)
	for _, round := range result.Rounds {
		for _, count := range round.Counts {
			require.LessOrEqual(t, len(count.Votes), 40)
		}
	}
	require.NotEmpty(t, result.Rounds[len(result.Rounds)-1].Exhausted)
}

func BenchmarkSTV(b *testing.B) {
	for name, c := range map[string]election.Contest{
		"20 candidates, 5 seats, 1000 voters":   many(20, 1000, 5),
		"20 candidates, 15 seats, 1000 voters":  many(20, 1000, 15),
		"50 candidates, 40 seats, 10000 voters": many(50, 10_000, 40),
	} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				c.Count()
			}
		})
	}
}
