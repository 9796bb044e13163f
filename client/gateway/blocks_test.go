package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"allianceregistry/audit/block/blocktest"
	"allianceregistry/client"
	"allianceregistry/membership"
)

// forged is a chain of so many blocks after the first, each with an event, and the
// ids of their transactions.
func forged(t *testing.T, count int) (blocks [][]byte, txs []string) {
	t.Helper()
	channel := blocktest.NewRaft("industry")
	for i := range count {
		tx := fmt.Sprintf("%064x", i+1)
		event, err := json.Marshal(membership.Event{Schema: 1, Type: "decided", Tx: tx})
		require.NoError(t, err)
		call := channel.Call(channel.Hosts[0], "registry", "Decide")
		call.ID, call.EventName, call.Event = tx, "decided", event
		channel.Append(call.Envelope())
		txs = append(txs, tx)
	}
	return channel.All(), txs
}

// A reader goes from a peer whose stream ends to another, which has all blocks or
// has some to come, and misses none and sees none twice.
func TestBlocks(t *testing.T) {
	t.Parallel()
	blocks, txs := forged(t, 20)
	for name, row := range map[string]struct{ own, other *fakePeer }{
		"ok/own peer":                   {&fakePeer{blocks: blocks}, &fakePeer{}},
		"ok/own peer gone":              {nil, &fakePeer{blocks: blocks}},
		"ok/own peer ends on the way":   {&fakePeer{blocks: blocks, ends: 7}, &fakePeer{blocks: blocks}},
		"ok/the other ends on the way":  {&fakePeer{blocks: blocks}, &fakePeer{blocks: blocks, ends: 12}},
		"ok/own peer from a snapshot":   {&fakePeer{blocks: blocks, first: 11}, &fakePeer{blocks: blocks}},
		"ok/own peer withholds the end": {&fakePeer{blocks: blocks[:9]}, &fakePeer{blocks: blocks}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ledger := openFakesWith(t, 100*time.Millisecond, row.own, row.other)
			if row.other.ends > 0 {
				ledger.peers.MarkFailed(t.Context(), ledger.peers.Own()[0])
			}
			var seen []string
			next := uint64(0)
			for block, err := range ledger.Blocks(within(t), 0) {
				require.NoError(t, err)
				require.Equal(t, next, block.Number)
				for _, event := range block.Events {
					require.Equal(t, client.Position{Block: next}, event.Position)
					seen = append(seen, event.Tx)
				}
				if next++; next == uint64(len(blocks)) {
					break
				}
			}
			require.Equal(t, txs, seen)
		})
	}
}

func TestBlocksEnd(t *testing.T) {
	t.Parallel()
	blocks, _ := forged(t, 3)
	t.Run("fail/nobody answers", func(t *testing.T) {
		t.Parallel()
		for _, err := range openFakes(t, nil, nil).Blocks(within(t), 0) {
			requireFault(t, client.Unavailable, err)
		}
	})
	t.Run("fail/another block than asked for", func(t *testing.T) {
		t.Parallel()
		for _, err := range openFakes(t, &fakePeer{blocks: blocks[1:]}).Blocks(within(t), 0) {
			requireFault(t, client.Failed, err)
		}
	})
	t.Run("fail/closed", func(t *testing.T) {
		t.Parallel()
		ledger := openFakes(t, &fakePeer{blocks: blocks})
		for block, err := range ledger.Blocks(within(t), 0) {
			if err != nil {
				requireFault(t, client.Failed, err)
				break
			}
			if block.Number == 3 {
				go func() { _ = ledger.Close() }()
			}
		}
	})
	t.Run("fail/given up", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
		defer cancel()
		for _, err := range openFakes(t, &fakePeer{blocks: blocks}).Blocks(ctx, 1000) {
			require.ErrorIs(t, err, context.DeadlineExceeded)
		}
	})
}

