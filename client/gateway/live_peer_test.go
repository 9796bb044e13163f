//go:build live

package gateway_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"allianceregistry/client"
	"allianceregistry/client/gateway"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

func within(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// Each of the three peers answers for itself, and has the same blocks. What one
// peer adds to them, its metadata, is not compared.
func TestLivePeers(t *testing.T) {
	identity := enrolled(t, newID("industry"))
	ledger := client.New(open(t, identity))
	receipt, err := ledger.Submit(within(t), registration())
	require.NoError(t, err)
	all := peers(t, identity)
	var names []string
	var first [][]byte
	for _, peer := range all {
		names = append(names, peer.Name())
		require.Equal(t, "peer."+peer.Host(), peer.Name())
		require.Eventually(t, func() bool {
			place, err := peer.Find(within(t), receipt.Tx)
			return err == nil && place == receipt.Place
		}, 10*time.Second, 50*time.Millisecond)
		answer, err := peer.Ask(within(t), "GetParty", []byte(`{"id":"`+receipt.Event.Party+`"}`))
		require.NoError(t, err)
		var party membership.Party
		require.NoError(t, json.Unmarshal(answer, &party))
		require.Equal(t, receipt.Event.Party, party.ID)

		blocks := blocksOf(t, peer, receipt.Block)
		if first == nil {
			first = blocks
		}
		require.Equal(t, first, blocks)
		info, err := peer.Info(within(t))
		require.NoError(t, err)
		require.Greater(t, info.Height, receipt.Block)
		require.Len(t, info.Hash, 32)
		require.Len(t, info.Previous, 32)
	}
	require.ElementsMatch(t, []string{"peer.association", "peer.industry", "peer.academia"}, names)
}

// blocksOf are a peer's blocks up to a number, without their metadata. One of them
// is asked for by itself too.
func blocksOf(t *testing.T, peer *gateway.Peer, last uint64) [][]byte {
	t.Helper()
	var blocks [][]byte
	for raw, err := range peer.Blocks(within(t), 0) {
		require.NoError(t, err)
		one, err := peer.Block(within(t), uint64(len(blocks)))
		require.NoError(t, err)
		require.Equal(t, one, raw)
		block := &common.Block{}
		require.NoError(t, proto.Unmarshal(raw, block))
		require.NotEmpty(t, block.GetMetadata().GetMetadata())
		block.Metadata = nil
		bare, err := proto.Marshal(block)
		require.NoError(t, err)
		if blocks = append(blocks, bare); uint64(len(blocks)) > last {
			break
		}
	}
	return blocks
}

func TestLivePeerRefuses(t *testing.T) {
	for _, peer := range peers(t, enrolled(t, newID("academia"))) {
		t.Run(peer.Name(), func(t *testing.T) {
			_, err := peer.Ask(within(t), "GetParty", []byte(`{"id":"nobody"}`))
			require.ErrorIs(t, err, &refusal.Error{Code: refusal.BadID})
			_, err = peer.Find(within(t), "00")
			require.ErrorIs(t, err, client.ErrNotFound)
			_, err = peer.Block(within(t), 1<<40)
			var fault *client.Fault
			require.ErrorAs(t, err, &fault)
		})
	}
}

// A peer that is gone says nothing, and nobody answers in its place.
func TestLivePeerGone(t *testing.T) {
	identity := enrolled(t, newID("academia"))
	for _, peer := range peers(t, identity) {
		if peer.Host() != "industry" {
			continue
		}
		height, err := peer.Height(within(t))
		require.NoError(t, err)
		following := make(chan error, 1)
		go func() {
			for _, err := range peer.Blocks(within(t), height) {
				if err != nil {
					following <- err
				}
			}
		}()
		kill(t, "peer.industry")
		var fault *client.Fault
		_, err = peer.Ask(within(t), "Version", nil)
		require.ErrorAs(t, err, &fault)
		require.Equal(t, client.Unavailable, fault.Kind)
		require.ErrorAs(t, <-following, &fault)
		require.Equal(t, client.Unavailable, fault.Kind)
	}
}

// A block that lies ahead is waited for.
func TestLiveBlocksAhead(t *testing.T) {
	identity := enrolled(t, newID("academia"))
	peer := peers(t, identity)[0]
	height, err := peer.Height(within(t))
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	for _, err := range peer.Blocks(ctx, height+1000) {
		require.ErrorIs(t, err, context.DeadlineExceeded)
	}
}
