package charter_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/election"
	"allianceregistry/membership/form"
)

// rotating is the whole charter with an election and an organ, changed.
func rotating(change func(*charter.Organ, *charter.Election)) charter.Charter {
	return chartertest.WholeWith(func(c *charter.Charter) {
		rule := *chartertest.WholeElecting(func(r *charter.Rule) { r.Election = &charter.Election{Method: election.Approval} }).Rules[charter.Elect+"/"+chartertest.Council]
		c.Rules[charter.Elect+"/"+chartertest.Council] = &rule
		change(&c.Organs[1], rule.Election)
	})
}

func TestRotationDefects(t *testing.T) {
	t.Parallel()
	elects := "rules.elect/council.election"
	for name, row := range map[string]struct {
		change  func(*charter.Organ, *charter.Election)
		path    string
		problem charter.Problem
	}{
		"ok/all of it": {func(o *charter.Organ, e *charter.Election) {
			o.Terms = &charter.TermLimit{InRow: 2, InAll: 4, Pause: "P1Y", Rests: true}
			e.Retires, e.Alternates, e.ByElections = "1/3", 50, true
		}, "", ""},
		"ok/staggered":             {func(_ *charter.Organ, e *charter.Election) { e.Stagger = []form.Duration{"P3Y", "P2Y"} }, "", ""},
		"fail/all retire":          {func(_ *charter.Organ, e *charter.Election) { e.Retires = "3/3" }, elects + ".retires", charter.NotShare},
		"fail/none retires":        {func(_ *charter.Organ, e *charter.Election) { e.Retires = "0/3" }, elects + ".retires", charter.NotShare},
		"fail/retires, no share":   {func(_ *charter.Organ, e *charter.Election) { e.Retires = "a third" }, elects + ".retires", charter.NotShare},
		"fail/retires and renews":  {func(_ *charter.Organ, e *charter.Election) { e.Retires, e.Renews = "1/3", true }, elects + ".retires", charter.NoUse},
		"fail/stagger and renews":  {func(_ *charter.Organ, e *charter.Election) { e.Stagger, e.Renews = []form.Duration{"P1Y"}, true }, elects + ".stagger", charter.NoUse},
		"fail/stagger, no length":  {func(_ *charter.Organ, e *charter.Election) { e.Stagger = []form.Duration{"P1Y", "soon"} }, elects + ".stagger[1]", charter.NotDuration},
		"fail/stagger, too many":   {func(_ *charter.Organ, e *charter.Election) { e.Stagger = make([]form.Duration, 51) }, elects + ".stagger", charter.OutOfRange},
		"fail/too many alternates": {func(_ *charter.Organ, e *charter.Election) { e.Alternates = 51 }, elects + ".alternates", charter.OutOfRange},
		"fail/minus an alternate":  {func(_ *charter.Organ, e *charter.Election) { e.Alternates = -1 }, elects + ".alternates", charter.OutOfRange},
		"fail/no limit":            {func(o *charter.Organ, _ *charter.Election) { o.Terms = &charter.TermLimit{Rests: true} }, "organs[1].terms", charter.NotOneOf},
		"fail/minus a term":        {func(o *charter.Organ, _ *charter.Election) { o.Terms = &charter.TermLimit{InAll: -1} }, "organs[1].terms.inAll", charter.OutOfRange},
		"fail/too many terms":      {func(o *charter.Organ, _ *charter.Election) { o.Terms = &charter.TermLimit{InRow: 101, Pause: "P1Y"} }, "organs[1].terms.inRow", charter.OutOfRange},
		"fail/no pause":            {func(o *charter.Organ, _ *charter.Election) { o.Terms = &charter.TermLimit{InRow: 2} }, "organs[1].terms.pause", charter.Missing},
		"fail/a pause of no row":   {func(o *charter.Organ, _ *charter.Election) { o.Terms = &charter.TermLimit{InAll: 2, Pause: "P1Y"} }, "organs[1].terms.pause", charter.NoUse},
		"fail/pause, no length":    {func(o *charter.Organ, _ *charter.Election) { o.Terms = &charter.TermLimit{InRow: 2, Pause: "long"} }, "organs[1].terms.pause", charter.NotDuration},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defects := rotating(row.change).Defects(charter.Composition{})
			if row.path == "" {
				require.Empty(t, defects)
				return
			}
			require.NotEmpty(t, defects)
			require.Equal(t, row.path, defects[0].Path)
			require.Equal(t, row.problem, defects[0].Problem)
		})
	}
}

