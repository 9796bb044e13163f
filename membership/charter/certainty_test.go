package charter_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

// What a group says can change until the last of it has voted; so nothing that
// rests on it is certain before.
func TestGroupsMakeUncertain(t *testing.T) {
	t.Parallel()
	weights := charter.Weights{chartertest.Population: 9}
	voter := func(party, group string) charter.Voter {
		return charter.Voter{Party: party, Class: "full", Group: group, Weights: weights}
	}
	voters := []charter.Voter{voter("a@h0", "g@h"), voter("b@h0", "g@h"), voter("c@h1", ""), voter("d@h2", "")}
	for name, rule := range map[string]charter.Rule{
		"a vote of one":      {Affiliates: "one", Pass: chartertest.ForVotes(1)},
		"a host of one":      {Affiliates: "one", Pass: charter.Expression{Votes: "hosts", AtLeast: "1"}},
		"a group of one":     {Affiliates: "one", Pass: charter.Expression{Votes: "groups", AtLeast: "1"}},
		"a weight held down": {Cap: "1/3", Pass: charter.Expression{Votes: "for", Measure: chartertest.Population, AtLeast: "9"}},
	} {
		t.Run("ok/"+name, func(t *testing.T) {
			t.Parallel()
			b := charter.Ballot{Charter: chartertest.ThreeClasses(), Rule: rule, Voters: voters, Electorate: blocs(voters)}
			b.Votes = []charter.Cast{castOf(voters[0], charter.For)}
			x := b.Explain()
			require.True(t, x.Met)
			require.False(t, x.Certain)
			b.Votes = append(b.Votes, castOf(voters[1], charter.Against))
			require.False(t, b.Explain().Met)
		})
	}
}

// ballotOf is a vote of these voters: each one's letter is its position, or a dot.
func ballotOf(rule charter.Rule, positions string, voters ...charter.Voter) charter.Ballot {
	b := charter.Ballot{Charter: chartertest.ThreeClasses(), Rule: rule, Voters: voters, Electorate: blocs(voters)}
	for i, letter := range positions {
		if position := map[rune]charter.Position{'f': charter.For, 'a': charter.Against, 'o': charter.Abstain}[letter]; position != "" {
			b.Votes = append(b.Votes, castOf(voters[i], position))
		}
	}
	return b
}

// Affiliates of several classes are one voter, in the class of the weightiest of them:
// in no count twice, and in the electorate of the same class. By the rules of version 2
// they were one in each.
func TestAffiliatesAcrossClasses(t *testing.T) {
	t.Parallel()
	member := func(party, class, group string, own int) charter.Voter {
		return charter.Voter{Party: party, Class: class, Group: group, Weights: charter.Weights{chartertest.Population: own}}
	}
	full, issuer := member("a@h1", "full", "g@h", 2), member("b@h2", "issuer", "g@h", 5)
	other := member("c@h1", "issuer", "", 3)
	of := func(class string, e charter.Expression) charter.Expression {
		e.Who = &charter.Who{Classes: []string{class}}
		return e
	}
	people := charter.Expression{Votes: "for", Measure: chartertest.Population, Of: "electorate", AtLeast: "1/2"}
	seated := issuer
	seated.Organs = []string{chartertest.Council}
	inCouncil := charter.Expression{Votes: "for", Who: &charter.Who{Organ: chartertest.Council}, AtLeast: "1"}
	for name, row := range map[string]struct {
		pass         charter.Expression
		positions    string
		voters       []charter.Voter
		met          bool
		actual, base int
		metByTwo     bool
		actualByTwo  int
		certain      bool
	}{
		"fail/they differ: one abstention":            {of("issuer", chartertest.ForVotes(1)), "af", []charter.Voter{full, issuer}, false, 0, 1, true, 1, true},
		"fail/they agree: in the first class":         {of("issuer", chartertest.ForVotes(1)), "ff", []charter.Voter{full, issuer}, false, 0, 1, true, 1, true},
		"ok/they agree: in the first class":           {of("full", chartertest.ForVotes(1)), "ff", []charter.Voter{full, issuer}, true, 1, 1, true, 1, true},
		"ok/the heavier one's class, in people":       {of("issuer", people), "ffa", []charter.Voter{full, issuer, other}, true, 5, 8, true, 5, true},
		"fail/nobody of the lighter one's, in people": {of("full", people), "ffa", []charter.Voter{full, issuer, other}, false, 0, 0, true, 2, true},
		"ok/one alone, the other silent":              {of("full", chartertest.ForVotes(1)), ".f", []charter.Voter{full, issuer}, true, 1, 1, false, 0, false},
		"ok/where one of them sits":                   {inCouncil, "ff", []charter.Voter{full, seated}, true, 1, 1, true, 1, true},
		"fail/one host":                               {charter.Expression{Votes: "hosts", AtLeast: "2"}, "fff", []charter.Voter{full, issuer, other}, false, 1, 1, true, 2, true},
		"ok/one group":                                {charter.Expression{Votes: "groups", AtLeast: "2"}, "fff", []charter.Voter{full, issuer, other}, true, 2, 1, true, 2, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := ballotOf(charter.Rule{Affiliates: charter.AffiliatesOne, Pass: row.pass}, row.positions, row.voters...)
			x := b.Explain()
			require.Equal(t, row.met, x.Met)
			require.Equal(t, []int{row.actual, row.base}, []int{x.Figure.Actual, x.Figure.Base})
			require.Equal(t, row.certain, x.Certain)
			two := b.By("2").Explain()
			require.Equal(t, row.metByTwo, two.Met)
			require.Equal(t, row.actualByTwo, two.Figure.Actual)
		})
	}
}

