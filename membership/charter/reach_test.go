package charter_test

import (
	"fmt"
	"math/bits"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

// reachOf is the reach of a rule for so many members of a class, who are alike.
func reachOf(t *testing.T, action charter.Action, rule charter.Rule, members int) charter.Reach {
	t.Helper()
	c := chartertest.ThreeClasses()
	rule.Voting = "PT1H"
	c.Rules = charter.Rules{action: &rule}
	reaches := c.Reaches(c.MemberComposition([]charter.Bloc{{Class: "full", Active: members}}, nil))
	require.Len(t, reaches, 1)
	return reaches[0]
}

func TestReach(t *testing.T) {
	t.Parallel()
	half := charter.Expression{Votes: "for", MoreThan: "1/2", Of: "electorate"}
	for name, row := range map[string]struct {
		action  charter.Action
		rule    charter.Rule
		members int
		want    charter.Reach
	}{
		"ok/a number":           {charter.Resolve, charter.Rule{Pass: chartertest.ForVotes(3)}, 5, charter.Reach{State: charter.InReach, Leave: 2, Silent: 2}},
		"ok/more than half":     {charter.Resolve, charter.Rule{Pass: half}, 5, charter.Reach{State: charter.InReach, Leave: 4, Silent: 2}},
		"ok/of a thousand":      {charter.Resolve, charter.Rule{Pass: half}, 1000, charter.Reach{State: charter.InReach, Leave: 999, Silent: 499}},
		"ok/without a subject":  {charter.Expel, charter.Rule{Pass: chartertest.ForVotes(3)}, 5, charter.Reach{State: charter.InReach, Leave: 1, Silent: 1}},
		"ok/sponsors are fewer": {charter.Resolve, charter.Rule{Pass: chartertest.ForVotes(1), Sponsors: chartertest.Sponsors(4), Expiry: "P1D"}, 5, charter.Reach{State: charter.InReach, Leave: 1, Silent: 1}},
		"ok/one blocks":         {charter.Resolve, charter.Rule{Pass: chartertest.ForVotes(5)}, 5, charter.Reach{State: charter.OneBlocks}},
		"ok/out of reach":       {charter.Resolve, charter.Rule{Pass: chartertest.ForVotes(6)}, 5, charter.Reach{State: charter.OutOfReachNow}},
		"ok/an empty organ":     {charter.Resolve, charter.Rule{Pass: chartertest.ForVotes(1), Electorate: &charter.Who{Founders: true}}, 5, charter.Reach{State: charter.OutOfReachNow}},
		"ok/a fallback":         {charter.Resolve, charter.Rule{Pass: chartertest.ForVotes(5), Fallback: &half}, 5, charter.Reach{State: charter.InReach, Leave: 4, Silent: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := reachOf(t, row.action, row.rule, row.members)
			row.want.Rule, row.want.Members = row.action, row.members
			require.Equal(t, row.want, got)
		})
	}
}

// The losses that a rule lives through are those that each set of so many members, looked at one by
// one, leaves it; and where it says that it may be more it is not less.
func TestReachAgainstEveryLoss(t *testing.T) {
	t.Parallel()
	seen := map[charter.ReachState]int{}
	rapid.Check(t, func(t *rapid.T) {
		voters := chartertest.DrawVoters(t, 5) // of so many, each by itself, all votes are tried
		c := chartertest.ThreeClasses()
		action := rapid.SampledFrom([]charter.Action{charter.Expel, charter.Resolve}).Draw(t, "action")
		c.Rules = charter.Rules{action: drawnRule(t)}
		var hosts []string
		for _, v := range voters {
			hosts = append(hosts, v.Party[len(v.Party)-2:])
		}
		among := charter.Composition{Voters: voters, Hosts: hosts}
		got := c.Reaches(among)[0]
		seen[got.State]++
		if got.State == charter.ReachUnknown {
			return
		}
		if got.State == charter.OutOfReachNow {
			lives, _ := c.LivesThrough(action, among, make([]int, len(voters)), false)
			require.False(t, lives, "%s", printed(*c.Rules[action]))
			return
		}
		for _, row := range []struct {
			silent bool
			count  int
			more   bool
		}{{true, got.Silent, got.SilentMore}, {false, got.Leave, got.LeaveMore}} {
			want, proven := mostLosses(c, action, among, row.silent)
			if proven {
				require.LessOrEqual(t, row.count, want, "silent %t: %s", row.silent, printed(*c.Rules[action]))
			}
			if !row.more {
				require.GreaterOrEqual(t, row.count, want, "silent %t: %s", row.silent, printed(*c.Rules[action]))
			}
		}
	})
	require.Len(t, seen, 4, "%v", seen)
}

// Four votes for make a veto, so that some must not vote for. Members who are alike vote alike in what is
// tried, and where there are many kinds so do those of a class: votes that are found prove that the rule
// is in reach, and that none are found proves nothing.
func TestReachOfVotesThatAreGuessed(t *testing.T) {
	t.Parallel()
	veto := chartertest.ForVotes(4)
	rule := charter.Rule{
		Sponsors: chartertest.Sponsors(1), Expiry: "P1D", Voting: "PT1H",
		Pass: charter.Expression{Votes: "for", Measure: chartertest.Population, AtLeast: "1"},
		Veto: &veto,
	}
	c := chartertest.ThreeClasses()
	c.Rules = charter.Rules{charter.Expel: &rule}
	var among charter.Composition
	for i, population := range []int{0, 0, -1, 0, 1, 1} {
		v := charter.Voter{Party: fmt.Sprintf("p%d@h0", i), Class: "full"}
		if population >= 0 {
			v.Weights = charter.Weights{chartertest.Population: population}
		}
		among.Voters, among.Hosts = append(among.Voters, v), append(among.Hosts, "h0")
	}
	require.Equal(t, charter.Reach{Rule: charter.Expel, State: charter.InReach, Members: 6, Leave: 1, LeaveMore: true, Silent: 1, SilentMore: true}, c.Reaches(among)[0])
}

// mostLosses is the most members that may be lost, looked at set by set; and whether it is proven that it
// is not more.
func mostLosses(c charter.Charter, action charter.Action, among charter.Composition, silent bool) (most int, proven bool) {
	lives, fails := make([]bool, len(among.Voters)+1), make([]bool, len(among.Voters)+1)
	for i := range lives {
		lives[i] = true
	}
	for set := range 1 << len(among.Voters) {
		lost := make([]int, len(among.Voters))
		for i := range lost {
			lost[i] = set >> i & 1
		}
		count := bits.OnesCount(uint(set))
		one, known := c.LivesThrough(action, among, lost, silent)
		lives[count], fails[count] = lives[count] && one, fails[count] || !one && known
	}
	for count := range lives {
		if !lives[count] {
			return max(0, count-1), fails[count]
		}
	}
	return len(among.Voters), true
}

// Whatever a charter says, working out its reach ends, and says what it has not looked at.
func TestReachIsBounded(t *testing.T) {
	t.Parallel()
	ids, places := founders200()
	c := largest(ids)
	reaches, work := c.ReachWork(c.FounderComposition(ids, places))
	require.Len(t, reaches, len(c.Rules))
	require.Less(t, work, charter.MaxReach*11/10)
	for _, reach := range reaches {
		require.True(t, reach.State == charter.ReachUnknown || reach.State == charter.OutOfReachNow || reach.SilentMore, "%+v", reach)
	}
	weighed := charter.Rule{Voting: "PT1H", Pass: charter.Expression{Votes: "for", Measure: chartertest.Population, AtLeast: "2/3", Of: "electorate"}}
	plain := chartertest.ThreeClasses()
	plain.Rules = charter.Rules{charter.Resolve: &weighed}
	got := plain.Reaches(plain.MemberComposition(nil, different(200).Voters))[0]
	require.Equal(t, charter.InReach, got.State)
	require.Positive(t, got.Silent, fmt.Sprintf("%+v", got))
}
