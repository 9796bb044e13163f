package charter_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

// A rule that is assured is one in which a search, given work without end, finds nothing
// wrong: each subject can be decided about, whoever is silent.
func TestAssuredIsFoundBySearch(t *testing.T) {
	t.Parallel()
	drawn, assured, well := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		voters := chartertest.DrawVoters(t, rapid.SampledFrom([]int{4, 9, 14}).Draw(t, "most"))
		c := chartertest.ThreeClasses()
		var hosts []string
		for _, v := range voters {
			hosts = append(hosts, rapid.SampledFrom([]string{v.Party[len(v.Party)-2:], ""}).Draw(t, "host"))
		}
		for range 10 {
			action := rapid.SampledFrom([]charter.Action{charter.Expel, charter.Resolve, charter.Admit}).Draw(t, "action")
			c.Rules = charter.Rules{action: drawnRule(t)}
			is, found := c.Assured(action, charter.Composition{Voters: voters, Hosts: hosts})
			if drawn++; len(found) == 0 {
				well++
			}
			if is {
				assured++
				require.Empty(t, found)
			}
		}
	})
	require.Positive(t, assured)
	t.Logf("of %d rules %d can be lived by, %d of them are assured", drawn, well, assured)
}

// different are so many members no two of whom are alike, each with a host and a weight
// of its own; some are of groups of two.
func different(count int) (w charter.Composition) {
	for i := range count {
		v := charter.Voter{
			Party: fmt.Sprintf("m%d@h%d", i, i), Class: []string{"full", "issuer", "consumer"}[i%3], Weights: charter.Weights{chartertest.Population: 1000 + i},
		}
		if i%10 < 2 {
			v.Group = fmt.Sprintf("g%d@h", i/10)
		}
		w.Voters, w.Hosts = append(w.Voters, v), append(w.Hosts, fmt.Sprintf("h%d", i))
	}
	return w
}

// In a large alliance of members who all differ a rule is known to be fit to live by with
// little work, and one that a single member locks is found.
func TestManyWhoAllDiffer(t *testing.T) {
	t.Parallel()
	share := func(votes charter.Count, amount charter.Amount, of charter.Count) charter.Expression {
		return charter.Expression{Votes: votes, Measure: chartertest.Population, AtLeast: amount, Of: of}
	}
	of := func(class string) *charter.Who { return &charter.Who{Classes: []string{class}} }
	issuers, issuing := share("for", "2/3", "cast"), share("for", "1/2", "electorate")
	issuers.Who, issuing.Who = of("issuer"), of("issuer")
	hosts := charter.Expression{Votes: "hosts", AtLeast: "20"}
	against := charter.Expression{Votes: "against", AtLeast: "1/3", Of: "electorate"}
	half := charter.Expression{Votes: "for", MoreThan: "1/2", Of: "electorate"}
	for name, rule := range map[string]charter.Rule{
		"rates":                {Pass: charter.Expression{All: []charter.Expression{share("cast", "60/100", "electorate"), share("for", "60/100", "cast")}}},
		"heads and weights":    {Pass: charter.Expression{All: []charter.Expression{half, share("for", "1/2", "electorate")}}},
		"by class":             {Pass: charter.Expression{All: []charter.Expression{issuers, issuing, hosts}}},
		"one of several":       {Pass: charter.Expression{Any: []charter.Expression{share("for", "1", "electorate"), chartertest.ForVotes(5)}}},
		"a fallback":           {Pass: share("for", "1", "electorate"), Fallback: &half},
		"a veto":               {Pass: half, Veto: &against},
		"a cap":                {Cap: "1/4", Pass: share("for", "2/3", "electorate")},
		"a cap, and a number":  {Cap: "1/4", Pass: chartertest.ForVotes(5)},
		"groups of one":        {Affiliates: charter.AffiliatesOne, Pass: charter.Expression{All: []charter.Expression{half, issuers}}},
		"affiliates recused":   {Recused: []charter.Recusal{charter.RecuseSubject, charter.RecuseAffiliates}, Pass: half},
		"sponsors":             {Sponsors: chartertest.Sponsors(3), Expiry: "P1D", Pass: half},
		"all of them together": {Cap: "1/4", Affiliates: charter.AffiliatesOne, Sponsors: chartertest.Sponsors(3), Expiry: "P1D", Pass: share("for", "2/3", "electorate")},
	} {
		rule.Voting = "PT1H"
		for _, count := range []int{1000, 2000} {
			t.Run(fmt.Sprintf("%s/%d", name, count), func(t *testing.T) {
				t.Parallel()
				c := chartertest.ThreeClasses()
				c.Organs, c.Figures = nil, nil
				c.Rules = charter.Rules{}
				for _, action := range chartertest.Actions() {
					if action != charter.SeatAction && action != charter.Vacate {
						c.Rules[action] = &rule
					}
				}
				among := different(count)
				defects, work := c.Work(among, charter.Engine)
				require.Empty(t, defects)
				require.Less(t, work, charter.MaxExamination/2)

				among.Voters[0].Weights = charter.Weights{chartertest.Population: charter.MaxWeight}
				defects, _ = c.Work(among, charter.Engine)
				heavy := name == "rates" || name == "heads and weights"
				require.Equal(t, heavy, len(defects) > 0, "%v", defects)
				for _, defect := range defects {
					require.Equal(t, charter.LockedOut, defect.Problem)
				}
			})
		}
	}
}

// Where a lock-out is accepted one subject that can be decided about is enough.
func TestAcceptedLockOutOfMany(t *testing.T) {
	t.Parallel()
	c := chartertest.ThreeClasses()
	c.Organs, c.Figures = nil, nil
	c.Rules = charter.Rules{}
	rule := charter.Rule{Voting: "PT1H", LockOut: charter.LockOutAccepted, Pass: charter.Expression{Votes: "for", Measure: chartertest.Population, AtLeast: "1", Of: "electorate"}}
	for _, action := range []charter.Action{charter.Suspend, charter.Expel, charter.Reclassify, charter.Amend} {
		c.Rules[action] = &rule
	}
	defects, work := c.Work(different(2000), charter.Engine)
	require.Empty(t, defects)
	require.Less(t, work, charter.MaxExamination/4)
}

// The work that version 2 counted stays what it was: so does what it left unfound.
func TestWorkByVersionTwo(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		hostile
		defects, work int
	}{
		{hostile{classes: 3, rules: 13, leaves: 2, members: 200}, 13, 3037796},
		{hostile{classes: 50, rules: 100, leaves: 2, members: 200}, 100, 4000000},
		{hostile{classes: 3, rules: 13, leaves: 2, members: 20}, 13, 290304},
		{hostile{classes: 3, rules: 13, leaves: 2, members: 9, named: true}, 13, 67840},
		{hostile{classes: 3, rules: 4, leaves: 1, members: 5, burdened: true}, 5, 758890},
	} {
		t.Run(row.name(), func(t *testing.T) {
			t.Parallel()
			c := row.charter()
			defects, work := c.Work(row.composition(c), "2")
			require.Len(t, defects, row.defects)
			require.Equal(t, row.work, work)
		})
	}
}
