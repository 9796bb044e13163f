package trial_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
	"allianceregistry/membership/trial"
)

// An example has the founders, as many of each other class that a rule names, and each party that one names.
func TestExample(t *testing.T) {
	t.Parallel()
	c := bylaws(twoThirds)
	c.Rules[charter.Admit].Electorate = &charter.Who{Classes: []string{"issuer", "full"}}
	c.Rules[charter.Dissolve].Proposers = &charter.Who{Parties: []string{"chair@office"}}
	c.Rules[charter.Expel] = nil
	whole := trial.Example(c, 2)
	var parties []string
	for _, voter := range whole.Voters {
		parties = append(parties, voter.Party)
		require.Equal(t, voter.Class == "full" && voter.Party != "chair@office", voter.Founder, voter.Party)
		require.Equal(t, charter.Weights{"population": 1}, voter.Weights, "1 in each measure of members' own")
	}
	require.Equal(t, []string{"full-1@host-1", "full-2@host-2", "issuer-1@host-1", "issuer-2@host-2", "chair@office"}, parties)
	require.Equal(t, []string{"host-1", "host-2", "host-1", "host-2", "office"}, whole.Hosts)
}

// A vote may come to each of the outcomes; a vote of one who was suspended since may lapse.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	seats := bylaws(twoThirds)
	seats.Organs[0].Seats = 1
	seats.Rules[charter.SeatAction] = &charter.Rule{Voting: "P7D", Pass: twoThirds}
	lapse := bylaws(twoThirds)
	lapse.Rules[charter.Admit].Early, lapse.Rules[charter.Admit].Suspended = false, charter.SuspendedLapse
	kinds := bylaws(twoThirds)
	kinds.Resolutions = []charter.ResolutionKind{{ID: "special"}}
	kinds.Rules["resolve/special"] = &charter.Rule{Voting: "P7D", Pass: twoThirds}
	figure := bylaws(charter.Expression{Votes: charter.CountFor, Of: "attendance", AtLeast: "1/2"})
	member := func(party string, organs ...string) charter.TrialMember {
		return charter.TrialMember{Voter: charter.Voter{Party: party, Class: "full", Organs: organs}, Host: "x"}
	}
	three := []charter.TrialMember{member("a@x", "council"), member("b@x"), member("c@x")}
	suspended := three[2]
	suspended.Suspended = true
	all := map[charter.Position][]string{charter.For: {"a@x", "b@x", "c@x"}}
	seen := map[trial.Outcome]bool{}
	for name, row := range map[string]struct {
		vote    trial.Vote
		outcome trial.Outcome
		code    refusal.Code
	}{
		"ok/accepted":        {trial.Vote{Trial: charter.Trial{Charter: kinds, Action: charter.Resolve, Resolution: "special"}, Votes: all, Closed: true}, trial.Accepted, ""},
		"ok/rejected":        {trial.Vote{Trial: charter.Trial{Charter: lapse, Action: charter.Admit, Class: "full"}, Votes: all, Closed: true, Suspended: []string{"b@x", "c@x"}}, trial.Rejected, ""},
		"ok/open":            {trial.Vote{Trial: charter.Trial{Charter: lapse, Action: charter.Admit, Class: "full"}, Votes: all}, trial.Open, ""},
		"fail/not sponsored": {trial.Vote{Trial: charter.Trial{Charter: lapse, Action: charter.Dissolve}, Votes: all}, trial.NotSponsored, refusal.SponsorsMissing},
		"fail/no figure":     {trial.Vote{Trial: charter.Trial{Charter: figure, Action: charter.Admit, Class: "full"}, Votes: all}, trial.Refused, refusal.FigureMissing},
		"fail/no such kind":  {trial.Vote{Trial: charter.Trial{Charter: kinds, Action: charter.Resolve, Resolution: "urgent"}, Votes: all}, trial.Refused, refusal.UnknownResolution},
		"fail/of no kind":    {trial.Vote{Trial: charter.Trial{Charter: kinds, Action: charter.Resolve}, Votes: all}, trial.Refused, refusal.NoRule},
		"ok/void":            {trial.Vote{Trial: charter.Trial{Charter: seats, Action: charter.SeatAction, Organ: "council", Subject: "b@x"}, Votes: all, Closed: true}, trial.Void, refusal.OrganFull},
	} {
		row.vote.Trial.Members, row.vote.Trial.By = three, "a@x"
		if row.vote.Trial.Action == charter.Admit {
			row.vote.Trial.By, row.vote.Trial.Subject = "d@x", "d@x"
		}
		verdict := row.vote.Run()
		require.Equal(t, row.outcome, verdict.Outcome, "%s: %+v", name, verdict)
		require.Equal(t, row.code, verdict.Code, name)
		seen[verdict.Outcome] = true
	}
	for _, outcome := range trial.Outcomes() {
		require.True(t, seen[outcome], outcome)
	}

	answer, err := trial.WhatIf(trial.Question{Charter: seats, Action: charter.SeatAction, Votes: []trial.Voices{votes(charter.For, "", 3)}})
	require.NoError(t, err)
	require.Equal(t, trial.Void, answer.Outcome, "into the charter's first organ, if none is named; it is full")
	answer, err = trial.WhatIf(trial.Question{Charter: bylaws(twoThirds), Action: charter.Reinstate, Members: append(three[:2:2], suspended)})
	require.NoError(t, err)
	require.Equal(t, "c@x", answer.Subject, "the one who is suspended")
	_, err = trial.WhatIf(trial.Question{Charter: bylaws(twoThirds), Action: charter.Admit, Members: three, Votes: []trial.Voices{votes(charter.For, "", 4)}})
	require.EqualError(t, err, "4 votes of class full, which has 3")
}
