package membership_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

// An organ that only itself could fill stays empty for ever.
func TestNeverSeated(t *testing.T) {
	t.Parallel()
	forOne := membership.Expression{Votes: membership.CountFor, AtLeast: "1"}
	council := &membership.Who{Organ: "council"}
	attended := membership.Expression{Votes: membership.CountTakingPart, MoreThan: "1/2", Of: "attendance"}
	for name, row := range map[string]struct {
		rules membership.Rules
		never []string
	}{
		"ok/by all":                        {membership.Rules{"seat": {Pass: forOne}}, nil},
		"ok/its own vote is one way":       {membership.Rules{"seat": {Pass: membership.Expression{Any: []membership.Expression{{Votes: "for", Who: council, AtLeast: "1"}, forOne}}}}, nil},
		"ok/one after the other":           {membership.Rules{"seat/council": {Pass: forOne}, "seat/board": {Electorate: council, Pass: forOne}}, nil},
		"ok/nobody needs it":               {membership.Rules{}, nil},
		"fail/no rule, but a vote":         {membership.Rules{"resolve": {Electorate: council, Pass: forOne}}, []string{"organs[0]"}},
		"fail/by itself":                   {membership.Rules{"seat/council": {Electorate: council, Pass: forOne}, "seat/board": {Pass: forOne}}, []string{"organs[0]"}},
		"fail/proposed by itself":          {membership.Rules{"seat": {Proposers: council, Pass: forOne}}, []string{"organs[0]", "organs[1]"}},
		"fail/sponsored by itself":         {membership.Rules{"seat/council": {Sponsors: &membership.Expression{Votes: "sponsors", Who: council, AtLeast: "1"}, Expiry: "P1D", Pass: forOne}, "seat/board": {Pass: forOne}}, []string{"organs[0]"}},
		"fail/by a figure that it records": {membership.Rules{"seat": {Pass: attended}}, []string{"organs[0]", "organs[1]"}},
		"fail/each by the other":           {membership.Rules{"seat/council": {Electorate: &membership.Who{Organ: "board"}, Pass: forOne}, "seat/board": {Electorate: council, Pass: forOne}}, []string{"organs[0]", "organs[1]"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			charter := charterOf(2, "PT1H", true)
			charter.Classes[0].Rights = append(charter.Classes[0].Rights, membership.SeatRight, membership.ProposeRight, membership.SponsorRight)
			charter.Organs = []membership.Organ{{ID: "council", Names: en("Council"), Seats: 2}, {ID: "board", Names: en("Board"), Seats: 2}}
			if _, recorded := row.rules["seat"]; recorded {
				charter.Figures = []membership.FigureKind{{ID: "attendance", Names: en("Attendance"), By: council}}
			}
			for action, rule := range row.rules {
				rule.Voting, rule.LockOut = "PT1H", membership.LockOutAccepted
				charter.Rules[action] = rule
			}
			var never []string
			for _, fault := range charter.Faults(charter.FoundedBy([]string{cisco, cas, forum}, nil)) {
				if fault.Problem == membership.NeverSeated { // that its votes are missing is named too
					never = append(never, fault.Path)
				}
			}
			require.Equal(t, row.never, never)
		})
	}
}