// One peer's raw blocks come as they are, and nobody's in their place.
func TestPeerBlocks(t *testing.T) {
	t.Parallel()
	blocks, txs := forged(t, 10)
	for name, row := range map[string]struct {
		peer *fakePeer
		from int
		want int // the first block that does not come
		kind client.FaultKind
	}{
		"ok/from the first":        {&fakePeer{blocks: blocks}, 0, 11, ""},
		"ok/from the middle":       {&fakePeer{blocks: blocks}, 5, 11, ""},
		"fail/ends on the way":     {&fakePeer{blocks: blocks, ends: 4}, 0, 4, client.Unavailable},
		"fail/before the snapshot": {&fakePeer{blocks: blocks, first: 3}, 2, 2, client.Failed},
		"fail/another number":      {&fakePeer{blocks: blocks[1:]}, 0, 0, client.Failed},
		"fail/gone":                {nil, 0, 0, client.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings, identity := fakes(t, row.peer)
			peers, err := OpenPeers(settings, identity)
			require.NoError(t, err)
			defer func() { require.NoError(t, closeAll(peers)) }()
			next := row.from
			for raw, err := range peers[0].Blocks(within(t), uint64(row.from)) {
				if err != nil {
					requireFault(t, row.kind, err)
					require.ErrorContains(t, err, fmt.Sprintf("peer.industry, block %d", next))
					break
				}
				require.Equal(t, blocks[next], raw)
				if next++; next == len(blocks) {
					break
				}
			}
			require.Equal(t, row.want, next)
		})
	}
	place, err := placeIn(blocks[4], txs[3])
	require.NoError(t, err)
	require.Equal(t, client.Place{Tx: txs[3], Block: 4, Code: client.Valid}, place)
}

func TestPeerInfo(t *testing.T) {
	t.Parallel()
	blocks, _ := forged(t, 4)
	settings, identity := fakes(t, &fakePeer{blocks: blocks}, refuses())
	peers, err := OpenPeers(settings, identity)
	require.NoError(t, err)
	defer func() { require.NoError(t, closeAll(peers)) }()
	info, err := peers[1].Info(within(t))
	require.NoError(t, err)
	require.Equal(t, Info{Height: 5, Hash: []byte("now"), Previous: []byte("then")}, info)
	require.Equal(t, []string{"peer.academia", "peer.industry"}, []string{peers[0].Name(), peers[1].Name()})
	_, err = peers[0].Ask(within(t), "GetParty", nil)
	require.ErrorIs(t, err, taken, "nobody answers in its place")
}

func TestEventsIn(t *testing.T) {
	t.Parallel()
	blocks, txs := forged(t, 1)
	raw := blocks[1]
	for name, row := range map[string]struct {
		raw  []byte
		of   string
		want int // events; -1: it cannot be read
	}{
		"ok/an event":          {raw, "registry", 1},
		"ok/another chaincode": {raw, "other", 0},
		"ok/without effect":    {blocktest.Edit(raw, func(e *blocktest.Editor) { e.SetCode(0, "MVCC_READ_CONFLICT") }), "registry", 0},
		"ok/a configuration":   {blocks[0], "registry", 0},
		"fail/cut off":         {raw[:len(raw)/2], "registry", -1},
		"fail/empty":           {nil, "registry", -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			read, err := eventsIn(row.raw, row.of)
			if row.want < 0 {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			require.Len(t, read.Events, row.want)
		})
	}
	_, err := placeIn(raw, "00")
	require.ErrorContains(t, err, "does not hold")
	_, err = placeIn(raw[1:], txs[0])
	require.Error(t, err)
	require.False(t, errors.Is(err, client.ErrNotFound))
}

// A peer that does not say how long its chain is, and says so, is alive.
func TestBlocksOfOneThatIsBusy(t *testing.T) {
	t.Parallel()
	blocks, _ := forged(t, 3)
	own, other := &fakePeer{blocks: blocks, gone: status.Error(codes.Unknown, crowded)}, &fakePeer{blocks: blocks}
	ledger := openFakesWith(t, 500*time.Millisecond, own, other) // in which a busy machine answers
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	for block, err := range ledger.Blocks(ctx, 0) {
		if err != nil {
			require.ErrorIs(t, err, context.DeadlineExceeded)
			break
		}
		require.Less(t, block.Number, uint64(len(blocks)))
	}
	require.EqualValues(t, 1, own.read.Load())
	require.Zero(t, other.read.Load())
}
