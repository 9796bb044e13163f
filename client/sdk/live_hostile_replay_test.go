//go:build live

package sdk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go/peer"
	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// The same signed transaction counts once, whoever sends it again, and the same
// request counts once, in whatever transaction.
func TestLiveHostileReplays(t *testing.T) {
	owner, other := entered(t, "industry"), entered(t, "academia")
	authorities := func() string { return answerOf(t, owner.ledger, membership.ListAuthorities{Party: owner.id}) }
	addition := membership.AddAuthority{Request: newRequest(), Host: "industry", Key: keyHash(t, other.Identity), Role: membership.Delegate}
	made := owner.proposes(t, time.Now(), addition)
	envelope := enveloped(t, made)
	first := owner.sends(t, made, envelope)
	require.Equal(t, client.Valid, first.Code)
	after := authorities()

	t.Run("fail/the same envelope again, by another", func(t *testing.T) {
		if err := other.ledger.Broadcast(t.Context(), envelope); err != nil {
			// BFT orderers remember what they have just ordered, Raft's do not.
			t.Log("the orderers refuse it:", err)
			require.ErrorContains(t, err, "already")
			seen, err := owner.ledger.Sightings(t.Context(), made.Tx, first.Block, 1)
			require.NoError(t, err)
			require.Equal(t, []client.Place{first}, seen)
			return
		}
		seen, err := owner.ledger.Sightings(t.Context(), made.Tx, first.Block, 2)
		require.NoError(t, err)
		require.Equal(t, first, seen[0])
		require.Equal(t, peer.TxValidationCode_DUPLICATE_TXID.String(), seen[1].Code)
		found, err := owner.Find(t.Context(), made.Tx)
		require.NoError(t, err)
		require.Equal(t, first, found, "the first counts")
	})
	t.Run("ok/the same request in a new transaction", func(t *testing.T) {
		receipt, err := owner.Submit(t.Context(), addition)
		require.NoError(t, err)
		require.True(t, receipt.Repeated)
		require.Equal(t, first, receipt.Place)
	})
	t.Run("fail/the same request with other content", func(t *testing.T) {
		changed, renamed := addition, newParty("")
		changed.Role, renamed.Request = membership.Officer, addition.Request
		unchanged(t, owner.ledger, func() {
			owner.refused(t, refusal.RequestReused, changed)
			owner.refused(t, refusal.RequestReused, renamed)
		})
	})
	require.Equal(t, after, authorities())
}

// What one host's peer alone has endorsed, or what was altered after it was
// endorsed, is ordered, and has no effect.
func TestLiveHostileEnvelopes(t *testing.T) {
	owner := entered(t, "industry")
	before := answerOf(t, owner.ledger, membership.ListAuthorities{Party: owner.id})
	for name, c := range map[string]struct {
		endorsements int
		change       func(*peer.ChaincodeAction)
		code         peer.TxValidationCode
	}{
		"fail/one host alone":     {1, nil, peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE},
		"fail/an altered answer":  {3, func(a *peer.ChaincodeAction) { a.Response.Payload = []byte("{}") }, peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE},
		"fail/an altered result":  {3, func(a *peer.ChaincodeAction) { a.Results = a.Results[:len(a.Results)-1] }, peer.TxValidationCode_BAD_RWSET},
		"fail/no result at all":   {3, func(a *peer.ChaincodeAction) { a.Results = nil }, peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE},
		"fail/an altered address": {3, func(a *peer.ChaincodeAction) { a.ChaincodeId.Name = "_lifecycle" }, peer.TxValidationCode_INVALID_CHAINCODE},
	} {
		t.Run(name, func(t *testing.T) {
			made := owner.proposes(t, time.Now(), membership.AddAuthority{
				Request: newRequest(), Host: "industry", Key: strings.Repeat("4", 64), Role: membership.Delegate,
			})
			envelope, err := made.Envelope(c.endorsements, c.change)
			require.NoError(t, err)
			require.Equal(t, c.code.String(), owner.sends(t, made, envelope).Code)
		})
	}
	t.Run("fail/signed for something else", func(t *testing.T) {
		rotation := membership.RotateAuthority{Request: newRequest(), Host: "industry", Key: keyHash(t, entered(t, "industry").Identity)}
		envelope, another := enveloped(t, owner.proposes(t, time.Now(), rotation)), enveloped(t, owner.proposes(t, time.Now(), rotation))
		envelope.Signature = another.Signature
		unchanged(t, owner.ledger, func() {
			require.ErrorContains(t, owner.ledger.Broadcast(t.Context(), envelope), "FORBIDDEN")
		})
	})
	require.Equal(t, before, answerOf(t, owner.ledger, membership.ListAuthorities{Party: owner.id}))
}
