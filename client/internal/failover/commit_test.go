package failover_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
)

var errSaid = errors.New("said")

// reported is what comes of the wait for a report.
type reported struct {
	name  string
	after time.Duration
	code  string // "" if it fails
}

// located is what comes of questions for a transaction: from a time on it is found.
type located struct {
	name string
	from time.Duration
	err  error // before that
}

const never = time.Hour

// Every pair of what is said of a commit, after everything that places say to which it
// was sent: what became of it is never guessed, and reported as soon as anybody knows.
func TestCommit(t *testing.T) {
	t.Parallel()
	reports := []reported{
		{"reported", time.Second, client.Valid},
		{"reported late", 7 * time.Second, client.Valid},
		{"a conflict", time.Second, "MVCC_READ_CONFLICT"},
		{"a duplicate", time.Second, "DUPLICATE_TXID"},
		{"no report", time.Second, ""},
		{"silence", never, ""},
	}
	locates := []located{
		{"found at once", 0, client.ErrNotFound},
		{"found later", 4 * time.Second, client.ErrNotFound},
		{"never found", never, client.ErrNotFound},
		{"nobody to ask", never, failover.NewFault(client.Query, client.Unavailable, "tx", errSaid)},
		{"cannot be read", never, failover.NewFault(client.Query, client.Failed, "tx", errSaid)},
	}
	for _, delivery := range []failover.Delivery{failover.NotSent, failover.Declined, failover.Uncertain, failover.Accepted} {
		for _, report := range reports {
			for _, locate := range locates {
				t.Run(fmt.Sprintf("%d, %s, %s", delivery, report.name, locate.name), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) { runCommit(t, delivery, report, locate) })
				})
			}
		}
	}
}

func runCommit(t *testing.T, delivery failover.Delivery, report reported, locate located) {
	t.Helper()
	began, orders := time.Now(), 0
	place, err := failover.Commit{
		Tx: "tx", Limits: failover.DefaultLimits(),
		Order: func(context.Context) (failover.Delivery, error) {
			orders++
			if delivery == failover.Accepted {
				return delivery, nil
			}
			return delivery, errSaid
		},
		Report: func(ctx context.Context) (client.Place, error) {
			if !failover.Pause(ctx, report.after) || report.code == "" {
				return client.Place{}, errSaid
			}
			return client.Place{Tx: "tx", Block: 7, Code: report.code}, nil
		},
		Locate: func(_ context.Context, tx string) (client.Place, error) {
			if time.Since(began) < locate.from {
				return client.Place{}, locate.err
			}
			return client.Place{Tx: tx, Block: 6, Code: client.Valid}, nil
		},
	}.Run(t.Context())
	took := time.Since(began)
	byReport := report.code != "" && report.code != "DUPLICATE_TXID" && report.after < never
	switch {
	case delivery == failover.NotSent || delivery == failover.Declined:
		kind := map[failover.Delivery]client.FaultKind{failover.NotSent: client.Unavailable, failover.Declined: client.Failed}[delivery]
		fault := requireFault(t, kind, err)
		require.Equal(t, client.Order, fault.Phase)
		require.Equal(t, "tx", fault.Tx)
		require.ErrorIs(t, err, errSaid)
		require.Zero(t, took)
		require.Equal(t, 1, orders)
	case byReport && (report.after <= time.Second || locate.from > report.after):
		require.Equal(t, report.after, took)
		require.EqualValues(t, 7, place.Block)
		if report.code == client.Valid {
			require.NoError(t, err)
		} else {
			require.Equal(t, report.code, requireFault(t, client.Conflict, err).Code)
		}
	case locate.from < never:
		require.NoError(t, err)
		require.EqualValues(t, 6, place.Block)
		require.Equal(t, max(locate.from, 1500*time.Millisecond), took)
		require.Equal(t, locate.from > 3*time.Second, orders > 1, "nobody had it for a while, so it is sent again")
	default:
		fault := requireFault(t, client.Unknown, err)
		require.Equal(t, client.Wait, fault.Phase)
		require.Equal(t, "tx", fault.Tx)
		require.Equal(t, delivery == failover.Uncertain, errors.Is(err, errSaid), "why it is uncertain")
		require.Equal(t, 10*time.Second, took)
		if errors.Is(locate.err, client.ErrNotFound) {
			require.Equal(t, 4, orders, "once, and every three seconds")
		} else {
			require.Equal(t, 1, orders, "not before a peer says that it has not got it")
		}
	}
}

// Who gives up before it is ordered has no effect; afterwards nobody can say.
func TestCommitGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		commit := failover.Commit{
			Tx: "tx", Limits: failover.DefaultLimits(),
			Order:  func(context.Context) (failover.Delivery, error) { cancel(); return failover.Accepted, nil },
			Report: func(ctx context.Context) (client.Place, error) { <-ctx.Done(); return client.Place{}, ctx.Err() },
			Locate: func(context.Context, string) (client.Place, error) { return client.Place{}, client.ErrNotFound },
		}
		_, err := commit.Run(ctx)
		requireFault(t, client.Unknown, err)
		require.ErrorIs(t, err, context.Canceled)
		_, err = commit.Run(ctx)
		requireFault(t, client.Unavailable, err)
		require.ErrorIs(t, err, context.Canceled)
	})
}

// While a stream of reports goes on, the peers are not asked for a while, and then
// the stream is told of the block that it has not reported.
func TestCommitWhileReportsCome(t *testing.T) {
	t.Parallel()
	type last struct {
		block    uint64
		reported bool
	}
	none := last{}
	for name, row := range map[string]struct {
		before, now last
		after       time.Duration // when the peers are asked
	}{
		"ok/it goes on":               {last{7, true}, last{8, true}, 2 * time.Second},
		"fail/it says nothing":        {last{7, true}, last{7, true}, 1500 * time.Millisecond},
		"fail/it has said nothing":    {none, none, 1500 * time.Millisecond},
		"fail/it has just begun":      {none, last{8, true}, 1500 * time.Millisecond},
		"fail/another took its place": {last{7, true}, none, 1500 * time.Millisecond},
		"fail/it is behind the first": {last{7, true}, last{5, true}, 1500 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				reported := func() (uint64, bool) {
					if time.Since(began) < time.Second {
						return row.before.block, row.before.reported
					}
					return row.now.block, row.now.reported
				}
				var unreported client.Place
				commit := located7(reported, func(place client.Place) { unreported = place })
				_, err := commit.Run(t.Context())
				require.NoError(t, err)
				require.Equal(t, row.after, time.Since(began))
				synctest.Wait()
				require.EqualValues(t, 7, unreported.Block)
			})
		})
	}
	t.Run("fail/it goes on for too long", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			began, block := time.Now(), uint64(0)
			_, err := located7(func() (uint64, bool) { block++; return block, true }, nil).Run(t.Context())
			require.NoError(t, err)
			require.Equal(t, 5*time.Second, time.Since(began))
		})
	})
}

// located7 is a commit that nobody reports, and that is found in block 7 by who asks.
func located7(lastReported func() (uint64, bool), unreported func(client.Place)) failover.Commit {
	return failover.Commit{
		Tx: "tx", Limits: failover.DefaultLimits(), LastReported: lastReported, Unreported: unreported,
		Order:  func(context.Context) (failover.Delivery, error) { return failover.Accepted, nil },
		Report: func(ctx context.Context) (client.Place, error) { <-ctx.Done(); return client.Place{}, ctx.Err() },
		Locate: func(context.Context, string) (client.Place, error) {
			return client.Place{Tx: "tx", Block: 7, Code: client.Valid}, nil
		},
	}
}
