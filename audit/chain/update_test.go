package chain

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// TestUpdate changes a good configuration's parts after its update was signed.
func TestUpdate(t *testing.T) {
	t.Parallel()
	application := func(c *block.Config, change func(*block.Group)) {
		group := c.Root.Groups["Application"]
		group.Policies, group.Groups, group.Values = maps.Clone(group.Policies), maps.Clone(group.Groups), maps.Clone(group.Values)
		change(&group)
		c.Root.Groups = maps.Clone(c.Root.Groups)
		c.Root.Groups["Application"] = group
	}
	written := func(c *block.Config, change func(*block.Group)) {
		update := *c.Update
		c.Update = &update
		holder := block.Config{Root: update.WriteSet}
		application(&holder, change)
		update.WriteSet = holder.Root
	}
	for name, c := range map[string]struct {
		change func(*block.Config)
		want   bool
	}{
		"ok/as it is":            {func(*block.Config) {}, true},
		"fail/sequence":          {func(c *block.Config) { c.Sequence++ }, false},
		"fail/no update":         {func(c *block.Config) { c.Update = nil }, false},
		"fail/another channel's": {func(c *block.Config) { u := *c.Update; u.Channel = "other"; c.Update = &u }, false},
		"fail/another policy": {func(c *block.Config) {
			application(c, func(g *block.Group) {
				p := g.Policies["Endorsement"]
				p.Content = []byte("x")
				g.Policies["Endorsement"] = p
			})
		}, false},
		"fail/another version": {func(c *block.Config) {
			application(c, func(g *block.Group) { p := g.Policies["Endorsement"]; p.Version++; g.Policies["Endorsement"] = p })
		}, false},
		"fail/another to change it": {func(c *block.Config) {
			application(c, func(g *block.Group) {
				p := g.Policies["Endorsement"]
				p.ModPolicy = "Writers"
				g.Policies["Endorsement"] = p
			})
		}, false},
		"fail/a value nobody asked for": {func(c *block.Config) {
			application(c, func(g *block.Group) { g.Values["Gift"] = block.Value{ModPolicy: "Admins"} })
		}, false},
		"fail/a host less":      {func(c *block.Config) { application(c, func(g *block.Group) { delete(g.Groups, "industry") }) }, false},
		"fail/a host of nobody": {func(c *block.Config) { application(c, func(g *block.Group) { g.Groups["new"] = block.Group{} }) }, false},
		"fail/version skipped": {func(c *block.Config) {
			written(c, func(g *block.Group) { p := g.Policies["Endorsement"]; p.Version++; g.Policies["Endorsement"] = p })
		}, false},
		"fail/version skipped in both": {func(c *block.Config) {
			skip := func(g *block.Group) { p := g.Policies["Endorsement"]; p.Version++; g.Policies["Endorsement"] = p }
			written(c, skip)
			application(c, skip)
		}, false},
		"fail/written outside": {func(c *block.Config) {
			written(c, func(g *block.Group) { g.Values["Gift"] = block.Value{ModPolicy: "Admins"} })
		}, false},
		"fail/nobody may change it": {func(c *block.Config) {
			written(c, func(g *block.Group) { p := g.Policies["Endorsement"]; p.ModPolicy = ""; g.Policies["Endorsement"] = p })
		}, false},
		"fail/read another version": {func(c *block.Config) { u := *c.Update; u.ReadSet.Version = 7; c.Update = &u }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := raft(t)
			p := n.verifier.Prepare(n.AppendConfig(n.Reconfigure(looser, n.Hosts[0].Admin, n.Hosts[1].Admin)), "peer")
			c.change(p.block.Transactions[0].Config)
			_, err := n.verifier.Verify(t.Context(), p, n.memory)
			if c.want {
				require.NoError(t, err)
				return
			}
			var broken *Broken
			require.ErrorAs(t, err, &broken)
			require.Equal(t, []string{ConfigUnauthorized}, codesOf(broken.Findings, Fault))
		})
	}
}

// TestModPolicies has policies of three places that one update has to satisfy.
func TestModPolicies(t *testing.T) {
	t.Parallel()
	both := func(s *blocktest.Settings) { faster(s); looser(s) }
	for name, c := range map[string]struct {
		admins func(n *network) []blocktest.Signer
		want   bool
	}{
		"ok/both": {func(n *network) []blocktest.Signer {
			return []blocktest.Signer{n.OrdererHost.Admin, n.Hosts[0].Admin, n.Hosts[2].Admin}
		}, true},
		"fail/hosts only": {func(n *network) []blocktest.Signer { return []blocktest.Signer{n.Hosts[0].Admin, n.Hosts[2].Admin} }, false},
		"fail/orderers":   {func(n *network) []blocktest.Signer { return []blocktest.Signer{n.OrdererHost.Admin} }, false},
		"fail/false admin": {func(n *network) []blocktest.Signer {
			return []blocktest.Signer{n.OrdererHost.Admin, n.Hosts[0].Admin, blocktest.NewHost("industry").Admin}
		}, false},
		"fail/same twice": {func(n *network) []blocktest.Signer {
			return []blocktest.Signer{n.OrdererHost.Admin, n.Hosts[0].Admin, n.Hosts[0].Admin}
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := raft(t)
			_, err := n.verify(n.AppendConfig(n.Reconfigure(both, c.admins(n)...)))
			if c.want {
				require.NoError(t, err)
				return
			}
			var broken *Broken
			require.ErrorAs(t, err, &broken)
			require.Equal(t, []string{ConfigUnauthorized}, codesOf(broken.Findings, Fault))
		})
	}
}
