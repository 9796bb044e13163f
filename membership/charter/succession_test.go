package charter_test

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

// inSuccession lets members be succeeded, and changes how.
func inSuccession(change func(*charter.Rule)) func(*charter.Charter) {
	return func(c *charter.Charter) {
		rule := chartertest.TwoVotes()
		rule.Expiry, rule.Succession = "P30D", &charter.SuccessionTerms{Forms: charter.SuccessionForms()}
		change(rule)
		c.Rules[charter.Succeed] = rule
	}
}

// inInvitations lets members invite, and changes how.
func inInvitations(change func(*charter.Invitations)) func(*charter.Charter) {
	return func(c *charter.Charter) {
		c.Invitations = &charter.Invitations{Most: 2, Longest: "P30D"}
		c.Rules[charter.Admit].Sponsors, c.Rules[charter.Admit].Expiry = chartertest.Sponsors(1), "P30D"
		change(c.Invitations)
	}
}

// What a rule to succeed and invitations lack is named, and where.
func TestSuccessionDefects(t *testing.T) {
	t.Parallel()
	founders := []string{"f0@host-0", "f1@host-1", "f2@host-2", "f3@host-3"}
	none := map[string]string{}
	for name, row := range map[string]defectCase{
		"ok/succession":       {inSuccession(func(*charter.Rule) {}), "", "", nil},
		"ok/invitations":      {inInvitations(func(*charter.Invitations) {}), "", "", nil},
		"fail/what goes over": {inSuccession(func(r *charter.Rule) { r.Succession = nil; r.Expiry = "" }), "rules.succeed.succession", charter.Missing, none},
		"fail/no time":        {inSuccession(func(r *charter.Rule) { r.Expiry = "" }), "rules.succeed.expiry", charter.NotDuration, map[string]string{"value": ""}},
		"fail/no form":        {inSuccession(func(r *charter.Rule) { r.Succession.Forms = nil }), "rules.succeed.succession.forms", charter.Missing, none},
		"fail/another form":   {inSuccession(func(r *charter.Rule) { r.Succession.Forms[0] = "gift" }), "rules.succeed.succession.forms[0]", charter.NotAmong, map[string]string{"value": "gift", "choices": "transfer, merger, split"}},
		"fail/a form twice":   {inSuccession(func(r *charter.Rule) { r.Succession.Forms[0] = charter.Merger }), "rules.succeed.succession.forms[1]", charter.Repeated, map[string]string{"value": "merger"}},
		"fail/seats":          {inSuccession(func(r *charter.Rule) { r.Succession.Seats = "stay" }), "rules.succeed.succession.seats", charter.NotAmong, map[string]string{"value": "stay", "choices": ", pass"}},
		"fail/seats of a split": {inSuccession(func(r *charter.Rule) {
			*r.Succession = charter.SuccessionTerms{Forms: []charter.SuccessionForm{charter.SplitOff}, Seats: charter.SeatsPass}
		}), "rules.succeed.succession.seats", charter.NoUse, map[string]string{"because": "split"}},
		"fail/time":   {inSuccession(func(r *charter.Rule) { r.Succession.Time = "half" }), "rules.succeed.succession.time", charter.NotAmong, map[string]string{"value": "half", "choices": ", counts"}},
		"fail/ceased": {inSuccession(func(r *charter.Rule) { r.Succession.Ceased = "yes" }), "rules.succeed.succession.ceased", charter.NotAmong, map[string]string{"value": "yes", "choices": ", evidence"}},
		"fail/elsewhere": {func(c *charter.Charter) {
			c.Rules[charter.Expel].Succession, c.Rules[charter.Expel].Expiry = &charter.SuccessionTerms{Forms: charter.SuccessionForms()}, "P1D"
		}, "rules.expel.succession", charter.NoUse, map[string]string{"because": "expel"}},
		"fail/no invitations":       {inInvitations(func(i *charter.Invitations) { i.Most = 0 }), "invitations.most", charter.OutOfRange, map[string]string{"value": "0", "least": "1", "most": "100"}},
		"fail/too many invitations": {inInvitations(func(i *charter.Invitations) { i.Most = 101 }), "invitations.most", charter.OutOfRange, map[string]string{"value": "101", "least": "1", "most": "100"}},
		"fail/for ever":             {inInvitations(func(i *charter.Invitations) { i.Longest = "" }), "invitations.longest", charter.NotDuration, map[string]string{"value": ""}},
		"fail/nobody sponsors":      {func(c *charter.Charter) { c.Invitations = &charter.Invitations{Most: 2, Longest: "P30D"} }, "invitations", charter.NoUse, map[string]string{"because": "sponsors"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := chartertest.WholeWith(row.change)
			list := c.Defects(c.FounderComposition(founders, nil))
			if row.path == "" {
				require.Empty(t, list)
				require.Error(t, c.ValidateBy(charter.EngineFive, c.FounderComposition(founders, nil)), "older rules do not know it")
				return
			}
			require.Equal(t, []charter.Defect{{Path: row.path, Problem: row.problem, Params: row.params}}, list)
		})
	}
}

// What two members counted for together is what each did, whichever takes over the other.
func TestTogether(t *testing.T) {
	t.Parallel()
	c := chartertest.Whole()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) (string, charter.Weights) {
			class := rapid.SampledFrom([]string{"full", "observer", "guest"}).Draw(t, name+"'s class")
			if rapid.Bool().Draw(t, name+" has its own") {
				return class, charter.Weights{chartertest.Population: rapid.IntRange(0, charter.MaxWeight/2).Draw(t, name)}
			}
			return class, nil
		}
		firstClass, first := draw("the first")
		secondClass, second := draw("the second")
		counts := func(class string, own charter.Weights) int { return c.Counts(chartertest.Population, class, own) }
		kept := maps.Clone(first)
		want := counts(firstClass, first) + counts(secondClass, second)
		require.Equal(t, want, counts(firstClass, c.Together(firstClass, first, secondClass, second)))
		require.Equal(t, want, counts(secondClass, c.Together(secondClass, second, firstClass, first)))
		require.Equal(t, kept, first, "it changes nothing that it is given")
		part := rapid.IntRange(0, 10).Draw(t, "a part")
		require.Equal(t, counts(firstClass, first)+part, counts(firstClass, c.Add(firstClass, first, charter.Weights{chartertest.Population: part})))
	})
}

// Neither the member nor its successor has a say, where the rule recuses whom it is about.
func TestSuccessorIsRecused(t *testing.T) {
	t.Parallel()
	p := charter.Poll{Action: charter.Succeed, Subject: "ada@h", Successor: "bob@h"}
	for party, recused := range map[string]bool{"ada@h": true, "bob@h": true, "cyd@h": false} {
		err := p.CheckRecusal(charter.Rule{}, charter.Actor{Party: party, Sender: party})
		require.Equal(t, recused, err != nil, party)
		require.Equal(t, recused, p.CheckRecusal(charter.Rule{}, charter.Actor{Party: "zgc@h", Sender: party}) != nil, "%s for an alliance", party)
		require.NoError(t, p.CheckRecusal(charter.Rule{Recused: []charter.Recusal{charter.RecuseNobody}}, charter.Actor{Party: party, Sender: party}))
	}
}
