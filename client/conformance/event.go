package conformance

import (
	"context"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// events has an alliance live while one reader follows, and then reads the chain
// again from other hosts, from its beginning, from its middle, and from where
// somebody stopped.
func (s suite) events(t *testing.T) {
	following, stop := context.WithCancel(testContext(t))
	defer stop()
	height, err := s.observers[1].Height(testContext(t))
	require.NoError(t, err)
	seen := follow(s.observers[1].Events(following, client.Position{Block: height}, client.NoEnd))

	receipts := s.makeEvents(t)
	last := receipts[len(receipts)-1]
	followed := collectUntil(t, seen, last.Tx)
	end := followed[len(followed)-1].Position
	// read is what a host has from a place on until then; others may be at work.
	read := func(t *testing.T, observer int, from client.Position) []client.Event {
		return eventsUpTo(s.read(t, observer, from, last.Block+1), end)
	}
	t.Run("ok/each receipt has its event, in order, in its block", func(t *testing.T) { requireReceipts(t, receipts, followed) })
	t.Run("ok/another host, from the beginning", func(t *testing.T) {
		all := read(t, 2, client.Position{})
		require.NotEmpty(t, all)
		require.Equal(t, followed, eventsFrom(all, followed[0].Position))
		requireOrder(t, all)
	})
	t.Run("ok/from the middle of a block's events on", func(t *testing.T) {
		for _, at := range []int{0, 1, len(followed) / 2, len(followed) - 1} {
			require.Equal(t, followed[at:], eventsFrom(read(t, 0, followed[at].Position), followed[at].Position))
			rest := read(t, 0, followed[at].Next())
			require.Equal(t, followed[at+1:], append([]client.Event{}, rest...), "resumed after %s", followed[at].Position)
		}
	})
	t.Run("ok/each block once, also those without events", func(t *testing.T) { s.blocks(t, height, last.Block) })
	t.Run("ok/an empty range", func(t *testing.T) { require.Empty(t, s.read(t, 0, client.Position{Block: height}, height)) })
	t.Run("fail/given up", func(t *testing.T) {
		stop()
		requireEnd(t, seen)
		beyond, cancel := context.WithCancel(testContext(t))
		defer cancel()
		waiting := follow(s.observers[0].Events(beyond, client.Position{Block: last.Block + 1000}, client.NoEnd))
		time.AfterFunc(100*time.Millisecond, cancel)
		requireEnd(t, waiting)
	})
}

// makeEvents lets things happen, and others not: what is refused, repeated or in
// conflict has no event.
func (s suite) makeEvents(t *testing.T) []client.Receipt {
	one, two := s.connect(t, "eventful-one", 0), s.connect(t, "eventful-two", 1)
	var receipts []client.Receipt
	did := func(m member, transaction membership.Transaction) client.Receipt {
		receipt := s.submit(t, m, transaction)
		receipts = append(receipts, receipt)
		return receipt
	}
	registered := registration(one.id)
	did(one, registered)
	did(two, registration(two.id))
	repeated, err := one.Submit(testContext(t), registered)
	require.NoError(t, err)
	require.True(t, repeated.Repeated)
	_, err = one.Submit(testContext(t), registration(one.id))
	requireCode(t, refusal.IDTaken, err)
	alliance := did(one, membership.FoundAlliance{
		Request: client.NewRequest(), Slug: "eventful-" + s.run, Names: form.Names{"en": "Trial alliance"},
		Founders: []string{one.id}, Charter: bylaws(1, true),
	}).Event.Alliance
	proposal := did(two, membership.Join{Request: client.NewRequest(), Alliance: alliance, Class: "member"}).Event.Proposal
	did(one, endorsement(proposal))
	did(two, membership.Decide{Proposal: proposal})
	s.makeConflicts(t, one)
	did(two, membership.Leave{Request: client.NewRequest(), Alliance: alliance, Reason: "merged"})
	return receipts
}

// makeConflicts adds one key several times at once: one takes effect.
func (s suite) makeConflicts(t *testing.T, m member) {
	argument := func() []byte {
		return encode(t, membership.AddAuthority{
			Request: client.NewRequest(), Host: "elsewhere", Key: strings.Repeat("cd", 32), Role: membership.Delegate,
		})
	}
	members := []member{m, m, m}
	effects := 0
	arguments := [][]byte{argument(), argument(), argument()}
	results := make(chan error, len(members))
	for i := range members {
		go func() { _, err := m.ledger.Submit(testContext(t), "AddAuthority", arguments[i]); results <- err }()
	}
	for range members {
		if err := <-results; err == nil {
			effects++
		}
	}
	require.Equal(t, 1, effects)
}

// observation is what a reader got.
type observation struct {
	event client.Event
	err   error
}

// follow reads in the background.
func follow(events iter.Seq2[client.Event, error]) <-chan observation {
	observations := make(chan observation, 1000)
	go func() {
		defer close(observations)
		for event, err := range events {
			observations <- observation{event, err}
		}
	}()
	return observations
}

// collectUntil takes what a reader is told until the event of a transaction.
func collectUntil(t *testing.T, observations <-chan observation, tx string) []client.Event {
	t.Helper()
	var events []client.Event
	late := time.After(stepLimit)
	for {
		select {
		case one, open := <-observations:
			require.True(t, open, "the events ended")
			require.NoError(t, one.err)
			events = append(events, one.event)
			if one.event.Tx == tx {
				return events
			}
		case <-late:
			require.FailNow(t, "an event did not come", "%s after %d others", tx, len(events))
		}
	}
}

// requireEnd wants the events to end soon, with the word that they were given up.
func requireEnd(t *testing.T, observations <-chan observation) {
	t.Helper()
	var last observation
	late := time.After(5 * time.Second)
	for {
		select {
		case one, open := <-observations:
			if !open {
				require.ErrorIs(t, last.err, context.Canceled)
				return
			}
			last = one
		case <-late:
			require.FailNow(t, "the events do not end")
		}
	}
}

func (s suite) read(t *testing.T, observer int, from client.Position, until uint64) []client.Event {
	t.Helper()
	var events []client.Event
	for event, err := range s.observers[observer].Events(testContext(t), from, until) {
		require.NoError(t, err)
		events = append(events, event)
	}
	return events
}

// eventsFrom is what comes at or after a position.
func eventsFrom(events []client.Event, from client.Position) []client.Event {
	for len(events) > 0 && events[0].Before(from) {
		events = events[1:]
	}
	return events
}

// eventsUpTo is what comes at or before a position.
func eventsUpTo(events []client.Event, end client.Position) []client.Event {
	for i, event := range events {
		if end.Before(event.Position) {
			return events[:i]
		}
	}
	return events
}

func requireOrder(t *testing.T, events []client.Event) {
	t.Helper()
	for i, event := range events {
		require.NotEmpty(t, event.Tx)
		require.Equal(t, event.Tx, event.Event.Tx, "the event is that of its transaction")
		require.NotEmpty(t, event.Event.Type)
		if i > 0 {
			require.True(t, events[i-1].Before(event.Position), "%s, %s", events[i-1].Position, event.Position)
		}
	}
}

// requireReceipts wants an event for each receipt, in order. Others may have been
// at work meanwhile.
func requireReceipts(t *testing.T, receipts []client.Receipt, events []client.Event) {
	t.Helper()
	requireOrder(t, events)
	for _, event := range events {
		require.NotEmpty(t, receipts, "more events than receipts")
		if event.Tx != receipts[0].Tx {
			continue
		}
		require.Equal(t, receipts[0].Block, event.Block)
		require.Equal(t, receipts[0].Event, event.Event)
		receipts = receipts[1:]
	}
	require.Empty(t, receipts, "without an event")
}

func (s suite) blocks(t *testing.T, from, last uint64) {
	next := from
	for block, err := range s.observers[0].ledger.Blocks(testContext(t), from) {
		require.NoError(t, err)
		require.Equal(t, next, block.Number)
		for _, event := range block.Events {
			require.Equal(t, block.Number, event.Block)
		}
		if next++; next > last {
			return
		}
	}
	require.Fail(t, "the blocks ended")
}
