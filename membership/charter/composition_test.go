package charter_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// Those who are known by name are taken out of the blocs that count them, and seats go to
// the first who may sit.
func TestMemberComposition(t *testing.T) {
	t.Parallel()
	c := chartertest.Whole()
	c.Organs[1].Who = &charter.Who{Classes: []string{"full"}}
	blocs := []charter.Bloc{{Class: "full", Active: 3}, {Class: "observer", Active: 2}}
	made := c.MemberComposition(blocs, []charter.Voter{{Party: "ada@h1", Class: "full", Founder: true}})
	require.Equal(t, []string{"h1", "", "", ""}, made.Hosts)
	type seen struct {
		class   string
		founder bool
		organs  []string
	}
	var voters []seen
	for _, v := range made.Voters {
		voters = append(voters, seen{v.Class, v.Founder, v.Organs})
	}
	require.Equal(t, []seen{
		{"full", true, []string{chartertest.Board, chartertest.Council}},
		{"full", false, []string{chartertest.Board, chartertest.Council}},
		{"full", false, []string{chartertest.Board}},
		{"observer", false, nil},
	}, voters)

	require.True(t, c.MaySit(c.Organs[1], charter.Voter{Class: "full"}))
	require.False(t, c.MaySit(c.Organs[1], charter.Voter{Class: "observer"}))
	require.True(t, c.MaySit(c.Organs[0], charter.Voter{Class: "full"}), "by its class's right")
	require.False(t, c.MaySit(c.Organs[0], charter.Voter{Class: "observer"}))
}

// Nobody can be examined: then a charter is as good as its form.
func TestNobodyToExamine(t *testing.T) {
	t.Parallel()
	c := chartertest.WholeWithRule(charter.Resolve, func(r *charter.Rule) { r.Pass = chartertest.ForVotes(9) })
	require.NoError(t, c.Validate(charter.Composition{}))
	require.Error(t, chartertest.ValidateFor(c, 4))
}

// A bloc that has nobody left goes, save a class's plain one; only members count.
func TestBlocs(t *testing.T) {
	t.Parallel()
	in := func(state charter.MembershipState, group string) charter.Presence {
		return charter.Presence{State: state, Class: "full", Group: group}
	}
	var blocs []charter.Bloc
	for _, step := range []struct {
		presence charter.Presence
		by       int
		want     []charter.Bloc
	}{
		{in("", ""), 1, nil},
		{in(charter.Ended, ""), 1, nil},
		{in(charter.Active, "g@h"), 1, []charter.Bloc{{Class: "full", Group: "g@h", Active: 1}}},
		{in(charter.Active, ""), 2, []charter.Bloc{{Class: "full", Active: 2}, {Class: "full", Group: "g@h", Active: 1}}},
		{in(charter.Suspended, ""), 1, []charter.Bloc{{Class: "full", Active: 2, Suspended: 1}, {Class: "full", Group: "g@h", Active: 1}}},
		{in(charter.Active, "g@h"), -1, []charter.Bloc{{Class: "full", Active: 2, Suspended: 1}}},
		{in(charter.Active, ""), -2, []charter.Bloc{{Class: "full", Suspended: 1}}},
		{in(charter.Suspended, ""), -1, []charter.Bloc{{Class: "full"}}},
	} {
		blocs = charter.AddToBlocs(blocs, step.presence, step.by)
		require.Equal(t, step.want, blocs)
	}
}

func TestRegrouped(t *testing.T) {
	t.Parallel()
	before := charter.Presence{State: charter.Active, Class: "full", Group: "g@h", Weights: charter.Weights{"population": 3}}
	for name, row := range map[string]struct {
		change func(*charter.Presence)
		want   bool
	}{
		"ok/nothing":       {func(*charter.Presence) {}, false},
		"ok/the group":     {func(p *charter.Presence) { p.Group = "" }, true},
		"ok/the state too": {func(p *charter.Presence) { p.Group, p.State = "", charter.Suspended }, false},
		"ok/the class too": {func(p *charter.Presence) { p.Group, p.Class = "", "guest" }, false},
		"ok/weights too":   {func(p *charter.Presence) { p.Group, p.Weights = "", charter.Weights{"population": 4} }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after := before
			row.change(&after)
			require.Equal(t, row.want, before.Regrouped(after))
		})
	}
}

// A class, an organ or a kind of resolution may have a rule of its own; others have the common one, or none.
func TestRuleFor(t *testing.T) {
	t.Parallel()
	c := chartertest.Whole()
	own := chartertest.SeatRule()
	c.Rules["admit/guest"], c.Rules["seat/council"], c.Rules["resolve/special"] = own, own, own
	delete(c.Rules, charter.Vacate)
	for name, row := range map[string]struct {
		charter.Matter
		want *charter.Rule
	}{
		"ok/of a class":       {charter.Matter{Action: charter.Admit, Class: "guest"}, own},
		"ok/another class":    {charter.Matter{Action: charter.Admit, Class: "full"}, c.Rules[charter.Admit]},
		"ok/of an organ":      {charter.Matter{Action: charter.SeatAction, Class: "guest", Organ: "council"}, own},
		"ok/another organ":    {charter.Matter{Action: charter.SeatAction, Class: "guest", Organ: "board"}, c.Rules[charter.SeatAction]},
		"ok/a class, no part": {charter.Matter{Action: charter.Expel, Class: "guest", Organ: "council"}, c.Rules[charter.Expel]},
		"ok/of a kind":        {charter.Matter{Action: charter.Resolve, Resolution: "special"}, own},
		"ok/another kind":     {charter.Matter{Action: charter.Resolve, Resolution: "ordinary"}, c.Rules[charter.Resolve]},
		"ok/of no kind":       {charter.Matter{Action: charter.Resolve}, c.Rules[charter.Resolve]},
		"ok/a kind, no part":  {charter.Matter{Action: charter.Amend, Resolution: "special"}, c.Rules[charter.Amend]},
		"fail/no rule for it": {charter.Matter{Action: charter.Vacate, Organ: "council"}, nil},
		"fail/no such action": {charter.Matter{Action: "elect"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rule, err := c.RuleFor("zgc@h", row.Matter)
			if row.want == nil {
				require.Equal(t, refusal.New(refusal.NoRule, "alliance", "zgc@h", "action", string(row.Action)), err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, *row.want, rule)
		})
	}
}

func TestRuleTimes(t *testing.T) {
	t.Parallel()
	rule, c := charter.Rule{Voting: "P7D", Expiry: "PT36H"}, charter.Charter{}
	from := time.Date(2026, time.March, 1, 8, 0, 0, 0, time.UTC)
	require.Equal(t, time.Date(2026, time.March, 8, 8, 0, 0, 0, time.UTC), c.Closes(rule, from))
	require.Equal(t, time.Date(2026, time.March, 2, 20, 0, 0, 0, time.UTC), c.Expires(rule, from))
	require.True(t, rule.OpensAtOnce())
	rule.Discussion = "PT1H"
	require.False(t, rule.OpensAtOnce())
	require.Equal(t, []string{"2", "3", "4", "5", "6"}, charter.Engines())
}
