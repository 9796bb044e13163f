package membership_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

// largest is a charter as large as may be: all classes, organs, measures, a rule
// for each action and more rules for classes, of as many comparisons as its rules
// and a transaction's argument can hold, which name parties one by one, and which
// nobody's votes meet.
func largest(parties []string) membership.Charter {
	charter := classy()
	for len(charter.Classes) < membership.MaxClasses {
		class := charter.Classes[len(charter.Classes)%3]
		class.ID = fmt.Sprintf("c%d", len(charter.Classes))
		charter.Classes = append(charter.Classes, class)
	}
	for i := range membership.MaxOrgans - 1 {
		charter.Organs = append(charter.Organs, membership.Organ{ID: fmt.Sprintf("o%d", i), Names: en("O"), Seats: membership.MaxSeats, Founders: i%2 == 0})
	}
	pass := membership.Expression{Any: []membership.Expression{{All: []membership.Expression{forVotes(1), {Votes: "against", AtLeast: "1"}, {Votes: "hosts", AtLeast: "190"}}}}}
	whos := []*membership.Who{nil, {Founders: true}, {Organ: council}}
	for i := range 90 {
		pass.Any = append(pass.Any, membership.Expression{
			Votes: "abstain", Of: "electorate", AtLeast: "1", Measure: population, Who: whos[i%3],
		})
	}
	pass.Any[1].Who = &membership.Who{Parties: parties[:50]}
	rule := membership.Rule{
		Voting: "PT1H", Sponsors: sponsorsOf(3), Expiry: "P1D", Pass: pass,
		Recused: []membership.Recusal{membership.RecuseSubject, membership.RecuseAffiliates, membership.RecuseSponsors, membership.RecuseFiler},
		Cap:     "1/4",
	}
	charter.Rules = membership.Rules{}
	for _, action := range membership.Actions() {
		charter.Rules[action] = &rule
	}
	for _, class := range charter.Classes {
		own := charter
		own.Rules = membership.Rules{}
		for key, rule := range charter.Rules {
			own.Rules[key] = rule
		}
		own.Rules[membership.Admit+"/"+membership.Action(class.ID)] = &rule
		if text, _ := json.Marshal(own); len(text) > membership.MaxArgument {
			break
		}
		charter = own
	}
	return charter
}

// founders200 are as many founders as may be, no two of them alike.
func founders200() ([]string, map[string]membership.Place) {
	var ids []string
	places := map[string]membership.Place{}
	for i := range membership.MaxFounders {
		id := fmt.Sprintf("m%03d@host-%d", i, i%190)
		ids = append(ids, id)
		places[id] = membership.Place{Class: []string{"full", "issuer", "consumer"}[i%3], Group: fmt.Sprintf("g%d@h", i/3), Weights: membership.Weights{population: i}}
	}
	return ids, places
}

// Whatever a charter says, its examination ends: what is not found by then counts
// as a lock-out.
func TestExaminationIsBounded(t *testing.T) {
	t.Parallel()
	ids, places := founders200()
	charter := largest(ids)
	text, err := json.Marshal(charter)
	require.NoError(t, err)
	require.Greater(t, len(text), membership.MaxArgument*8/10)
	require.LessOrEqual(t, len(text), membership.MaxArgument)
	faults := charter.Faults(charter.FoundedBy(ids, places))
	require.NotEmpty(t, faults)
	for _, fault := range faults {
		require.Contains(t, []membership.Problem{membership.LockedOut, membership.Unreachable}, fault.Problem, "%+v", fault)
	}
	plain := classy()
	plain.Rules = membership.Rules{membership.Expel: {Voting: "PT1H", Pass: membership.Expression{Votes: "for", Measure: population, Of: "electorate", AtLeast: "2/3"}}, "seat": seatRule()}
	require.Empty(t, plain.Faults(plain.FoundedBy(ids, places)), "200 founders, no two alike, and a common rule")
}

