package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/memledger"
)

// Whatever was sent once is sent again, from the first to the last: the first
// event comes back, and nothing is written.
func TestSentAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	type call struct {
		caller      membership.Caller
		transaction membership.Transaction
		event       membership.Event
	}
	var calls []call
	send := func(caller membership.Caller, transaction membership.Transaction) {
		calls = append(calls, call{caller, transaction, w.must(caller, transaction)})
	}
	c := chartertest.Basic(1, "PT1H", true)
	send(as(cisco), registration(cisco, charter.Enterprise))
	send(as(acme), registration(acme, charter.Enterprise))
	send(as(cisco), founding(c, cisco, acme))
	send(as(acme), consenting(t, c))
	send(as(acme), membership.Leave{Request: "leave", Alliance: zgc})
	send(as(acme), membership.CloseEpoch{Alliance: zgc, Epoch: 1})
	send(as(acme), membership.SealEpoch{Alliance: zgc, Epoch: 1})
	send(as(acme), joining("join"))
	send(as(cisco), endorsing(pending, charter.For))
	send(as(acme), membership.Decide{Proposal: pending})
	send(as(cisco), adding("add", "second", membership.Officer))
	send(as(cisco), removing("remove", "second"))
	send(as(cisco), correcting("r"))
	send(as(cisco), corda)
	send(as(acme), attesting("attest", membership.ClaimID(cisco, "claim"), membership.Disputes))
	send(as(acme), described)
	send(industry, askingNew)
	send(as(acme), vetoing)
	send(industry, askingAgain)
	send(with(as(acme), "newer"), confirming)
	w.wait(delayed)
	send(with(as(acme), "newer"), completing)
	send(as(cisco), membership.RotateAuthority{Request: "rotate", Host: "industry", Key: keyOf("third")}) // its sender is gone

	before := w.ledger.State()
	for _, wait := range []time.Duration{0, 365 * 24 * time.Hour, -2 * 365 * 24 * time.Hour} {
		w.wait(wait)
		for _, sent := range calls[:len(calls)-1] {
			again := w.simulate(sent.caller, sent.transaction)
			require.NoError(t, again.err, sent.transaction.Name())
			require.Equal(t, sent.event, again.event)
			require.NotEqual(t, again.id, again.event.Tx)
			w.commit(again)
			place, _ := w.ledger.Find(again.id)
			require.Nil(t, place.Event)
		}
		rotated := w.simulate(as(cisco), calls[len(calls)-1].transaction)
		require.NoError(t, rotated.err)
		require.Equal(t, calls[len(calls)-1].event, rotated.event)
		w.requireState(before)
	}
}

// A request id is a party's own: two parties may use the same.
func TestRequestsBelongToParties(t *testing.T) {
	t.Parallel()
	w := opened(t, false)
	w.must(as(acme), joining("1"))
	w.must(as(lab), joining("1"))
}

// The same request twice in one block takes effect once.
func TestSentTwiceInOneBlock(t *testing.T) {
	t.Parallel()
	w := opened(t, false)
	block := []simulation{w.simulate(as(acme), joining("join")), w.simulate(as(acme), joining("join"))}
	require.Equal(t, []memledger.Code{memledger.Valid, memledger.MVCCConflict}, w.commit(block...))
	again := w.simulate(as(acme), joining("join"))
	require.NoError(t, again.err)
	require.Equal(t, block[0].event, again.event)
}
