package charter_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/form"
)

// largest is a charter as large as may be: all classes, organs, measures, a rule
// for each action and more rules for classes, of as many comparisons as its rules
// and a transaction's argument can hold, which name parties one by one, and which
// nobody's votes meet.
func largest(parties []string) charter.Charter {
	c := chartertest.ThreeClasses()
	for len(c.Classes) < charter.MaxClasses {
		class := c.Classes[len(c.Classes)%3]
		class.ID = fmt.Sprintf("c%d", len(c.Classes))
		c.Classes = append(c.Classes, class)
	}
	for i := range charter.MaxOrgans - 1 {
		c.Organs = append(c.Organs, charter.Organ{ID: fmt.Sprintf("o%d", i), Names: chartertest.En("O"), Seats: charter.MaxSeats, Founders: i%2 == 0})
	}
	pass := charter.Expression{Any: []charter.Expression{{All: []charter.Expression{chartertest.ForVotes(1), {Votes: "against", AtLeast: "1"}, {Votes: "hosts", AtLeast: "190"}}}}}
	whos := []*charter.Who{nil, {Founders: true}, {Organ: chartertest.Council}}
	for i := range 90 {
		pass.Any = append(pass.Any, charter.Expression{
			Votes: "abstain", Of: "electorate", AtLeast: "1", Measure: chartertest.Population, Who: whos[i%3],
		})
	}
	pass.Any[1].Who = &charter.Who{Parties: parties[:50]}
	rule := charter.Rule{
		Voting: "PT1H", Sponsors: chartertest.Sponsors(3), Expiry: "P1D", Pass: pass,
		Recused: []charter.Recusal{charter.RecuseSubject, charter.RecuseAffiliates, charter.RecuseSponsors, charter.RecuseFiler},
		Cap:     "1/4",
	}
	c.Rules = charter.Rules{}
	for _, action := range chartertest.Actions() {
		c.Rules[action] = &rule
	}
	for _, class := range c.Classes {
		own := c
		own.Rules = charter.Rules{}
		for key, rule := range c.Rules {
			own.Rules[key] = rule
		}
		own.Rules[charter.Admit+"/"+charter.Action(class.ID)] = &rule
		if text, _ := json.Marshal(own); len(text) > form.MaxArgument {
			break
		}
		c = own
	}
	return c
}

// founders200 are as many founders as may be, no two of them alike.
func founders200() ([]string, map[string]charter.Place) {
	var ids []string
	places := map[string]charter.Place{}
	for i := range 200 {
		id := fmt.Sprintf("m%03d@host-%d", i, i%190)
		ids = append(ids, id)
		places[id] = charter.Place{Class: []string{"full", "issuer", "consumer"}[i%3], Group: fmt.Sprintf("g%d@h", i/3), Weights: charter.Weights{chartertest.Population: i}}
	}
	return ids, places
}

// Whatever a charter says, its examination ends: what is not found by then counts
// as a lock-out.
func TestExaminationIsBounded(t *testing.T) {
	t.Parallel()
	ids, places := founders200()
	c := largest(ids)
	text, err := json.Marshal(c)
	require.NoError(t, err)
	require.Greater(t, len(text), form.MaxArgument*8/10)
	require.LessOrEqual(t, len(text), form.MaxArgument)
	defects := c.Defects(c.FounderComposition(ids, places))
	require.NotEmpty(t, defects)
	for _, defect := range defects {
		require.Contains(t, []charter.Problem{charter.LockedOut, charter.Unreachable}, defect.Problem, "%+v", defect)
	}
	plain := chartertest.ThreeClasses()
	plain.Rules = charter.Rules{charter.Expel: {Voting: "PT1H", Pass: charter.Expression{Votes: "for", Measure: chartertest.Population, Of: "electorate", AtLeast: "2/3"}}, "seat": chartertest.SeatRule()}
	require.Empty(t, plain.Defects(plain.FounderComposition(ids, places)), "200 founders, no two alike, and a common rule")
}

