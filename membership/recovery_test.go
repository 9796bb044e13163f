package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// A party that lost its only key: its host asks, the new key confirms, three days
// pass, the new key takes its place and acts as an officer.
func TestRecovery(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withMandates)
	event := w.must(industry, askingNew)
	asked := w.stamp()
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.RecoveryAskedFor, Tx: asked.Tx, Time: asked.Time, Request: "ask",
		By: "host:industry", Party: acme, Key: keyOf("new"), Status: "asked",
	}, event)
	want := membership.Recovery{
		Schema: 1, Party: acme, Host: "industry", Key: keyOf("new"), Status: membership.RecoveryAsked,
		Asked: asked,
	}
	require.Equal(t, want.AsOf(w.now), ask(w, membership.GetRecovery{Party: acme}))

	w.wait(time.Hour)
	event = w.must(renewed, confirming)
	began := w.stamp()
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.RecoveryBegun, Tx: began.Tx, Time: began.Time, Request: "confirm",
		By: acme, Party: acme, Key: keyOf("new"), Status: "confirmed",
	}, event)
	want.Status, want.Confirmed, want.Effective = membership.RecoveryConfirmed, &began, began.Time.Add(delayed)
	require.Equal(t, want.AsOf(w.now), ask(w, membership.GetRecovery{Party: acme}))

	w.now = want.Effective.Add(-2 * time.Second)
	w.refused(refusal.RecoveryPending, renewed, completing)
	w.now = want.Effective.Add(-time.Second) // the next transaction is due to the moment
	due, err := membership.Ask(w.ledger.Begin("q"), want.Effective, membership.GetRecovery{Party: acme})
	require.NoError(t, err)
	require.True(t, due.Due)
	event = w.must(renewed, completing)
	ended := w.stamp()
	require.Equal(t, want.Effective, ended.Time)
	require.Equal(t, membership.RecoveryDone, event.Type)
	require.Equal(t, acme, event.By)
	want.Status, want.Ended = membership.RecoveryComplete, &ended
	require.Equal(t, want.AsOf(w.now), ask(w, membership.GetRecovery{Party: acme}))

	w.must(renewed, removing("remove-lost", acme))
	w.refused(refusal.KeyRemoved, as(acme), membership.Leave{Request: "l", Alliance: zgc})
	w.must(renewed, proposing("p", charter.Expel, forum))
	w.must(renewed, membership.Leave{Request: "l", Alliance: zgc})
}

// A request that was dated, run by peers and held back until its delay would be over
// gains nothing by that: the delay begins when the new key confirms it, and peers run
// that once all have seen the request.
func TestHeldBackRecovery(t *testing.T) {
	t.Parallel()
	w := populated(t)
	held := w.simulate(industry, askingNew)
	require.Error(t, w.simulate(renewed, confirming).err, "nobody runs a confirmation beforehand")
	w.wait(30 * 24 * time.Hour)
	require.Equal(t, []memledger.Code{memledger.Valid}, w.commit(held))
	seen := w.now
	require.Equal(t, "confirmed", w.must(renewed, confirming).Status)
	require.False(t, ask(w, membership.GetRecovery{Party: acme}).Effective.Before(seen.Add(delayed)))
	w.wait(72 * time.Hour)
	w.refused(refusal.RecoveryPending, renewed, completing)
	w.must(as(acme), vetoing)
	w.wait(30 * 24 * time.Hour)
	w.refused(refusal.NoRecovery, renewed, completing)
}

// A confirmation that is held back is void with the veto of what it confirms.
func TestHeldBackConfirmation(t *testing.T) {
	t.Parallel()
	w := populated(t)
	w.must(industry, askingNew)
	held := w.simulate(renewed, confirming)
	w.wait(30 * 24 * time.Hour)
	w.must(as(acme), vetoing)
	require.Equal(t, []memledger.Code{memledger.MVCCConflict}, w.commit(held))
}

// The delay is the one that the party chose when it registered, and the four minutes by
// which two dates may lie; of a trial's seconds it is twice that.
func TestRecoveryDelay(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		chosen form.Duration
		delay  time.Duration
	}{
		"ok/none":          {"", delayed},
		"ok/ten seconds":   {"PT10S", 20 * time.Second},
		"ok/four minutes":  {"PT4M", 8 * time.Minute},
		"ok/a year":        {"P366D", 366*24*time.Hour + 4*time.Minute},
		"ok/after renamed": {"P30D", 30*24*time.Hour + 4*time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			transaction := registration(acme, charter.Enterprise)
			transaction.Recovery = row.chosen
			w.must(as(acme), transaction)
			w.must(as(acme), correcting("a new name"))
			w.must(industry, askingNew)
			w.wait(time.Hour)
			w.must(renewed, confirming)
			require.Equal(t, w.now.Add(row.delay), ask(w, membership.GetRecovery{Party: acme}).Effective)
		})
	}
}

