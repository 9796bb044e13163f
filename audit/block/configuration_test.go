package block_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// TestConfigReal reads the configurations that real networks begin with.
func TestConfigReal(t *testing.T) {
	t.Parallel()

	t.Run("ok/raft", func(t *testing.T) {
		t.Parallel()
		first := parse(t, realBlocks(t, "raft")[0])
		require.Empty(t, first.Signatures)
		config := first.Transactions[0].Config
		require.Equal(t, "registry", config.Channel)
		require.Zero(t, config.Sequence)
		require.Nil(t, config.Update)
		require.False(t, config.BFT)
		require.Empty(t, config.Consenters)
		require.EqualValues(t, 200*time.Millisecond, config.BatchTimeout)
		require.Equal(t, map[string][]string{
			"Channel": {"V3_0"}, "Orderer": {"V2_0"}, "Application": {"V2_5"},
		}, config.Capabilities)
		require.Len(t, config.Members, 3)
		require.Len(t, config.Orderers, 1)
		industry := config.Members["industry"]
		require.Equal(t, "industry", industry.MSP)
		require.Len(t, industry.Roots, 1)
		require.True(t, industry.UnitsOn)
		require.Equal(t, block.Unit{Name: "peer", Certificate: industry.Roots[0]}, industry.Peer)
		require.Equal(t, "client", industry.Client.Name)
		require.Equal(t, "admin", industry.Admin.Name)
		require.Equal(t, "orderer", industry.Orderer.Name)
		require.Equal(t, &block.ImplicitPolicy{Rule: "ANY", Sub: "Writers"},
			config.Root.Groups["Orderer"].Policies["BlockValidation"].Policy.Implicit)
		require.Equal(t, blocktest.SignedByRole("industry", "peer"),
			config.Root.Groups["Application"].Groups["industry"].Policies["Endorsement"].Policy)
	})
	t.Run("ok/bft", func(t *testing.T) {
		t.Parallel()
		blocks := realBlocks(t, "bft")
		config := parse(t, blocks[0]).Transactions[0].Config
		require.True(t, config.BFT)
		require.Len(t, config.Consenters, 4)
		quorum := config.Root.Groups["Orderer"].Policies["BlockValidation"].Policy.Signature
		require.Equal(t, 3, quorum.Rule.Count)
		require.Len(t, quorum.Principals, 4)
		for _, principal := range quorum.Principals {
			require.Contains(t, consenters(config), string(principal.Identity))
		}
		updated := parse(t, blocks[4])
		require.EqualValues(t, 4, updated.LastConfig)
		require.EqualValues(t, 4, parse(t, blocks[5]).LastConfig)
		config = updated.Transactions[0].Config
		require.EqualValues(t, 1, config.Sequence)
		require.Equal(t, "registry", config.Update.Channel)
		require.Len(t, config.Update.Signatures, 1)
		require.Equal(t, "association", config.Update.Signatures[0].Signer.MSP)
		verify(t, config.Update.Signatures[0])
		wanted := config.Update.WriteSet.Groups["Application"].Groups["association"].Values["AnchorPeers"]
		require.EqualValues(t, 1, wanted.Version)
		require.Equal(t, wanted, config.Root.Groups["Application"].Groups["association"].Values["AnchorPeers"])
	})
}

// consenters are the orderers' identities.
func consenters(config *block.Config) []string {
	var all []string
	for _, identity := range config.Consenters {
		all = append(all, string(identity.Serialized))
	}
	return all
}

// TestReconfigure reads what a forged channel changes in its configuration.
func TestReconfigure(t *testing.T) {
	t.Parallel()
	for name, channel := range map[string]*blocktest.Channel{
		"ok/raft": blocktest.NewRaft("industry", "academia"),
		"ok/bft":  blocktest.NewBFT("industry", "academia"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := channel.Hosts[0].Revoke(channel.Hosts[0].Client)
			transaction := channel.Reconfigure(func(s *blocktest.Settings) {
				s.Revoked["industry"] = list
				s.BatchTimeout = "1s"
			}, channel.Hosts[0].Admin, channel.Hosts[1].Admin)
			parsed := parse(t, channel.AppendConfig(transaction))
			require.EqualValues(t, 1, parsed.LastConfig)
			config := parsed.Transactions[0].Config
			verifyOrderers(t, parsed, config)
			require.Equal(t, len(channel.Orderers.BFT) > 0, config.BFT)
			require.EqualValues(t, 1, config.Sequence)
			require.EqualValues(t, time.Second, config.BatchTimeout)
			require.Equal(t, [][]byte{list}, config.Members["industry"].Revoked)
			require.Empty(t, config.Members["academia"].Revoked)
			require.EqualValues(t, 1, config.Root.Groups["Application"].Groups["industry"].Values["MSP"].Version)
			require.EqualValues(t, 0, config.Root.Groups["Application"].Groups["academia"].Values["MSP"].Version)
			require.Equal(t, config.Update.WriteSet, config.Root)
			require.Len(t, config.Update.Signatures, 2)
			for i, signature := range config.Update.Signatures {
				require.Equal(t, channel.Hosts[i].Admin.Identity(), signature.Signer)
				verify(t, signature)
			}
			next := parse(t, channel.Append(channel.Call(channel.Hosts[0], "registry", "Do").Envelope()))
			require.EqualValues(t, 1, next.LastConfig)
			require.Equal(t, parsed.Hash, next.Previous)
			require.Equal(t, parsed.Transactions[0].Config, configOf(t, transaction))
		})
	}
}

// configOf reads a configuration from its envelope.
func configOf(t *testing.T, envelope []byte) *block.Config {
	t.Helper()
	config, err := block.ParseConfig(envelope)
	require.NoError(t, err)
	return &config
}

// TestParseConfigRefuses gives ParseConfig what is none.
func TestParseConfigRefuses(t *testing.T) {
	t.Parallel()
	channel := blocktest.NewRaft("industry")
	for name, raw := range map[string][]byte{
		"fail/nothing": {},
		"fail/text":    []byte("not an envelope"),
		"fail/call":    channel.Call(channel.Hosts[0], "registry", "Do").Envelope(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := block.ParseConfig(raw)
			require.ErrorIs(t, err, block.ErrMalformed)
		})
	}
}
