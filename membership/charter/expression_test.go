package charter_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// expressionOf reads an expression as a charter has it.
func expressionOf(t require.TestingT, text string) charter.Expression {
	var e charter.Expression
	require.NoError(t, form.Decode([]byte(text), &e))
	require.NoError(t, charter.ValidateExpression(e))
	return e
}

// Tallies are written: for, against, abstain, hosts, electorate.
func TestExpressions(t *testing.T) {
	t.Parallel()
	const (
		quorum = `{"all":[{"votes":"taking part","moreThan":"1/2","of":"electorate"},{"votes":"for","atLeast":"2/3","of":"cast"}]}`
		either = `{"any":[{"votes":"for","atLeast":2},{"not":[{"votes":"against","atLeast":1}]}]}`
	)
	for name, row := range map[string]struct {
		expression   string
		tally        [5]int
		met, certain bool
		needed       []int // of each comparison, from left to right
	}{
		"ok/two of three":                {`{"votes":"for","atLeast":2}`, [5]int{2, 0, 0, 1, 3}, true, true, []int{2}},
		"fail/one of three":              {`{"votes":"for","atLeast":"2"}`, [5]int{1, 0, 0, 1, 3}, false, false, []int{2}},
		"fail/out of reach":              {`{"votes":"for","atLeast":2}`, [5]int{0, 2, 0, 0, 3}, false, true, []int{2}},
		"ok/2/3 of 3":                    {`{"votes":"for","atLeast":"2/3","of":"electorate"}`, [5]int{2, 0, 0, 1, 3}, true, true, []int{2}},
		"fail/2/3 of 4":                  {`{"votes":"for","atLeast":"2/3","of":"electorate"}`, [5]int{2, 0, 0, 1, 4}, false, false, []int{3}},
		"ok/2/3 of 6":                    {`{"votes":"for","atLeast":"2/3","of":"cast"}`, [5]int{4, 2, 0, 1, 6}, true, true, []int{4}},
		"fail/2/3 of 6":                  {`{"votes":"for","atLeast":"2/3","of":"cast"}`, [5]int{3, 3, 0, 1, 6}, false, true, []int{4}},
		"fail/2/3 of 10^9":               {`{"votes":"for","atLeast":"2/3","of":"electorate"}`, [5]int{666_666_666, 0, 0, 1, 1_000_000_000}, false, false, []int{666_666_667}},
		"ok/2/3 of 10^9":                 {`{"votes":"for","atLeast":"2/3","of":"electorate"}`, [5]int{666_666_667, 0, 0, 1, 1_000_000_000}, true, true, []int{666_666_667}},
		"ok/fine fraction of 10^9":       {`{"votes":"for","moreThan":"999999998/999999999","of":"electorate"}`, [5]int{999_999_999, 0, 0, 1, 1_000_000_000}, true, true, []int{999_999_999}},
		"fail/half is not more":          {`{"votes":"for","moreThan":"1/2","of":"cast"}`, [5]int{3, 3, 0, 1, 6}, false, true, []int{4}},
		"ok/more than half":              {`{"votes":"for","moreThan":"1/2","of":"cast"}`, [5]int{4, 3, 1, 1, 8}, true, true, []int{4}},
		"ok/open: more than half so far": {`{"votes":"for","moreThan":"1/2","of":"cast"}`, [5]int{2, 1, 0, 1, 8}, true, false, []int{2}},
		"fail/two thirds of nothing":     {`{"votes":"for","atLeast":"2/3","of":"cast"}`, [5]int{0, 0, 3, 0, 3}, false, true, []int{1}},
		"fail/of nothing yet":            {`{"votes":"for","atLeast":"2/3","of":"cast"}`, [5]int{0, 0, 2, 0, 3}, false, false, []int{1}},
		"fail/of nobody":                 {`{"votes":"for","atLeast":"2/3","of":"electorate"}`, [5]int{0, 0, 0, 0, 0}, false, true, []int{1}},
		"ok/nobody objects":              {`{"votes":"against","atMost":"1/3","of":"cast"}`, [5]int{0, 0, 0, 0, 0}, true, true, []int{0}},
		"ok/at most":                     {`{"votes":"against","atMost":"1/3","of":"cast"}`, [5]int{4, 2, 0, 1, 6}, true, true, []int{2}},
		"fail/less than":                 {`{"votes":"against","lessThan":"1/3","of":"cast"}`, [5]int{4, 2, 0, 1, 6}, false, true, []int{1}},
		"ok/two hosts":                   {`{"votes":"hosts","atLeast":2}`, [5]int{3, 0, 0, 2, 4}, true, true, []int{2}},
		"fail/one host, one to come":     {`{"votes":"hosts","atLeast":2}`, [5]int{3, 0, 0, 1, 4}, false, false, []int{2}},
		"fail/one host, none to come":    {`{"votes":"hosts","atLeast":2}`, [5]int{3, 1, 0, 1, 4}, false, true, []int{2}},
		"ok/quorum by an abstention":     {quorum, [5]int{2, 1, 1, 1, 7}, true, false, []int{4, 2}},
		"fail/no quorum":                 {quorum, [5]int{3, 0, 0, 1, 7}, false, false, []int{4, 2}},
		"fail/quorum, but lost":          {quorum, [5]int{1, 3, 0, 1, 4}, false, true, []int{3, 3}},
		"ok/any by the second":           {either, [5]int{0, 0, 0, 0, 3}, true, false, []int{2, 1}},
		"ok/any by the first, certain":   {either, [5]int{2, 1, 0, 1, 4}, true, true, []int{2, 1}},
		"fail/any by none":               {either, [5]int{1, 1, 0, 1, 3}, false, false, []int{2, 1}},
		"fail/any by none, certain":      {either, [5]int{1, 2, 0, 1, 3}, false, true, []int{2, 1}},
		"ok/abstentions":                 {`{"votes":"abstain","lessThan":2}`, [5]int{0, 0, 1, 0, 1}, true, true, []int{1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := expressionOf(t, row.expression).Evaluate(tallyOf(row.tally))
			require.Equal(t, row.met, x.Met, "met")
			require.Equal(t, row.certain, x.Certain, "certain")
			var needed []int
			for _, figure := range figures(x) {
				needed = append(needed, figure.Needed)
			}
			require.Equal(t, row.needed, needed)
		})
	}
}

