package membership_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// entrenched is the whole charter, with kinds of amendments that take three votes: what guards them, the
// rights of two classes, each apart, and how the alliance ends.
var entrenched = chartertest.WholeWith(func(c *charter.Charter) {
	c.Amendments = []charter.AmendmentKind{
		{ID: "guard", Names: chartertest.En("Guard"), Touches: charter.Touches{Parts: []charter.Part{charter.PartAmendments}}},
		{ID: "full", Names: chartertest.En("Full"), Touches: charter.Touches{Classes: []string{"full"}}, Apart: true},
		{ID: "guest", Names: chartertest.En("Guest"), Touches: charter.Touches{Classes: []string{"guest"}}, Apart: true},
		{ID: "end", Names: chartertest.En("End"), Touches: charter.Touches{Rules: []charter.Action{charter.Dissolve}}},
	}
	for _, kind := range c.Amendments {
		rule := *chartertest.TwoVotes()
		rule.Pass = chartertest.ForVotes(3)
		c.Rules[charter.Amend+"/"+charter.Action(kind.ID)] = &rule
	}
})

// entrenchedWith is the entrenched charter, amended.
func entrenchedWith(change func(*charter.Charter)) charter.Charter {
	c := entrenched
	c.Classes, c.Amendments, c.Rules = append([]charter.Class{}, c.Classes...), append([]charter.AmendmentKind{}, c.Amendments...), charter.Rules{}
	for key, rule := range entrenched.Rules {
		c.Rules[key] = rule
	}
	change(&c)
	return c
}

// mixed touches the rights of two classes that are to be asked apart.
var mixed = entrenchedWith(func(c *charter.Charter) { c.Classes[0].Most, c.Classes[2].Most = 9, 9 })

// An amendment is decided by the rule of the first kind that it touches, whoever proposes it; all that
// it is of stands in its record, and in what every vote signs. What is of no kind is decided by the common rule.
func TestAmendmentsOfKinds(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change func(*charter.Charter)
		kind   string
		votes  int
	}{
		"ok/of no kind":           {func(c *charter.Charter) { c.RecordDate = "P3D" }, "", 2},
		"ok/a class":              {func(c *charter.Charter) { c.Classes[2].Most = 9 }, "guest", 3},
		"ok/a rule":               {func(c *charter.Charter) { delete(c.Rules, charter.Dissolve) }, "end", 3},
		"ok/the protection first": {func(c *charter.Charter) { c.Amendments = c.Amendments[:3]; delete(c.Rules, "amend/end") }, "guard", 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, entrenched)
			id := w.must(as(cisco), amending("amend", entrenchedWith(row.change))).Proposal
			p := ask(w, membership.GetProposal{ID: id}).Proposal
			require.Equal(t, row.kind, p.Amendment)
			for i, voter := range []string{cisco, cas, forum}[:row.votes] {
				if i == 2 {
					w.refused(refusal.NotDecidable, as(lab), membership.Decide{Proposal: id})
				}
				w.must(as(voter), endorsing(id, charter.For))
			}
			if row.votes == 2 { // votes on what is of no kind may be changed until the close
				w.wait(time.Hour)
			}
			require.Equal(t, "accepted", w.must(as(lab), membership.Decide{Proposal: id}).Status)
			decision, grounds := w.groundsOf(id)
			again, err := membership.Redecide(decision, grounds)
			require.NoError(t, err)
			require.Equal(t, decision, again)
			if row.kind != "" { // by a lie about the kind it would come out otherwise
				grounds.Proposal.Amendment = ""
				again, err := membership.Redecide(decision, grounds)
				require.False(t, err == nil && reflect.DeepEqual(again, decision))
			}
		})
	}
}
