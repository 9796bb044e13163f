package failover_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/internal/failover"
)

func names(peers []*fakePeer) []string {
	var names []string
	for _, peer := range peers {
		names = append(names, peer.Name())
	}
	return names
}

func TestPool(t *testing.T) {
	t.Parallel()
	a1, a2 := &fakePeer{host: "academia"}, &fakePeer{host: "academia"}
	own, other := &fakePeer{host: "industry"}, &fakePeer{host: "association"}
	pool := failover.NewPool("industry", []*fakePeer{a1, other, own, a2})
	require.Equal(t, []*fakePeer{own, a1, other, a2}, pool.All(), "the own host's first")
	require.Equal(t, []*fakePeer{own}, pool.Own())
	require.True(t, pool.IsOwn(own))
	require.False(t, pool.IsOwn(a1))
	require.Equal(t, []string{"industry", "academia", "association"}, pool.Hosts())
	require.Equal(t, []*fakePeer{a1, a2}, pool.Of("academia"))
	require.Empty(t, pool.Of("elsewhere"))

	pool.MarkFailed(t.Context(), a1)
	own.broken = true
	require.Equal(t, []*fakePeer{other, a2, own, a1}, pool.Ordered(), "those that failed last")
	require.Equal(t, []*fakePeer{other, a2}, pool.HealthyPeers())
	require.Equal(t, []*fakePeer{a2, a1}, pool.Of("academia"))
	require.Same(t, other, pool.Best())
	own.broken = false
	require.Same(t, own, pool.Best(), "its connection came back")
	pool.MarkHealthy(a1)
	require.True(t, pool.Healthy(a1))

	foreign := failover.NewPool("elsewhere", []*fakePeer{a1, other})
	require.Empty(t, foreign.Own())
	require.Equal(t, []string{"peer.academia", "peer.association"}, names(foreign.Ordered()))
	require.Equal(t, []string{"A", "B"}, failover.AskAll([]string{"a", "b"}, func(name string) string { return string(name[0] - 'a' + 'A') }))
}

// A peer that failed is left alone for as long as it costs to ask it again.
func TestCooldown(t *testing.T) {
	t.Parallel()
	const well = time.Duration(0)
	for name, row := range map[string]struct {
		verdict       failover.Verdict
		silent        bool // its time was over
		givenUp       bool // by the caller
		wantsCooldown time.Duration
	}{
		"ok/endorsed":              {failover.Endorsed, false, false, well},
		"ok/refused":               {failover.Refused, false, false, well},
		"ok/rejected":              {failover.Rejected, false, false, well},
		"ok/busy":                  {failover.Busy, false, false, well},
		"ok/endorsed late":         {failover.Endorsed, true, false, well},
		"ok/the caller gave up":    {failover.Down, true, true, well},
		"fail/gone":                {failover.Down, false, false, 2 * time.Second},
		"fail/chaincode down":      {failover.ChaincodeDown, false, false, 5 * time.Second},
		"fail/silent":              {failover.Down, true, false, 30 * time.Second},
		"fail/its chaincode hangs": {failover.ChaincodeDown, true, false, 30 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				pool := failover.NewPool("industry", []*fakePeer{{host: "industry"}, {host: "academia"}})
				peer, neighbour := pool.All()[0], pool.All()[1]
				ended, end := context.WithCancel(t.Context())
				end()
				ctx, request := t.Context(), t.Context()
				if row.givenUp {
					ctx = ended
				}
				if row.silent {
					request = ended
				}
				pool.MarkAnswer(ctx, request, peer, row.verdict)
				require.True(t, pool.Healthy(neighbour))
				require.Equal(t, row.wantsCooldown == well, pool.Healthy(peer))
				if row.wantsCooldown == well {
					return
				}
				time.Sleep(row.wantsCooldown - time.Millisecond)
				require.False(t, pool.Healthy(peer))
				time.Sleep(time.Millisecond)
				require.True(t, pool.Healthy(peer))
			})
		})
	}
}

// A stream that broke is a peer's fault, unless the caller left.
func TestMarkFailed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pool := failover.NewPool("industry", []*fakePeer{{host: "industry"}})
		peer := pool.Best()
		ended, end := context.WithCancel(t.Context())
		end()
		pool.MarkFailed(ended, peer)
		require.True(t, pool.Healthy(peer))
		pool.MarkFailed(t.Context(), peer)
		require.False(t, pool.Healthy(peer))
		time.Sleep(2 * time.Second)
		require.True(t, pool.Healthy(peer))
	})
}
