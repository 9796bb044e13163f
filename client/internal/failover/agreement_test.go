package failover_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/internal/failover"
	"allianceregistry/membership/refusal"
)

func gave(host, payload string, height uint64) failover.Result {
	return failover.Result{Host: host, Payload: []byte(payload), Height: height}
}

func refused(host string, code refusal.Code, height uint64) failover.Result {
	return failover.Result{Host: host, Refusal: &refusal.Error{Code: code}, Height: height}
}

// What most hosts come to counts, if two do, and who comes to something else is named. A
// refusal is a result by its code, if who refuses is not behind.
func TestAgree(t *testing.T) {
	t.Parallel()
	const taken, stale = refusal.IDTaken, refusal.SealStale
	for name, row := range map[string]struct {
		results  []failover.Result
		payload  string
		refusal  refusal.Code
		hosts    []string
		outvoted []string
		behind   bool
	}{
		"ok/all endorse": {
			results: []failover.Result{gave("a", "x", 7), gave("b", "x", 7), gave("c", "x", 7)},
			payload: "x", hosts: []string{"a", "b", "c"},
		},
		"ok/one comes to another result": {
			results: []failover.Result{gave("a", "y", 7), gave("b", "x", 7), gave("c", "x", 7)},
			payload: "x", hosts: []string{"b", "c"}, outvoted: []string{"a"},
		},
		"ok/one refuses": {
			results: []failover.Result{refused("a", taken, 7), gave("b", "x", 7), gave("c", "x", 7)},
			payload: "x", hosts: []string{"b", "c"}, outvoted: []string{"a"},
		},
		"ok/two of five, each in its own way": {
			results: []failover.Result{gave("a", "y", 7), refused("b", taken, 7), gave("c", "x", 7), gave("d", "x", 7), gave("e", "x", 7)},
			payload: "x", hosts: []string{"c", "d", "e"}, outvoted: []string{"a", "b"},
		},
		"ok/who refuses is behind": {
			results: []failover.Result{gave("a", "x", 9), gave("b", "x", 9), refused("c", taken, 7), refused("d", taken, 7), refused("e", taken, 7)},
			payload: "x", hosts: []string{"a", "b"}, outvoted: []string{"c", "d", "e"},
		},
		"ok/one's peers contradict each other": {
			results: []failover.Result{gave("a", "y", 7), gave("a", "x", 7), gave("b", "x", 7), gave("c", "x", 7)},
			payload: "x", hosts: []string{"b", "c"}, outvoted: []string{"a"},
		},
		"ok/one's second peer is behind": {
			results: []failover.Result{gave("a", "x", 9), gave("a", "y", 7), gave("b", "x", 9)},
			payload: "x", hosts: []string{"a", "b"},
		},
		"ok/one's second peer is behind, and refuses": {
			results: []failover.Result{refused("a", taken, 7), gave("a", "x", 9), gave("b", "x", 9)},
			payload: "x", hosts: []string{"a", "b"},
		},
		"refused/one's peers contradict each other": {
			results: []failover.Result{gave("a", "x", 7), refused("a", taken, 7), refused("b", taken, 7), refused("c", taken, 7)},
			refusal: taken, hosts: []string{"b", "c"}, outvoted: []string{"a"},
		},
		"refused/by all": {
			results: []failover.Result{refused("a", taken, 7), refused("b", taken, 7)},
			refusal: taken, hosts: []string{"a", "b"},
		},
		"refused/one endorses": {
			results: []failover.Result{gave("a", "x", 7), refused("b", taken, 7), refused("c", taken, 7)},
			refusal: taken, hosts: []string{"b", "c"}, outvoted: []string{"a"},
		},
		"refused/one refuses otherwise": {
			results: []failover.Result{refused("a", stale, 7), refused("b", taken, 7), refused("c", taken, 7)},
			refusal: taken, hosts: []string{"b", "c"}, outvoted: []string{"a"},
		},
		"refused/two of five endorse": {
			results: []failover.Result{gave("a", "x", 7), gave("b", "x", 7), refused("c", taken, 7), refused("d", taken, 7), refused("e", taken, 7)},
			refusal: taken, hosts: []string{"c", "d", "e"}, outvoted: []string{"a", "b"},
		},
		"refused/who endorses says that its chain is longer": {
			results: []failover.Result{gave("a", "x", 1_000_000), refused("b", taken, 7), refused("c", taken, 7)},
			refusal: taken, hosts: []string{"b", "c"}, outvoted: []string{"a"}, behind: true,
		},
		"fail/who refuses is behind": {
			results: []failover.Result{gave("a", "x", 9), refused("b", taken, 9), refused("c", taken, 7)},
		},
		"fail/who refuses does not say how long its chain is": {
			results: []failover.Result{gave("a", "x", 9), refused("b", taken, 9), refused("c", taken, 0)},
		},
		"fail/as many endorse, each in its own way": {
			results: []failover.Result{gave("a", "x", 7), gave("b", "y", 7), refused("c", taken, 7), refused("d", taken, 7)},
		},
		"fail/each refuses otherwise":  {results: []failover.Result{gave("a", "x", 7), refused("b", taken, 7), refused("c", stale, 7)}},
		"fail/each comes to its own":   {results: []failover.Result{gave("a", "x", 7), gave("b", "y", 7), gave("c", "z", 7)}},
		"fail/two against two":         {results: []failover.Result{gave("a", "x", 7), gave("b", "x", 7), gave("c", "y", 7), gave("d", "y", 7)}},
		"fail/one against one":         {results: []failover.Result{gave("a", "x", 7), gave("b", "y", 7)}},
		"fail/two peers of one host":   {results: []failover.Result{gave("a", "x", 7), gave("a", "x", 7), gave("b", "y", 7)}},
		"fail/one host's peers refuse": {results: []failover.Result{refused("a", taken, 7), refused("a", taken, 7), gave("b", "x", 7)}},
		"fail/one's peers contradict each other": {
			results: []failover.Result{gave("a", "x", 7), gave("a", "y", 7), gave("b", "x", 7), refused("c", taken, 7)},
		},
		"fail/one's peers endorse and refuse": {
			results: []failover.Result{gave("a", "x", 7), refused("a", taken, 7), refused("b", taken, 7)},
		},
		"fail/one's longer chain comes to its own": {
			results: []failover.Result{gave("a", "x", 7), gave("a", "y", 1_000_000), gave("b", "x", 7)},
		},
		"fail/nobody comes to a result":  {},
		"fail/one alone comes to result": {results: []failover.Result{gave("a", "x", 7)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, found := failover.Agree(row.results)
			require.Equal(t, row.hosts != nil, found)
			if !found {
				return
			}
			require.Equal(t, row.payload, string(got.Payload))
			if row.refusal == "" {
				require.Nil(t, got.Refusal)
			} else {
				require.Equal(t, row.refusal, got.Refusal.Code)
			}
			require.Equal(t, row.hosts, got.Hosts)
			require.Equal(t, row.outvoted, got.Outvoted)
			require.Equal(t, row.behind, got.Behind)
		})
	}
}

