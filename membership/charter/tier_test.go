package charter_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

func TestSeatTierCount(t *testing.T) {
	t.Parallel()
	perTen, begun := charter.SeatTier{Per: 10, Most: 3}, charter.SeatTier{Per: 10, Begun: true, Least: 1, Most: 3}
	for members, seats := range map[int][2]int{0: {0, 1}, 9: {0, 1}, 10: {1, 1}, 11: {1, 2}, 19: {1, 2}, 20: {2, 2}, 30: {3, 3}, 31: {3, 3}, 99: {3, 3}} {
		require.Equal(t, seats[0], perTen.Count(members), members)
		require.Equal(t, seats[1], begun.Count(members), members)
		require.Equal(t, 2, charter.SeatTier{Seats: 2}.Count(members))
	}
}

// More members never have fewer seats, and as many as there are to each seat have one more.
func TestSeatTierGrows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tier := charter.SeatTier{Per: rapid.IntRange(1, 20).Draw(t, "per"), Begun: rapid.Bool().Draw(t, "begun"), Most: rapid.IntRange(1, 9).Draw(t, "most")}
		tier.Least = rapid.IntRange(0, tier.Most).Draw(t, "least")
		members := rapid.IntRange(0, 200).Draw(t, "members")
		seats := tier.Count(members)
		require.GreaterOrEqual(t, tier.Count(members+1), seats)
		require.LessOrEqual(t, tier.Count(members+tier.Per), seats+1)
		require.True(t, tier.Least <= seats && seats <= tier.Most)
	})
}

// Members are counted as a seal has them, over affiliate groups and weights, the suspended left out.
func TestSection(t *testing.T) {
	t.Parallel()
	sealed := []charter.Bloc{
		{Class: "full", Active: 12, Suspended: 9},
		{Class: "full", Group: "g@h", Active: 8},
		{Class: "guest", Active: 40},
	}
	organ := charter.Organ{ID: "board", Seats: 9, Tiers: []charter.SeatTier{{Classes: []string{"full"}, Per: 10, Most: 3}, {Classes: []string{"guest", "observer"}, Seats: 1}}}
	section, err := organ.Section("full", sealed)
	require.NoError(t, err)
	require.Equal(t, charter.Section{Organ: "board", Seats: 2, Classes: []string{"full"}}, section)
	require.True(t, section.Has("full"))
	require.False(t, section.Has("guest"))
	section, err = organ.Section("observer", sealed)
	require.NoError(t, err)
	require.Equal(t, 1, section.Seats)
	_, err = organ.Section("none", sealed)
	require.ErrorContains(t, err, "UNKNOWN_CLASS")
	organ.Tiers = nil
	section, err = organ.Section("none", nil)
	require.NoError(t, err)
	require.Equal(t, 9, section.Seats)
	require.True(t, section.Has("none"))
}

func TestTierDefects(t *testing.T) {
	t.Parallel()
	with := func(tiers ...charter.SeatTier) func(*charter.Organ, *charter.Election) {
		return func(o *charter.Organ, _ *charter.Election) { o.Seats, o.Tiers = 6, tiers }
	}
	full := []string{"full"}
	for name, row := range map[string]struct {
		change  func(*charter.Organ, *charter.Election)
		path    string
		problem charter.Problem
	}{
		"ok/fixed and by ten": {with(charter.SeatTier{Classes: full, Per: 10, Begun: true, Least: 1, Most: 4}, charter.SeatTier{Classes: []string{"guest"}, Seats: 2}), "", ""},
		"ok/own tier": {func(o *charter.Organ, e *charter.Election) {
			e.OwnTier, o.Tiers = true, []charter.SeatTier{{Classes: full, Seats: 2}}
		}, "", ""},
		"fail/no classes":         {with(charter.SeatTier{Seats: 1}), ".classes", charter.Missing},
		"fail/unknown class":      {with(charter.SeatTier{Classes: []string{"none"}, Seats: 1}), ".classes[0]", charter.Undeclared},
		"fail/a class twice":      {with(charter.SeatTier{Classes: []string{"full", "full"}, Seats: 1}), ".classes[1]", charter.Repeated},
		"fail/neither":            {with(charter.SeatTier{Classes: full}), "", charter.NotOneOf},
		"fail/both":               {with(charter.SeatTier{Classes: full, Seats: 1, Per: 10, Most: 1}), "", charter.NotOneOf},
		"fail/bounds of a number": {with(charter.SeatTier{Classes: full, Seats: 1, Most: 1}), "", charter.NoUse},
		"fail/no upper bound":     {with(charter.SeatTier{Classes: full, Per: 10}), ".most", charter.Missing},
		"fail/bounds crossed":     {with(charter.SeatTier{Classes: full, Per: 10, Least: 3, Most: 2}), ".least", charter.OutOfRange},
		"fail/minus":              {with(charter.SeatTier{Classes: full, Per: -1, Most: 2}), ".per", charter.OutOfRange},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := rotating(row.change)
			defects := c.Defects(charter.Composition{})
			if row.problem == "" {
				require.Empty(t, defects)
				d := charter.NewDefects(charter.EngineFive)
				c.ValidateForm(d)
				require.ErrorContains(t, d.Err(), "UNKNOWN_FIELD")
				return
			}
			require.NotEmpty(t, defects)
			require.Equal(t, "organs[1].tiers[0]"+row.path, defects[0].Path)
			require.Equal(t, row.problem, defects[0].Problem)
		})
	}
	defects := rotating(with(charter.SeatTier{Classes: full, Seats: 3}, charter.SeatTier{Classes: []string{"guest"}, Per: 2, Most: 4})).Defects(charter.Composition{})
	require.Equal(t, charter.OutOfRange, defects[0].Problem, "seven seats of six")
	defects = rotating(func(_ *charter.Organ, e *charter.Election) { e.OwnTier = true }).Defects(charter.Composition{})
	require.Equal(t, charter.NoUse, defects[0].Problem, "no tiers")
}

// In an election to a tier only its classes vote, where the charter says so.
func TestOwnTier(t *testing.T) {
	t.Parallel()
	c := rotating(func(o *charter.Organ, e *charter.Election) {
		e.OwnTier, o.Tiers = true, []charter.SeatTier{{Classes: []string{"full", "guest"}, Seats: 2}}
	})
	rule, err := c.RuleFor("", charter.Matter{Action: charter.Elect, Organ: chartertest.Council, Class: "guest"})
	require.NoError(t, err)
	require.Equal(t, &charter.Who{Classes: []string{"full", "guest"}}, rule.Electorate)
	require.Nil(t, c.Rules[charter.Elect+"/"+chartertest.Council].Electorate, "the charter is as it was")
}
