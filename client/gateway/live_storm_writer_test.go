//go:build live

package gateway_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/client"
	"allianceregistry/client/gateway"
	"allianceregistry/membership"
)

// stormWriter is a party that states claims about itself, one after the other, each
// under a key of its own so that each can be counted.
type stormWriter struct {
	*client.Client
	id   string
	sent []stormWrite
}

// stormWrite is what became of one write.
type stormWrite struct {
	request string
	began   time.Time
	took    time.Duration
	again   bool // it repeats the request before
	receipt client.Receipt
	err     error
}

const (
	// writeLimit is the time in which a write must have succeeded: a storm leaves
	// nobody without a majority for as long.
	writeLimit = 4 * time.Minute
	// repeatEach says that each so manieth request is sent once more when it has
	// been acknowledged.
	repeatEach = 12
)

func newStormWriters(t *testing.T, count int) []*stormWriter {
	t.Helper()
	hosts := (world{}).Hosts()
	var writers []*stormWriter
	for i := range count {
		id := newID(hosts[i%len(hosts)])
		w := &stormWriter{Client: client.New(open(t, enrolled(t, id))), id: id}
		_, err := w.Submit(within(t), registration())
		require.NoError(t, err)
		writers = append(writers, w)
	}
	return writers
}

func (w *stormWriter) writeUntil(until time.Time) {
	for time.Now().Before(until) {
		request := client.NewRequest()
		w.write(request, false)
		if last := w.sent[len(w.sent)-1]; last.err == nil && len(w.sent)%repeatEach == 0 {
			w.write(request, true)
		}
	}
}

func (w *stormWriter) write(request string, again bool) {
	ctx, cancel := context.WithTimeout(context.Background(), writeLimit)
	defer cancel()
	one := stormWrite{request: request, began: time.Now(), again: again}
	one.receipt, one.err = w.Submit(ctx, membership.StateClaim{
		Request: request, About: w.id, What: "trial", Value: request, Source: "this test",
	})
	one.took = time.Since(one.began)
	w.sent = append(w.sent, one)
}

// held tells for each peer how often it has each claim of the writer's.
func (w *stormWriter) held(t *testing.T, all []*gateway.Peer) []map[string]int {
	t.Helper()
	var held []map[string]int
	for _, from := range all {
		counts := map[string]int{}
		for bookmark, more := "", true; more; more = bookmark != "" {
			argument, err := json.Marshal(membership.ListClaims{About: w.id, Size: membership.MaxPage, Bookmark: bookmark})
			require.NoError(t, err)
			answer, err := from.Ask(within(t), membership.ListClaims{}.Name(), argument)
			require.NoError(t, err)
			var page membership.Claims
			require.NoError(t, json.Unmarshal(answer, &page))
			for _, each := range page.Claims {
				counts[each.Claim.Value]++
			}
			bookmark = page.Next
		}
		held = append(held, counts)
	}
	return held
}

// requireAudited verifies and replays each peer's whole chain, finds nothing, and
// finds that what the peer answers is what comes of it. It returns the transactions
// that made each claim.
func requireAudited(t *testing.T, all []*gateway.Peer, height uint64) map[string][]string {
	t.Helper()
	printed, err := network("genesis")
	require.NoError(t, err)
	hash, _, _ := strings.Cut(string(printed), "\n")
	root, err := hex.DecodeString(hash)
	require.NoError(t, err)
	of := settings(t, "industry")
	var took map[string][]string
	for _, from := range all {
		reader := replay.NewReader(chain.New(root, of.Channel), []chain.Source{from}, of.Chaincode, nil)
		require.NoError(t, reader.Read(t.Context(), height), from.Name())
		state, err := replay.CompareState(t.Context(), reader.Replay(), from)
		require.NoError(t, err)
		require.Empty(t, slices.Concat(reader.Findings(), reader.Replay().Findings(), state.Findings), from.Name())
		require.Equal(t, height, state.Height, from.Name())
		made := claimsMade(reader.Replay())
		if took == nil {
			took = made
		}
		require.Equal(t, took, made, from.Name())
	}
	return took
}

// claimsMade are the valid transactions that made claims, by the claims' ids. One
// that repeats a request makes none.
func claimsMade(r *replay.Replay) map[string][]string {
	made := map[string][]string{}
	for _, step := range r.Steps() {
		if step.Event != nil && step.Event.Type == membership.ClaimStated && step.Event.Tx == step.Tx {
			made[step.Event.Claim] = append(made[step.Event.Claim], step.Tx)
		}
	}
	return made
}
