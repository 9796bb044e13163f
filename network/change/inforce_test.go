package change_test

import (
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"

	"allianceregistry/network/change"
	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile/hostfiletest"
)

// A change that was submitted is known again, until another one touches the same parts.
func TestInForce(t *testing.T) {
	t.Parallel()
	for _, consensus := range []string{channel.Raft, channel.BFT} {
		n := newNetwork(t, consensus)
		joining := hostfiletest.New(t, "joining", 1)
		for name, edit := range map[string]change.Edit{
			"ok/add": change.AddHost(joining.File), "ok/remove an orderer": change.RemoveOrderer(industrysOrderer),
			"ok/move": change.MoveHost(moved(t, n.hosts["industry"], "new.example")),
		} {
			t.Run(consensus+"/"+name, func(t *testing.T) {
				apply := func(config *common.Config, edit change.Edit) (change.Change, *common.Config) {
					c, err := change.New("registry", config, edit)
					require.NoError(t, err)
					return c, change.After(config, updateOf(t, c))
				}
				c, made := apply(n.config, edit)
				require.Equal(t, name != "ok/add", c.AboutOrderers())
				require.False(t, c.InForce(n.config))
				require.True(t, c.InForce(made))
				_, later := apply(made, change.AddHost(hostfiletest.New(t, "later", 0).File))
				require.Equal(t, name != "ok/add", c.InForce(later), "a later change hides it if it is about the same")
				_, instead := apply(n.config, change.AddHost(hostfiletest.New(t, "other", 1).File))
				require.False(t, c.InForce(instead), "another change took its place")
			})
		}
	}
}
