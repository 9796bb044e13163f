package chain

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
)

// signing is a policy of so many signatures by these organizations' members.
func signing(count int, orgs ...string) block.Policy {
	policy := &block.SignaturePolicy{Rule: block.SignatureRule{Count: count}}
	for i, org := range orgs {
		policy.Principals = append(policy.Principals, block.Principal{MSP: org, Role: roleMember})
		policy.Rule.Of = append(policy.Rule.Of, block.SignatureRule{Principal: i})
	}
	return block.Policy{Signature: policy}
}

// hosted is a configuration with hosts a, b, … whose Endorsement policies are each
// that of one signature of the host's own.
func hosted(count int, change func(application *block.Group)) *block.Config {
	application := block.Group{Groups: map[string]block.Group{}, ModPolicy: "Admins", Policies: map[string]block.NamedPolicy{
		"Endorsement": {Policy: block.Policy{Implicit: &block.ImplicitPolicy{Rule: "MAJORITY", Sub: "Endorsement"}}},
		"Admins":      {Policy: block.Policy{Implicit: &block.ImplicitPolicy{Rule: "ANY", Sub: "Endorsement"}}},
	}}
	config := &block.Config{Members: map[string]block.Organization{}}
	for i := range count {
		host := string(rune('a' + i))
		config.Members["org "+host] = block.Organization{MSP: host}
		application.Groups["org "+host] = block.Group{Policies: map[string]block.NamedPolicy{"Endorsement": {Policy: signing(1, host)}}}
	}
	if change != nil {
		change(&application)
	}
	config.Root = block.Group{Groups: map[string]block.Group{applicationPart: application}}
	return config
}

