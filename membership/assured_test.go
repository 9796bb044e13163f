package membership_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership"
)

// A rule that is assured is one in which a search, given work without end, finds nothing
// wrong: each subject can be decided about, whoever is silent.
func TestAssuredIsFoundBySearch(t *testing.T) {
	t.Parallel()
	drawn, assured, well := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		voters := electors(t, rapid.SampledFrom([]int{4, 9, 14}).Draw(t, "most"))
		charter := classy()
		var hosts []string
		for _, v := range voters {
			hosts = append(hosts, rapid.SampledFrom([]string{v.Party[len(v.Party)-2:], ""}).Draw(t, "host"))
		}
		for range 10 {
			action := rapid.SampledFrom([]membership.Action{membership.Expel, membership.Resolve, membership.Admit}).Draw(t, "action")
			charter.Rules = membership.Rules{action: drawnRule(t)}
			is, found := charter.Assured(action, membership.Composition{Voters: voters, Hosts: hosts})
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
func different(count int) (w membership.Composition) {
	for i := range count {
		v := membership.Voter{
			Party: fmt.Sprintf("m%d@h%d", i, i), Class: []string{"full", "issuer", "consumer"}[i%3], Weights: membership.Weights{population: 1000 + i},
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
	share := func(votes membership.Count, amount membership.Amount, of membership.Count) membership.Expression {
		return membership.Expression{Votes: votes, Measure: population, AtLeast: amount, Of: of}
	}
	of := func(class string) *membership.Who { return &membership.Who{Classes: []string{class}} }
	issuers, issuing := share("for", "2/3", "cast"), share("for", "1/2", "electorate")
	issuers.Who, issuing.Who = of("issuer"), of("issuer")
	hosts := membership.Expression{Votes: "hosts", AtLeast: "20"}
	against := membership.Expression{Votes: "against", AtLeast: "1/3", Of: "electorate"}
	half := membership.Expression{Votes: "for", MoreThan: "1/2", Of: "electorate"}
	for name, rule := range map[string]membership.Rule{
		"rates":                {Pass: membership.Expression{All: []membership.Expression{share("cast", "60/100", "electorate"), share("for", "60/100", "cast")}}},
		"heads and weights":    {Pass: membership.Expression{All: []membership.Expression{half, share("for", "1/2", "electorate")}}},
		"by class":             {Pass: membership.Expression{All: []membership.Expression{issuers, issuing, hosts}}},
		"one of several":       {Pass: membership.Expression{Any: []membership.Expression{share("for", "1", "electorate"), forVotes(5)}}},
		"a fallback":           {Pass: share("for", "1", "electorate"), Fallback: &half},
		"a veto":               {Pass: half, Veto: &against},
		"a cap":                {Cap: "1/4", Pass: share("for", "2/3", "electorate")},
		"a cap, and a number":  {Cap: "1/4", Pass: forVotes(5)},
		"groups of one":        {Affiliates: membership.AffiliatesOne, Pass: membership.Expression{All: []membership.Expression{half, issuers}}},
		"affiliates recused":   {Recused: []membership.Recusal{membership.RecuseSubject, membership.RecuseAffiliates}, Pass: half},
		"sponsors":             {Sponsors: sponsorsOf(3), Expiry: "P1D", Pass: half},
		"all of them together": {Cap: "1/4", Affiliates: membership.AffiliatesOne, Sponsors: sponsorsOf(3), Expiry: "P1D", Pass: share("for", "2/3", "electorate")},
	} {
		rule.Voting = "PT1H"
		for _, count := range []int{1000, 2000} {
			t.Run(fmt.Sprintf("%s/%d", name, count), func(t *testing.T) {
				t.Parallel()
				charter := classy()
				charter.Organs, charter.Figures = nil, nil
				charter.Rules = membership.Rules{}
				for _, action := range membership.Actions() {
					if action != membership.SeatAction && action != membership.Vacate {
						charter.Rules[action] = &rule
					}
				}
				among := different(count)
				faults, work := charter.Work(among, membership.Engine)
				require.Empty(t, faults)
				require.Less(t, work, membership.MaxExamination/2)

				among.Voters[0].Weights = membership.Weights{population: membership.MaxWeight}
				faults, _ = charter.Work(among, membership.Engine)
				heavy := name == "rates" || name == "heads and weights"
				require.Equal(t, heavy, len(faults) > 0, "%v", faults)
				for _, fault := range faults {
					require.Equal(t, membership.LockedOut, fault.Problem)
				}
			})
		}
	}
}

// Where a lock-out is accepted one subject that can be decided about is enough.
func TestAcceptedLockOutOfMany(t *testing.T) {
	t.Parallel()
	charter := classy()
	charter.Organs, charter.Figures = nil, nil
	charter.Rules = membership.Rules{}
	rule := membership.Rule{Voting: "PT1H", LockOut: membership.LockOutAccepted, Pass: membership.Expression{Votes: "for", Measure: population, AtLeast: "1", Of: "electorate"}}
	for _, action := range []membership.Action{membership.Suspend, membership.Expel, membership.Reclassify, membership.Amend} {
		charter.Rules[action] = &rule
	}
	faults, work := charter.Work(different(2000), membership.Engine)
	require.Empty(t, faults)
	require.Less(t, work, membership.MaxExamination/4)
}

// The work that version 2 counted stays what it was: so does what it left unfound.
func TestWorkByVersionTwo(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		hostile
		faults, work int
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
			faults, work := c.Work(row.composition(c), "2")
			require.Len(t, faults, row.faults)
			require.Equal(t, row.work, work)
		})
	}
}
