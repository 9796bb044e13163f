package charter_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

// Rules that nobody's vote meets are named, in all their forms, unless the charter says
// that it is known; and so are words that name nobody.
func TestSilence(t *testing.T) {
	t.Parallel()
	e := func(text string) (read charter.Expression) {
		require.NoError(t, json.Unmarshal([]byte(text), &read))
		return read
	}
	veto := e(`{"not":[{"votes":"taking part","moreThan":"1/2","of":"electorate"}]}`)
	for name, row := range map[string]struct {
		rule    charter.Rule
		problem charter.Problem
		path    string
	}{
		"fail/nobody objects":               {charter.Rule{Pass: e(`{"votes":"against","atMost":"0"}`)}, charter.MetBySilence, "rules.resolve.pass"},
		"fail/fewer than":                   {charter.Rule{Pass: e(`{"votes":"against","lessThan":"1/3","of":"electorate"}`)}, charter.MetBySilence, "rules.resolve.pass"},
		"fail/at most, of votes cast":       {charter.Rule{Pass: e(`{"votes":"against","atMost":"1/3","of":"cast"}`)}, charter.MetBySilence, "rules.resolve.pass"},
		"fail/not at least":                 {charter.Rule{Pass: e(`{"not":[{"votes":"against","atLeast":"1/3","of":"electorate"}]}`)}, charter.MetBySilence, "rules.resolve.pass"},
		"fail/not for at least":             {charter.Rule{Pass: e(`{"not":[{"votes":"for","atLeast":"1"}]}`)}, charter.MetBySilence, "rules.resolve.pass"},
		"fail/any with one of them":         {charter.Rule{Pass: e(`{"any":[{"votes":"for","atLeast":"2"},{"votes":"against","atMost":"0"}]}`)}, charter.MetBySilence, "rules.resolve.pass"},
		"fail/a fallback":                   {charter.Rule{Pass: chartertest.ForVotes(2), Fallback: ptr(e(`{"votes":"against","atMost":"0"}`))}, charter.MetBySilence, "rules.resolve.fallback"},
		"fail/of a figure of nothing":       {charter.Rule{Pass: e(`{"not":[{"votes":"against","lessThan":"1/2","of":"attendance"}]}`)}, charter.MetBySilence, "rules.resolve.pass"},
		"fail/a share of nothing, of all":   {charter.Rule{Pass: e(`{"votes":"for","atLeast":"0/1","of":"electorate"}`)}, charter.AlwaysMet, "rules.resolve.pass"},
		"fail/at least none":                {charter.Rule{Pass: e(`{"votes":"for","atLeast":"0"}`)}, charter.AlwaysMet, "rules.resolve.pass"},
		"fail/sponsors, at most":            {charter.Rule{Expiry: "P1D", Sponsors: ptr(e(`{"votes":"sponsors","atMost":"3"}`)), Pass: chartertest.ForVotes(2)}, charter.MetBySilence, "rules.resolve.sponsors"},
		"fail/proposers nobody":             {charter.Rule{Proposers: &charter.Who{}, Pass: chartertest.ForVotes(2)}, charter.NamesNobody, "rules.resolve.proposers"},
		"fail/parties nobody":               {charter.Rule{Proposers: &charter.Who{Classes: []string{"full"}, Parties: []string{}}, Pass: chartertest.ForVotes(2)}, charter.NamesNobody, "rules.resolve.proposers"},
		"fail/electorate nobody":            {charter.Rule{Electorate: &charter.Who{}, Pass: chartertest.ForVotes(2)}, charter.NamesNobody, "rules.resolve.electorate"},
		"fail/votes of nobody":              {charter.Rule{Pass: e(`{"votes":"for","atLeast":"2","who":{}}`)}, charter.NamesNobody, "rules.resolve.pass.who"},
		"fail/votes against":                {charter.Rule{Pass: e(`{"votes":"against","atLeast":"1"}`)}, charter.MetByOpposition, "rules.resolve.pass"},
		"fail/votes against, it is known":   {charter.Rule{Silence: "accepted", Pass: e(`{"votes":"against","atLeast":"1"}`)}, charter.MetByOpposition, "rules.resolve.pass"},
		"fail/one vote against, no more":    {charter.Rule{Pass: e(`{"all":[{"votes":"against","atLeast":"1"},{"votes":"against","atMost":"1"}]}`)}, charter.MetByOpposition, "rules.resolve.pass"},
		"fail/a share of 0 of votes cast":   {charter.Rule{Pass: e(`{"votes":"for","atLeast":"0/1","of":"cast"}`)}, charter.MetByOpposition, "rules.resolve.pass"},
		"fail/a quorum alone":               {charter.Rule{Pass: e(`{"votes":"taking part","moreThan":"1/2","of":"electorate"}`)}, charter.MetByOpposition, "rules.resolve.pass"},
		"fail/a class against":              {charter.Rule{Pass: e(`{"all":[{"votes":"against","atLeast":"1","who":{"classes":["full"]}},{"votes":"against","atMost":"0","who":{"classes":["issuer"]}}]}`)}, charter.MetByOpposition, "rules.resolve.pass"},
		"fail/a fallback of votes against":  {charter.Rule{Pass: chartertest.ForVotes(2), Fallback: ptr(e(`{"votes":"against","atLeast":"1"}`))}, charter.MetByOpposition, "rules.resolve.fallback"},
		"ok/a quorum, and a vote for":       {charter.Rule{Pass: e(`{"all":[{"votes":"taking part","atLeast":"1/2","of":"electorate"},{"votes":"for","moreThan":"1/2","of":"cast"}]}`)}, "", ""},
		"ok/a veto of votes against":        {charter.Rule{Pass: e(`{"votes":"taking part","atLeast":"1"}`), Veto: ptr(e(`{"votes":"against","atLeast":"1"}`))}, "", ""},
		"ok/it is known":                    {charter.Rule{Silence: "accepted", Pass: e(`{"votes":"against","atMost":"0"}`)}, "", ""},
		"ok/a vote for, and nobody objects": {charter.Rule{Pass: e(`{"all":[{"votes":"for","atLeast":"1"},{"votes":"against","atMost":"0"}]}`)}, "", ""},
		"ok/a veto of those who stay away":  {charter.Rule{Pass: e(`{"votes":"against","atMost":"0"}`), Veto: &veto}, "", ""},
		"ok/more than nothing":              {charter.Rule{Pass: e(`{"votes":"for","moreThan":"0/1","of":"electorate"}`)}, "", ""},
		"fail/a word that is none":          {charter.Rule{Silence: "golden", Pass: chartertest.ForVotes(2)}, charter.NotAmong, "rules.resolve.silence"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := chartertest.ThreeClasses()
			c.Organs[0].Founders = true
			row.rule.Voting = "PT1H"
			c.Rules = charter.Rules{charter.Resolve: &row.rule}
			defects := c.Defects(c.FounderComposition([]string{"a@h0", "b@h1", "c@h2", "d@h3"}, nil))
			if row.problem == "" {
				require.Empty(t, defects)
				return
			}
			require.NotEmpty(t, defects)
			require.Equal(t, []any{row.problem, row.path}, []any{defects[0].Problem, defects[0].Path})
		})
	}
}

