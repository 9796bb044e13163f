package gateway

import (
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"

	"allianceregistry/client"
)

// Nothing is signed but what was proposed. A gateway that prepares anything else is
// passed over, and its host is named.
func TestOnlyWhatWasProposedIsSigned(t *testing.T) {
	t.Parallel()
	// in changes one part of the transaction.
	in := func(change func(*common.Payload, *peer.Transaction, *peer.ChaincodeActionPayload)) func(*fakePeer, *common.Envelope) *common.Envelope {
		return func(_ *fakePeer, honest *common.Envelope) *common.Envelope {
			payload, transaction, action := &common.Payload{}, &peer.Transaction{}, &peer.ChaincodeActionPayload{}
			decode(honest.GetPayload(), payload)
			decode(payload.GetData(), transaction)
			decode(transaction.GetActions()[0].GetPayload(), action)
			change(payload, transaction, action)
			transaction.Actions[0].Payload = encode(action)
			payload.Data = encode(transaction)
			return &common.Envelope{Payload: encode(payload)}
		}
	}
	for name, tampers := range map[string]func(*fakePeer, *common.Envelope) *common.Envelope{
		"fail/of an earlier proposal, for trial": func(f *fakePeer, _ *common.Envelope) *common.Envelope {
			return prepare(f.tried.Load())
		},
		"fail/with another channel header": in(func(payload *common.Payload, _ *peer.Transaction, _ *peer.ChaincodeActionPayload) {
			payload.Header.ChannelHeader = encode(&common.ChannelHeader{ChannelId: "elsewhere"})
		}),
		"fail/with another signature header": in(func(payload *common.Payload, _ *peer.Transaction, _ *peer.ChaincodeActionPayload) {
			payload.Header.SignatureHeader = encode(&common.SignatureHeader{Nonce: []byte("another")})
		}),
		"fail/with other arguments": in(func(_ *common.Payload, _ *peer.Transaction, action *peer.ChaincodeActionPayload) {
			action.ChaincodeProposalPayload = encode(&peer.ChaincodeProposalPayload{Input: []byte("others")})
		}),
		"fail/with a second action": in(func(_ *common.Payload, transaction *peer.Transaction, _ *peer.ChaincodeActionPayload) {
			transaction.Actions = append(transaction.Actions, transaction.Actions[0])
		}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			own := &fakePeer{tampers: tampers}
			alone := openFakes(t, own)
			_, err := alone.Evaluate(within(t), "Endorse", []byte(`{"position":"abstain"}`))
			require.NoError(t, err)
			_, err = alone.Submit(within(t), "Endorse", []byte(`{"position":"for"}`))
			fault := requireFault(t, client.Failed, err)
			require.Equal(t, client.Propose, fault.Phase)
			require.ErrorContains(t, err, "peer.industry")
			require.Zero(t, own.submitted.Load(), "it was signed")

			tampering, honest := &fakePeer{tampers: tampers}, &fakePeer{}
			both := openFakes(t, tampering, honest)
			_, err = both.Evaluate(within(t), "Endorse", []byte(`{"position":"abstain"}`))
			require.NoError(t, err)
			commit, err := both.Submit(within(t), "Endorse", []byte(`{"position":"for"}`))
			require.NoError(t, err)
			require.Equal(t, []string{"industry"}, commit.Outvoted)
		})
	}
}
