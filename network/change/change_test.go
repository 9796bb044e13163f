package change_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/change"
	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/hostfile/hostfiletest"
	"allianceregistry/network/words"
)

// network is a channel and the hosts that run it, with all their keys.
type network struct {
	hosts  map[string]*hostfiletest.Host
	config *common.Config
}

// newNetwork makes a channel of three hosts, or with BFT of four.
func newNetwork(t testing.TB, consensus string) network {
	t.Helper()
	names := []string{"academia", "industry", "museum"}
	if consensus == channel.BFT {
		names = append(names, "state")
	}
	n := network{hosts: map[string]*hostfiletest.Host{}}
	var files []hostfile.File
	for _, name := range names {
		n.hosts[name] = hostfiletest.New(t, name, 1)
		files = append(files, n.hosts[name].File)
	}
	draft, err := channel.NewDraft(channel.Terms{
		Channel: "registry", Chaincode: "registry", Consensus: consensus,
		BatchTimeout: 200 * time.Millisecond, TimeWindow: 2 * time.Minute, TotalQueryLimit: 100_000,
	}, files...)
	require.NoError(t, err)
	n.config, err = draft.Config()
	require.NoError(t, err)
	n.config.Sequence = 7
	return n
}

// after returns the network with a configuration that an edit makes of its own.
func (n network) after(t testing.TB, edit change.Edit) network {
	t.Helper()
	n.config = copyOf(n.config)
	require.NoError(t, edit(n.config))
	return n
}

func copyOf(config *common.Config) *common.Config {
	copied, _ := proto.Clone(config).(*common.Config)
	return copied
}

// moved returns a host's file with other addresses, and certificates for them.
func moved(t testing.TB, host *hostfiletest.Host, domain string) hostfile.File {
	t.Helper()
	other := *host
	other.File.Peers = []hostfile.Peer{{Name: host.File.Peers[0].Name, Address: "peer." + domain + ":7051"}}
	other.File.Orderers = nil
	for _, orderer := range host.File.Orderers {
		other.File.Orderers = append(other.File.Orderers, other.Orderer(t, orderer.Name, "orderer."+domain+":7050"))
	}
	other.Sign(t)
	return other.File
}

// told returns what is said, one line each.
func told(t testing.TB, lines []*words.Message, language string) string {
	t.Helper()
	texts, err := words.In(language)
	require.NoError(t, err)
	var all strings.Builder
	for _, line := range lines {
		all.WriteString(texts.Tell(line, nil) + "\n")
	}
	return all.String()
}

// withUpdate returns the change with another update in it, signatures and all.
func withUpdate(t testing.TB, c change.Change, alter func(*common.ConfigUpdate)) change.Change {
	t.Helper()
	update := updateOf(t, c)
	alter(update)
	content, err := proto.Marshal(update)
	require.NoError(t, err)
	c.Update = change.Encode(content)
	return c
}

func updateOf(t testing.TB, c change.Change) *common.ConfigUpdate {
	t.Helper()
	update := &common.ConfigUpdate{}
	require.NoError(t, proto.Unmarshal(change.Decode(c.Update), update))
	return update
}

func hosts(c *common.Config) *common.ConfigGroup {
	return c.GetChannelGroup().GetGroups()["Application"]
}

func orderers(c *common.Config) *common.ConfigGroup {
	return c.GetChannelGroup().GetGroups()["Orderer"]
}
