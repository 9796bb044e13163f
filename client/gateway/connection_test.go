package gateway

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
)

// A peer that asks who connects sees the identity's certificate, and finds its hash in
// requests of blocks.
func TestShowsCertificate(t *testing.T) {
	t.Parallel()
	certificate, key := certified(t, "cisco@industry")
	blocks, _ := forged(t, 1)
	peer := &fakePeer{lets: certificate, blocks: blocks}
	settings := Settings{Host: "industry", MSPID: "industry", Channel: "registry", Chaincode: "registry", Peers: []Endpoint{peer.listen(t, "industry")}}
	open := func(certificate, key []byte) *Peer {
		opened, err := OpenPeers(settings, client.Identity{MSP: "industry", Certificate: certificate, Key: key})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, opened[0].Close()) })
		return opened[0]
	}
	known := open(certificate, key)
	height, err := known.Height(within(t))
	require.NoError(t, err)
	require.EqualValues(t, 2, height)
	for _, err := range known.Blocks(within(t), 0) {
		require.NoError(t, err)
		break
	}

	stranger := open(certified(t, "somebody@else"))
	require.Eventually(t, func() bool { // the reason may be sent after the connection was used
		_, err = stranger.Height(within(t))
		return strings.Contains(fmt.Sprint(err), "remote error: tls: certificate required")
	}, 20*time.Second, 10*time.Millisecond)
	requireFault(t, client.Unavailable, err)
}
