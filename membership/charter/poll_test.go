package charter_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// Whom a rule recuses is found in the seal; of the subject's affiliates it is the group,
// the one that it is in by the seal and the one that the proposal names.
func TestFindRecused(t *testing.T) {
	t.Parallel()
	members := map[string]charter.Voter{
		"ada@h": {Party: "ada@h", Class: "full"}, "ben@h": {Party: "ben@h", Class: "full", Group: "g1@h"}, "cyd@h": {Party: "cyd@h", Class: "full"},
	}
	down := errors.New("the ledger is down")
	lookUp := func(party string) (charter.Voter, bool, error) {
		if party == "down@h" {
			return charter.Voter{}, false, down
		}
		voter, active := members[party]
		return voter, active, nil
	}
	p := charter.Poll{Action: charter.Expel, Subject: "ben@h", SubjectGroup: "g2@h", By: "ada@h"}
	for name, row := range map[string]struct {
		recused []charter.Recusal
		parties []string
		groups  []string
	}{
		"ok/by itself the subject":     {nil, []string{"ben@h"}, nil},
		"ok/nobody":                    {[]charter.Recusal{charter.RecuseNobody}, nil, nil},
		"ok/the filer":                 {[]charter.Recusal{charter.RecuseFiler}, []string{"ada@h"}, nil},
		"ok/its sponsors, once each":   {[]charter.Recusal{charter.RecuseSponsors, charter.RecuseFiler}, []string{"ada@h", "cyd@h"}, nil},
		"ok/affiliates, in two groups": {[]charter.Recusal{charter.RecuseAffiliates}, []string{"ben@h"}, []string{"g1@h", "g2@h"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			voters, groups, err := p.FindRecused(charter.Rule{Recused: row.recused}, []string{"cyd@h", "gone@h", "ada@h"}, lookUp)
			require.NoError(t, err)
			var parties []string
			for _, voter := range voters {
				parties = append(parties, voter.Party)
			}
			require.Equal(t, row.parties, parties)
			require.Equal(t, row.groups, groups)
		})
	}
	_, _, err := p.FindRecused(charter.Rule{Recused: []charter.Recusal{charter.RecuseSponsors}}, []string{"down@h"}, lookUp)
	require.ErrorIs(t, err, down)
}

// Who was no active member of the seal is outside of the electorate, whatever the rule.
func TestOutsideTheSeal(t *testing.T) {
	t.Parallel()
	p := charter.Poll{ID: "p", Seal: 3}
	_, err := p.CheckVoter(chartertest.Whole(), *chartertest.TwoVotes(), charter.Voter{Party: "new@h", Class: "full"}, false)
	require.Equal(t, refusal.New(refusal.OutsideElectorate, "proposal", "p", "party", "new@h", "epoch", "3"), err)
}

// The electorate are the active members of the seal whose class may vote, without those
// recused; with a rule that names voters it is these alone.
func TestPollBallot(t *testing.T) {
	t.Parallel()
	sealed := []charter.Bloc{
		{Class: "full", Active: 3, Suspended: 1}, {Class: "full", Group: "g@h", Active: 2}, {Class: "full", Group: "i@h", Suspended: 1}, {Class: "observer", Active: 4},
	}
	ada, ben := charter.Voter{Party: "ada@h", Class: "full", Founder: true}, charter.Voter{Party: "ben@h", Class: "full", Founder: true}
	for name, row := range map[string]struct {
		poll       charter.Poll
		electorate *charter.Who
		want       []charter.Bloc
		voters     []charter.Voter
	}{
		"ok/all":                         {charter.Poll{}, nil, []charter.Bloc{{Class: "full", Active: 3}, {Class: "full", Group: "g@h", Active: 2}}, nil},
		"ok/one recused":                 {charter.Poll{Recused: []charter.Voter{ada}}, nil, []charter.Bloc{{Class: "full", Active: 2}, {Class: "full", Group: "g@h", Active: 2}}, nil},
		"ok/a group recused":             {charter.Poll{Recused: []charter.Voter{{Party: "g@h", Class: "full", Group: "g@h"}}, RecusedGroups: []string{"g@h"}}, nil, []charter.Bloc{{Class: "full", Active: 3}}, nil},
		"ok/recused, but without a vote": {charter.Poll{Recused: []charter.Voter{{Party: "oda@h", Class: "observer"}}}, nil, []charter.Bloc{{Class: "full", Active: 3}, {Class: "full", Group: "g@h", Active: 2}}, nil},
		"ok/by name": {
			charter.Poll{Voters: []charter.Voter{ada, ben, {Party: "cyd@h", Class: "full"}}, Recused: []charter.Voter{ben}},
			&charter.Who{Founders: true},
			[]charter.Bloc{{Class: "full", Active: 1}},
			[]charter.Voter{ada},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rule := *chartertest.TwoVotes()
			rule.Electorate = row.electorate
			b := row.poll.Ballot(sealed, chartertest.Whole(), rule)
			require.Equal(t, row.want, b.Electorate)
			require.Equal(t, row.voters, b.Voters)
		})
	}
}
