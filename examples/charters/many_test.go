package charters_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/charterfile"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// different are so many members no two of whom are alike, at nine hosts: most of them of
// the classes that vote, some in affiliate groups of two, each with weights of its own.
func different(c charter.Charter, count int) (voters []charter.Voter) {
	var voting, others []string
	for _, class := range c.Classes {
		if slices.Contains(class.Rights, charter.Vote) {
			voting = append(voting, class.ID)
		} else {
			others = append(others, class.ID)
		}
	}
	for i := range count {
		v := charter.Voter{Party: fmt.Sprintf("m%d@h%d", i, i%9), Class: voting[i%len(voting)], Founder: i < membership.MaxFounders}
		if i%10 == 9 && len(others) > 0 {
			v.Class = others[i/10%len(others)]
		}
		if i%10 < 2 {
			v.Group = fmt.Sprintf("g%d@h0", i/10)
		}
		for _, measure := range c.Measures {
			if measure.Own {
				v.Weights = charter.Weights{measure.ID: 1000 + i}
			}
		}
		voters = append(voters, v)
	}
	return voters
}

// An alliance of many members who all differ can live by each of the charters, and by
// each with a cap, and with sponsors: it is known before the work for it is over.
func TestManyWhoAllDiffer(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*charter.Rule){
		"as it is": func(*charter.Rule) {},
		"capped": func(r *charter.Rule) {
			if r.Election == nil {
				r.Cap = "1/5"
			}
		},
		"sponsored": func(r *charter.Rule) {
			r.Sponsors, r.Expiry = &charter.Expression{Votes: charter.CountSponsors, AtLeast: "3"}, "P90D"
		},
	} {
		for _, file := range names(t) {
			for _, count := range []int{1000, 2000} {
				t.Run(fmt.Sprintf("%s/%s/%d", name, file, count), func(t *testing.T) {
					t.Parallel()
					suite, err := charterfile.Load(file)
					require.NoError(t, err)
					c := suite.Charter.Charter
					c.Rules = charter.Rules{}
					for key, rule := range suite.Charter.Charter.Rules {
						own := *rule
						if name != "capped" || !own.Open { // there is nothing to cap where nobody votes
							change(&own)
						}
						c.Rules[key] = &own
					}
					require.Empty(t, c.Defects(c.MemberComposition(nil, different(c, count))))
				})
			}
		}
	}
}
