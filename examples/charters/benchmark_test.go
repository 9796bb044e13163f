package charters_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/charterfile"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// thousand are members of all classes that vote, some in groups, each with weights
// of its own; the first of them are founders and sit wherever there are seats.
func thousand(c charter.Charter) []charter.TrialMember {
	var classes []string
	for _, class := range c.Classes {
		for _, right := range class.Rights {
			if right == charter.Vote {
				classes = append(classes, class.ID)
			}
		}
	}
	members := make([]charter.TrialMember, 1000)
	for i := range members {
		m := charter.TrialMember{Host: fmt.Sprintf("h%d", i%9)}
		m.Party, m.Class = fmt.Sprintf("m%d@%s", i, m.Host), classes[i%len(classes)]
		m.Founder = i < membership.MaxFounders
		if i%3 > 0 {
			m.Group = fmt.Sprintf("g%d@h", i%300)
		}
		for _, measure := range c.Measures {
			if measure.Own {
				if m.Weights == nil {
					m.Weights = charter.Weights{}
				}
				m.Weights[measure.ID] = i
			}
		}
		for _, organ := range c.Organs {
			if i < organ.Seats {
				m.Organs = append(m.Organs, organ.ID)
			}
		}
		members[i] = m
	}
	return members
}

// comparisons counts what an explanation compares.
func comparisons(x charter.Explanation) int {
	count := 0
	if x.Figure != nil {
		count = 1
	}
	for _, part := range x.Parts {
		count += comparisons(part)
	}
	return count
}

// largest is the rule of a charter with the most comparisons; of several the first.
func largest(c charter.Charter) (largest charter.Action) {
	most := 0
	for _, action := range c.Rules.Keys() {
		if count := comparisons(charter.Ballot{Charter: c, Rule: *c.Rules[action]}.Explain()); count > most {
			largest, most = action, count
		}
	}
	return largest
}

// BenchmarkDecision is a vote of 1,000 by the largest rule of each charter, or of
// the seats where an organ votes.
func BenchmarkDecision(b *testing.B) {
	for _, name := range names(b) {
		suite, err := charterfile.Load(name)
		require.NoError(b, err)
		c := suite.Charter.Charter
		action := largest(c)
		rule := *c.Rules[action]
		rule.Sponsors = nil // who sponsored is nothing to the time that a decision takes
		trial := charter.Trial{Charter: c, Members: thousand(c), Figures: map[string]int{}}
		for _, figure := range c.Figures {
			trial.Figures[figure.ID] = 700
		}
		vote, err := trial.Open(rule, nil)
		require.NoError(b, err)
		var votes []charter.Cast
		for i, m := range trial.Members {
			positions := []charter.Position{charter.For, charter.For, charter.Against, charter.Abstain}
			if cast, err := vote.Vote(m.Party, positions[i%len(positions)]); err == nil {
				votes = append(votes, cast)
			}
		}
		ballot := vote.Ballot(votes)
		require.NotEmpty(b, ballot.Votes)
		b.Run(name+"/"+string(action), func(b *testing.B) {
			for b.Loop() {
				ballot.Tally()
				ballot.Explain()
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/decision")
			b.ReportMetric(float64(len(ballot.Votes)), "votes")
			b.ReportMetric(float64(comparisons(ballot.Explain())), "comparisons")
		})
	}
}
