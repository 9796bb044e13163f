package membership_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

// What a group says can change until the last of it has voted; so nothing that
// rests on it is certain before.
func TestGroupsMakeUncertain(t *testing.T) {
	t.Parallel()
	weights := membership.Weights{population: 9}
	voter := func(party, group string) membership.Voter {
		return membership.Voter{Party: party, Class: "full", Group: group, Weights: weights}
	}
	voters := []membership.Voter{voter("a@h0", "g@h"), voter("b@h0", "g@h"), voter("c@h1", ""), voter("d@h2", "")}
	for name, rule := range map[string]membership.Rule{
		"a vote of one":      {Affiliates: "one", Pass: forVotes(1)},
		"a host of one":      {Affiliates: "one", Pass: membership.Expression{Votes: "hosts", AtLeast: "1"}},
		"a group of one":     {Affiliates: "one", Pass: membership.Expression{Votes: "groups", AtLeast: "1"}},
		"a weight held down": {Cap: "1/3", Pass: membership.Expression{Votes: "for", Measure: population, AtLeast: "9"}},
	} {
		t.Run("ok/"+name, func(t *testing.T) {
			t.Parallel()
			b := membership.Ballot{Charter: classy(), Rule: rule, Voters: voters, Electorate: blocs(voters)}
			b.Votes = []membership.Cast{castOf(voters[0], membership.For)}
			x := b.Explain()
			require.True(t, x.Met)
			require.False(t, x.Certain)
			b.Votes = append(b.Votes, castOf(voters[1], membership.Against))
			require.False(t, b.Explain().Met)
		})
	}
}

// Where there are too few for a cap, all count the same, and not nothing.
func TestTooFewForACap(t *testing.T) {
	t.Parallel()
	voters := []membership.Voter{{Party: "a@h0", Class: "full"}, {Party: "b@h1", Class: "issuer"}}
	b := membership.Ballot{
		Charter: classy(), Voters: voters, Electorate: blocs(voters),
		Rule: membership.Rule{Cap: "1/4", Pass: membership.Expression{Votes: "for", Measure: population, Of: "electorate", AtLeast: "1/2"}},
	}
	b.Votes = []membership.Cast{castOf(voters[1], membership.For)}
	require.Equal(t, 1, b.Explain().Figure.Actual)
	require.Equal(t, 2, b.Explain().Figure.Base)
}
