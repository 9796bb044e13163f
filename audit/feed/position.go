package feed

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Position is an event's place in the chain: its transaction's number in a block, from
// 0. Nothing takes effect at the zero Position, which is in the block that makes the
// channel.
type Position struct {
	Block uint64 `json:"block"`
	Index int    `json:"index"`
}

// ParsePosition reads an event's id, BLOCK.INDEX, as String writes it and in no other
// spelling: two ids that differ are two events.
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

// Before reports whether this position comes before another.
func (p Position) Before(other Position) bool {
	return p.Block < other.Block || p.Block == other.Block && p.Index < other.Index
}

// endOf is behind everything that a block can hold.
func endOf(block uint64) Position { return Position{Block: block, Index: math.MaxInt32} }
