package charter_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

// inSteps gives the rule for resolutions a vote that follows upon it, and changes that.
func inSteps(change func(*charter.Step)) func(*charter.Charter) {
	return func(c *charter.Charter) {
		step := charter.Step{After: charter.Failed, Rule: *chartertest.TwoVotes()}
		change(&step)
		c.Rules[charter.Resolve].Steps = []charter.Step{step}
	}
}

// majority is more than half of the votes cast.
func majority() charter.Expression {
	return charter.Expression{Votes: charter.CountFor, MoreThan: "1/2", Of: charter.CountCast}
}

// against demands that so many are not against.
func against(fewer string) charter.Expression {
	return charter.Expression{Not: []charter.Expression{{Votes: charter.CountAgainst, AtLeast: charter.Amount(fewer)}}}
}

// What is wrong with votes that follow, a casting vote, consent and extensions.
func TestStepDefects(t *testing.T) {
	t.Parallel()
	chair := &charter.Who{Organ: chartertest.Council}
	extension := func(change func(*charter.Extension)) func(*charter.Charter) {
		return inRule(func(r *charter.Rule) {
			r.Extension = &charter.Extension{Quorum: charter.Expression{Votes: charter.CountTakingPart, AtLeast: "1/2", Of: charter.CountElectorate}, By: "PT1H", Most: 2}
			change(r.Extension)
		})
	}
	subject := func(change func(*charter.Step)) func(*charter.Charter) {
		return func(c *charter.Charter) {
			step := charter.Step{After: charter.Passed, Rule: charter.Rule{
				Voting: "PT1H", Electorate: &charter.Who{Subject: true}, Recused: []charter.Recusal{charter.RecuseNobody},
				Pass: against("1"), Silence: charter.SilenceAccepted,
			}}
			change(&step)
			c.Rules[charter.Expel].Steps = []charter.Step{step}
		}
	}
	for name, row := range map[string]struct {
		change  func(*charter.Charter)
		path    string
		problem charter.Problem
	}{
		"ok/a vote upon objections": {inSteps(func(*charter.Step) {}), "", ""},
		"ok/the subject appeals":    {subject(func(*charter.Step) {}), "", ""},
		"ok/extension":              {extension(func(*charter.Extension) {}), "", ""},
		"ok/a casting vote": {inRule(func(r *charter.Rule) {
			r.Pass, r.Casting = majority(), chair
		}), "", ""},
		"ok/consent": {inRule(func(r *charter.Rule) {
			r.Early, r.Consent = false, &charter.Expression{Votes: charter.CountFor, AtLeast: "1/1", Of: charter.CountElectorate}
		}), "", ""},
		"fail/after nothing":        {inSteps(func(s *charter.Step) { s.After = "" }), "rules.resolve.steps[0].after", charter.NotAmong},
		"fail/no period":            {inSteps(func(s *charter.Step) { s.Rule.Voting = "" }), "rules.resolve.steps[0].rule.voting", charter.NotDuration},
		"fail/proposers of a step":  {inSteps(func(s *charter.Step) { s.Rule.Proposers = chair }), "rules.resolve.steps[0].rule.proposers", charter.NoUse},
		"fail/a step of a step":     {inSteps(func(s *charter.Step) { s.Rule.Steps = []charter.Step{{}} }), "rules.resolve.steps[0].rule.steps", charter.NoUse},
		"fail/a step that is open":  {inSteps(func(s *charter.Step) { s.Rule.Open = true }), "rules.resolve.steps[0].rule.open", charter.NoUse},
		"fail/nobody can meet it":   {inSteps(func(s *charter.Step) { s.Rule.Pass = chartertest.ForVotes(90) }), "rules.resolve.steps[0].rule.pass", charter.Unreachable},
		"fail/a step by silence":    {inSteps(func(s *charter.Step) { s.Rule.Pass = against("2") }), "rules.resolve.steps[0].rule.pass", charter.MetBySilence},
		"fail/too many":             {inRule(func(r *charter.Rule) { r.Steps = make([]charter.Step, 4) }), "rules.resolve.steps", charter.OutOfRange},
		"fail/the subject has none": {subject(func(s *charter.Step) { s.Rule.Recused = nil }), "rules.expel.steps[0].rule.recused", charter.NoUse},
		"fail/the subject locks it": {subject(func(s *charter.Step) { s.Rule.Pass = chartertest.ForVotes(1) }), "rules.expel.steps[0].rule.pass", charter.LockedOut},
		"fail/the subject, in silence": {
			subject(func(s *charter.Step) { s.Rule.Silence = "" }), "rules.expel.steps[0].rule.pass", charter.MetBySilence,
		},
		"fail/a subject of no member": {inRule(func(r *charter.Rule) { r.Electorate = &charter.Who{Subject: true} }), "rules.resolve.electorate", charter.NoUse},
		"fail/a subject that proposes": {
			func(c *charter.Charter) { c.Rules[charter.Expel].Proposers = &charter.Who{Subject: true} }, "rules.expel.proposers.subject", charter.NoUse,
		},
		"fail/no casting vote":      {inRule(func(r *charter.Rule) { r.Casting = chair }), "rules.resolve.casting", charter.NoUse},
		"fail/casting for a class":  {inRule(func(r *charter.Rule) { r.Pass, r.Casting = majority(), &charter.Who{Classes: []string{"full"}} }), "rules.resolve.casting", charter.NotOneOf},
		"fail/casting of groups":    {inRule(func(r *charter.Rule) { r.Pass, r.Casting, r.Affiliates = majority(), chair, charter.AffiliatesOne }), "rules.resolve.casting", charter.NoUse},
		"fail/consent, and early":   {inRule(func(r *charter.Rule) { r.Consent = &r.Pass }), "rules.resolve.consent", charter.NoUse},
		"fail/consent may change":   {inRule(func(r *charter.Rule) { r.Early, r.Changing, r.Consent = false, true, &r.Pass }), "rules.resolve.consent", charter.NoUse},
		"fail/extended by nothing":  {extension(func(e *charter.Extension) { e.By = "" }), "rules.resolve.extension.by", charter.NotDuration},
		"fail/extended for ever":    {extension(func(e *charter.Extension) { e.Most = 6 }), "rules.resolve.extension.most", charter.OutOfRange},
		"fail/extended for nothing": {extension(func(e *charter.Extension) { e.Quorum = charter.Expression{} }), "rules.resolve.extension.quorum", charter.NotOneOf},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := chartertest.Whole()
			row.change(&c)
			defects := c.Defects(c.FounderComposition([]string{"a@h1", "b@h2", "c@h3", "d@h4"}, nil))
			if row.problem == "" {
				require.Empty(t, defects)
			} else {
				require.NotEmpty(t, defects)
				require.Equal(t, [2]string{row.path, string(row.problem)}, [2]string{defects[0].Path, string(defects[0].Problem)}, "%+v", defects)
			}
			if c.Rules[charter.Resolve].Early && len(c.Rules[charter.Resolve].Steps) == 0 && row.problem == "" {
				return
			}
			older := charter.NewDefects(charter.EngineFive)
			c.ValidateForm(older)
			require.False(t, older.None(), "version 5 knows none of it")
		})
	}
}

