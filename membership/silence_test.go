package membership_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

// Rules that nobody's vote meets are named, in all their forms, unless the charter says
// that it is known; and so are words that name nobody.
func TestSilence(t *testing.T) {
	t.Parallel()
	e := func(text string) (read membership.Expression) {
		require.NoError(t, json.Unmarshal([]byte(text), &read))
		return read
	}
	veto := e(`{"not":[{"votes":"taking part","moreThan":"1/2","of":"electorate"}]}`)
	for name, row := range map[string]struct {
		rule    membership.Rule
		problem membership.Problem
		path    string
	}{
		"fail/nobody objects":               {membership.Rule{Pass: e(`{"votes":"against","atMost":"0"}`)}, membership.MetBySilence, "rules.resolve.pass"},
		"fail/fewer than":                   {membership.Rule{Pass: e(`{"votes":"against","lessThan":"1/3","of":"electorate"}`)}, membership.MetBySilence, "rules.resolve.pass"},
		"fail/at most, of votes cast":       {membership.Rule{Pass: e(`{"votes":"against","atMost":"1/3","of":"cast"}`)}, membership.MetBySilence, "rules.resolve.pass"},
		"fail/not at least":                 {membership.Rule{Pass: e(`{"not":[{"votes":"against","atLeast":"1/3","of":"electorate"}]}`)}, membership.MetBySilence, "rules.resolve.pass"},
		"fail/not for at least":             {membership.Rule{Pass: e(`{"not":[{"votes":"for","atLeast":"1"}]}`)}, membership.MetBySilence, "rules.resolve.pass"},
		"fail/any with one of them":         {membership.Rule{Pass: e(`{"any":[{"votes":"for","atLeast":"2"},{"votes":"against","atMost":"0"}]}`)}, membership.MetBySilence, "rules.resolve.pass"},
		"fail/a fallback":                   {membership.Rule{Pass: forVotes(2), Fallback: ptr(e(`{"votes":"against","atMost":"0"}`))}, membership.MetBySilence, "rules.resolve.fallback"},
		"fail/of a figure of nothing":       {membership.Rule{Pass: e(`{"not":[{"votes":"against","lessThan":"1/2","of":"attendance"}]}`)}, membership.MetBySilence, "rules.resolve.pass"},
		"fail/a share of nothing, of all":   {membership.Rule{Pass: e(`{"votes":"for","atLeast":"0/1","of":"electorate"}`)}, membership.AlwaysMet, "rules.resolve.pass"},
		"fail/at least none":                {membership.Rule{Pass: e(`{"votes":"for","atLeast":"0"}`)}, membership.AlwaysMet, "rules.resolve.pass"},
		"fail/sponsors, at most":            {membership.Rule{Expiry: "P1D", Sponsors: ptr(e(`{"votes":"sponsors","atMost":"3"}`)), Pass: forVotes(2)}, membership.MetBySilence, "rules.resolve.sponsors"},
		"fail/proposers nobody":             {membership.Rule{Proposers: &membership.Who{}, Pass: forVotes(2)}, membership.NamesNobody, "rules.resolve.proposers"},
		"fail/parties nobody":               {membership.Rule{Proposers: &membership.Who{Classes: []string{"full"}, Parties: []string{}}, Pass: forVotes(2)}, membership.NamesNobody, "rules.resolve.proposers"},
		"fail/electorate nobody":            {membership.Rule{Electorate: &membership.Who{}, Pass: forVotes(2)}, membership.NamesNobody, "rules.resolve.electorate"},
		"fail/votes of nobody":              {membership.Rule{Pass: e(`{"votes":"for","atLeast":"2","who":{}}`)}, membership.NamesNobody, "rules.resolve.pass.who"},
		"fail/votes against":                {membership.Rule{Pass: e(`{"votes":"against","atLeast":"1"}`)}, membership.MetByOpposition, "rules.resolve.pass"},
		"fail/votes against, it is known":   {membership.Rule{Silence: "accepted", Pass: e(`{"votes":"against","atLeast":"1"}`)}, membership.MetByOpposition, "rules.resolve.pass"},
		"fail/one vote against, no more":    {membership.Rule{Pass: e(`{"all":[{"votes":"against","atLeast":"1"},{"votes":"against","atMost":"1"}]}`)}, membership.MetByOpposition, "rules.resolve.pass"},
		"fail/a share of 0 of votes cast":   {membership.Rule{Pass: e(`{"votes":"for","atLeast":"0/1","of":"cast"}`)}, membership.MetByOpposition, "rules.resolve.pass"},
		"fail/a quorum alone":               {membership.Rule{Pass: e(`{"votes":"taking part","moreThan":"1/2","of":"electorate"}`)}, membership.MetByOpposition, "rules.resolve.pass"},
		"fail/a class against":              {membership.Rule{Pass: e(`{"all":[{"votes":"against","atLeast":"1","who":{"classes":["full"]}},{"votes":"against","atMost":"0","who":{"classes":["issuer"]}}]}`)}, membership.MetByOpposition, "rules.resolve.pass"},
		"fail/a fallback of votes against":  {membership.Rule{Pass: forVotes(2), Fallback: ptr(e(`{"votes":"against","atLeast":"1"}`))}, membership.MetByOpposition, "rules.resolve.fallback"},
		"ok/a quorum, and a vote for":       {membership.Rule{Pass: e(`{"all":[{"votes":"taking part","atLeast":"1/2","of":"electorate"},{"votes":"for","moreThan":"1/2","of":"cast"}]}`)}, "", ""},
		"ok/a veto of votes against":        {membership.Rule{Pass: e(`{"votes":"taking part","atLeast":"1"}`), Veto: ptr(e(`{"votes":"against","atLeast":"1"}`))}, "", ""},
		"ok/it is known":                    {membership.Rule{Silence: "accepted", Pass: e(`{"votes":"against","atMost":"0"}`)}, "", ""},
		"ok/a vote for, and nobody objects": {membership.Rule{Pass: e(`{"all":[{"votes":"for","atLeast":"1"},{"votes":"against","atMost":"0"}]}`)}, "", ""},
		"ok/a veto of those who stay away":  {membership.Rule{Pass: e(`{"votes":"against","atMost":"0"}`), Veto: &veto}, "", ""},
		"ok/more than nothing":              {membership.Rule{Pass: e(`{"votes":"for","moreThan":"0/1","of":"electorate"}`)}, "", ""},
		"fail/a word that is none":          {membership.Rule{Silence: "golden", Pass: forVotes(2)}, membership.NotAmong, "rules.resolve.silence"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			charter := classy()
			charter.Organs[0].Founders = true
			row.rule.Voting = "PT1H"
			charter.Rules = membership.Rules{membership.Resolve: &row.rule}
			faults := charter.Faults(charter.FoundedBy([]string{"a@h0", "b@h1", "c@h2", "d@h3"}, nil))
			if row.problem == "" {
				require.Empty(t, faults)
				return
			}
			require.NotEmpty(t, faults)
			require.Equal(t, []any{row.problem, row.path}, []any{faults[0].Problem, faults[0].Path})
		})
	}
}
