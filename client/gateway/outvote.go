package gateway

import (
	"context"
	"slices"
	"time"
)

// outvotePause is how long a peer that does not agree with the others has to catch up,
// after it was asked as often as is due.
const outvotePause = 500 * time.Millisecond

// outvote has a transaction endorsed by all hosts but one, the own one left out first,
// then each other, until those that remain agree: a host whose peer is far behind or not
// honest keeps nobody from writing. It is with two other hosts at least. The error is the
// one that was given, if that cannot be had.
func (l *Ledger) outvote(ctx context.Context, name string, argument []byte, divided error) (prepared, error) {
	hosts := l.Hosts()
	if len(hosts) < 3 {
		return prepared{}, divided
	}
	select {
	case <-ctx.Done():
		return prepared{}, divided
	case <-time.After(outvotePause):
	}
	for _, odd := range hosts {
		others := slices.DeleteFunc(slices.Clone(hosts), func(host string) bool { return host == odd })
		if made, agreed := l.endorseBy(ctx, others, name, argument); agreed {
			made.apart = []string{odd}
			return made, nil
		}
	}
	return prepared{}, divided
}

// endorseBy has a transaction endorsed by all of these hosts, through the peer of one of
// them. It tells whether they did.
func (l *Ledger) endorseBy(ctx context.Context, hosts []string, name string, argument []byte) (prepared, bool) {
	for _, peer := range l.ordered() {
		if !slices.Contains(hosts, peer.endpoint.MSPID) || ctx.Err() != nil {
			continue
		}
		switch made, got := peer.endorse(ctx, name, argument, hosts...); got.verdict {
		case endorsed:
			return made, true
		case divided, refused:
			return prepared{}, false
		}
	}
	return prepared{}, false
}
