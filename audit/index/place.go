package index

import (
	"fmt"
	"math"
	"time"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
)

// Origin is the transaction that a row comes from.
type Origin struct {
	chain.Place
	// Code is Fabric's validation code: VALID, or why it had no effect.
	Code string `json:"code"`
	// Time is the transaction's own, which its sender wrote.
	Time time.Time `json:"time"`
}

// indexBits is how many bits of a stored place number the transactions of one
// block: over a million, where a block of a few bytes each has fewer.
const indexBits = 20

// never stands for no end: of a period, a record, or a transaction without time.
const never = math.MaxInt64

// maxPlace is behind all places that were recorded, and before never.
const maxPlace = never - 1

// placeOf is a place as one number, so that one column orders and continues.
func placeOf(number uint64, index int) (int64, error) {
	if number >= 1<<(63-indexBits) || index < 0 || index >= 1<<indexBits {
		return 0, fmt.Errorf("block %d has a transaction %d: more than an index can number", number, index)
	}
	return int64(number)<<indexBits | int64(index), nil
}

// lastPlaceOf is the last place that block can have.
func lastPlaceOf(number uint64) int64 { return int64(number)<<indexBits | (1<<indexBits - 1) }

func versionOf(place int64) block.Version {
	return block.Version{Block: uint64(place) >> indexBits, Index: uint64(place) & (1<<indexBits - 1)}
}

// newOrigin is the Origin of a row.
func newOrigin(place int64, tx, code string, at int64) Origin {
	v := versionOf(place)
	return Origin{Place: chain.Place{Block: v.Block, Index: int(v.Index), Tx: tx}, Code: code, Time: timeOf(at)}
}

// millis writes a time for the database; no time is 0.
func millis(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMilli()
}

func timeOf(at int64) time.Time {
	if at == 0 || at == never {
		return time.Time{}
	}
	return time.UnixMilli(at).UTC()
}