// An examination of an alliance that exists knows its members by their blocs.
func TestExaminationByBlocs(t *testing.T) {
	t.Parallel()
	charter := classy()
	charter.Organs[0].Seats = 3
	charter.Rules = membership.Rules{membership.Resolve: {Voting: "PT1H", Pass: forVotes(60_000)}, "seat": seatRule()}
	many := []membership.Bloc{{Class: "full", Active: 50_000}, {Class: "issuer", Active: 20_000}}
	require.Empty(t, charter.Faults(charter.MadeOf(many, nil)))
	charter.Rules[membership.Resolve].Pass = forVotes(70_000)
	require.Equal(t, membership.LockedOut, charter.Faults(charter.MadeOf(many, nil))[0].Problem)
	charter.Rules[membership.Resolve].Pass = forVotes(70_001)
	require.Equal(t, membership.Unreachable, charter.Faults(charter.MadeOf(many, nil))[0].Problem)
	charter.Rules[membership.Resolve] = &membership.Rule{Voting: "PT1H", Electorate: &membership.Who{Organ: council}, Pass: forVotes(2)}
	require.Empty(t, charter.Faults(charter.MadeOf(many, nil)), "three of the many sit")
	charter.Rules[membership.Resolve].Pass = forVotes(3)
	require.Equal(t, membership.LockedOut, charter.Faults(charter.MadeOf(many, nil))[0].Problem)
}

func BenchmarkExamination(b *testing.B) {
	ids, places := founders200()
	charter := largest(ids)
	b.Run("hostile", func(b *testing.B) {
		for b.Loop() {
			charter.Faults(charter.FoundedBy(ids, places))
		}
	})
	many := make([]membership.Bloc, 0, 3000)
	for i := range 3000 {
		many = append(many, membership.Bloc{Class: "full", Weights: membership.Weights{population: i}, Active: 2})
	}
	b.Run("hostile, of 3000 blocs", func(b *testing.B) {
		for b.Loop() {
			charter.Faults(charter.MadeOf(many, nil))
		}
	})
}

// BenchmarkDecision is a vote of 1,000 with as many comparisons as a rule may have:
// all of the same count, and as many counts as there are classes to leave out. Which
// rules are dear is seen side by side.
func BenchmarkDecision(b *testing.B) {
	charter := classy()
	for len(charter.Classes) < membership.MaxClasses {
		class := charter.Classes[0]
		class.ID = fmt.Sprintf("c%d", len(charter.Classes))
		charter.Classes = append(charter.Classes, class)
	}
	var voters []membership.Voter
	for i := range 1000 {
		voters = append(voters, membership.Voter{
			Party: fmt.Sprintf("p%d@h%d", i, i%9), Class: charter.Classes[i%50].ID, Group: fmt.Sprintf("g%d@h", i%300),
			Weights: membership.Weights{population: i}, Organs: []string{council}, Founder: true,
		})
	}
	named := &membership.Who{Organ: council}
	for _, who := range []struct {
		name string
		of   func(i int) *membership.Who
	}{
		{"by class", func(int) *membership.Who { return &membership.Who{Classes: []string{"full", "c9"}} }},
		{"of all", func(int) *membership.Who { return nil }},
		{"by name", func(int) *membership.Who { return named }},
		{"all but one class, each another", func(i int) *membership.Who {
			var classes []string
			for k, class := range charter.Classes {
				if k != i%membership.MaxClasses {
					classes = append(classes, class.ID)
				}
			}
			return &membership.Who{Classes: classes}
		}},
	} {
		for _, kind := range []struct {
			name string
			rule membership.Rule
		}{{"", membership.Rule{}}, {", capped", membership.Rule{Cap: "1/4"}}, {", one voter", membership.Rule{Affiliates: "one"}}} {
			rule := kind.rule
			for i := range membership.MaxExpressions - 1 {
				rule.Pass.All = append(rule.Pass.All, membership.Expression{Votes: "for", Measure: population, Of: "cast", AtLeast: "1/3", Who: who.of(i)})
			}
			ballot := membership.Ballot{Charter: charter, Rule: rule, Voters: voters, Electorate: membership.BlocsOf(voters)}
			for i, v := range voters {
				ballot.Votes = append(ballot.Votes, castOf(v, choices[i%3]))
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
