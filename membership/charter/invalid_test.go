package charter_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// A charter with anything wrong in it is refused. Each row changes one that is good
// for three founders.
func TestInvalidCharters(t *testing.T) {
	t.Parallel()
	for _, table := range []struct {
		good    charter.Charter
		changes map[string]func(*charter.Charter)
	}{
		{chartertest.Basic(2, "PT1H", false), invalidCharters},
		{chartertest.Disciplined(chartertest.Basic(2, "PT1H", false)), invalidRules},
	} {
		require.NoError(t, chartertest.ValidateFor(table.good, 3))
		for name, change := range table.changes {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				c := chartertest.Copy(table.good)
				change(&c)
				var denied *refusal.Error
				require.ErrorAs(t, chartertest.ValidateFor(c, 3), &denied)
				require.Equal(t, refusal.CharterInvalid, denied.Code)
			})
		}
	}
}

var invalidCharters = map[string]func(*charter.Charter){
	"fail/charter: schema":           func(c *charter.Charter) { c.Schema = 2 },
	"fail/charter: no classes":       func(c *charter.Charter) { c.Classes = nil },
	"fail/charter: many classes":     manyClasses,
	"fail/charter: class twice":      func(c *charter.Charter) { c.Classes[1].ID = "full" },
	"fail/charter: class id":         func(c *charter.Charter) { c.Classes[1].ID = "Ob" },
	"fail/charter: class name":       func(c *charter.Charter) { c.Classes[1].Names = nil },
	"fail/charter: no kinds":         func(c *charter.Charter) { c.Classes[1].Kinds = nil },
	"fail/charter: founders' class":  func(c *charter.Charter) { c.Founders = "boss" },
	"fail/charter: no founder votes": func(c *charter.Charter) { c.Founders = "observer" },
	"fail/charter: unknown kind": func(c *charter.Charter) {
		c.Classes[0].Kinds = []charter.Kind{"machine"}
	},
	"fail/charter: unknown right": func(c *charter.Charter) {
		c.Classes[0].Rights = []charter.Right{"vote", "veto"}
	},
	"fail/charter: right twice": func(c *charter.Charter) {
		c.Classes[0].Rights = []charter.Right{"vote", "vote"}
	},
	"fail/charter: voting, no duration": voting("a week"),
	"fail/charter: voting too short":    voting("PT9S"),
	"fail/charter: voting too long":     voting("P366DT1S"),
	"fail/charter: counts no votes":     func(c *charter.Charter) { c.Rules[charter.Admit].Pass.Votes = "veto" },
	"fail/charter: needs nobody":        needing(0),
	"fail/charter: needs a negative":    needing(-1),
	"fail/charter: out of reach":        needing(4),
	"fail/charter: out of count":        needing(100_001),
}

// passing gives the rule for joins another expression.
func passing(pass charter.Expression) func(*charter.Charter) {
	return func(c *charter.Charter) { c.Rules[charter.Admit].Pass = pass }
}

func comparison(votes charter.Count, amount charter.Amount, of charter.Count) charter.Expression {
	return charter.Expression{Votes: votes, AtLeast: amount, Of: of}
}

// nested is a comparison so many deep.
func nested(depth int) charter.Expression {
	if depth == 1 {
		return chartertest.ForVotes(1)
	}
	return charter.Expression{All: []charter.Expression{nested(depth - 1)}}
}

