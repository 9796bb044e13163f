package membership_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// naming is the whole charter, amended: so many parties are named, so many in one place.
func naming(parties, each int) charter.Charter {
	return chartertest.WholeWith(func(c *charter.Charter) {
		rule := c.Rules[charter.Resolve]
		rule.Pass = charter.Expression{Any: []charter.Expression{chartertest.ForVotes(2)}}
		for from := 0; from < parties; from += each {
			who := &charter.Who{}
			for i := from; i < min(parties, from+each); i++ {
				who.Parties = append(who.Parties, fmt.Sprintf("p%d@h", i))
			}
			vote := chartertest.ForVotes(1)
			vote.Who = who
			rule.Pass.Any = append(rule.Pass.Any, vote)
		}
	})
}

// A draft is looked at before whom it names is looked up: nobody has peers read by a long list.
func TestDraftThatNamesMany(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.Whole())
	for name, row := range map[string]struct {
		draft   charter.Charter
		problem charter.Problem // empty for none
		reads   int
	}{
		"ok/few":                     {naming(50, 50), "", 50},
		"ok/as many as there may be": {naming(500, 50), "", 500},
		"ok/some of them twice": {chartertest.WholeWith(func(c *charter.Charter) {
			c.Rules[charter.Resolve], c.Rules[charter.Dissolve] = naming(500, 50).Rules[charter.Resolve], naming(500, 50).Rules[charter.Resolve]
		}), "", 500},
		"fail/one more":          {naming(501, 50), charter.Problem(refusal.TooMany), 0},
		"fail/many in all":       {naming(4500, 50), charter.Problem(refusal.TooMany), 0},
		"fail/many in one place": {naming(20_000, 20_000), charter.OutOfRange, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tx, err := membership.NewTx(keyOf(name), w.now, as(cisco))
			require.NoError(t, err)
			watched := reading{w.ledger.Begin(tx.ID), map[string]bool{}, map[string]string{}}
			_, err = membership.Apply(watched, tx, amending("amend", row.draft))
			require.LessOrEqual(t, len(watched.read), row.reads+40)
			if row.problem == "" {
				require.NoError(t, err)
				return
			}
			denied := requireCode(t, refusal.CharterInvalid, err)
			require.Equal(t, row.problem, charter.DefectsIn(denied)[0].Problem)
		})
	}
}

// Whom a founding may name is as many.
func TestFoundingThatNamesMany(t *testing.T) {
	t.Parallel()
	w := populated(t)
	w.must(as(cisco), founding(naming(500, 50), cisco, cas, forum))
	again := founding(naming(501, 50), cisco, cas, forum)
	again.Request, again.Slug = "again", "another"
	denied := w.refused(refusal.CharterInvalid, as(cisco), again)
	require.Equal(t, "rules", denied.Params["path"])
	require.Equal(t, string(refusal.TooMany), denied.Params["problem"])
}
