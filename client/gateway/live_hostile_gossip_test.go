//go:build live

package gateway_test

import (
	"context"
	"crypto/sha256"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/gossip"
	"github.com/stretchr/testify/require"

	"allianceregistry/client"
)

// Whoever has a certificate of the channel can talk to the peers as another peer
// does. No such message ends one either.
func TestLiveHostileGossip(t *testing.T) {
	f := newForger(t, "industry")
	honest := member(t, "academia")
	for name, message := range f.messages() {
		t.Run(name, func(t *testing.T) {
			f.gossips(t, message)
			_, err := client.New(honest).Submit(within(t), newAuthority(int(count.Add(1))))
			require.NoError(t, err)
			for _, each := range peers(t, f.identity) {
				_, err := each.Height(within(t))
				require.NoError(t, err)
			}
		})
	}
}

// messages are those of one peer to another in which something is missing.
func (f *forger) messages() map[string]*gossip.GossipMessage {
	own := func(inner *gossip.GossipMessage) *gossip.GossipMessage {
		return &gossip.GossipMessage{Tag: gossip.GossipMessage_EMPTY, Content: &gossip.GossipMessage_MemReq{
			MemReq: &gossip.MembershipRequest{SelfInformation: &gossip.Envelope{Payload: f.bytes(inner)}},
		}}
	}
	alive := &gossip.GossipMessage_AliveMsg{AliveMsg: &gossip.AliveMessage{}}
	channel := func(content *gossip.GossipMessage) *gossip.GossipMessage {
		content.Channel = []byte(f.settings.Channel)
		if content.Tag == gossip.GossipMessage_UNDEFINED {
			content.Tag = gossip.GossipMessage_CHAN_OR_ORG
		}
		return content
	}
	return map[string]*gossip.GossipMessage{
		"nothing about itself": {Tag: gossip.GossipMessage_EMPTY, Content: &gossip.GossipMessage_MemReq{MemReq: &gossip.MembershipRequest{}}},
		"alive, of nobody":     own(&gossip.GossipMessage{Tag: gossip.GossipMessage_EMPTY, Content: alive}),
		"alive itself":         {Tag: gossip.GossipMessage_EMPTY, Content: alive},
		"state of nobody":      channel(&gossip.GossipMessage{Content: &gossip.GossipMessage_StateInfo{StateInfo: &gossip.StateInfo{}}}),
		"snapshot of nothing": channel(&gossip.GossipMessage{Content: &gossip.GossipMessage_StateSnapshot{
			StateSnapshot: &gossip.StateInfoSnapshot{Elements: []*gossip.Envelope{{}}},
		}}),
		"block without content": channel(&gossip.GossipMessage{Tag: gossip.GossipMessage_CHAN_AND_ORG, Content: &gossip.GossipMessage_DataMsg{
			DataMsg: &gossip.DataMessage{},
		}}),
		"leader, nobody": channel(&gossip.GossipMessage{Tag: gossip.GossipMessage_CHAN_AND_ORG, Content: &gossip.GossipMessage_LeadershipMsg{
			LeadershipMsg: &gossip.LeadershipMessage{},
		}}),
		"request of private data": channel(&gossip.GossipMessage{Tag: gossip.GossipMessage_CHAN_ONLY, Content: &gossip.GossipMessage_PrivateReq{
			PrivateReq: &gossip.RemotePvtDataRequest{Digests: []*gossip.PvtDataDigest{{}}},
		}}),
		"private data": channel(&gossip.GossipMessage{Tag: gossip.GossipMessage_CHAN_ONLY, Content: &gossip.GossipMessage_PrivateData{
			PrivateData: &gossip.PrivateDataMessage{},
		}}),
		"request of blocks": channel(&gossip.GossipMessage{Content: &gossip.GossipMessage_StateRequest{StateRequest: &gossip.RemoteStateRequest{}}}),
		"blocks": channel(&gossip.GossipMessage{Content: &gossip.GossipMessage_StateResponse{
			StateResponse: &gossip.RemoteStateResponse{Payloads: []*gossip.Payload{{}}},
		}}),
		"hello":  {Tag: gossip.GossipMessage_EMPTY, Content: &gossip.GossipMessage_Hello{Hello: &gossip.GossipHello{MsgType: gossip.PullMsgType_IDENTITY_MSG}}},
		"update": {Tag: gossip.GossipMessage_EMPTY, Content: &gossip.GossipMessage_DataUpdate{DataUpdate: &gossip.DataUpdate{MsgType: gossip.PullMsgType_IDENTITY_MSG, Data: []*gossip.Envelope{{}}}}},
	}
}

// gossips introduces itself to the peer as another peer does, and sends a message.
func (f *forger) gossips(t testing.TB, message *gossip.GossipMessage) {
	t.Helper()
	conn := f.connect(f.settings.Peers[0])
	defer func() { require.NoError(t, conn.Close()) }()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	stream, err := gossip.NewGossipClient(conn).GossipStream(ctx)
	require.NoError(t, err)
	require.NoError(t, stream.Send(f.introduction()))
	_, err = stream.Recv() // the peer's own introduction
	require.NoError(t, err)
	require.NoError(t, stream.Send(f.signed(message)))
	require.NoError(t, stream.CloseSend())
	for err == nil { // until the peer has read all
		_, err = stream.Recv()
	}
}

// introduction is how a node that wants to gossip tells who it is.
func (f *forger) introduction() *gossip.Envelope {
	name := sha256.Sum256(append([]byte(f.identity.MSP), f.identity.Certificate...))
	return f.signed(&gossip.GossipMessage{Tag: gossip.GossipMessage_EMPTY, Content: &gossip.GossipMessage_Conn{
		Conn: &gossip.ConnEstablish{PkiId: name[:], TlsCertHash: f.certificateHash(), Identity: f.creator()},
	}})
}

func (f *forger) signed(message *gossip.GossipMessage) *gossip.Envelope {
	payload := f.bytes(message)
	return &gossip.Envelope{Payload: payload, Signature: f.signature(payload)}
}