// Those who refuse have some time to become as long as one host says that it is, and no
// more.
func TestOutvoteWaitsForThoseThatRefuse(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		claims  uint64
		asked   int
		refusal refusal.Code
	}{
		"ok/they catch up, and endorse": {claims: 9, asked: 3},
		"ok/it is not so":               {claims: 1_000_000, asked: 6, refusal: refusal.IDTaken},
		"ok/they are not behind":        {claims: 7, asked: 1, refusal: refusal.IDTaken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				asked := 0
				got, found := failover.Outvote(t.Context(), func(context.Context) []failover.Result {
					asked++
					height := uint64(6 + asked)
					if row.claims == 9 && height == 9 {
						return []failover.Result{gave("a", "x", 9), gave("b", "x", 9), gave("c", "x", 9)}
					}
					return []failover.Result{
						gave("a", "x", row.claims), refused("b", refusal.IDTaken, height), refused("c", refusal.IDTaken, height),
					}
				})
				require.True(t, found)
				require.Equal(t, row.asked, asked)
				if row.refusal == "" {
					require.Nil(t, got.Refusal)
					return
				}
				require.Equal(t, row.refusal, got.Refusal.Code)
				require.Equal(t, []string{"a"}, got.Outvoted)
			})
		})
	}
	given, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, found := failover.Outvote(given, func(context.Context) []failover.Result { return nil })
	require.False(t, found)
}