// Which vote follows upon which.
func TestFollows(t *testing.T) {
	t.Parallel()
	rule := charter.Rule{Voting: "P7D", Timelock: "P3D", Proposers: &charter.Who{Founders: true}, Steps: []charter.Step{
		{After: charter.Passed, Rule: charter.Rule{Voting: "P30D", Pass: against("1")}},
		{After: charter.Failed, Rule: charter.Rule{Voting: "P14D", Pass: majority()}},
	}}
	for name, row := range map[string]struct {
		step    int
		outcome charter.Outcome
		next    int
	}{
		"ok/accepted, it waits for an appeal": {0, charter.Passed, 1},
		"ok/rejected, that is it":             {0, charter.Failed, 0},
		"ok/nobody appeals":                   {1, charter.Passed, 0},
		"ok/an appeal":                        {1, charter.Failed, 2},
		"ok/the last vote":                    {2, charter.Passed, 0},
		"ok/there is no such step":            {3, charter.Passed, 0},
	} {
		next, follows := rule.Follows(row.step, row.outcome)
		require.Equal(t, row.next, next, name)
		require.Equal(t, row.next > 0, follows, name)
	}
	second := rule.Step(2)
	require.EqualValues(t, "P14D", second.Voting)
	require.EqualValues(t, "P3D", second.Timelock, "what comes after the last vote is the rule's")
	require.Equal(t, rule, rule.Step(0))
}

