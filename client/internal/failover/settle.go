package failover

import (
	"context"
	"errors"
	"fmt"
	"time"

	"allianceregistry/client"
	"allianceregistry/membership/refusal"
)

// ErrDisagree says that peers run the same proposal and come to different results.
var ErrDisagree = errors.New("the peers do not agree: one is behind the others")

// Peers that do not agree are asked so many times, with such a pause: usually one of
// them has yet to commit the last block.
const (
	settleAttempts = 3
	settlePause    = 80 * time.Millisecond
)

// Settle has a transaction endorsed, again while the peers do not agree. Where they
// still do not, all are asked for their results: it is endorsed by the hosts that agree,
// if they satisfy the channel's policy, or refused as they refuse. The hosts that came to
// another result are returned, with a refusal too. The error is the disagreement, if no
// hosts agree, or too few.
func Settle[T any](ctx context.Context, tx string, endorse func(context.Context) (T, error),
	results func(context.Context) []Result, endorseBy func(context.Context, Agreement) (T, bool),
) (endorsed T, outvoted []string, err error) {
	for attempt := 1; ; attempt++ {
		endorsed, err = endorse(ctx)
		if !errors.Is(err, ErrDisagree) {
			return endorsed, nil, err
		}
		if attempt == settleAttempts {
			break
		}
		if !Pause(ctx, settlePause) {
			return endorsed, nil, NewFault(client.Propose, client.Unavailable, tx, ctx.Err())
		}
	}
	agreement, found := Outvote(ctx, results)
	if !found {
		return endorsed, nil, err
	}
	if agreement.Refusal != nil {
		return endorsed, agreement.Outvoted, agreement.Refusal
	}
	agreed, enough := endorseBy(ctx, agreement)
	if !enough {
		return endorsed, nil, err
	}
	return agreed, agreement.Outvoted, nil
}

// Disagreement is why peers that do not agree are asked again. Their refusals are quoted
// only, so that nobody takes the fault that comes of it for a refusal.
func Disagreement(refusals ...*refusal.Error) error {
	switch len(refusals) {
	case 0:
		return ErrDisagree
	case 1:
		return fmt.Errorf("%w: one says %v", ErrDisagree, refusals[0])
	}
	return fmt.Errorf("%w: %v, %v", ErrDisagree, refusals[0], refusals[1])
}