var invalidRules = map[string]func(*charter.Charter){
	"fail/rule: record date":            func(c *charter.Charter) { c.RecordDate = "a week" },
	"fail/rule: record date too long":   func(c *charter.Charter) { c.RecordDate = "P367D" },
	"fail/rule: sponsors negative":      func(c *charter.Charter) { c.Rules[charter.Admit].Sponsors = chartertest.Sponsors(-1) },
	"fail/rule: more sponsors than are": sponsors(4, "P1D"),
	"fail/rule: sponsors, no expiry":    sponsors(1, ""),
	"fail/rule: expiry too short":       sponsors(1, "PT9S"),
	"fail/rule: expiry, no sponsors":    sponsors(0, "P1D"),
	"fail/rule: founders cannot sponsor": func(c *charter.Charter) {
		sponsors(1, "P1D")(c)
		c.Classes[0].Rights = []charter.Right{charter.Vote, charter.ProposeRight}
	},
	"fail/rule: the subject would have to sponsor": func(c *charter.Charter) {
		c.Rules[charter.Expel] = &charter.Rule{Sponsors: chartertest.Sponsors(3), Expiry: "P1D", Voting: "PT1H", Pass: chartertest.ForVotes(2)}
	},
	"fail/rule: founders cannot propose": func(c *charter.Charter) {
		c.Classes[0].Rights = []charter.Right{charter.Vote}
	},
	"fail/rule: the subject would have to vote": func(c *charter.Charter) {
		c.Rules[charter.Expel] = &charter.Rule{Voting: "PT1H", Pass: chartertest.ForVotes(3)}
	},
	"fail/rule: suspend": func(c *charter.Charter) { c.Rules[charter.Suspend] = &charter.Rule{Voting: "PT1H"} },

	"fail/expression: empty":              passing(charter.Expression{}),
	"fail/expression: two kinds":          passing(charter.Expression{Votes: "for", AtLeast: "1", Not: []charter.Expression{chartertest.ForVotes(1)}}),
	"fail/expression: not two":            passing(charter.Expression{Not: []charter.Expression{chartertest.ForVotes(1), chartertest.ForVotes(2)}}),
	"fail/expression: an amount of parts": passing(charter.Expression{All: []charter.Expression{chartertest.ForVotes(1)}, AtLeast: "1"}),
	"fail/expression: of, with parts":     passing(charter.Expression{Any: []charter.Expression{chartertest.ForVotes(1)}, Of: "cast"}),
	"fail/expression: a bad part":         passing(charter.Expression{Any: []charter.Expression{chartertest.ForVotes(1), {Votes: "for"}}}),
	"fail/expression: no amount":          passing(charter.Expression{Votes: "for"}),
	"fail/expression: two amounts":        passing(charter.Expression{Votes: "for", AtLeast: "1", AtMost: "2"}),
	"fail/expression: unknown count":      passing(comparison("shares", "1", "")),
	"fail/expression: counts all":         passing(comparison("electorate", "1", "")),
	"fail/expression: of what is no base": passing(comparison("for", "1/2", "against")),
	"fail/expression: a share of hosts":   passing(comparison("hosts", "1/2", "electorate")),
	"fail/expression: fraction of what":   passing(comparison("for", "1/2", "")),
	"fail/expression: more than all":      passing(comparison("for", "3/2", "cast")),
	"fail/expression: no number":          passing(comparison("for", "half", "cast")),
	"fail/expression: nought below":       passing(comparison("for", "1/0", "cast")),
	"fail/expression: above all":          passing(charter.Expression{Votes: "for", MoreThan: "1", Of: "electorate"}),
	"fail/expression: always met":         passing(charter.Expression{Votes: "against", AtMost: "3"}),
	"fail/expression: met by its parts":   passing(charter.Expression{Any: []charter.Expression{chartertest.ForVotes(2), chartertest.ForVotes(0)}}),
	"fail/expression: never met":          passing(charter.Expression{Not: []charter.Expression{chartertest.ForVotes(0)}}),
	"fail/expression: too deep":           passing(nested(charter.MaxDepth + 1)),
	"fail/expression: too many":           passing(charter.Expression{All: slices.Repeat([]charter.Expression{chartertest.ForVotes(1)}, charter.MaxExpressions)}),
}

func sponsors(count int, expiry form.Duration) func(*charter.Charter) {
	return func(c *charter.Charter) {
		c.Rules[charter.Admit].Sponsors, c.Rules[charter.Admit].Expiry = chartertest.Sponsors(count), expiry
		if count == 0 {
			c.Rules[charter.Admit].Sponsors = nil
		}
	}
}

func manyClasses(c *charter.Charter) {
	for i := range charter.MaxClasses {
		c.Classes = append(c.Classes, c.Classes[0])
		c.Classes[len(c.Classes)-1].ID = fmt.Sprintf("class-%d", i)
	}
}

func voting(period form.Duration) func(*charter.Charter) {
	return func(c *charter.Charter) { c.Rules[charter.Admit].Voting = period }
}

func needing(votes int) func(*charter.Charter) {
	return func(c *charter.Charter) { c.Rules[charter.Admit].Pass = chartertest.ForVotes(votes) }
}