func tallyOf(counts [5]int) charter.Tally {
	return charter.Tally{For: counts[0], Against: counts[1], Abstain: counts[2], Hosts: counts[3], Electorate: counts[4]}
}

func figures(x charter.Explanation) (all []charter.Figure) {
	if x.Figure != nil {
		return []charter.Figure{*x.Figure}
	}
	for _, part := range x.Parts {
		all = append(all, figures(part)...)
	}
	return all
}

// The largest expression that is allowed, with the largest amounts, is worked
// out without an overflow.
func TestLargestExpression(t *testing.T) {
	t.Parallel()
	e := charter.Expression{}
	for range charter.MaxExpressions - 1 {
		e.Any = append(e.Any, charter.Expression{
			Votes: "for", Of: "electorate", MoreThan: charter.Amount(fmt.Sprintf("%d/%d", charter.MaxAmount-1, charter.MaxAmount)),
		})
	}
	require.NoError(t, charter.ValidateExpression(e))
	require.NoError(t, charter.ValidateExpression(nested(charter.MaxDepth)))
	tally := charter.Tally{For: charter.MaxAmount - 1, Electorate: charter.MaxAmount}
	require.False(t, e.Evaluate(tally).Met)
	tally.For++
	require.True(t, e.Evaluate(tally).Met)
	require.False(t, chartertest.ForVotes(charter.MaxAmount).Evaluate(charter.Tally{For: 3, Electorate: 100_000}).Met)
}

func drawnTally(t *rapid.T, most int) charter.Tally {
	electorate := rapid.IntRange(0, most).Draw(t, "electorate")
	tally := charter.Tally{Electorate: electorate}
	tally.For = rapid.IntRange(0, electorate).Draw(t, "for")
	tally.Against = rapid.IntRange(0, electorate-tally.For).Draw(t, "against")
	tally.Abstain = rapid.IntRange(0, electorate-tally.For-tally.Against).Draw(t, "abstain")
	tally.Hosts = rapid.IntRange(min(1, tally.For), tally.For).Draw(t, "hosts")
	return tally
}

// expected works an expression out with fractions of any size. At least a
// share of nothing is never met.
func expected(e charter.Expression, tally charter.Tally) bool {
	switch {
	case len(e.Not) > 0:
		return !expected(e.Not[0], tally)
	case len(e.All) > 0:
		for _, part := range e.All {
			if !expected(part, tally) {
				return false
			}
		}
		return true
	case len(e.Any) > 0:
		for _, part := range e.Any {
			if expected(part, tally) {
				return true
			}
		}
		return false
	}
	counts := map[charter.Count]int{
		"": 1, "for": tally.For, "against": tally.Against, "abstain": tally.Abstain, "cast": tally.For + tally.Against,
		"taking part": tally.For + tally.Against + tally.Abstain, "hosts": tally.Hosts, "electorate": tally.Electorate,
	}
	compare := func(amount charter.Amount) int {
		share, _ := new(big.Rat).SetString(string(amount))
		return new(big.Rat).SetInt64(int64(counts[e.Votes])).Cmp(share.Mul(share, new(big.Rat).SetInt64(int64(counts[e.Of]))))
	}
	switch {
	case e.AtLeast != "":
		return counts[e.Of] > 0 && compare(e.AtLeast) >= 0
	case e.MoreThan != "":
		return compare(e.MoreThan) > 0
	case e.AtMost != "":
		return compare(e.AtMost) <= 0
	}
	return compare(e.LessThan) < 0
}

func TestExpressionsAreExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, tally := chartertest.DrawExpression(t, 3), drawnTally(t, 40)
		require.NoError(t, charter.ValidateExpression(e))
		x := e.Evaluate(tally)
		require.Equal(t, expected(e, tally), x.Met)
		for _, figure := range figures(x) {
			requireNeeded(t, figure, tally)
		}
	})
}

