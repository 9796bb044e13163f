package trial_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
	"allianceregistry/membership/trial"
)

// bylaws admit by a number of votes for, and of two classes.
func bylaws(pass charter.Expression) charter.Charter {
	c := chartertest.ThreeClasses()
	c.Founders = "full"
	for i := range c.Classes {
		c.Classes[i].Rights = []charter.Right{charter.Voice, charter.Vote, charter.ProposeRight, charter.SponsorRight, charter.SeatRight}
	}
	rule := charter.Rule{Voting: "P7D", Pass: pass, Early: true}
	sponsored := rule
	sponsored.Sponsors, sponsored.Expiry = &charter.Expression{Votes: charter.CountSponsors, AtLeast: "2"}, "P30D"
	c.Rules = charter.Rules{
		charter.Admit: &rule, charter.Expel: &rule, charter.Reinstate: &rule, charter.Dissolve: &sponsored,
	}
	return c
}

var twoThirds = charter.Expression{Votes: charter.CountFor, Of: charter.CountElectorate, AtLeast: "2/3"}

func votes(position charter.Position, class string, count int) trial.Voices {
	return trial.Voices{Position: position, Class: class, Count: count}
}

func TestWhatIf(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		question trial.Question
		outcome  trial.Outcome
		code     refusal.Code
		refused  int
	}{
		"ok/enough":          {trial.Question{Action: charter.Admit, Votes: []trial.Voices{votes(charter.For, "", 4), votes(charter.Against, "", 2)}}, trial.Accepted, "", 0},
		"ok/too few":         {trial.Question{Action: charter.Admit, Votes: []trial.Voices{votes(charter.For, "", 3), votes(charter.Against, "", 2)}}, trial.Rejected, "", 0},
		"ok/still open":      {trial.Question{Action: charter.Admit, Votes: []trial.Voices{votes(charter.For, "", 3)}, Sizes: map[string]int{"full": 6}, Open: true}, trial.Open, "", 0},
		"ok/silent others":   {trial.Question{Action: charter.Admit, Votes: []trial.Voices{votes(charter.For, "", 3)}, Sizes: map[string]int{"full": 6}}, trial.Rejected, "", 0},
		"ok/another class":   {trial.Question{Action: charter.Admit, Votes: []trial.Voices{votes(charter.For, "issuer", 2), votes(charter.Against, "", 1)}}, trial.Accepted, "", 0},
		"ok/subject recused": {trial.Question{Action: charter.Expel, Votes: []trial.Voices{votes(charter.For, "", 3)}}, trial.Accepted, "", 1},
		"ok/subject silent":  {trial.Question{Action: charter.Expel, Votes: []trial.Voices{votes(charter.For, "", 3)}, Sizes: map[string]int{"full": 4}}, trial.Accepted, "", 0},
		"ok/suspended":       {trial.Question{Action: charter.Reinstate, Votes: []trial.Voices{votes(charter.For, "", 3)}}, trial.Accepted, "", 0},
		"ok/sponsored":       {trial.Question{Action: charter.Dissolve, Votes: []trial.Voices{votes(charter.For, "", 3)}}, trial.Accepted, "", 0},
		"fail/no sponsors":   {trial.Question{Action: charter.Dissolve, Votes: []trial.Voices{votes(charter.For, "", 1)}}, trial.NotSponsored, refusal.SponsorsMissing, 0},
		"fail/nobody":        {trial.Question{Action: charter.Expel}, trial.Refused, refusal.NotAMember, 0},
		"fail/no rule":       {trial.Question{Action: charter.Amend, Votes: []trial.Voices{votes(charter.For, "", 1)}}, trial.Refused, refusal.NoRule, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row.question.Charter = bylaws(twoThirds)
			answer, err := trial.WhatIf(row.question)
			require.NoError(t, err)
			require.Equal(t, row.outcome, answer.Outcome, "%+v", answer)
			require.Equal(t, row.code, answer.Code)
			require.Len(t, answer.Refused, row.refused)
		})
	}
}

func TestWhatIfRefuses(t *testing.T) {
	t.Parallel()
	there := []charter.TrialMember{{Voter: charter.Voter{Party: "a@x", Class: "full"}, Host: "x"}}
	for name, row := range map[string]struct {
		question trial.Question
		code     refusal.Code
	}{
		"fail/no such class":  {trial.Question{Votes: []trial.Voices{votes(charter.For, "nothing", 1)}}, refusal.UnknownClass},
		"fail/no such member": {trial.Question{Members: there, Votes: []trial.Voices{{Position: charter.For, Party: "b@x", Count: 1}}}, refusal.NotAMember},
		"fail/twice":          {trial.Question{Members: there, Votes: []trial.Voices{{Position: charter.For, Party: "a@x"}, {Position: charter.Against, Party: "a@x"}}}, refusal.NotAMember},
		"fail/far too many":   {trial.Question{Votes: []trial.Voices{votes(charter.For, "", trial.MaxVoices), votes(charter.For, "issuer", 1<<60)}}, refusal.TooMany},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row.question.Charter, row.question.Action = bylaws(twoThirds), charter.Admit
			_, err := trial.WhatIf(row.question)
			require.Equal(t, row.code, refusal.From(err).Code, "%v", err)
		})
	}
	_, err := trial.WhatIf(trial.Question{Charter: bylaws(twoThirds), Action: charter.Admit, Members: there, Votes: []trial.Voices{votes(charter.For, "", 2)}})
	var few *trial.TooFew
	require.True(t, errors.As(err, &few))
	require.Equal(t, trial.TooFew{Class: "full", Wanted: 2, There: 1}, *few)
}

