package acting_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/acting"
	"allianceregistry/internal/catalogue"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// names are the acts that forms are for, the list of all being "".
func names(forms []acting.Form) string {
	var all []string
	for _, f := range forms {
		all = append(all, strings.TrimPrefix(f.Key, "act."))
	}
	return strings.Join(all, " ")
}

func TestFormsFit(t *testing.T) {
	t.Parallel()
	on := func(status membership.ProposalStatus, due string) membership.ProposalNow {
		return membership.ProposalNow{Proposal: membership.Proposal{ID: "p", Status: status, By: "a@h"}, Due: due}
	}
	for name, row := range map[string]struct {
		got  []acting.Form
		want string
	}{
		"ok/filed":                  {acting.OnProposal(on(membership.Filed, ""), ""), "endorse withdraw"},
		"ok/has its sponsors":       {acting.OnProposal(on(membership.Filed, "PutToVote"), "b@h"), "endorse vote"},
		"ok/voting":                 {acting.OnProposal(on(membership.Voting, ""), "a@h"), "endorse withdraw"},
		"ok/voting, of another's":   {acting.OnProposal(on(membership.Voting, ""), "b@h"), "endorse"},
		"ok/certain":                {acting.OnProposal(on(membership.Voting, "Decide"), "b@h"), "endorse decide"},
		"ok/closed":                 {acting.OnProposal(on(membership.Closed, "Decide"), ""), "decide"},
		"ok/timelocked":             {acting.OnProposal(on(membership.Timelocked, ""), ""), ""},
		"ok/timelock over":          {acting.OnProposal(on(membership.Timelocked, "Enact"), ""), "enact"},
		"ok/accepted":               {acting.OnProposal(on(membership.Accepted, ""), ""), ""},
		"ok/withdrawn":              {acting.OnProposal(on(membership.Withdrawn, ""), "a@h"), ""},
		"ok/alliance that forms":    {acting.OnAlliance(membership.Alliance{ID: "x@h", Status: membership.Forming}), "consent"},
		"ok/alliance":               {acting.OnAlliance(membership.Alliance{ID: "x@h", Status: membership.Open}), "join act"},
		"ok/alliance no more":       {acting.OnAlliance(membership.Alliance{ID: "x@h", Status: membership.Dissolved}), ""},
		"ok/member":                 {acting.OnMembership(membership.MembershipNow{Membership: membership.Membership{State: charter.Active}}), "about"},
		"ok/ended":                  {acting.OnMembership(membership.MembershipNow{Membership: membership.Membership{State: charter.Ended}}), ""},
		"ok/ended, nobody wrote it": {acting.OnMembership(membership.MembershipNow{Membership: membership.Membership{State: charter.Ended}, RecordedState: charter.Active}), "expire"},
	} {
		require.Equal(t, row.want, names(row.got), name)
	}
}

// Whatever an id says, a link stays one to a form.
func TestPaths(t *testing.T) {
	t.Parallel()
	require.Equal(t, "/do/endorse?proposal=p", acting.To("endorse", "proposal", "p").Path)
	require.Equal(t, "/do?alliance=x%40h", acting.InAlliance("x@h").Path)
	require.Equal(t, "/do?alliance=x%40h&subject=a%40h", acting.AboutMember("x@h", "a@h").Path)
	require.Equal(t, "/do/leave?alliance=%22%3E%26party%3D..%2F%2Fevil%3F%23", acting.To("leave", "alliance", `">&party=..//evil?#`).Path)
	require.Equal(t, "/do/..%2Fsign", acting.To("../sign").Path)
}

// What a form is called is said in both languages.
func TestNames(t *testing.T) {
	t.Parallel()
	for _, lang := range catalogue.Languages {
		said, err := catalogue.In(lang, acting.Words)
		require.NoError(t, err)
		for _, f := range []acting.Form{acting.InAlliance("x@h"), acting.AboutMember("x@h", "a@h"), acting.To("join"), acting.To("expire")} {
			require.NotEmpty(t, said.Template(f.Key), f.Key)
		}
	}
}
