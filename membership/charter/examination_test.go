package charter_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

// hostile is a charter that is dear to examine, for so many members no two of whom are alike.
type hostile struct {
	classes, rules, leaves, members int
	burdened                        bool // a cap, sponsors and every recusal
	named                           bool // by class, each comparison and the electorate
	rising                          bool // votes for only
}

func hostiles() []hostile {
	return []hostile{
		{classes: 3, rules: 13, leaves: 2, members: 200},
		{classes: 50, rules: 100, leaves: 2, members: 200},
		{classes: 50, rules: 100, leaves: 2, members: 2000},
		{classes: 50, rules: 13, leaves: 90, members: 200, burdened: true},
		{classes: 50, rules: 13, leaves: 2, members: 2000, named: true},
		{classes: 50, rules: 100, leaves: 2, members: 5, burdened: true},
		{classes: 50, rules: 100, leaves: 90, members: 2000, named: true, rising: true},
	}
}

func (h hostile) name() string {
	return fmt.Sprintf("classes=%d rules=%d comparisons=%d members=%d burdened=%t named=%t", h.classes, h.rules, h.leaves, h.members, h.burdened, h.named)
}

func (h hostile) charter() charter.Charter {
	c := chartertest.ThreeClasses()
	for len(c.Classes) < h.classes {
		class := c.Classes[len(c.Classes)%3]
		class.ID = fmt.Sprintf("c%d", len(c.Classes))
		c.Classes = append(c.Classes, class)
	}
	var who *charter.Who
	if h.named {
		who = &charter.Who{}
		for _, class := range c.Classes {
			who.Classes = append(who.Classes, class.ID)
		}
	}
	rule := charter.Rule{Voting: "PT1H", Electorate: who, Pass: charter.Expression{All: []charter.Expression{chartertest.ForVotes(1)}}}
	leaf := charter.Expression{Votes: "abstain", Of: "electorate", AtLeast: "1", Measure: chartertest.Population, Who: who}
	if h.rising {
		leaf.Votes, leaf.AtLeast = "for", "1/2"
	}
	for len(rule.Pass.All) < h.leaves {
		rule.Pass.All = append(rule.Pass.All, leaf)
	}
	if h.burdened {
		rule.Cap, rule.Sponsors, rule.Expiry = "1/4", chartertest.Sponsors(3), "P1D"
		rule.Recused = []charter.Recusal{charter.RecuseSubject, charter.RecuseAffiliates, charter.RecuseSponsors, charter.RecuseFiler}
	}
	c.Rules = charter.Rules{}
	enter := func(key charter.Action) {
		if len(c.Rules) < h.rules {
			c.Rules[key] = &rule
		}
	}
	for _, action := range chartertest.Actions() {
		enter(action)
	}
	for _, class := range c.Classes {
		enter(charter.Admit + "/" + charter.Action(class.ID))
		enter(charter.Reclassify + "/" + charter.Action(class.ID))
	}
	return c
}

func (h hostile) composition(c charter.Charter) (w charter.Composition) {
	for i := range h.members {
		w.Voters = append(w.Voters, charter.Voter{
			Party: fmt.Sprintf("m%d@h%d", i, i), Class: c.Classes[i%len(c.Classes)].ID, Group: fmt.Sprintf("g%d@h", i%66),
			Weights: charter.Weights{chartertest.Population: i}, Founder: true,
		})
		w.Hosts = append(w.Hosts, fmt.Sprintf("h%d", i))
	}
	return w
}

// Whatever a charter says, and for however many members, the work of its examination is
// within the bound, save the one count that went over it; and what was not examined to
// its end is refused.
func TestWorkOfExaminationIsBounded(t *testing.T) {
	t.Parallel()
	for _, h := range hostiles() {
		t.Run(h.name(), func(t *testing.T) {
			t.Parallel()
			c := h.charter()
			defects, work := c.Work(h.composition(c), charter.Engine)
			require.Positive(t, work)
			require.LessOrEqual(t, work, charter.MaxExamination+charter.MaxExamination/50)
			require.NotEmpty(t, defects)
			for _, defect := range defects {
				require.Contains(t, []charter.Problem{charter.LockedOut, charter.Unreachable}, defect.Problem, "%+v", defect)
			}
			_, again := c.Work(h.composition(c), charter.Engine)
			require.Equal(t, work, again, "the same charter takes the same work")
		})
	}
}

// BenchmarkFaults examines charters that are dear to examine: how long the bound takes.
func BenchmarkFaults(b *testing.B) {
	for _, h := range hostiles() {
		c := h.charter()
		among := h.composition(c)
		b.Run(h.name(), func(b *testing.B) {
			work := 0
			for b.Loop() {
				_, work = c.Work(among, charter.Engine)
			}
			b.ReportMetric(float64(work), "work")
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/charter")
		})
	}
}
