package client_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/memory"
	"allianceregistry/membership"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// turn is what comes of one Submit of a wayward ledger.
type turn string

const (
	commits   turn = "commits"
	collides  turn = "conflict"
	absent    turn = "unavailable"
	crowded   turn = "busy"
	declines  turn = "failed"
	refuses   turn = "refused"
	lostTaken turn = "nobody says, and it was committed"
	lostLate  turn = "nobody says, and it is committed later"
	lostVoid  turn = "nobody says, and it was committed without effect"
	lostGone  turn = "nobody says, and it is lost"
	ends      turn = "nobody says, it was committed, and the caller gives up"
)

// sight is what the peers show of what is in the chain.
type sight string

const (
	allShow  sight = "all show it"
	ownLags  sight = "the own peer lags"
	noneShow sight = "none answers about the chain"
)

// lookupTime is how long it is worth looking: where peers answer they do so at once,
// however busy the machine is.
func (s sight) lookupTime() time.Duration {
	if s == noneShow {
		return time.Millisecond
	}
	return time.Minute
}

// wayward is a ledger in memory of which each Submit takes another turn. When there
// are none left, the last is taken again.
type wayward struct {
	client.Ledger
	turns  []turn
	sight  sight
	giveUp context.CancelFunc

	submitted int
	void      map[string]bool
	late      func() // commits what is under way
}

func (w *wayward) Submit(ctx context.Context, name string, argument []byte) (client.Commit, error) {
	now := w.turns[min(w.submitted, len(w.turns)-1)]
	w.submitted++
	tx := fmt.Sprintf("%064d", w.submitted)
	switch now {
	case collides:
		return client.Commit{}, &client.Fault{Phase: client.Wait, Kind: client.Conflict, Tx: tx, Code: "MVCC_READ_CONFLICT"}
	case absent:
		return client.Commit{}, &client.Fault{Phase: client.Order, Kind: client.Unavailable, Tx: tx}
	case crowded:
		w.turns[min(w.submitted, len(w.turns))-1] = absent // not for ever
		return client.Commit{}, &client.Fault{Phase: client.Propose, Kind: client.Busy}
	case declines:
		return client.Commit{}, &client.Fault{Phase: client.Order, Kind: client.Failed, Tx: tx}
	case refuses:
		return client.Commit{}, &refusal.Error{Code: refusal.VotingClosed}
	case lostGone, lostVoid:
		w.void[tx] = now == lostVoid
		return client.Commit{}, &client.Fault{Phase: client.Wait, Kind: client.Unknown, Tx: tx}
	case lostLate:
		w.late = func() { _, _ = w.Ledger.Submit(context.Background(), name, argument) }
		return client.Commit{}, &client.Fault{Phase: client.Wait, Kind: client.Unknown, Tx: tx}
	}
	commit, err := w.Ledger.Submit(context.Background(), name, argument)
	if err != nil || now == commits {
		return commit, err
	}
	if now == ends {
		w.giveUp()
	}
	return client.Commit{}, &client.Fault{Phase: client.Wait, Kind: client.Unknown, Tx: commit.Tx, Err: ctx.Err()}
}

func (w *wayward) Find(ctx context.Context, tx string) (client.Place, error) {
	if w.sight == ownLags {
		return client.Place{}, client.ErrNotFound
	}
	return w.Locate(ctx, tx)
}

func (w *wayward) Locate(ctx context.Context, tx string) (client.Place, error) {
	if w.sight == noneShow {
		return client.Place{}, &client.Fault{Phase: client.Query, Kind: client.Unavailable}
	}
	if w.void[tx] {
		return client.Place{Tx: tx, Block: 7, Code: "MVCC_READ_CONFLICT"}, nil
	}
	return w.Ledger.Locate(ctx, tx)
}

// written reports whether the request took effect, or will.
func (w *wayward) written() bool {
	if w.late != nil {
		w.late()
	}
	_, err := client.Ask(context.Background(), client.New(w.Ledger), membership.GetParty{ID: party})
	return err == nil
}

