package index

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"time"

	"allianceregistry/audit/chain"
	"allianceregistry/membership"
)

// lastTimes are how many valid transactions at the end of the chain say what its time is.
const lastTimes = 1000

// KnownUntil is the time up to which the blocks say what happened, by chain.KnownUntil
// of their last valid transactions: what had no effect anybody may have sent. If all of
// these lie ahead of the clock, it is the clock that is wrong. An index without a valid
// transaction has the zero time.
func (x *Index) KnownUntil(ctx context.Context, clock time.Time) (time.Time, error) {
	return x.knownUntil(ctx, maxPlace, clock)
}

// Before is what an index said when it had so many blocks, which must be at least one and no
// more than it has: the hash of the last of them, and KnownUntil.
func (x *Index) Before(ctx context.Context, height uint64, clock time.Time) (hash []byte, until time.Time, err error) {
	if hash, err = x.hashOf(ctx, x.read, height-1); err != nil {
		return nil, time.Time{}, classify(err, x.where)
	}
	until, err = x.knownUntil(ctx, lastPlaceOf(height-1), clock)
	return hash, until, err
}

func (x *Index) knownUntil(ctx context.Context, last int64, clock time.Time) (time.Time, error) {
	times, err := queryRows(ctx, x, func(rows *sql.Rows) (time.Time, error) {
		var at int64
		err := rows.Scan(&at)
		return timeOf(at), err
	}, "SELECT time FROM tx WHERE code = ? AND place <= ? ORDER BY place DESC LIMIT ?", valid, last, lastTimes)
	if err != nil {
		return time.Time{}, err
	}
	times = slices.DeleteFunc(times, time.Time.IsZero)
	slices.Reverse(times)
	if until := chain.KnownUntil(times, clock); !until.IsZero() {
		return until, nil
	}
	return chain.KnownUntil(times, time.Time{}), nil
}

// knownPlace is the last place that a roster knows of.
func (x *Index) knownPlace(ctx context.Context, at string) (int64, error) {
	if at == "" {
		return maxPlace, nil
	}
	if number, err := strconv.ParseUint(at, 10, 40); err == nil {
		return lastPlaceOf(number), nil
	}
	when, err := membership.ParseMoment(at)
	if err != nil {
		return 0, err
	}
	return x.placeKnownBy(ctx, when.UnixMilli())
}

// contradictionLimit is how many more transactions must contradict than support a place in the
// chain so that no later one is looked for: that many odd times are no odd times.
const contradictionLimit = 10_000

// placeKnownBy is the place behind which what is later than a time begins. A transaction's
// time is its sender's word: the place is the one that the fewest transactions
// contradict, those before it that say later, and those behind it that say earlier.
// Of a block that has both nothing is known yet.
func (x *Index) placeKnownBy(ctx context.Context, when int64) (int64, error) {
	first, err := x.firstBlockAt(ctx, when+1)
	if err != nil {
		return 0, err
	}
	best := int64(-1)
	if first > 0 { // nothing before it says later
		best = lastPlaceOf(first - 1)
	}
	rows, err := x.read.QueryContext(ctx, x.dialect.bind(
		"SELECT place, time FROM tx WHERE code = ? AND place > ? ORDER BY place"), valid, best)
	if err != nil {
		return 0, classify(err, x.where)
	}
	defer rows.Close()
	count := agreement{when: when, bestPlace: best}
	for rows.Next() && count.best-count.current < contradictionLimit {
		var place, at int64
		if err := rows.Scan(&place, &at); err != nil {
			return 0, classify(err, x.where)
		}
		count.add(place, at)
	}
	count.end()
	return count.bestPlace, classify(rows.Err(), x.where)
}

// agreement counts, block by block, how many more transactions up to a place say that
// they are of a time or earlier than say that they are later.
type agreement struct {
	when          int64
	current, best int
	bestPlace     int64 // the place of most, the first of them
	last          int64 // place of the block that is counted
	later         bool  // the last transaction of that block says that it is later
}

func (a *agreement) add(place, at int64) {
	if block := lastPlaceOf(versionOf(place).Block); block != a.last {
		a.end()
		a.last = block
	}
	a.later = at > a.when
	if a.later {
		a.current--
	} else {
		a.current++
	}
}

func (a *agreement) end() {
	if a.current > a.best && !a.later {
		a.best, a.bestPlace = a.current, a.last
	}
}