// A period is prolonged at each of its ends at which too few took part, and at no other;
// nothing that is later changes where it ended.
func TestProlonged(t *testing.T) {
	t.Parallel()
	opened := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		rule := charter.Rule{Extension: &charter.Extension{By: "PT1H", Most: rapid.IntRange(1, 5).Draw(t, "most")}}
		c, closes := charter.Charter{}, opened.Add(time.Hour)
		votes := rapid.SliceOfN(rapid.IntRange(0, 60*8), 0, 8).Draw(t, "minutes at which somebody votes")
		needed := rapid.IntRange(1, 4).Draw(t, "needed")
		enough := func(before time.Time) bool {
			count := 0
			for _, minute := range votes {
				if opened.Add(time.Duration(minute) * time.Minute).Before(before) {
					count++
				}
			}
			return count >= needed
		}
		end, times := c.Prolonged(rule, closes, opened.Add(24*time.Hour), enough)
		require.False(t, end.After(c.Extends(rule, closes)))
		require.Equal(t, closes.Add(time.Duration(times)*time.Hour), end)
		require.True(t, enough(end) || times == rule.Extension.Most)
		for k := range times {
			require.False(t, enough(closes.Add(time.Duration(k)*time.Hour)))
		}
		at := opened.Add(time.Duration(rapid.IntRange(0, 60*8).Draw(t, "asked at")) * time.Minute)
		before, _ := c.Prolonged(rule, closes, at, enough)
		require.False(t, before.After(end))
		require.True(t, before.Equal(end) || at.Before(before), "where it ends does not depend on when somebody asks")
	})
}

// One vote more for, or one less against, never turns what is accepted into what is rejected;
// whose the casting vote is makes no difference to that.
func TestCastingVoteIsMonotone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rule := charter.Rule{Voting: "PT1H", Pass: majority(), Casting: &charter.Who{Organ: chartertest.Council}}
		if rapid.Bool().Draw(t, "at least") {
			rule.Pass.MoreThan, rule.Pass.AtLeast = "", "1/2"
		}
		if rapid.Bool().Draw(t, "weighed") {
			rule.Pass.Measure = chartertest.Population
		}
		c := chartertest.ThreeClasses()
		c.Rules = charter.Rules{charter.Resolve: &rule}
		trial := charter.Trial{Charter: c, Action: charter.Resolve}
		for i := range rapid.IntRange(1, 6).Draw(t, "members") {
			m := charter.TrialMember{Voter: charter.Voter{Party: string(rune('a'+i)) + "@h", Class: "full"}, Host: "h"}
			m.Weights = charter.Weights{chartertest.Population: rapid.IntRange(0, 3).Draw(t, "weight")}
			if rapid.IntRange(0, 2).Draw(t, "chair") == 0 {
				m.Organs = []string{chartertest.Council}
			}
			trial.Members = append(trial.Members, m)
		}
		trial.By = trial.Members[0].Party
		open, err := trial.Open(rule, nil)
		require.NoError(t, err)
		order := []charter.Position{charter.Against, charter.Abstain, charter.For}
		positions := make([]charter.Position, len(trial.Members))
		for i := range positions {
			positions[i] = rapid.SampledFrom(order).Draw(t, "position")
		}
		accepted := func(positions []charter.Position, backwards bool) bool {
			var casts []charter.Cast
			for i, m := range trial.Members {
				cast, err := open.Vote(m.Party, positions[i])
				require.NoError(t, err)
				casts = append(casts, cast)
			}
			if backwards {
				slices.Reverse(casts)
			}
			return open.Outcome(open.Ballot(casts).Explain(), true) == charter.Passed
		}
		before := accepted(positions, false)
		require.Equal(t, before, accepted(positions, true), "whoever votes first")
		at := rapid.IntRange(0, len(positions)-1).Draw(t, "who changes")
		if place := slices.Index(order, positions[at]); place < 2 {
			positions[at] = order[place+1]
		}
		if before {
			require.True(t, accepted(positions, false), "%v", positions)
		}
	})
}
