package charter_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// Who may cast the vote of another, by what each of the two is.
func TestCheckHolder(t *testing.T) {
	t.Parallel()
	poll := charter.Poll{Recused: []charter.Voter{{Party: "r@h", Class: "full"}}, RecusedGroups: []string{"g@h"}}
	principal := charter.Voter{Party: "p@h", Class: "full"}
	for name, row := range map[string]struct {
		holders string
		holder  charter.Voter
		votes   bool
		code    refusal.Code
	}{
		"ok/a voter":                      {"", charter.Voter{Party: "a@h", Class: "other"}, true, ""},
		"ok/of its class":                 {charter.HoldersClass, charter.Voter{Party: "a@h", Class: "full"}, true, ""},
		"ok/any member":                   {charter.HoldersMembers, charter.Voter{Party: "a@h", Class: "other"}, false, ""},
		"fail/of another class":           {charter.HoldersClass, charter.Voter{Party: "a@h", Class: "other"}, false, refusal.ProxyUnfit},
		"fail/recused":                    {charter.HoldersMembers, charter.Voter{Party: "r@h", Class: "full"}, false, refusal.Recused},
		"fail/of a group that has no say": {"", charter.Voter{Party: "a@h", Class: "full", Group: "g@h"}, false, refusal.Recused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			votes, err := poll.CheckHolder(charter.ProxyTerms{Most: 1, Holders: row.holders}, row.holder, principal)
			require.Equal(t, row.votes, votes)
			if row.code == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, &refusal.Error{Code: row.code})
		})
	}
}

// By version 4 of the rules no charter has proxies.
func TestProxiesOfVersionFive(t *testing.T) {
	t.Parallel()
	c := chartertest.Whole()
	inProxies(func(*charter.ProxyTerms) {})(&c)
	d := charter.NewDefects(charter.EngineFour)
	c.ValidateForm(d)
	require.ErrorContains(t, d.Err(), `\"field\":\"proxies\"`)
	d = charter.NewDefects(charter.EngineFive)
	c.ValidateForm(d)
	require.NoError(t, d.Err())
}
