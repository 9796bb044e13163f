package memledger_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/memledger"
)

// A block keeps all its transactions in their order, with what became of each.
func TestBlock(t *testing.T) {
	t.Parallel()
	l := memledger.New()
	first, grown := l.Block(0)
	require.Empty(t, first)
	require.Nil(t, grown, "block 0 is there from the beginning")
	first, grown = l.Block(1)
	require.Empty(t, first)
	emitting, late := write(t, l, "a", key("1")), write(t, l, "b", key("2"))
	get(t, late, key("1"))
	require.NoError(t, emitting.Emit(membership.Event{Type: "Trial"}))
	l.Commit(emitting, late, write(t, l, "a"))
	select {
	case <-grown:
	default:
		require.Fail(t, "whoever waits is not told that the chain has grown")
	}
	first, grown = l.Block(1)
	require.Nil(t, grown)
	require.Equal(t, []memledger.Transaction{
		{ID: "a", Place: memledger.Place{Block: 1, Code: memledger.Valid, Event: &membership.Event{Type: "Trial"}}},
		{ID: "b", Place: memledger.Place{Block: 1, Code: memledger.MVCCConflict}},
		{ID: "a", Place: memledger.Place{Block: 1, Code: memledger.DuplicateID}},
	}, first)
}