// What became of a transaction is never guessed, whatever comes after whatever.
func TestFates(t *testing.T) {
	all := []turn{commits, collides, absent, crowded, declines, refuses, lostTaken, lostLate, lostVoid, lostGone, ends}
	count := 0
	for _, first := range all {
		for _, second := range all {
			for _, third := range all {
				for _, shown := range []sight{allShow, ownLags, noneShow} {
					count++
					turns := []turn{first, second, third}
					name := fmt.Sprintf("%s; then %s; then %s; %s", first, second, third, shown)
					w := newWayward(turns, shown)
					ctx, cancel := context.WithCancel(t.Context())
					w.giveUp = cancel
					receipt, err := client.New(w, client.WithAttempts(3), client.WithPause(10*time.Microsecond), client.WithLookupTime(shown.lookupTime())).Submit(ctx, registration())
					cancel()
					w.requireTrue(t, name, receipt, err)
				}
			}
		}
	}
	t.Logf("%d cases", count)
}

func newWayward(turns []turn, shown sight) *wayward {
	caller := membership.Caller{MSP: "industry", Key: strings.Repeat("a", 64), Party: party}
	return &wayward{Ledger: memory.Open(memledger.New(), caller), turns: turns, sight: shown, void: map[string]bool{}}
}

// requireTrue wants that what is said of the request is so.
func (w *wayward) requireTrue(t *testing.T, name string, receipt client.Receipt, err error) {
	t.Helper()
	var denied *refusal.Error
	var fault *client.Fault
	inDoubt := w.late != nil || w.sight == noneShow
	switch {
	case err == nil:
		require.True(t, w.written(), name)
		require.Equal(t, client.Valid, receipt.Code, name)
		require.Equal(t, receipt.Tx, receipt.Event.Tx, name)
		require.False(t, receipt.Repeated, name)
	case errors.As(err, &denied):
		require.NotErrorAs(t, err, &fault, name)
		require.False(t, w.written(), name)
	default:
		require.ErrorAs(t, err, &fault, name)
		require.NotErrorIs(t, err, client.ErrNotFound, name)
		if fault.Kind != client.Unknown {
			require.False(t, w.written(), "%s: %v", name, err)
			return
		}
		require.NotEmpty(t, fault.Tx, name)
		if fault.Code == client.Valid {
			require.True(t, w.written(), name)
		}
		if !inDoubt { // what peers show is told
			require.False(t, w.written(), "%s: %v", name, err)
		}
	}
}

// "Nothing was written; try again", and it was: the orderers had taken the first
// attempt and could not write it yet, and the later ones found nobody.
func TestNothingWasWritten(t *testing.T) {
	w := newWayward([]turn{lostLate, absent}, allShow)
	_, err := client.New(w, client.WithAttempts(4), client.WithPause(time.Millisecond)).Submit(t.Context(), registration())
	var fault *client.Fault
	require.ErrorAs(t, err, &fault)
	require.Equal(t, client.Unknown, fault.Kind)
	require.Equal(t, fmt.Sprintf("%064d", 1), fault.Tx, "the one that may be written")
	require.True(t, w.written())
}

// A request that had taken effect answers so also where the own peer is behind.
func TestRepeatedWhereTheOwnPeerLags(t *testing.T) {
	w := newWayward([]turn{commits}, allShow)
	c := client.New(w, client.WithPause(100*time.Microsecond))
	first, err := c.Submit(t.Context(), registration())
	require.NoError(t, err)
	w.sight = ownLags
	again, err := c.Submit(t.Context(), registration())
	require.NoError(t, err)
	require.Equal(t, first.Place, again.Place)
	require.True(t, again.Repeated)

	w.sight = noneShow
	again, err = client.New(w, client.WithPause(100*time.Microsecond), client.WithLookupTime(noneShow.lookupTime())).Submit(t.Context(), registration())
	var fault *client.Fault
	require.ErrorAs(t, err, &fault)
	require.Equal(t, client.Unknown, fault.Kind)
	require.Equal(t, first.Tx, fault.Tx)
	require.Equal(t, client.Valid, fault.Code, "that it took effect is known")
	require.True(t, again.Repeated)
}
