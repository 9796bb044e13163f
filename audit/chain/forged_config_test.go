package chain

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// TestForgedConfiguration has new configurations that enough administrators signed,
// and that Fabric nevertheless does not take.
func TestForgedConfiguration(t *testing.T) {
	t.Parallel()
	majority := func(n *network) []blocktest.Signer {
		return []blocktest.Signer{n.Hosts[0].Admin, n.Hosts[1].Admin}
	}
	alone := func(n *network) []blocktest.Signer { return []blocktest.Signer{n.Hosts[1].Admin} }
	for name, c := range map[string]struct {
		change func(*blocktest.Settings)
		admins func(n *network) []blocktest.Signer
		want   []string
	}{
		"ok/a later capability": {func(s *blocktest.Settings) { s.Capability = "V2_0" }, majority, nil},
		// A host alone may change its own MSP: its keys would then speak for another.
		"fail/in another's name": {
			func(s *blocktest.Settings) { s.MSPs["industry"] = "association" }, alone,
			[]string{ConfigUnauthorized, Unreadable},
		},
		"fail/in a name of its own": {
			func(s *blocktest.Settings) { s.MSPs["industry"] = "trade" }, alone, []string{ConfigUnauthorized},
		},
		"fail/in the orderers' name": {
			func(s *blocktest.Settings) { s.MSPs["industry"] = "orderers" }, alone,
			[]string{ConfigUnauthorized, Unreadable},
		},
		"ok/a host's own new authority": {
			func(s *blocktest.Settings) { s.Hosts[1] = blocktest.NewHost("industry") }, alone, nil,
		},
		"fail/another host's authority": {
			func(s *blocktest.Settings) { s.Hosts[0] = blocktest.NewHost("association") }, alone, []string{ConfigUnauthorized},
		},
		"ok/a new host": {
			func(s *blocktest.Settings) { s.Hosts = append(s.Hosts, blocktest.NewHost("new")) }, majority, nil,
		},
		"fail/a new host, by one": {
			func(s *blocktest.Settings) { s.Hosts = append(s.Hosts, blocktest.NewHost("new")) }, alone, []string{ConfigUnauthorized},
		},
		"fail/a new host in another's name": {
			func(s *blocktest.Settings) {
				s.Hosts, s.MSPs["new"] = append(s.Hosts, blocktest.NewHost("new")), "association"
			}, majority, []string{Unreadable},
		},
		"fail/who signs blocks, by the hosts": {
			func(s *blocktest.Settings) { s.BlockValidation = blocktest.SignedByRole("industry", "admin") }, majority,
			[]string{ConfigUnauthorized},
		},
		"fail/older rules":         {func(s *blocktest.Settings) { s.Capability = "V1_4_2" }, majority, []string{Unreadable}},
		"fail/rules yet to come":   {func(s *blocktest.Settings) { s.Capability = "V9_9" }, majority, []string{Unreadable}},
		"fail/a name that is none": {func(s *blocktest.Settings) { s.Policies["a_b"] = s.Policies["Admins"] }, majority, []string{ConfigUnauthorized, Unreadable}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := raft(t)
			_, err := n.verify(n.AppendConfig(n.Reconfigure(c.change, c.admins(n)...)))
			if c.want == nil {
				require.NoError(t, err)
				return
			}
			var broken *Broken
			require.ErrorAs(t, err, &broken)
			require.Equal(t, c.want, codesOf(broken.Findings, Fault), "%v", broken)
		})
	}
}

// TestHiddenElement has an orderer alter a configuration that administrators asked
// for: a host gets another MSP, and the true one lies in a group whose name is the
// host's path, where a comparison by paths would find it.
func TestHiddenElement(t *testing.T) {
	t.Parallel()
	for range 8 { // maps are walked in any order
		n := raft(t)
		p := n.verifier.Prepare(n.AppendConfig(n.Reconfigure(looser, n.Hosts[0].Admin, n.Hosts[1].Admin)), "peer")
		config := p.block.Transactions[0].Config
		groups := maps.Clone(config.Root.Groups)
		application := groups["Application"]
		groups["Application/industry"] = application.Groups["industry"]
		forged := application.Groups["industry"]
		forged.Values = map[string]block.Value{"MSP": {
			Content:   application.Groups["academia"].Values["MSP"].Content,
			Version:   forged.Values["MSP"].Version,
			ModPolicy: forged.Values["MSP"].ModPolicy,
		}}
		application.Groups = maps.Clone(application.Groups)
		application.Groups["industry"] = forged
		groups["Application"] = application
		config.Root.Groups = groups
		_, err := n.verifier.Verify(t.Context(), p, n.memory)
		var broken *Broken
		require.ErrorAs(t, err, &broken)
		require.ErrorContains(t, err, "Application/industry")
	}
}
