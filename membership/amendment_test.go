package membership_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

// naming is the whole charter, amended: so many parties are named, so many in one place.
func naming(parties, each int) membership.Charter {
	return changed(func(c *membership.Charter) {
		rule := c.Rules[membership.Resolve]
		rule.Pass = membership.Expression{Any: []membership.Expression{forVotes(2)}}
		for from := 0; from < parties; from += each {
			who := &membership.Who{}
			for i := from; i < min(parties, from+each); i++ {
				who.Parties = append(who.Parties, fmt.Sprintf("p%d@h", i))
			}
			vote := forVotes(1)
			vote.Who = who
			rule.Pass.Any = append(rule.Pass.Any, vote)
		}
	})
}

// A draft is looked at before whom it names is looked up: nobody has peers read by a long list.
func TestDraftThatNamesMany(t *testing.T) {
	t.Parallel()
	w := ofFour(t, whole())
	for name, row := range map[string]struct {
		draft   membership.Charter
		problem membership.Problem // empty for none
		reads   int
	}{
		"ok/few":                     {naming(50, 50), "", 50},
		"ok/as many as there may be": {naming(500, 50), "", 500},
		"ok/some of them twice": {changed(func(c *membership.Charter) {
			c.Rules[membership.Resolve], c.Rules[membership.Dissolve] = naming(500, 50).Rules[membership.Resolve], naming(500, 50).Rules[membership.Resolve]
		}), "", 500},
		"fail/one more":          {naming(501, 50), membership.Problem(membership.TooMany), 0},
		"fail/many in all":       {naming(4500, 50), membership.Problem(membership.TooMany), 0},
		"fail/many in one place": {naming(20_000, 20_000), membership.OutOfRange, 0},
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
			refusal := requireCode(t, membership.CharterInvalid, err)
			require.Equal(t, row.problem, membership.FaultsIn(refusal)[0].Problem)
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
	refusal := w.refused(membership.CharterInvalid, as(cisco), again)
	require.Equal(t, "rules", refusal.Params["path"])
	require.Equal(t, string(membership.TooMany), refusal.Params["problem"])
}
