package membership_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

func hostVotes(atLeast membership.Amount) membership.Expression {
	return membership.Expression{Votes: membership.CountHosts, AtLeast: atLeast}
}

// demanding admits, and expels, by an expression.
func demanding(pass membership.Expression) membership.Charter {
	charter := disciplined(charterOf(1, "PT1H", true))
	rule := charter.Rules.Admit
	rule.Pass = pass
	charter.Rules = membership.Rules{Admit: charter.Rules.Admit, Expel: &rule}
	return charter
}

// foundedAt is the refusal of a charter that demands votes from too many hosts,
// by the path of the comparison.
func foundedAt(path string, pass membership.Expression, founders ...string) refusal {
	return refusal{membership.CharterInvalid, func(t *testing.T) error {
		w := populated(t)
		w.must(as("beta@industry"), registration("beta@industry", membership.Enterprise))
		refused := w.refused(membership.CharterInvalid, as(cisco), founding(demanding(pass), founders...))
		require.Equal(t, "rules.expel.pass"+path, refused.Params["path"])
		return refused
	}}
}

func allOf(parts ...membership.Expression) membership.Expression {
	return membership.Expression{All: parts}
}

func anyOf(parts ...membership.Expression) membership.Expression {
	return membership.Expression{Any: parts}
}

var founderHostRefusals = map[string]refusal{
	"fail/found: two hosts, founders of one":       foundedAt("", hostVotes("2"), cisco, acme, "beta@industry"),
	"fail/found: more than two hosts of two":       foundedAt("", membership.Expression{Votes: membership.CountHosts, MoreThan: "2"}, cisco, acme, cas, lab),
	"fail/found: three hosts of two, among others": foundedAt(".all[1]", allOf(forVotes(2), hostVotes("3")), cisco, acme, cas, lab),
	"fail/found: three hosts of two, both ways":    foundedAt(".any[0].all[1]", anyOf(allOf(forVotes(1), hostVotes("3")), hostVotes("3")), cisco, acme, cas, lab),
}

// A demand that the founders' hosts can meet stands, and one that can be met
// another way.
func TestFoundersHosts(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		pass     membership.Expression
		founders []string
	}{
		"ok/two hosts of two":        {hostVotes("2"), []string{cisco, acme, cas}},
		"ok/or as many votes":        {anyOf(hostVotes("3"), forVotes(2)), []string{cisco, acme, cas, lab}},
		"ok/not more than so many":   {allOf(forVotes(2), membership.Expression{Votes: membership.CountHosts, AtMost: "3"}), []string{cisco, acme, cas}},
		"ok/not from three hosts":    {allOf(forVotes(2), membership.Expression{Not: []membership.Expression{hostVotes("3")}}), []string{cisco, acme, cas, lab}},
		"ok/three hosts of three":    {hostVotes("3"), []string{cisco, acme, cas, forum}},
		"ok/an alliance's own voice": {hostVotes("2"), []string{cisco, acme, "ring@academia"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := populated(t)
			w.single(cas, "ring")
			charter := demanding(row.pass)
			charter.Classes[0].Kinds = withMandates.Classes[0].Kinds
			w.must(as(cisco), founding(charter, row.founders...))
		})
	}
}

// A founder's key at another host counts, one that was removed does not.
func TestFoundersKeysAbroad(t *testing.T) {
	t.Parallel()
	w := populated(t)
	second := "beta@industry"
	w.must(as(second), registration(second, membership.Enterprise))
	transaction := founding(demanding(hostVotes("2")), cisco, acme, second)
	w.refused(membership.CharterInvalid, as(cisco), transaction)
	w.must(as(acme), membership.AddAuthority{Request: "a", Host: "academia", Key: keyOf("abroad"), Role: membership.Delegate})
	w.must(as(acme), membership.RemoveAuthority{Request: "r", Host: "academia", Key: keyOf("abroad")})
	w.refused(membership.CharterInvalid, as(cisco), transaction)
	w.must(as(acme), membership.AddAuthority{Request: "b", Host: "academia", Key: keyOf("abroad too"), Role: membership.Delegate})
	w.must(as(cisco), transaction)
}
