package membership_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

func leaving(request string) membership.Leave {
	return membership.Leave{Request: request, Alliance: zgc}
}

// change reads what an epoch made of a party, but for the digest of its entry, which the tests of
// roots look at.
func (w *world) change(epoch int, party string) string {
	text := w.ledger.State()[membership.ChangeKey(zgc, epoch, party).String()]
	if before, after, found := strings.Cut(text, `,"entry":"`); found {
		return before + after[64+len(`"`):]
	}
	return text
}

func TestCloseAndSeal(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withRules)
	opened := w.stamp()
	require.JSONEq(t, `{"schema":1,"alliance":"zgc@industry","epoch":0,"party":"cas@academia","before":{},"after":{"state":"active","class":"full"}}`,
		w.change(0, cas))

	w.must(as(forum), leaving("l"))
	require.JSONEq(t, `{"schema":1,"alliance":"zgc@industry","epoch":1,"party":"forum@association","before":{"state":"active","class":"full"},"after":{"state":"ended","class":"full"}}`,
		w.change(1, forum))
	event := w.must(as(lab), closing(1))
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.EpochClosed, Tx: w.stamp().Tx, Time: w.now, By: lab, Alliance: zgc, Epoch: 1,
	}, event)
	began := w.stamp()
	event = w.must(as(acme), sealing(1))
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.EpochSealed, Tx: w.stamp().Tx, Time: w.now, By: acme, Alliance: zgc, Epoch: 1,
	}, event)
	seal := membership.Seal{
		Schema: 1, Alliance: zgc, Epoch: 1, Active: 3, Blocs: []charter.Bloc{{Class: "full", Active: 3}},
		Root: ask(w, membership.GetSeal{Alliance: zgc, Epoch: 1}).Root, By: acme, Stamp: w.stamp(),
	}
	require.Equal(t, membership.EpochAndSeal{
		Epoch: membership.Epoch{Schema: 1, Alliance: zgc, Number: 2, Began: began}, Seal: seal,
	}, ask(w, membership.GetEpoch{Alliance: zgc}))
	require.Equal(t, seal, ask(w, membership.GetSeal{Alliance: zgc, Epoch: 1}))
	founding := membership.Seal{
		Schema: 1, Alliance: zgc, Active: 4, Blocs: []charter.Bloc{{Class: "full", Active: 4}}, By: acme, Stamp: opened,
		Root: ask(w, membership.GetSeal{Alliance: zgc}).Root,
	}
	require.Equal(t, []membership.Seal{founding, seal}, ask(w, membership.ListSeals{Alliance: zgc}).Seals)
}

// Of several changes of one party in one epoch the first state before and the
// last one after remain: the seal counts what came of them.
func TestSeveralChangesInOneEpoch(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.WithRecordDate(withRules))
	left(acme)(w)
	for _, action := range []charter.Action{charter.Suspend, charter.Reinstate, charter.Suspend} {
		request := fmt.Sprintf("%s-%d", action, w.sent)
		proposal := w.must(as(cisco), proposing(request, action, forum)).Proposal
		require.Equal(t, "accepted", w.votedOn(proposal, cisco, cas).Status)
	}
	require.JSONEq(t, `{"schema":1,"alliance":"zgc@industry","epoch":1,"party":"forum@association","before":{"state":"active","class":"full"},"after":{"state":"suspended","class":"full"}}`,
		w.change(1, forum))
	w.seal()
	seal := ask(w, membership.GetSeal{Alliance: zgc, Epoch: 1})
	require.Equal(t, []charter.Bloc{{Class: "full", Active: 2, Suspended: 1}}, seal.Blocs)
	require.Equal(t, 2, seal.Active)
	require.Equal(t, 1, seal.Suspended)
}

// Who comes and goes within one epoch was never there at its end.
func TestComeAndGoWithinAnEpoch(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.WithRecordDate(withRules))
	admittedNow(lab)(w)
	w.must(as(lab), leaving("l"))
	w.seal()
	require.Equal(t, 4, ask(w, membership.GetSeal{Alliance: zgc, Epoch: 1}).Active)
	require.Len(t, ask(w, membership.GetRoster{Alliance: zgc, At: "1"}).Members, 4)
}

// Who closes or seals again is answered by the first time, whoever it is.
func TestCloseAndSealAgain(t *testing.T) {
	t.Parallel()
	w := opened(t, true)
	left(forum)(w)
	firstClose := w.must(as(lab), closing(1))
	firstSeal := w.must(as(lab), sealing(1))
	w.must(as(cas), leaving("l"))
	w.must(as(lab), closing(2))
	before := w.ledger.State()
	for _, sender := range []string{lab, cisco, acme} {
		for _, row := range []struct {
			transaction membership.Transaction
			want        membership.Event
		}{{closing(1), firstClose}, {sealing(1), firstSeal}} {
			again := w.simulate(as(sender), row.transaction)
			w.commit(again)
			require.Equal(t, row.want, again.event)
		}
	}
	founding := w.simulate(as(lab), sealing(0))
	require.NoError(t, founding.err)
	require.Equal(t, membership.EpochSealed, founding.event.Type)
	w.requireState(before)
}

