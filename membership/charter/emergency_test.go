package charter_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

// inEmergency gives the rule for resolutions an emergency rule, and changes it.
func inEmergency(change func(c *charter.Charter, emergency *charter.Rule)) func(*charter.Charter) {
	return func(c *charter.Charter) {
		emergency := &charter.Rule{Voting: "PT1H", Discussion: "PT1H", Expiry: "P1D", Pass: chartertest.ForVotes(2), LockOut: charter.LockOutAccepted}
		c.Emergency = charter.Rules{charter.Resolve: emergency}
		change(c, emergency)
	}
}

func TestEmergencyRulesAreChecked(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change  func(c *charter.Charter, emergency *charter.Rule)
		path    string
		problem charter.Problem
	}{
		"ok/as it is":                   {change: func(*charter.Charter, *charter.Rule) {}},
		"fail/without an ordinary rule": {func(c *charter.Charter, _ *charter.Rule) { delete(c.Rules, charter.Resolve) }, "rules.resolve", charter.Missing},
		"fail/at once":                  {func(_ *charter.Charter, r *charter.Rule) { r.Discussion, r.Expiry = "", "" }, "emergency.resolve.discussion", charter.Missing},
		"fail/that nobody meets":        {func(_ *charter.Charter, r *charter.Rule) { r.Pass = chartertest.ForVotes(9) }, "emergency.resolve.pass", charter.Unreachable},
		"fail/that one member locks":    {func(_ *charter.Charter, r *charter.Rule) { r.Pass, r.LockOut = chartertest.ForVotes(4), "" }, "emergency.resolve.pass", charter.LockedOut},
		"fail/of a wrong form":          {func(_ *charter.Charter, r *charter.Rule) { r.Voting = "soon" }, "emergency.resolve.voting", charter.NotDuration},
		"fail/of nobody":                {func(c *charter.Charter, _ *charter.Rule) { c.Emergency[charter.Resolve] = nil }, "emergency.resolve", charter.Missing},
		"fail/to admit":                 {func(c *charter.Charter, r *charter.Rule) { c.Emergency = charter.Rules{charter.Admit: r} }, "emergency.admit", charter.NoUse},
		"fail/of no action":             {func(c *charter.Charter, r *charter.Rule) { c.Emergency["win"] = r }, "emergency.win", charter.NotAmong},
		"fail/without a vote": {func(c *charter.Charter, r *charter.Rule) {
			c.Rules[charter.Renew] = &charter.Rule{Open: true}
			c.Emergency = charter.Rules{charter.Renew: r}
		}, "emergency.renew", charter.NoUse},
		"fail/beside a recorded figure": {func(c *charter.Charter, _ *charter.Rule) {
			c.Rules[charter.Resolve].Pass = charter.Expression{Votes: "for", AtLeast: "1/2", Of: chartertest.Attendance}
		}, "emergency.resolve", charter.NoUse},
		"fail/beside a rule of too many": {func(c *charter.Charter, _ *charter.Rule) {
			c.Rules[charter.Resolve].Pass = charter.Expression{All: []charter.Expression{chartertest.ForVotes(1), {Votes: "for", AtMost: "3"}}}
		}, "emergency.resolve", charter.NoUse},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := chartertest.Whole()
			inEmergency(row.change)(&c)
			var ids []string
			for i := range 4 {
				ids = append(ids, fmt.Sprintf("f%d@host-%d", i, i))
			}
			defects := c.Defects(c.FounderComposition(ids, nil))
			if row.path == "" {
				require.Empty(t, defects)
				return
			}
			require.NotEmpty(t, defects)
			require.Equal(t, row.path, defects[0].Path)
			require.Equal(t, row.problem, defects[0].Problem)
		})
	}
	c := chartertest.Whole()
	inEmergency(func(*charter.Charter, *charter.Rule) {})(&c)
	d := charter.NewDefects(charter.EngineFive)
	c.ValidateForm(d)
	require.ErrorContains(t, d.Err(), `\"field\":\"emergency\"`)
	c.Rules[charter.Succeed], c.Emergency[charter.Succeed] = chartertest.TwoVotes(), chartertest.TwoVotes()
	d = charter.NewDefects(charter.Engine)
	c.ValidateForm(d)
	require.ErrorContains(t, d.Err(), `"path\":\"emergency.succeed\",\"problem\":\"NO_USE\"`, "who succeeds comes in")
}

