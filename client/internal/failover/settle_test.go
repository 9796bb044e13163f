package failover_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
	"allianceregistry/membership/refusal"
)

// Peers that do not agree are asked three times. Then most of them decide, by an
// endorsement that satisfies the policy, or by a refusal.
func TestSettle(t *testing.T) {
	t.Parallel()
	taken := &refusal.Error{Code: refusal.IDTaken}
	disagree := failover.NewFault(client.Propose, client.Conflict, "tx", failover.Disagreement(taken))
	gone := failover.NewFault(client.Propose, client.Unavailable, "tx", context.DeadlineExceeded)
	agreed := []failover.Result{gave("a", "y", 7), gave("b", "x", 7), gave("c", "x", 7)}
	divided := []failover.Result{gave("a", "y", 7), gave("b", "x", 7)}
	for name, row := range map[string]struct {
		said     []error // by the peers, one attempt after the other
		results  []failover.Result
		enough   bool // hosts agree for the policy
		endorsed string
		outvoted []string
		err      error
		attempts int
	}{
		"ok/at once":               {said: []error{nil}, endorsed: "endorsed", attempts: 1},
		"ok/one was behind":        {said: []error{disagree, nil}, endorsed: "endorsed", attempts: 2},
		"ok/it was behind twice":   {said: []error{disagree, disagree, nil}, endorsed: "endorsed", attempts: 3},
		"ok/it is outvoted":        {said: []error{disagree, disagree, disagree}, results: agreed, enough: true, endorsed: "x by [b c]", outvoted: []string{"a"}, attempts: 3},
		"refused/at once":          {said: []error{taken}, err: taken, attempts: 1},
		"refused/by most":          {said: []error{disagree, disagree, disagree}, results: []failover.Result{gave("a", "x", 7), refused("b", taken.Code, 7), refused("c", taken.Code, 7)}, outvoted: []string{"a"}, err: taken, attempts: 3},
		"fail/nobody is there":     {said: []error{gone}, err: gone, attempts: 1},
		"fail/then nobody":         {said: []error{disagree, gone}, err: gone, attempts: 2},
		"fail/nobody agrees":       {said: []error{disagree, disagree, disagree}, results: divided, enough: true, err: disagree, attempts: 3},
		"fail/nobody has a result": {said: []error{disagree, disagree, disagree}, enough: true, err: disagree, attempts: 3},
		"fail/too few agree":       {said: []error{disagree, disagree, disagree}, results: agreed, err: disagree, attempts: 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				attempts := 0
				endorsed, outvoted, err := failover.Settle(t.Context(), "tx",
					func(context.Context) (string, error) {
						err := row.said[attempts]
						attempts++
						if err != nil {
							return "", err
						}
						return "endorsed", nil
					},
					func(context.Context) []failover.Result { return row.results },
					func(_ context.Context, agreed failover.Agreement) (string, bool) {
						return fmt.Sprintf("%s by %v", agreed.Payload, agreed.Hosts), row.enough
					})
				require.Equal(t, row.attempts, attempts)
				require.Equal(t, row.outvoted, outvoted)
				if row.err == nil {
					require.NoError(t, err)
					require.Equal(t, row.endorsed, endorsed)
					return
				}
				require.Empty(t, endorsed)
				if denied := new(refusal.Error); row.err == error(taken) {
					require.ErrorAs(t, err, &denied)
					require.Equal(t, taken.Code, denied.Code)
					return
				}
				require.Equal(t, row.err, err)
				require.NotErrorAs(t, err, new(*refusal.Error), "a conflict must not look like a refusal")
			})
		})
	}
}

func TestSettleGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		_, _, err := failover.Settle(ctx, "tx",
			func(context.Context) (string, error) { return "", failover.Disagreement() },
			func(context.Context) []failover.Result { panic("too late") },
			func(context.Context, failover.Agreement) (string, bool) { panic("too late") })
		require.Equal(t, "tx", requireFault(t, client.Unavailable, err).Tx)
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

func TestDisagreement(t *testing.T) {
	t.Parallel()
	taken, stale := &refusal.Error{Code: refusal.IDTaken}, &refusal.Error{Code: refusal.SealStale}
	for _, err := range []error{failover.Disagreement(), failover.Disagreement(taken), failover.Disagreement(taken, stale)} {
		require.ErrorIs(t, err, failover.ErrDisagree)
		require.NotErrorAs(t, err, new(*refusal.Error))
	}
	require.ErrorContains(t, failover.Disagreement(taken, stale), string(taken.Code))
	require.ErrorContains(t, failover.Disagreement(taken, stale), string(stale.Code))
}