// As many members can be asked about as the bound says, and not one more, however the question
// says how many there are.
func TestWhatIfBounds(t *testing.T) {
	t.Parallel()
	there := []charter.TrialMember{{Voter: charter.Voter{Party: "a@x", Class: "full"}, Host: "x"}}
	for name, row := range map[string]struct {
		question trial.Question
		refused  bool
	}{
		"ok/votes":            {trial.Question{Votes: []trial.Voices{votes(charter.For, "", trial.MaxVoices-1), votes(charter.Against, "issuer", 1)}}, false},
		"fail/votes":          {trial.Question{Votes: []trial.Voices{votes(charter.For, "", trial.MaxVoices), votes(charter.Against, "issuer", 1)}}, true},
		"ok/who is silent":    {trial.Question{Sizes: map[string]int{"full": trial.MaxVoices - 1, "issuer": 1}}, false},
		"fail/who is silent":  {trial.Question{Sizes: map[string]int{"full": trial.MaxVoices, "issuer": 1}}, true},
		"ok/both":             {trial.Question{Sizes: map[string]int{"full": trial.MaxVoices}, Votes: []trial.Voices{votes(charter.For, "", 5)}}, false},
		"fail/both":           {trial.Question{Sizes: map[string]int{"full": trial.MaxVoices}, Votes: []trial.Voices{votes(charter.For, "issuer", 1)}}, true},
		"fail/of those there": {trial.Question{Members: there, Votes: []trial.Voices{votes(charter.For, "", trial.MaxVoices+1)}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row.question.Charter, row.question.Action = bylaws(twoThirds), charter.Admit
			answer, err := trial.WhatIf(row.question)
			if row.refused {
				require.Equal(t, refusal.TooMany, refusal.From(err).Code, "%v", err)
				return
			}
			require.NoError(t, err)
			require.Len(t, answer.Members, trial.MaxVoices)
			require.Equal(t, trial.MaxVoices, answer.Tally.Electorate)
		})
	}
}

// What is no charter is refused, whatever is missing in it.
func TestWhatIfOfNoCharter(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*charter.Charter){
		"fail/nothing in it":        func(c *charter.Charter) { *c = charter.Charter{} },
		"fail/an empty rule":        func(c *charter.Charter) { c.Rules[charter.Admit] = nil },
		"fail/no condition":         func(c *charter.Charter) { c.Rules[charter.Admit] = &charter.Rule{Voting: "P7D"} },
		"fail/no period":            func(c *charter.Charter) { c.Rules[charter.Admit].Voting = "soon" },
		"fail/no amount":            func(c *charter.Charter) { c.Rules[charter.Admit].Pass.AtLeast = "1/0" },
		"fail/sponsors of no count": func(c *charter.Charter) { c.Rules[charter.Admit].Sponsors = &charter.Expression{} },
		"fail/no members of all": func(c *charter.Charter) {
			c.Rules[charter.Admit].Pass = charter.Expression{All: []charter.Expression{{}}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := bylaws(twoThirds)
			spoil(&c)
			_, err := trial.WhatIf(trial.Question{Charter: c, Action: charter.Admit, Votes: []trial.Voices{{Position: charter.For, Count: 2}}})
			require.Equal(t, refusal.CharterInvalid, refusal.From(err).Code, "%v", err)
		})
	}
}

// Two thirds of all is what the numbers say, whatever they are; and what is decided early
// stays so at the close.
func TestWhatIfIsArithmetic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		yes, no, silent := rapid.IntRange(0, 40).Draw(t, "for"), rapid.IntRange(0, 40).Draw(t, "against"), rapid.IntRange(0, 20).Draw(t, "silent")
		q := trial.Question{
			Charter: bylaws(twoThirds), Action: charter.Admit, Sizes: map[string]int{"full": yes + no + silent},
			Votes: []trial.Voices{votes(charter.For, "", yes), votes(charter.Against, "", no)},
		}
		answer, err := trial.WhatIf(q)
		require.NoError(t, err)
		require.Equal(t, 3*yes >= 2*(yes+no+silent) && yes > 0, answer.Outcome == trial.Accepted, "%+v", answer.Verdict)
		require.Equal(t, charter.Tally{For: yes, Against: no, Hosts: yes, Electorate: yes + no + silent}, *answer.Tally)
		q.Open = true
		early, err := trial.WhatIf(q)
		require.NoError(t, err)
		require.True(t, early.Outcome == trial.Open || early.Outcome == answer.Outcome, "%s %s", early.Outcome, answer.Outcome)
	})
}
