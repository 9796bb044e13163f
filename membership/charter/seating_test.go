package charter_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

// An organ that only itself could fill stays empty for ever.
func TestNeverSeated(t *testing.T) {
	t.Parallel()
	forOne := charter.Expression{Votes: charter.CountFor, AtLeast: "1"}
	council := &charter.Who{Organ: "council"}
	attended := charter.Expression{Votes: charter.CountTakingPart, MoreThan: "1/2", Of: "attendance"}
	for name, row := range map[string]struct {
		rules charter.Rules
		never []string
	}{
		"ok/by all":                        {charter.Rules{"seat": {Pass: forOne}}, nil},
		"ok/its own vote is one way":       {charter.Rules{"seat": {Pass: charter.Expression{Any: []charter.Expression{{Votes: "for", Who: council, AtLeast: "1"}, forOne}}}}, nil},
		"ok/one after the other":           {charter.Rules{"seat/council": {Pass: forOne}, "seat/board": {Electorate: council, Pass: forOne}}, nil},
		"ok/nobody needs it":               {charter.Rules{}, nil},
		"fail/no rule, but a vote":         {charter.Rules{"resolve": {Electorate: council, Pass: forOne}}, []string{"organs[0]"}},
		"fail/by itself":                   {charter.Rules{"seat/council": {Electorate: council, Pass: forOne}, "seat/board": {Pass: forOne}}, []string{"organs[0]"}},
		"fail/proposed by itself":          {charter.Rules{"seat": {Proposers: council, Pass: forOne}}, []string{"organs[0]", "organs[1]"}},
		"fail/sponsored by itself":         {charter.Rules{"seat/council": {Sponsors: &charter.Expression{Votes: "sponsors", Who: council, AtLeast: "1"}, Expiry: "P1D", Pass: forOne}, "seat/board": {Pass: forOne}}, []string{"organs[0]"}},
		"fail/by a figure that it records": {charter.Rules{"seat": {Pass: attended}}, []string{"organs[0]", "organs[1]"}},
		"fail/each by the other":           {charter.Rules{"seat/council": {Electorate: &charter.Who{Organ: "board"}, Pass: forOne}, "seat/board": {Electorate: council, Pass: forOne}}, []string{"organs[0]", "organs[1]"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := chartertest.Basic(2, "PT1H", true)
			c.Classes[0].Rights = append(c.Classes[0].Rights, charter.SeatRight, charter.ProposeRight, charter.SponsorRight)
			c.Organs = []charter.Organ{{ID: "council", Names: chartertest.En("Council"), Seats: 2}, {ID: "board", Names: chartertest.En("Board"), Seats: 2}}
			if _, recorded := row.rules["seat"]; recorded {
				c.Figures = []charter.FigureKind{{ID: "attendance", Names: chartertest.En("Attendance"), By: council}}
			}
			for action, rule := range row.rules {
				rule.Voting, rule.LockOut = "PT1H", charter.LockOutAccepted
				c.Rules[action] = rule
			}
			var never []string
			for _, defect := range c.Defects(c.FounderComposition([]string{"cisco@industry", "cas@academia", "forum@association"}, nil)) {
				if defect.Problem == charter.NeverSeated { // that its votes are missing is named too
					never = append(never, defect.Path)
				}
			}
			require.Equal(t, row.never, never)
		})
	}
}