// Any active key vetoes, wherever it is enrolled and whatever its role, even
// when the recovery is due; then the host may ask again, with a new delay.
func TestVeto(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		by   membership.Caller
		wait time.Duration
	}{
		"ok/officer":             {as(acme), time.Hour},
		"ok/delegate":            {with(as(acme), "clerk"), time.Hour},
		"ok/key at another host": {with(at(as(acme), "academia"), "abroad"), time.Hour},
		"ok/in its first second": {as(acme), 0},
		"ok/when it is due":      {as(acme), 100 * 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := populated(t)
			w.must(as(acme), adding("clerk", "clerk", membership.Delegate))
			w.must(as(acme), membership.AddAuthority{Request: "abroad", Host: "academia", Key: keyOf("abroad"), Role: membership.Delegate})
			w.must(industry, askingNew)
			w.wait(row.wait)
			event := w.must(row.by, vetoing)
			ended := w.stamp()
			require.Equal(t, membership.RecoveryRefused, event.Type)
			require.Equal(t, "vetoed", event.Status)
			recovery := ask(w, membership.GetRecovery{Party: acme})
			require.Equal(t, membership.RecoveryVetoed, recovery.Status)
			require.Equal(t, &ended, recovery.Ended)
			w.wait(100 * 24 * time.Hour)
			w.refused(refusal.NoRecovery, renewed, completing)

			w.must(industry, membership.AskRecovery{Request: "again", Party: acme, Key: keyOf("new")})
			w.must(renewed, confirming)
			w.refused(refusal.RecoveryPending, renewed, completing)
			w.wait(delayed)
			w.must(renewed, completing)
		})
	}
}

// A request that was vetoed does not come back by being sent again.
func TestVetoedRequestSentAgain(t *testing.T) {
	t.Parallel()
	w := populated(t)
	first := w.must(industry, askingNew)
	w.must(as(acme), vetoing)
	before := w.ledger.State()
	again, err := w.apply(industry, askingNew)
	require.NoError(t, err)
	require.Equal(t, first, again)
	w.requireState(before)
}

// A recovery for a key that is wrong, or lost as well, does not lock the party
// out: before it is confirmed and once it was due, another may be asked for, and the
// delay begins again.
func TestRecoveryOfARecovery(t *testing.T) {
	t.Parallel()
	w := populated(t)
	w.must(industry, membership.AskRecovery{Request: "wrong", Party: acme, Key: keyOf("wrong")})
	w.must(industry, askingNew)
	w.refused(refusal.UnknownKey, with(as(acme), "wrong"), confirming)
	w.must(renewed, confirming)
	w.refused(refusal.RecoveryPending, industry, askingAgain)
	w.wait(delayed)
	w.must(industry, askingAgain)
	w.refused(refusal.UnknownKey, renewed, completing)
	newer := with(as(acme), "newer")
	w.must(newer, membership.CompleteRecovery{Request: "newer"})
	w.refused(refusal.RecoveryPending, newer, completing)
	w.wait(delayed)
	w.must(newer, completing)
	w.must(industry, membership.AskRecovery{Request: "third", Party: acme, Key: keyOf("third")}) // also after a whole one
}

// Where a party has keys at two hosts either may ask, one at a time.
func TestTwoHostsAsk(t *testing.T) {
	t.Parallel()
	w := populated(t)
	w.must(as(acme), membership.AddAuthority{Request: "a", Host: "academia", Key: keyOf("abroad"), Role: membership.Officer})
	w.must(operatorOf("academia"), askingNew)
	w.refused(refusal.UnknownKey, renewed, confirming) // the right key, of the other host
	w.must(at(renewed, "academia"), confirming)
	w.refused(refusal.RecoveryPending, industry, askingNew)
	w.wait(delayed)
	w.refused(refusal.UnknownKey, renewed, completing)
	w.must(at(renewed, "academia"), completing)
}

// Request ids of an operator are the host's: no party's of the same name.
func TestOperatorsRequests(t *testing.T) {
	t.Parallel()
	w := populated(t)
	w.must(industry, membership.AskRecovery{Request: "register", Party: acme, Key: keyOf("new")})
	w.must(operatorOf("academia"), membership.AskRecovery{Request: "register", Party: lab, Key: keyOf("new")})
	second := industry
	second.Key, second.Party = keyOf("another operator"), cisco
	w.refused(refusal.RequestReused, second, membership.AskRecovery{Request: "register", Party: cisco, Key: keyOf("new")})
}

// A veto and the end in one block: one of the two takes effect.
func TestVetoAndEndInOneBlock(t *testing.T) {
	t.Parallel()
	for name, vetoFirst := range map[string]bool{"ok/veto first": true, "ok/end first": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := populated(t)
			w.must(industry, askingNew)
			w.must(renewed, confirming)
			w.wait(delayed)
			block := []simulation{w.simulate(renewed, completing), w.simulate(as(acme), vetoing)}
			if vetoFirst {
				block[0], block[1] = block[1], block[0]
			}
			require.Equal(t, []memledger.Code{memledger.Valid, memledger.MVCCConflict}, w.commit(block...))
			active := 0
			for _, authority := range ask(w, membership.ListAuthorities{Party: acme}).Authorities {
				if authority.State == membership.AuthorityActive {
					active++
				}
			}
			require.Equal(t, map[bool]int{true: 1, false: 2}[vetoFirst], active)
		})
	}
}
