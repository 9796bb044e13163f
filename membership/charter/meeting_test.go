package charter_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// meeting is the whole charter with a general meeting that adopts documents by a majority of those present.
func meeting(changes ...func(*charter.Charter)) charter.Charter {
	return chartertest.WholeWith(func(c *charter.Charter) {
		c.Meetings = []charter.MeetingKind{{
			ID: "general", Names: chartertest.En("General meeting"), Conveners: &charter.Who{Organ: chartertest.Board}, Chair: &charter.Who{Organ: chartertest.Board},
			Notice: "P14D", Quorum: &charter.Expression{Votes: charter.CountPresent, AtLeast: "1/2", Of: charter.CountElectorate},
		}}
		c.Rules["resolve@general"] = &charter.Rule{
			Expiry: "P60D", Voting: "PT1H", LockOut: charter.LockOutAccepted,
			Pass: charter.Expression{Votes: charter.CountFor, MoreThan: "1/2", Of: charter.CountPresent},
		}
		for _, change := range changes {
			change(c)
		}
	})
}

// A part with a rule of its own, wherever that decides, is decided by no common rule.
func TestRulesOfMeetings(t *testing.T) {
	t.Parallel()
	c := meeting(func(c *charter.Charter) {
		c.Amendments = []charter.AmendmentKind{{ID: "entrenched", Names: chartertest.En("E"), Touches: charter.Touches{Parts: []charter.Part{charter.PartOrgans}}}}
		c.Rules["amend/entrenched"] = chartertest.TwoVotes()
		c.Rules["amend@general"] = c.Rules["resolve@general"]
		delete(c.Rules, charter.Expel)
		c.Rules["expel@general"] = c.Rules["resolve@general"]
	})
	require.NoError(t, chartertest.ValidateFor(c, 4))
	for name, row := range map[string]struct {
		matter charter.Matter
		found  bool
	}{
		"ok/outside":               {charter.Matter{Action: charter.Resolve}, true},
		"ok/at the meeting":        {charter.Matter{Action: charter.Resolve, Meeting: "general"}, true},
		"ok/common, there":         {charter.Matter{Action: charter.Amend, Meeting: "general"}, true},
		"ok/entrenched":            {charter.Matter{Action: charter.Amend, Amendment: "entrenched"}, true},
		"fail/entrenched, there":   {charter.Matter{Action: charter.Amend, Amendment: "entrenched", Meeting: "general"}, false},
		"fail/only at the meeting": {charter.Matter{Action: charter.Expel}, false},
		"fail/another meeting":     {charter.Matter{Action: charter.Resolve, Meeting: "board"}, false},
	} {
		rule, err := c.RuleFor("a@h", row.matter)
		require.Equal(t, row.found, err == nil, name)
		require.Equal(t, row.found && row.matter.Meeting != "", rule.AtMeeting(), name)
	}
	require.Equal(t, "general", c.MeetingFor(charter.Matter{Action: charter.Expel}))
	require.Empty(t, c.MeetingFor(charter.Matter{Action: charter.Resolve}))
	require.Empty(t, c.MeetingFor(charter.Matter{Action: charter.Elect}))
}

// What a kind of amendments protects it protects at meetings, too.
func TestAmendingRulesOfMeetings(t *testing.T) {
	t.Parallel()
	c := meeting(func(c *charter.Charter) {
		c.Amendments = []charter.AmendmentKind{{ID: "entrenched", Names: chartertest.En("E"), Touches: charter.Touches{Rules: []charter.Action{charter.Resolve}}}}
		c.Rules["amend/entrenched"] = chartertest.TwoVotes()
	})
	for name, change := range map[string]func(*charter.Charter){
		"the rule at the meeting": func(c *charter.Charter) { c.Rules["resolve@general"] = chartertest.SeatRule() },
		"no rule there":           func(c *charter.Charter) { delete(c.Rules, "resolve@general") },
		"the kind's at a meeting": func(c *charter.Charter) { c.Rules["amend/entrenched@general"] = chartertest.SeatRule() },
	} {
		draft := chartertest.Copy(c)
		change(&draft)
		by, err := c.AmendingBy(draft)
		require.NoError(t, err)
		require.Equal(t, "entrenched", by.Kind, name)
	}
	draft := chartertest.Copy(c)
	draft.Rules["expel@general"] = chartertest.SeatRule()
	by, err := c.AmendingBy(draft)
	require.NoError(t, err)
	require.Empty(t, by.Kind)
}

