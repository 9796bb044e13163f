package form

import (
	"fmt"
	"strconv"
	"strings"
)

// Position is an event's place in the chain: its transaction's number in a block, from 0.
// No two events share one, and none ever changes: as text, "BLOCK.INDEX", it is the event's
// id, by which a reader goes on where it stopped and recognizes what it has seen. Nothing
// takes effect at the zero Position, which is in the block that makes the channel.
type Position struct {
	Block uint64 `json:"block"`
	Index int    `json:"index"`
}

// ParsePosition reads an event's id as String writes it and in no other spelling: two ids
// that differ are two events.
func ParsePosition(text string) (Position, error) {
	block, index, _ := strings.Cut(text, ".")
	number, err := strconv.ParseUint(block, 10, 63)
	place, indexErr := strconv.ParseUint(index, 10, 31)
	p := Position{Block: number, Index: int(place)} // #nosec G115 -- 31 bits
	if err != nil || indexErr != nil || p.String() != text {
		return Position{}, fmt.Errorf("%q is not the id of an event, BLOCK.INDEX", text)
	}
	return p, nil
}

// String is BLOCK.INDEX.
func (p Position) String() string { return fmt.Sprintf("%d.%d", p.Block, p.Index) }

// Next is the first position after this one.
func (p Position) Next() Position { return Position{Block: p.Block, Index: p.Index + 1} }

// Before reports whether this position comes before another.
func (p Position) Before(other Position) bool {
	return p.Block < other.Block || p.Block == other.Block && p.Index < other.Index
}
