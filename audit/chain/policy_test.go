package chain

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// principals are: members of a, of b, and one identity.
func TestEvaluate(t *testing.T) {
	t.Parallel()
	a, b := blocktest.NewHost("a"), blocktest.NewHost("b")
	stranger := blocktest.NewHost("a").Peer
	other := a.Issue("other", "peer")
	n := begin(t, blocktest.NewRaft("a"))
	c, err := newChannel(&block.Config{Members: map[string]block.Organization{
		"A": organization(a), "B": organization(b),
	}}, 0)
	require.NoError(t, err)
	by := func(number int) block.SignatureRule { return block.SignatureRule{Principal: number} }
	of := func(count int, rules ...block.SignatureRule) block.SignatureRule {
		return block.SignatureRule{Count: count, Of: rules}
	}
	who := []block.Principal{
		{MSP: "a", Role: roleMember},
		{MSP: "b", Role: roleMember},
		{MSP: a.Peer.MSP, Identity: []byte("in another text"), Certificate: a.Peer.Certificate},
		{MSP: "a", Role: rolePeer},
		{},
		{MSP: "a", Role: roleAdmin},
		{MSP: "a", Role: "nothing"},
		{MSP: stranger.MSP, Identity: stranger.Serialized(), Certificate: stranger.Certificate},
	}
	for name, tt := range map[string]struct {
		rule    block.SignatureRule
		signers []blocktest.Signer
		want    bool
	}{
		"ok/one":                      {by(0), []blocktest.Signer{a.Client}, true},
		"ok/both":                     {of(2, by(0), by(1)), []blocktest.Signer{b.Peer, a.Peer}, true},
		"ok/two of one":               {of(2, by(0), by(0)), []blocktest.Signer{a.Peer, other}, true},
		"ok/the identity":             {by(2), []blocktest.Signer{other, a.Peer}, true},
		"ok/nothing is asked":         {of(0, by(4)), nil, true},
		"ok/nested":                   {of(2, of(1, by(0), by(1)), by(1)), []blocktest.Signer{a.Peer, b.Peer, b.Client}, true},
		"ok/admin":                    {by(5), []blocktest.Signer{a.Admin}, true},
		"ok/a failed part uses none":  {of(1, of(2, by(0), by(1)), by(0)), []blocktest.Signer{a.Peer}, true},
		"fail/identity of a stranger": {by(7), []blocktest.Signer{stranger}, false},
		"fail/nobody":                 {by(0), nil, false},
		"fail/another":                {by(1), []blocktest.Signer{a.Peer}, false},
		"fail/one for two":            {of(2, by(0), by(0)), []blocktest.Signer{a.Peer}, false},
		"fail/the same twice":         {of(2, by(0), by(0)), []blocktest.Signer{a.Peer, a.Peer}, false},
		"fail/greedy":                 {of(2, by(0), by(2)), []blocktest.Signer{a.Peer}, false},
		"fail/greedy takes the peer":  {of(2, by(0), by(2)), []blocktest.Signer{a.Peer, other}, false},
		"fail/greedy part":            {of(2, of(1, by(0), by(1)), by(1)), []blocktest.Signer{a.Peer, b.Peer}, false},
		"fail/no identity":            {by(2), []blocktest.Signer{other}, false},
		"fail/role":                   {by(3), []blocktest.Signer{a.Client}, false},
		"fail/nobody's principal":     {of(1, by(4)), []blocktest.Signer{a.Peer}, false},
		"fail/no admin":               {by(5), []blocktest.Signer{a.Client, b.Admin}, false},
		"fail/unknown role":           {by(6), []blocktest.Signer{a.Peer, a.Admin}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := newChannel(c.config, 0)
			require.NoError(t, err)
			var all []signed
			for _, s := range tt.signers {
				all = append(all, n.signed(s))
			}
			v, err := c.evaluate(block.Policy{Signature: &block.SignaturePolicy{Rule: tt.rule, Principals: who}}, block.Group{}, c.signers(all))
			require.NoError(t, err)
			require.Equal(t, tt.want, v.met)
		})
	}
}