// An examination of an alliance that exists knows its members by their blocs.
func TestExaminationByBlocs(t *testing.T) {
	t.Parallel()
	c := chartertest.ThreeClasses()
	c.Organs[0].Seats = 3
	c.Rules = charter.Rules{charter.Resolve: {Voting: "PT1H", Pass: chartertest.ForVotes(60_000)}, "seat": chartertest.SeatRule()}
	many := []charter.Bloc{{Class: "full", Active: 50_000}, {Class: "issuer", Active: 20_000}}
	require.Empty(t, c.Defects(c.MemberComposition(many, nil)))
	c.Rules[charter.Resolve].Pass = chartertest.ForVotes(70_000)
	require.Equal(t, charter.LockedOut, c.Defects(c.MemberComposition(many, nil))[0].Problem)
	c.Rules[charter.Resolve].Pass = chartertest.ForVotes(70_001)
	require.Equal(t, charter.Unreachable, c.Defects(c.MemberComposition(many, nil))[0].Problem)
	c.Rules[charter.Resolve] = &charter.Rule{Voting: "PT1H", Electorate: &charter.Who{Organ: chartertest.Council}, Pass: chartertest.ForVotes(2)}
	require.Empty(t, c.Defects(c.MemberComposition(many, nil)), "three of the many sit")
	c.Rules[charter.Resolve].Pass = chartertest.ForVotes(3)
	require.Equal(t, charter.LockedOut, c.Defects(c.MemberComposition(many, nil))[0].Problem)
}

func BenchmarkExamination(b *testing.B) {
	ids, places := founders200()
	c := largest(ids)
	b.Run("hostile", func(b *testing.B) {
		for b.Loop() {
			c.Defects(c.FounderComposition(ids, places))
		}
	})
	many := make([]charter.Bloc, 0, 3000)
	for i := range 3000 {
		many = append(many, charter.Bloc{Class: "full", Weights: charter.Weights{chartertest.Population: i}, Active: 2})
	}
	b.Run("hostile, of 3000 blocs", func(b *testing.B) {
		for b.Loop() {
			c.Defects(c.MemberComposition(many, nil))
		}
	})
}

// BenchmarkDecision is a vote of 1,000 with as many comparisons as a rule may have:
// all of the same count, and as many counts as there are classes to leave out. Which
// rules are dear is seen side by side.
func BenchmarkDecision(b *testing.B) {
	c := chartertest.ThreeClasses()
	for len(c.Classes) < charter.MaxClasses {
		class := c.Classes[0]
		class.ID = fmt.Sprintf("c%d", len(c.Classes))
		c.Classes = append(c.Classes, class)
	}
	var voters []charter.Voter
	for i := range 1000 {
		voters = append(voters, charter.Voter{
			Party: fmt.Sprintf("p%d@h%d", i, i%9), Class: c.Classes[i%50].ID, Group: fmt.Sprintf("g%d@h", i%300),
			Weights: charter.Weights{chartertest.Population: i}, Organs: []string{chartertest.Council}, Founder: true,
		})
	}
	named := &charter.Who{Organ: chartertest.Council}
	for _, who := range []struct {
		name string
		of   func(i int) *charter.Who
	}{
		{"by class", func(int) *charter.Who { return &charter.Who{Classes: []string{"full", "c9"}} }},
		{"of all", func(int) *charter.Who { return nil }},
		{"by name", func(int) *charter.Who { return named }},
		{"all but one class, each another", func(i int) *charter.Who {
			var classes []string
			for k, class := range c.Classes {
				if k != i%charter.MaxClasses {
					classes = append(classes, class.ID)
				}
			}
			return &charter.Who{Classes: classes}
		}},
	} {
		for _, kind := range []struct {
			name string
			rule charter.Rule
		}{{"", charter.Rule{}}, {", capped", charter.Rule{Cap: "1/4"}}, {", one voter", charter.Rule{Affiliates: "one"}}} {
			rule := kind.rule
			for i := range charter.MaxExpressions - 1 {
				rule.Pass.All = append(rule.Pass.All, charter.Expression{Votes: "for", Measure: chartertest.Population, Of: "cast", AtLeast: "1/3", Who: who.of(i)})
			}
			ballot := charter.Ballot{Charter: c, Rule: rule, Voters: voters, Electorate: charter.BlocsOf(voters)}
			for i, v := range voters {
				ballot.Votes = append(ballot.Votes, castOf(v, chartertest.Positions[i%3]))
			}
			b.Run(who.name+kind.name, func(b *testing.B) {
				for b.Loop() {
					ballot.Explain()
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/decision")
			})
		}
	}
}