// A change that is on its way when its epoch is closed is refused by the ledger,
// and made in the next epoch when it is sent again.
func TestChangeOnItsWayAtTheClose(t *testing.T) {
	t.Parallel()
	for name, sameBlock := range map[string]bool{"fail/same block": true, "fail/later block": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := opened(t, true)
			left(forum)(w)
			closer, late := w.simulate(as(lab), closing(1)), w.simulate(as(cas), leaving("l"))
			if sameBlock {
				require.Equal(t, []memledger.Code{memledger.Valid, memledger.MVCCConflict}, w.commit(closer, late))
			} else {
				require.Equal(t, []memledger.Code{memledger.Valid}, w.commit(closer))
				require.Equal(t, []memledger.Code{memledger.MVCCConflict}, w.commit(late))
			}
			w.must(as(lab), sealing(1))
			w.must(as(cas), leaving("l"))
			require.Empty(t, w.change(1, cas))
			require.NotEmpty(t, w.change(2, cas))
			require.Equal(t, 2, ask(w, membership.GetMembership{Alliance: zgc, Party: cas}).Epoch)
			require.Equal(t, 2, ask(w, membership.GetSeal{Alliance: zgc, Epoch: 1}).Active, "what is sealed does not change")
			w.seal()
			require.Equal(t, 1, ask(w, membership.GetSeal{Alliance: zgc, Epoch: 2}).Active)
		})
	}
}

// The other way about the change belongs to the epoch, and its close is sent again
// only if it saw an empty range or another one.
func TestChangeBeforeTheClose(t *testing.T) {
	t.Parallel()
	w := opened(t, true)
	left(forum)(w)
	change, closer := w.simulate(as(cas), leaving("l")), w.simulate(as(lab), closing(1))
	split(t, w.commit(change, closer))
	w.seal()
	require.Equal(t, 1, ask(w, membership.GetSeal{Alliance: zgc, Epoch: 1}).Active)
}

func TestFiveCloseAndFiveSealInOneBlock(t *testing.T) {
	t.Parallel()
	w := opened(t, true)
	left(forum)(w)
	for _, transaction := range []membership.Transaction{closing(1), sealing(1)} {
		var block []simulation
		for _, sender := range []string{cisco, cas, acme, lab, person} {
			block = append(block, w.simulate(as(sender), transaction))
		}
		require.Equal(t, 1, split(t, w.commit(block...)), transaction.Name())
		again := w.simulate(as(person), transaction)
		require.NoError(t, again.err)
		require.Equal(t, block[0].event, again.event)
	}
}

// Two epochs cannot be sealed over each other.
func TestTwoEpochsSealedInOneBlock(t *testing.T) {
	t.Parallel()
	w := opened(t, true)
	left(forum)(w)
	w.must(as(lab), closing(1))
	left(cas)(w)
	w.must(as(lab), closing(2))
	first := w.simulate(as(lab), sealing(1))
	w.refused(refusal.SealMissing, as(acme), sealing(2))
	require.Equal(t, []memledger.Code{memledger.Valid}, w.commit(first))
	w.must(as(acme), sealing(2))
	require.Equal(t, 1, ask(w, membership.GetEpoch{Alliance: zgc}).Seal.Active)
}

func TestRecordDate(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for name, row := range map[string]struct {
		recordDate form.Duration
		changes    bool
		closes     bool // the changes' epoch is closed, and not sealed
		wait       time.Duration
		code       refusal.Code // empty: put to the vote
	}{
		"ok/no record date, no change":       {"", false, false, 30 * day, ""},
		"fail/no record date, a change":      {"", true, false, 0, refusal.SealStale},
		"fail/no record date, closed":        {"", true, true, 0, refusal.SealStale},
		"fail/a record date of nothing":      {"P0D", true, false, 0, refusal.SealStale},
		"ok/within the record date":          {"P7D", true, false, 6 * day, ""},
		"ok/within, closed":                  {"P7D", true, true, 6 * day, ""},
		"fail/after the record date":         {"P7D", true, false, 7 * day, refusal.SealStale},
		"fail/after the record date, closed": {"P7D", true, true, 7 * day, refusal.SealStale},
		"ok/after it, but nothing changed":   {"P7D", false, false, 70 * day, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := chartertest.Disciplined(chartertest.Basic(2, "PT1H", true))
			c.RecordDate = row.recordDate
			w := ofFour(t, c)
			if row.changes {
				left(forum)(w)
			}
			if row.closes {
				w.must(as(lab), closing(1))
			}
			w.wait(row.wait)
			if row.code != "" {
				denied := w.refused(row.code, as(lab), joining("join"))
				require.Equal(t, "0", denied.Params["sealed"])
				w.seal()
				require.Equal(t, 1, ask(w, membership.GetProposal{ID: w.must(as(lab), joining("join")).Proposal}).Proposal.Seal)
				return
			}
			proposal := w.must(as(lab), joining("join")).Proposal
			require.Equal(t, 4, ask(w, membership.GetProposal{ID: proposal}).Proposal.Electorate)
		})
	}
}

// The moment of the record date itself is too late.
func TestTheMomentOfTheRecordDate(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.WithRecordDate(withRules))
	sealed := ask(w, membership.GetEpoch{Alliance: zgc}).Seal.Stamp.Time
	left(forum)(w)
	w.now = sealed.Add(7*24*time.Hour - time.Second)
	w.refused(refusal.SealStale, as(lab), joining("join"))
	w.now = sealed.Add(7*24*time.Hour - time.Second - time.Millisecond)
	w.must(as(lab), joining("join"))
}

// Without a record date a change in between keeps a vote from opening; with one
// the two do not meet.
func TestChangeWhileAVoteOpens(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		charter charter.Charter
		want    memledger.Code
	}{
		"fail/no record date": {withRules, memledger.PhantomConflict},
		"ok/a record date":    {chartertest.WithRecordDate(withRules), memledger.Valid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, row.charter)
			change, join := w.simulate(as(forum), leaving("l")), w.simulate(as(lab), joining("join"))
			require.Equal(t, []memledger.Code{memledger.Valid, row.want}, w.commit(change, join))
		})
	}
}