// Whether silence accepts is asked of a rule alone, also of one that is no good.
func TestAcceptedBySilence(t *testing.T) {
	t.Parallel()
	none := charter.Expression{Votes: "against", AtMost: "0"}
	for name, row := range map[string]struct {
		rule charter.Rule
		want bool
	}{
		"ok/nobody objects":       {charter.Rule{Pass: none}, true},
		"ok/at last":              {charter.Rule{Pass: chartertest.ForVotes(1), Fallback: &none}, true},
		"ok/vetoed":               {charter.Rule{Pass: none, Veto: &charter.Expression{Votes: "taking part", AtMost: "0"}}, false},
		"ok/of a figure":          {charter.Rule{Pass: charter.Expression{Votes: "against", AtMost: "1/2", Of: chartertest.Attendance}}, true},
		"fail/a vote for":         {charter.Rule{Pass: chartertest.ForVotes(1)}, false},
		"fail/without an amount":  {charter.Rule{Pass: charter.Expression{Votes: "against"}}, false},
		"fail/with two":           {charter.Rule{Pass: charter.Expression{Votes: "against", AtMost: "0", LessThan: "1"}}, false},
		"fail/with half a number": {charter.Rule{Pass: charter.Expression{Votes: "against", AtMost: "0,5"}}, false},
		"fail/a bad fallback":     {charter.Rule{Pass: none, Fallback: &charter.Expression{Votes: "against"}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.want, row.rule.AcceptedBySilence())
		})
	}
}