func TestImplicit(t *testing.T) {
	t.Parallel()
	a, b, z := blocktest.NewHost("a"), blocktest.NewHost("b"), blocktest.NewHost("z")
	n := begin(t, blocktest.NewRaft("a"))
	peer := func(msp string) block.Group {
		return block.Group{Policies: map[string]block.NamedPolicy{"E": {Policy: blocktest.SignedByRole(msp, rolePeer)}}}
	}
	three := map[string]block.Group{"A": peer("a"), "B": peer("b"), "Z": peer("z")}
	for name, tt := range map[string]struct {
		rule    string
		groups  map[string]block.Group
		signers []blocktest.Signer
		want    verdict
	}{
		"ok/any":             {"ANY", three, []blocktest.Signer{z.Peer}, verdict{true, 1, 1}},
		"ok/majority":        {"MAJORITY", three, []blocktest.Signer{z.Peer, a.Peer}, verdict{true, 2, 2}},
		"ok/all":             {"ALL", three, []blocktest.Signer{z.Peer, a.Peer, b.Peer}, verdict{true, 3, 3}},
		"ok/any of nothing":  {"ANY", nil, nil, verdict{true, 0, 0}},
		"ok/most of nothing": {"MAJORITY", nil, nil, verdict{true, 0, 0}},
		"fail/any":           {"ANY", three, []blocktest.Signer{z.Client}, verdict{false, 0, 1}},
		"fail/majority":      {"MAJORITY", three, []blocktest.Signer{z.Peer}, verdict{false, 1, 2}},
		"fail/half":          {"MAJORITY", map[string]block.Group{"A": peer("a"), "B": peer("b")}, []blocktest.Signer{b.Peer}, verdict{false, 1, 2}},
		"fail/all":           {"ALL", three, []blocktest.Signer{z.Peer, a.Peer}, verdict{false, 2, 3}},
		"fail/without one":   {"ALL", map[string]block.Group{"A": peer("a"), "B": {}}, []blocktest.Signer{a.Peer}, verdict{false, 1, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := block.Group{Groups: tt.groups, Policies: map[string]block.NamedPolicy{"E": {Policy: blocktest.Implicit(tt.rule, "E")}}}
			c, err := newChannel(&block.Config{
				Root:    block.Group{Groups: map[string]block.Group{"Application": root}},
				Members: map[string]block.Organization{"A": organization(a), "B": organization(b), "Z": organization(z)},
			}, 0)
			require.NoError(t, err)
			var all []signed
			for _, s := range tt.signers {
				all = append(all, n.signed(s))
			}
			v, err := c.judge("/Channel/Application/E", nil, c.signers(all))
			require.NoError(t, err)
			require.Equal(t, tt.want, v)
		})
	}
	t.Run("fail/unknown rule", func(t *testing.T) {
		t.Parallel()
		c := &channel{config: &block.Config{}}
		_, err := c.evaluate(blocktest.Implicit("SOME", "E"), block.Group{}, nil)
		require.ErrorIs(t, err, errUnknownPolicy)
		_, err = c.evaluate(block.Policy{}, block.Group{}, nil)
		require.ErrorIs(t, err, errUnknownPolicy)
	})
}

// signed is a signer's good signature of something.
func (n *network) signed(s blocktest.Signer) signed {
	return n.verifier.check(block.Signature{Signer: s.Identity(), Message: []byte("message"), Value: s.Sign([]byte("message"))})
}

func organization(host *blocktest.Host) block.Organization {
	unit := func(name string) block.Unit { return block.Unit{Name: name, Certificate: host.Certificate} }
	return block.Organization{
		MSP: host.MSP, Roots: [][]byte{host.Certificate}, UnitsOn: true,
		Client: unit("client"), Peer: unit("peer"), Admin: unit("admin"), Orderer: unit("orderer"),
	}
}
