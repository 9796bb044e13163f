package channel

import (
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/hostfile"
	"allianceregistry/network/hostfile/hostfiletest"
)

// A host's administrator alone writes where its peer and its orderers are reached. So what
// stands there gets nobody another's place, and breaks nobody's files.
func TestViewOfWhatOneHostWrote(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{Raft, BFT} {
		names := []string{"a", "industry", "museum", "state"}
		var files []hostfile.File
		for _, name := range names {
			files = append(files, hostfiletest.New(t, name, 1).File)
		}
		terms := Terms{Channel: "registry", Chaincode: "registry", Consensus: kind, BatchTimeout: 1e9, TimeWindow: 60e9, TotalQueryLimit: 1}
		draft, err := NewDraft(terms, files...)
		require.NoError(t, err)
		config, err := draft.Config()
		require.NoError(t, err)
		honest, err := NewView(config)
		require.NoError(t, err)
		require.Equal(t, kind, honest.Consensus)
		require.Len(t, honest.Hosts, 4)
		require.Len(t, honest.Orderers, 4)
		for i, orderer := range honest.Orderers {
			require.Equal(t, ViewOrderer{
				Organization: names[i] + "-orderer", Name: "orderer1." + names[i], Address: files[i].Orderers[0].Address,
				TLSCA: files[i].Ordering.TLSCA, Orders: true,
			}, orderer)
			require.Equal(t, ViewHost{Name: names[i], Peer: files[i].Peers[0].Address, TLSCA: files[i].Members.TLSCA, Clients: files[i].Members.Clients}, honest.Hosts[i])
		}

		root := config.GetChannelGroup().GetGroups()
		write(t, root[ordererGroup].GetGroups()["a-orderer"].GetValues()[endpointsValue], &common.OrdererAddresses{Addresses: []string{
			"1.2.3.4:1\n    x: y\npeers: {}\n---\n", files[1].Orderers[0].Address, "127.0.0.1:0", "a.example:7050",
		}})
		write(t, root[applicationGroup].GetGroups()["a"].GetValues()[anchorsValue], &peer.AnchorPeers{AnchorPeers: []*peer.AnchorPeer{{Host: "x: {}\n", Port: 1}}})
		view, err := NewView(config)
		require.NoError(t, err)
		require.Empty(t, view.Hosts[0].Peer, "it is no address")
		require.Equal(t, honest.Hosts[1:], view.Hosts[1:])
		require.Equal(t, honest.Orderers[1:], view.Orderers[:3], "the others keep names and addresses")
		require.Equal(t, []ViewOrderer{{Organization: "a-orderer", Name: "orderer2.a", Address: "a.example:7050", TLSCA: files[0].Ordering.TLSCA}}, view.Orderers[3:])
	}
}

// Another place to be called at takes a change of the channel. Other addresses for clients, which
// one administrator writes, and what is added or taken out, are no move.
func TestMovedConsenters(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{Raft, BFT} {
		var files []hostfile.File
		for _, name := range []string{"a", "industry", "museum", "state"} {
			files = append(files, hostfiletest.New(t, name, 1).File)
		}
		terms := Terms{Channel: "registry", Chaincode: "registry", Consensus: kind, BatchTimeout: 1e9, TimeWindow: 60e9, TotalQueryLimit: 1}
		draft, err := NewDraft(terms, files...)
		require.NoError(t, err)
		before, err := draft.Config()
		require.NoError(t, err)
		after := proto.Clone(before).(*common.Config)
		ordering := after.GetChannelGroup().GetGroups()[ordererGroup]
		write(t, ordering.GetGroups()["a-orderer"].GetValues()[endpointsValue], &common.OrdererAddresses{Addresses: []string{"a.example:7050"}})
		moved, err := MovedConsenters(before, after)
		require.NoError(t, err)
		require.Empty(t, moved)
		if kind == Raft {
			continue
		}
		var all common.Orderers
		require.NoError(t, proto.Unmarshal(ordering.GetValues()[consentersValue].GetValue(), &all))
		all.ConsenterMapping[1].Host = "192.0.2.99"
		all.ConsenterMapping[2].Port++
		all.ConsenterMapping[3].Id, all.ConsenterMapping[3].Host = 5, "192.0.2.98"
		write(t, ordering.GetValues()[consentersValue], &all)
		moved, err = MovedConsenters(before, after)
		require.NoError(t, err)
		require.Equal(t, []string{"industry-orderer", "museum-orderer"}, moved)
	}
}

func write(t *testing.T, value *common.ConfigValue, message proto.Message) {
	t.Helper()
	content, err := proto.Marshal(message)
	require.NoError(t, err)
	value.Value = content
}
