package charter_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

// dearest is a vote of so many members, no two of them alike, by a rule of as many comparisons as there may
// be, each of other members and each as long as may be.
func dearest(voters int, change func(*charter.Rule)) charter.Ballot {
	c := chartertest.ThreeClasses()
	var parties []string
	for i := range 50 {
		parties = append(parties, fmt.Sprintf("%s%d@h", strings.Repeat("p", 20), i))
	}
	rule := charter.Rule{}
	for i := range charter.MaxExpressions - 1 {
		who := &charter.Who{Parties: append([]string{fmt.Sprintf("q%d@h", i)}, parties[:49]...)}
		votes := []charter.Count{"for", "hosts", "groups", "taking part"}[i%4]
		rule.Pass.All = append(rule.Pass.All, charter.Expression{Votes: votes, AtLeast: "1", Who: who})
	}
	change(&rule)
	b := charter.Ballot{Charter: c, Rule: rule}
	for i := range voters {
		v := charter.Voter{
			Party: fmt.Sprintf("m%d@h%d", i, i), Class: "full", Group: fmt.Sprintf("g%d@h", i/2),
			Weights: charter.Weights{chartertest.Population: i}, Organs: []string{chartertest.Council}, Founder: true,
		}
		b.Voters, b.Votes = append(b.Voters, v), append(b.Votes, castOf(v, chartertest.Positions[i%3]))
	}
	b.Electorate = charter.BlocsOf(b.Voters)
	return b
}

// Whatever a rule says and whoever votes, the work of a decision grows with the voters and no faster: no charter
// and no ballot has a peer work without end.
func TestWorkOfADecisionIsBounded(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*charter.Rule){
		"as it is":  func(*charter.Rule) {},
		"capped":    func(r *charter.Rule) { r.Cap = "1/1000" },
		"one voter": func(r *charter.Rule) { r.Affiliates = charter.AffiliatesOne },
		"both":      func(r *charter.Rule) { r.Affiliates, r.Cap = charter.AffiliatesOne, "999999999/1000000000" },
		"vetoed":    func(r *charter.Rule) { r.Veto, r.Fallback = &r.Pass, &r.Pass },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			few, many := dearest(500, change).Work(), dearest(2000, change).Work()
			require.Positive(t, few)
			require.LessOrEqual(t, many, few*5, "four times as many voters")
			require.Less(t, many, charter.MaxExpressions*2000*150, "so much for each comparison and each voter")
		})
	}
}