// Of nothing no share is reached: what may come to have nothing to take a share of,
// or to have something, is not certain.
func TestShareOfNothingIsUncertain(t *testing.T) {
	t.Parallel()
	sisters := []charter.Voter{{Party: "a@h0", Class: "full", Group: "g@h"}, {Party: "b@h1", Class: "full"}, {Party: "c@h2", Class: "full", Group: "g@h"}}
	one := sisters[1:2]
	share := func(votes charter.Count, amount charter.Amount) charter.Expression {
		return charter.Expression{Votes: votes, Of: "cast", AtLeast: amount}
	}
	for name, row := range map[string]struct {
		rule                       charter.Rule
		positions                  string
		voters                     []charter.Voter
		met, certain, certainByTwo bool
	}{
		"ok/a sister may turn it to nothing":  {charter.Rule{Affiliates: "one", Pass: share("for", "1/1")}, "fo.", sisters, true, false, true},
		"ok/no sister is to come":             {charter.Rule{Affiliates: "one", Pass: share("for", "1/1")}, "fof", sisters, true, true, true},
		"fail/a first vote cast may come":     {charter.Rule{Pass: share("taking part", "1/2")}, ".", one, false, false, true},
		"fail/no vote cast can come any more": {charter.Rule{Pass: share("taking part", "1/2")}, "o", one, false, true, true},
		"fail/abstentions and a vote cast":    {charter.Rule{Pass: share("abstain", "1/1")}, "o.", sisters[:2], false, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := ballotOf(row.rule, row.positions, row.voters...)
			require.Equal(t, row.met, b.Explain().Met)
			require.Equal(t, row.certain, b.Explain().Certain)
			require.Equal(t, row.certainByTwo, b.By("2").Explain().Certain)
		})
	}
}

// Where there are too few for a cap, all count the same, and not nothing.
func TestTooFewForACap(t *testing.T) {
	t.Parallel()
	voters := []charter.Voter{{Party: "a@h0", Class: "full"}, {Party: "b@h1", Class: "issuer"}}
	b := charter.Ballot{
		Charter: chartertest.ThreeClasses(), Voters: voters, Electorate: blocs(voters),
		Rule: charter.Rule{Cap: "1/4", Pass: charter.Expression{Votes: "for", Measure: chartertest.Population, Of: "electorate", AtLeast: "1/2"}},
	}
	b.Votes = []charter.Cast{castOf(voters[1], charter.For)}
	require.Equal(t, 1, b.Explain().Figure.Actual)
	require.Equal(t, 2, b.Explain().Figure.Base)
}