// requireNeeded checks that the count that is needed meets the comparison with
// this base, and the one beyond it does not.
func requireNeeded(t *rapid.T, figure charter.Figure, tally charter.Tally) {
	share, _ := new(big.Rat).SetString(string(figure.Amount))
	share.Mul(share, new(big.Rat).SetInt64(int64(figure.Base)))
	side := func(count int) int { return new(big.Rat).SetInt64(int64(count)).Cmp(share) }
	switch figure.Relation {
	case charter.AtLeast:
		require.True(t, side(figure.Needed) >= 0 && (side(figure.Needed-1) < 0 || figure.Base == 0))
	case charter.MoreThan:
		require.True(t, side(figure.Needed) > 0 && side(figure.Needed-1) <= 0)
	case charter.AtMost:
		require.True(t, side(figure.Needed) <= 0 && side(figure.Needed+1) > 0)
	case charter.LessThan:
		require.True(t, side(figure.Needed) < 0 && side(figure.Needed+1) >= 0)
	}
	require.LessOrEqual(t, figure.Actual, tally.Electorate)
}

// completions calls for each way in which the votes still to come can be cast,
// or not be cast; a vote for may come from a new host or not.
func completions(tally charter.Tally, each func(charter.Tally)) {
	remaining := tally.Electorate - tally.For - tally.Against - tally.Abstain
	for f := range remaining + 1 {
		for against := range remaining - f + 1 {
			for abstain := range remaining - f - against + 1 {
				for hosts := range f + 1 {
					if tally.Hosts == 0 && f > 0 && hosts == 0 {
						continue // the first vote for comes from some host
					}
					each(charter.Tally{
						For: tally.For + f, Against: tally.Against + against, Abstain: tally.Abstain + abstain,
						Hosts: tally.Hosts + hosts, Electorate: tally.Electorate,
					})
				}
			}
		}
	}
}

// What is said to be certain cannot change, by whatever votes are to come; and
// of one comparison everything that cannot change is said to be certain.
func TestCertainty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		depth := rapid.IntRange(0, 2).Draw(t, "depth")
		e, tally := chartertest.DrawExpression(t, depth), drawnTally(t, 7)
		x, changes := e.Evaluate(tally), false
		completions(tally, func(later charter.Tally) { changes = changes || e.Evaluate(later).Met != x.Met })
		if x.Certain {
			require.False(t, changes, "%+v of %+v is not certain", e, tally)
		} else if e.Votes != "" {
			require.True(t, changes, "%+v of %+v is certain", e, tally)
		}
	})
}

// An amount is a text or a number in JSON, and has one spelling.
func TestAmounts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`2`: "2", `"2"`: "2", `"2/3"`: "2/3", `0`: "0", `"1000000000/1000000000"`: "1000000000/1000000000",
	} {
		var amount charter.Amount
		require.NoError(t, json.Unmarshal([]byte(text), &amount))
		require.EqualValues(t, want, amount)
		_, _, ok := amount.Parse()
		require.True(t, ok, text)
	}
	for _, text := range []string{
		``, `-1`, `+1`, `1.0`, `1e3`, `02`, `1/02`, `1/0`, `/2`, `1/`, `1/2/3`, ` 1`, `1 `, `½`, `1_000`, `0x1`, `1000000001`,
		`1/1000000001`, `99999999999999999999`, `٣`,
	} {
		_, _, ok := charter.Amount(text).Parse()
		require.False(t, ok, "%q", text)
	}
	for _, text := range []string{`true`, `{}`, `[2]`} {
		var amount charter.Amount
		require.Error(t, json.Unmarshal([]byte(text), &amount))
	}
}

// What is no amount is refused with its path, and does not break a reader.
func FuzzAmount(f *testing.F) {
	for _, seed := range []string{`2`, `"2/3"`, `-1`, `1e400`, `"1/0"`, `null`, `"00"`, `"\u0000"`, `{}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var e charter.Expression
		if err := form.Decode([]byte(`{"votes":"for","of":"cast","atLeast":`+text+`}`), &e); err != nil {
			var denied *refusal.Error
			require.ErrorAs(t, err, &denied)
			return
		}
		above, below, ok := e.AtLeast.Parse()
		if charter.ValidateExpression(e) != nil {
			return
		}
		if len(e.AtLeast) > 0 && e.MoreThan+e.AtMost+e.LessThan == "" && e.Votes != "" {
			require.True(t, ok)
			require.LessOrEqual(t, above, below)
			share, fine := new(big.Rat).SetString(string(e.AtLeast))
			require.True(t, fine)
			require.Zero(t, share.Cmp(big.NewRat(above, below)))
			require.Empty(t, strings.Trim(string(e.AtLeast), "0123456789/"))
		}
		x := e.Evaluate(charter.Tally{For: 1, Hosts: 1, Electorate: 3})
		require.Equal(t, x, e.Evaluate(charter.Tally{For: 1, Hosts: 1, Electorate: 3}))
	})
}