// By version 5 of the rules nothing of it is known.
func TestRotationOfVersionSix(t *testing.T) {
	t.Parallel()
	for field, change := range map[string]func(*charter.Organ, *charter.Election){
		"retires":     func(_ *charter.Organ, e *charter.Election) { e.Retires = "1/3" },
		"stagger":     func(_ *charter.Organ, e *charter.Election) { e.Stagger = []form.Duration{"P1Y"} },
		"alternates":  func(_ *charter.Organ, e *charter.Election) { e.Alternates = 1 },
		"byElections": func(_ *charter.Organ, e *charter.Election) { e.ByElections = true },
		"terms":       func(o *charter.Organ, _ *charter.Election) { o.Terms = &charter.TermLimit{InAll: 1} },
	} {
		c := rotating(change)
		d := charter.NewDefects(charter.EngineFive)
		c.ValidateForm(d)
		require.ErrorContains(t, d.Err(), `\"field\":\"`+field+`\"`)
		d = charter.NewDefects(charter.EngineSix)
		c.ValidateForm(d)
		require.NoError(t, d.Err())
	}
}

// The nearest whole number retires, and one at least: those who sit longest, of those the last elected.
func TestRetiring(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		numerator, denominator := rapid.IntRange(1, 9).Draw(t, "numerator"), rapid.IntRange(2, 10).Draw(t, "denominator")
		if numerator >= denominator {
			t.Skip("no share")
		}
		e := charter.Election{Retires: charter.Amount(fmt.Sprintf("%d/%d", numerator, denominator))}
		var sitting []charter.Sitting
		for i := range rapid.IntRange(0, 20).Draw(t, "sitting") {
			from := time.Date(2026, 1, rapid.IntRange(1, 5).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
			sitting = append(sitting, charter.Sitting{Party: fmt.Sprintf("m%02d@h", i), From: from, Rank: rapid.IntRange(0, 3).Draw(t, "rank")})
		}
		retiring := e.Retiring(sitting)
		shuffled := rapid.Permutation(sitting).Draw(t, "shuffled")
		require.Equal(t, retiring, e.Retiring(shuffled), "the order makes no difference")
		if len(sitting) == 0 {
			require.Empty(t, retiring)
			return
		}
		if off := 2 * (len(retiring)*denominator - len(sitting)*numerator); len(retiring) > 1 {
			require.True(t, -denominator < off && off <= denominator, "the nearest")
		}
		require.NotEmpty(t, retiring)
		for _, stays := range sitting {
			for _, leaves := range sitting {
				if slices.Contains(retiring, leaves.Party) && !slices.Contains(retiring, stays.Party) {
					require.False(t, stays.From.Before(leaves.From))
					require.False(t, stays.From.Equal(leaves.From) && stays.Rank > leaves.Rank)
				}
			}
		}
	})
}

// Who has served more terms is never freer to serve another; a longer pause frees nobody.
func TestTermsServedGrows(t *testing.T) {
	t.Parallel()
	c := chartertest.Whole()
	rapid.Check(t, func(t *rapid.T) {
		limit := charter.TermLimit{InRow: rapid.IntRange(0, 3).Draw(t, "row"), InAll: rapid.IntRange(0, 4).Draw(t, "all"), Pause: "P10D"}
		at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		var terms []charter.Term
		for range rapid.IntRange(0, 5).Draw(t, "terms") {
			from := at
			at = at.AddDate(0, 0, rapid.IntRange(1, 20).Draw(t, "served"))
			terms = append(terms, charter.Term{From: from, End: at, Rest: rapid.Bool().Draw(t, "rest")})
			at = at.AddDate(0, 0, rapid.IntRange(0, 20).Draw(t, "between"))
		}
		served := c.TermsServed(&limit, terms, at)
		counting := limit
		counting.Rests = true
		longer := limit
		longer.Pause = "P15D"
		if served {
			require.True(t, c.TermsServed(&counting, terms, at))
			require.True(t, c.TermsServed(&longer, terms, at))
		}
		if counting.InAll > 0 && len(terms) >= counting.InAll {
			require.True(t, c.TermsServed(&counting, terms, at))
		}
		require.False(t, c.TermsServed(nil, terms, at))
	})
}

// The elected are divided among the lengths in their order, evenly.
func TestStaggeredTerm(t *testing.T) {
	t.Parallel()
	e := charter.Election{Stagger: []form.Duration{"P3Y", "P2Y", "P1Y"}}
	var terms []form.Duration
	for i := range 7 {
		terms = append(terms, e.StaggeredTerm(i, 7))
	}
	require.Equal(t, []form.Duration{"P3Y", "P3Y", "P3Y", "P2Y", "P2Y", "P1Y", "P1Y"}, terms)
	require.Equal(t, form.Duration("P3Y"), e.StaggeredTerm(0, 1))
	require.Empty(t, charter.Election{}.StaggeredTerm(0, 1))
}
