package charter_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// bySponsors is the whole charter, with sponsors of resolutions.
func bySponsors(sponsors charter.Expression, change ...func(*charter.Charter)) charter.Charter {
	return chartertest.WholeWith(func(c *charter.Charter) {
		rule := c.Rules[charter.Resolve]
		rule.Sponsors, rule.Expiry, rule.LockOut = &sponsors, "P30D", ""
		rule.Pass = charter.Expression{Votes: charter.CountFor, MoreThan: "1/2", Of: charter.CountCast}
		rule.Early = false
		for _, changed := range change {
			changed(c)
		}
	})
}

func share(amount charter.Amount) charter.Expression {
	return charter.Expression{Votes: charter.CountSponsors, AtLeast: amount, Of: charter.CountElectorate}
}

// A share of sponsors is examined as others are: whether so many can be had, and without each one too.
func TestSharesOfSponsorsAreExamined(t *testing.T) {
	t.Parallel()
	boards := &charter.Who{Organ: chartertest.Board}
	for name, row := range map[string]struct {
		charter charter.Charter
		members int
		problem charter.Problem
	}{
		"ok/a fifth":                {bySponsors(share("1/5")), 4, ""},
		"ok/three quarters":         {bySponsors(share("3/4")), 4, ""},
		"ok/a fifth of many":        {bySponsors(share("1/5")), 400, ""},
		"ok/all but one of many":    {bySponsors(share("399/400")), 400, ""},
		"ok/of a class":             {bySponsors(charter.Expression{Votes: "sponsors", AtLeast: "1/2", Of: "electorate", Who: &charter.Who{Classes: []string{"full"}}}), 4, ""},
		"fail/all":                  {bySponsors(share("1")), 4, charter.LockedOut},
		"fail/all of many":          {bySponsors(share("1")), 400, charter.LockedOut},
		"fail/nobody may sponsor":   {bySponsors(share("1/5"), func(c *charter.Charter) { c.Classes[0].Rights = []charter.Right{"vote", "propose", "seat"} }), 4, charter.Unreachable},
		"fail/met by nobody":        {bySponsors(share("0")), 4, charter.MetBySilence},
		"fail/of votes cast":        {bySponsors(charter.Expression{Votes: "sponsors", AtLeast: "1/5", Of: "cast"}), 4, charter.NoShareOf},
		"fail/hosts":                {bySponsors(charter.Expression{Votes: "hosts", AtLeast: "1/5", Of: "electorate"}), 4, charter.NoShareOf},
		"fail/more than the whole":  {bySponsors(share("6/5")), 4, charter.MoreThanWhole},
		"fail/of a named few":       {bySponsors(charter.Expression{Votes: "sponsors", AtLeast: "1/5", Of: "electorate", Who: boards}), 4, charter.NoShareOf},
		"fail/of named electorates": {bySponsors(share("1/5"), func(c *charter.Charter) { c.Rules[charter.Resolve].Electorate = boards }), 4, charter.NoShareOf},
	} {
		err := chartertest.ValidateFor(row.charter, row.members)
		if row.problem == "" {
			require.NoError(t, err, name)
			continue
		}
		denied := refusal.From(err)
		require.NotNil(t, denied, name)
		require.Equal(t, row.problem, charter.DefectsIn(denied)[0].Problem, name)
	}
	older := charter.DefectsIn(refusal.From(bySponsors(share("1/5")).ValidateBy(charter.EngineFour, charter.Composition{})))
	require.Equal(t, charter.NoShareOf, older[0].Problem)
}

// Of n members who may vote, and some who may not, as many are needed as the share says, unrounded.
func TestSharesOfSponsorsAreExact(t *testing.T) {
	t.Parallel()
	c := bySponsors(share("1/5"))
	for n := range 40 {
		electorate := c.SponsorElectorate([]charter.Bloc{{Class: "full", Active: n}, {Class: "observer", Active: 7}}, *c.Rules[charter.Resolve])
		for sponsors := range n + 1 {
			var casts []charter.Cast
			for i := range sponsors {
				casts = append(casts, charter.Cast{Voter: charter.Voter{Party: "p" + strconv.Itoa(i) + "@h", Class: "full"}, Position: charter.Sponsor})
			}
			require.Equal(t, n > 0 && 5*sponsors >= n, c.Sponsored(*c.Rules[charter.Resolve], casts, electorate), "%d of %d", sponsors, n)
		}
	}
}

// Affiliates sponsor as one, and are one of the electorate where they vote as one.
func TestAffiliatesInASharesElectorate(t *testing.T) {
	t.Parallel()
	for affiliates, needed := range map[string]int{"": 3, charter.AffiliatesOne: 2} {
		c := bySponsors(share("1/2"), func(c *charter.Charter) { c.Rules[charter.Resolve].Affiliates = affiliates })
		electorate := c.SponsorElectorate([]charter.Bloc{{Class: "full", Active: 2}, {Class: "full", Group: "g@h", Active: 3}}, *c.Rules[charter.Resolve])
		x := c.ExplainSponsors(charter.Engine, *c.Rules[charter.Resolve], nil, electorate)
		require.Equal(t, needed, x.Figure.Needed)
	}
}