func TestDefectsOfMeetings(t *testing.T) {
	t.Parallel()
	require.NoError(t, chartertest.ValidateFor(meeting(), 4))
	rule := func(change func(*charter.Rule)) func(*charter.Charter) {
		return func(c *charter.Charter) { change(c.Rules["resolve@general"]) }
	}
	kind := func(change func(*charter.MeetingKind)) func(*charter.Charter) {
		return func(c *charter.Charter) { change(&c.Meetings[0]) }
	}
	for name, row := range map[string]struct {
		change  func(*charter.Charter)
		path    string
		problem charter.Problem
	}{
		"fail/early": {rule(func(r *charter.Rule) { r.Early = true }), "rules.resolve@general.early", charter.NoUse},
		"fail/steps": {rule(func(r *charter.Rule) {
			r.Steps = []charter.Step{{After: charter.Passed, Rule: *chartertest.TwoVotes()}}
		}), "rules.resolve@general.steps", charter.NoUse},
		"fail/extension": {rule(func(r *charter.Rule) {
			r.Extension = &charter.Extension{Quorum: chartertest.ForVotes(1), By: "PT1H", Most: 1}
		}), "rules.resolve@general.extension", charter.NoUse},
		"fail/consent":            {rule(func(r *charter.Rule) { one := chartertest.ForVotes(1); r.Consent = &one }), "rules.resolve@general.consent", charter.NoUse},
		"fail/discussion":         {rule(func(r *charter.Rule) { r.Discussion = "P1D" }), "rules.resolve@general.discussion", charter.NoUse},
		"fail/no expiry":          {rule(func(r *charter.Rule) { r.Expiry = "" }), "rules.resolve@general.expiry", charter.NotDuration},
		"fail/expiry too short":   {rule(func(r *charter.Rule) { r.Expiry = "P7D" }), "rules.resolve@general.expiry", charter.OutOfRange},
		"fail/no conveners":       {kind(func(k *charter.MeetingKind) { k.Conveners = nil }), "meetings[0].conveners", charter.Missing},
		"fail/no chair":           {kind(func(k *charter.MeetingKind) { k.Chair = nil }), "meetings[0].chair", charter.Missing},
		"fail/no notice":          {kind(func(k *charter.MeetingKind) { k.Notice = "" }), "meetings[0].notice", charter.NotDuration},
		"fail/check-in's length":  {kind(func(k *charter.MeetingKind) { k.CheckIn = "P1M" }), "meetings[0].checkIn", charter.NotDuration},
		"fail/quorum of votes":    {kind(func(k *charter.MeetingKind) { k.Quorum.Votes = charter.CountFor }), "meetings[0].quorum.votes", charter.NotAmong},
		"fail/quorum of cast":     {kind(func(k *charter.MeetingKind) { k.Quorum.Of = charter.CountCast }), "meetings[0].quorum.of", charter.NotAmong},
		"fail/proxies undeclared": {kind(func(k *charter.MeetingKind) { k.Proxies = true }), "meetings[0].proxies", charter.Undeclared},
		"fail/second call, never": {kind(func(k *charter.MeetingKind) { k.Quorum, k.SecondCall = nil, &charter.SecondCall{Notice: "P1D"} }), "meetings[0].secondCall", charter.NoUse},
		"fail/no rule":            {func(c *charter.Charter) { delete(c.Rules, "resolve@general") }, "meetings[0]", charter.NoUse},
		"fail/unknown kind": {
			func(c *charter.Charter) { c.Rules["resolve@board"] = c.Rules["resolve@general"] }, "rules.resolve@board", charter.Undeclared,
		},
		"fail/present outside": {
			func(c *charter.Charter) { c.Rules[charter.Resolve].Pass.Votes = charter.CountPresent }, "rules.resolve", charter.NoUse,
		},
		"fail/a quorum out of reach": {kind(func(k *charter.MeetingKind) { k.Quorum.Of, k.Quorum.AtLeast = "", "9" }), "rules.resolve@general.pass", charter.Unreachable},
		"fail/one who stays away": {func(c *charter.Charter) {
			c.Meetings[0].Quorum.AtLeast = "1"
			c.Rules["resolve@general"].LockOut = ""
		}, "rules.resolve@general.pass", charter.LockedOut},
	} {
		err := chartertest.ValidateFor(meeting(row.change), 4)
		var found bool
		for _, d := range charter.DefectsIn(refusal.From(err)) {
			found = found || d.Path == row.path && d.Problem == row.problem
		}
		require.True(t, found, "%s: %v", name, err)
	}
	require.Error(t, meeting().ValidateBy(charter.EngineFive, charter.Composition{}), "older rules know no meetings")
}