// A kind of amendment is touched by what changes its emergency rule: that would decide in its place.
func TestEmergencyRulesAreProtected(t *testing.T) {
	t.Parallel()
	c := chartertest.Whole()
	c.Amendments = []charter.AmendmentKind{{ID: "hard", Names: chartertest.En("Hard"), Touches: charter.Touches{Rules: []charter.Action{charter.Dissolve}}}}
	c.Rules["amend/hard"] = chartertest.TwoVotes()
	for _, key := range []charter.Action{"dissolve", "amend/hard"} {
		draft := chartertest.Copy(c)
		draft.Emergency = charter.Rules{key: chartertest.TwoVotes()}
		by, err := c.AmendingBy(draft)
		require.NoError(t, err)
		require.Equal(t, "hard", by.Kind, key)
	}
	draft := chartertest.Copy(c)
	draft.Emergency = charter.Rules{charter.Resolve: chartertest.TwoVotes()}
	by, err := c.AmendingBy(draft)
	require.NoError(t, err)
	require.Empty(t, by.Kind)
}

// What is said to be out of reach no votes meet, whoever votes how.
func TestOutOfReachOfEveryVote(t *testing.T) {
	t.Parallel()
	out, met := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		voters := chartertest.DrawVoters(t, 4)
		c := chartertest.ThreeClasses()
		rule := &charter.Rule{Voting: "PT1H", Pass: chartertest.Drawing{Rising: rapid.Bool().Draw(t, "rising")}.Expression(t, 2), Veto: chartertest.Drawing{}.Maybe(t, "veto", 3)}
		rule.Affiliates = rapid.SampledFrom([]string{"", charter.AffiliatesOne}).Draw(t, "affiliates")
		rule.Cap = rapid.SampledFrom([]charter.Amount{"", "", "1/3"}).Draw(t, "cap")
		c.Rules = charter.Rules{charter.Resolve: rule}
		why, is := c.OutOfReach(charter.Resolve, c.AsItIs(nil, voters))
		any := anyVotesMeet(charter.Ballot{Charter: c, Rule: *rule, Voters: voters, Electorate: charter.BlocsOf(voters)}, voters)
		if is {
			out++
			require.False(t, any, "%+v", why)
			require.False(t, why.Explanation.Met)
		}
		if any {
			met++
		}
	})
	require.Positive(t, out)
	require.Positive(t, met)
}

// Where an abstention does more than a vote for, nothing is said to be out of reach: more taking part
// than cast a vote is met by one who abstains.
func TestAbstainingMayDoMore(t *testing.T) {
	t.Parallel()
	c := chartertest.ThreeClasses()
	rule := &charter.Rule{Voting: "PT1H", Pass: charter.Expression{Votes: charter.CountTakingPart, MoreThan: "1/1", Of: charter.CountCast}}
	c.Rules = charter.Rules{charter.Resolve: rule}
	voters := []charter.Voter{{Party: "a@b", Class: "full"}}
	require.True(t, anyVotesMeet(charter.Ballot{Charter: c, Rule: *rule, Voters: voters, Electorate: charter.BlocsOf(voters)}, voters))
	_, out := c.OutOfReach(charter.Resolve, c.AsItIs(nil, voters))
	require.False(t, out)
}

// anyVotesMeet tries every vote of some voters.
func anyVotesMeet(b charter.Ballot, voters []charter.Voter) bool {
	if len(voters) == 0 {
		return b.Accepts()
	}
	for _, position := range chartertest.Positions {
		next := b
		if position != "" {
			next.Votes = append(append([]charter.Cast{}, b.Votes...), castOf(voters[0], position))
		}
		if anyVotesMeet(next, voters[1:]) {
			return true
		}
	}
	return false
}

// The work of looking is that of a decision: also of an alliance of as many blocs as there
// are members, by the largest rule.
func TestOutOfReachIsBounded(t *testing.T) {
	t.Parallel()
	ids, _ := founders200()
	c := largest(ids)
	var blocs []charter.Bloc
	for i := range 3000 {
		blocs = append(blocs, charter.Bloc{Class: "full", Weights: charter.Weights{chartertest.Population: i}, Active: 2})
	}
	require.Less(t, c.OutOfReachWork(charter.Expel, c.AsItIs(blocs, nil)), 3_000_000)
}
