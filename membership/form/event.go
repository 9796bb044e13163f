package form

import (
	"fmt"
	"strconv"
	"strings"
)

// EventID is an event's place in the chain: its transaction's number in a block, from 0.
// No two events share one, and none ever changes: as text, "BLOCK.INDEX", it is the event's
// id, by which a reader goes on where it stopped and recognizes what it has seen. Nothing
// takes effect at the zero EventID, which is in the block that makes the channel.
type EventID struct {
	Block uint64 `json:"block"`
	Index int    `json:"index"`
}

// ParseEventID reads an event's id as String writes it and in no other spelling: two ids
// that differ are two events.
func ParseEventID(text string) (EventID, error) {
	block, index, _ := strings.Cut(text, ".")
	number, err := strconv.ParseUint(block, 10, 63)
	place, indexErr := strconv.ParseUint(index, 10, 31)
	e := EventID{Block: number, Index: int(place)} // #nosec G115 -- 31 bits
	if err != nil || indexErr != nil || e.String() != text {
		return EventID{}, fmt.Errorf("%q is not the id of an event, BLOCK.INDEX", text)
	}
	return e, nil
}

// String is BLOCK.INDEX.
func (e EventID) String() string { return fmt.Sprintf("%d.%d", e.Block, e.Index) }

// Next is the first id after this one.
func (e EventID) Next() EventID { return EventID{Block: e.Block, Index: e.Index + 1} }

// Before reports whether this event comes before another.
func (e EventID) Before(other EventID) bool {
	return e.Block < other.Block || e.Block == other.Block && e.Index < other.Index
}