// Those present count as their votes would, and no vote moves their number.
func TestPresentAreCounted(t *testing.T) {
	t.Parallel()
	c := meeting()
	rule, _ := c.RuleAt("resolve@general")
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.IntRange(1, 12).Draw(t, "members")
		here := rapid.IntRange(0, all).Draw(t, "present")
		votes := rapid.SliceOfN(rapid.SampledFrom([]charter.Position{charter.For, charter.Against, charter.Abstain}), 0, here).Draw(t, "votes")
		there := &charter.Assembly{}
		for range here {
			there.Add(charter.Voter{Class: "full"}, nil)
		}
		poll := charter.Poll{Action: charter.Resolve, Meeting: "general", Present: there}
		b := poll.Ballot([]charter.Bloc{{Class: "full", Active: all}}, c, rule)
		forIt := 0
		for i, position := range votes {
			b.Votes = append(b.Votes, charter.Cast{Voter: charter.Voter{Party: string(rune('a'+i)) + "@h", Class: "full"}, Host: "h", Position: position})
			if position == charter.For {
				forIt++
			}
		}
		x := b.Explain()
		require.Equal(t, here, x.Figure.Base)
		require.Equal(t, here, b.Tally().Present)
		require.Equal(t, all, b.Tally().Electorate)
		require.Equal(t, 2*forIt > here, x.Met)
	})
}

// By the measure, among whom it speaks, and under a cap those present weigh what they would vote.
func TestPresentWeigh(t *testing.T) {
	t.Parallel()
	c := meeting()
	rule, _ := c.RuleAt("resolve@general")
	rule.Pass.Measure, rule.Cap = chartertest.Population, "1/4"
	weight := charter.Weights{chartertest.Population: 1}
	there := &charter.Assembly{}
	there.Add(charter.Voter{Party: "big@h", Class: "full", Weights: charter.Weights{chartertest.Population: 900}}, nil)
	for range 3 {
		there.Add(charter.Voter{Class: "full", Weights: weight}, nil)
	}
	sealed := []charter.Bloc{{Class: "full", Weights: weight, Active: 7}, {Class: "full", Weights: charter.Weights{chartertest.Population: 900}, Active: 1}}
	b := charter.Poll{Meeting: "general", Present: there}.Ballot(sealed, c, rule)
	require.Equal(t, 5, b.Explain().Figure.Base, "a quarter of all is two, three more are there")
	rule.Cap = ""
	b = charter.Poll{Meeting: "general", Present: there}.Ballot(sealed, c, rule)
	require.Equal(t, 903, b.Explain().Figure.Base)
	rule.Pass.Who, rule.Pass.Measure = &charter.Who{Parties: []string{"big@h"}}, ""
	big := []charter.Voter{{Party: "big@h", Class: "full"}}
	named := &charter.Assembly{}
	named.Add(big[0], big)
	named.Add(charter.Voter{Party: "other@h", Class: "full"}, big)
	b = charter.Poll{Meeting: "general", Present: named, Voters: big}.Ballot(sealed, c, rule)
	require.Equal(t, 1, b.Explain().Figure.Base)
}