// TestHostsNeeded has how few hosts meet a policy, and who does alone.
func TestHostsNeeded(t *testing.T) {
	t.Parallel()
	named := func(path string) block.Policy { return block.Policy{Reference: path} }
	both := signing(2, "a", "b")
	orBoth := signing(1, "c")
	orBoth.Signature.Principals = append(orBoth.Signature.Principals, both.Signature.Principals...)
	orBoth.Signature.Rule.Of = append(orBoth.Signature.Rule.Of, block.SignatureRule{
		Count: 2, Of: []block.SignatureRule{{Principal: 1}, {Principal: 2}},
	})
	loop := func(application *block.Group) {
		application.Policies["Endorsement"] = block.NamedPolicy{Policy: named("Endorsement")}
	}
	for name, c := range map[string]struct {
		config *block.Config
		policy block.Policy
		want   Needed
		few    bool
	}{
		"majority of three":    {hosted(3, nil), named("/Channel/Application/Endorsement"), Needed{Hosts: 3, Least: 2, Alone: nil}, false},
		"majority of four":     {hosted(4, nil), named("Endorsement"), Needed{Hosts: 4, Least: 3, Alone: nil}, false},
		"any":                  {hosted(3, nil), named("Admins"), Needed{Hosts: 3, Least: 1, Alone: []string{"a", "b", "c"}}, true},
		"or":                   {hosted(3, nil), signing(1, "a", "c"), Needed{Hosts: 3, Least: 1, Alone: []string{"a", "c"}}, true},
		"and":                  {hosted(3, nil), both, Needed{Hosts: 3, Least: 2, Alone: nil}, false},
		"two of five":          {hosted(5, nil), signing(2, "a", "b", "c", "d", "e"), Needed{Hosts: 5, Least: 2, Alone: nil}, true},
		"half of four":         {hosted(4, nil), signing(2, "a", "b", "c", "d"), Needed{Hosts: 4, Least: 2, Alone: nil}, true},
		"one alone, or two":    {hosted(3, nil), orBoth, Needed{Hosts: 3, Least: 1, Alone: []string{"c"}}, true},
		"the same host twice":  {hosted(3, nil), signing(2, "a", "a"), Needed{Hosts: 3, Least: 1, Alone: []string{"a"}}, true},
		"a single host":        {hosted(1, nil), named("Endorsement"), Needed{Hosts: 1, Least: 1, Alone: []string{"a"}}, true},
		"always":               {hosted(2, nil), signing(0, "a"), Needed{Hosts: 2, Least: 0, Alone: []string{"a", "b"}}, true},
		"nobody of the hosts":  {hosted(2, nil), signing(1, "orderer"), Needed{Hosts: 2, Least: 3, Alone: nil}, false},
		"majority of many":     {hosted(20, nil), named("Endorsement"), Needed{Hosts: 20, Least: 11, Alone: nil}, false},
		"any of many, three":   {hosted(20, nil), signing(1, "a", "c", "s"), Needed{Hosts: 20, Least: 1, Alone: []string{"a", "c", "s"}}, true},
		"three of many":        {hosted(20, nil), signing(3, "a", "c", "s", "t"), Needed{Hosts: 20, Least: 3, Alone: nil}, true},
		"one, or two, of many": {hosted(20, nil), orBoth, Needed{Hosts: 20, Least: 1, Alone: []string{"c"}}, true},
		"always, of many":      {hosted(17, nil), signing(0, "a"), Needed{Hosts: 17, Least: 0, Alone: strings.Split("abcdefghijklmnopq", "")}, true},
		"nobody of many":       {hosted(17, nil), signing(1, "orderer"), Needed{Hosts: 17, Least: 18, Alone: nil}, false},
		"more than there are":  {hosted(17, nil), signing(5, "a", "b"), Needed{Hosts: 17, Least: 18, Alone: nil}, false},
		"a policy that is not": {hosted(2, nil), named("/Channel/Application/None"), Needed{Hosts: 2, Least: 3, Alone: nil}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := HostsNeeded(c.config, c.policy)
			require.True(t, ok)
			require.Equal(t, c.want, got)
			require.Equal(t, c.few, got.Few())
		})
	}
	for name, c := range map[string]struct {
		config *block.Config
		policy block.Policy
	}{
		"of an unknown kind":   {hosted(2, nil), block.Policy{}},
		"names itself":         {hosted(2, loop), named("Endorsement")},
		"of many hosts, twice": {hosted(maxHosts+1, nil), signing(2, "a", "a")},
		"rule that nobody has": {hosted(2, nil), block.Policy{Implicit: &block.ImplicitPolicy{Rule: "SOME", Sub: "Endorsement"}}},
	} {
		_, ok := HostsNeeded(c.config, c.policy)
		require.False(t, ok, fmt.Sprint("unknown: ", name))
	}
	require.Equal(t, named("Admins"), ConfigurationPolicy(hosted(1, nil)))
	for want, policy := range map[string]block.Policy{
		"Endorsement (MAJORITY Endorsement)": named("Endorsement"),
		"/Channel/Application/None":          named("/Channel/Application/None"),
		"OR('a.member', 'b.member')":         signing(1, "a", "b"),
	} {
		require.Equal(t, want, PolicyText(hosted(3, nil), policy))
	}
}

// Where every choice can be tried, both ways come to the same.
func TestFewestOfMany(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	config := hosted(6, nil)
	hosts := strings.Split("abcdef", "")
	known := 0
	for range 2000 {
		principals := make([]block.Principal, 8)
		for i := range principals {
			principals[i] = block.Principal{MSP: string(rune('a' + random.IntN(7))), Role: roleMember} // one is no host's
		}
		policy := block.Policy{Signature: &block.SignaturePolicy{Principals: principals, Rule: drawnRule(random, 3)}}
		want, ok := HostsNeeded(config, policy)
		require.True(t, ok)
		if got, ok := ofMany(&channel{config: config}, hosts, policy); ok {
			known++
			require.Equal(t, want.Least, got.Least, "%+v", policy.Signature)
			require.Equal(t, want.Alone, got.Alone, "%+v", policy.Signature)
		}
	}
	require.Greater(t, known, 500)
}

// drawnRule is some rule over eight principals.
func drawnRule(random *rand.Rand, depth int) block.SignatureRule {
	if depth == 0 || random.IntN(3) == 0 {
		return block.SignatureRule{Principal: random.IntN(8)}
	}
	rule := block.SignatureRule{}
	for range 1 + random.IntN(3) {
		rule.Of = append(rule.Of, drawnRule(random, depth-1))
	}
	rule.Count = 1 + random.IntN(len(rule.Of))
	return rule
}
