package network

import (
	"context"
	"errors"
	"time"

	"allianceregistry/network/words"
)

// waitUntil asks again and again until the answer is no error, or the time is
// up, or a process has ended that cannot answer any more.
func waitUntil(ctx context.Context, limit time.Duration, what *words.Message, ask func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		err := ask(ctx)
		if err == nil || errors.Is(err, errEnded) {
			return err
		}
		select {
		case <-ctx.Done():
			return words.Of("late", "what", what, "limit", limit, "cause", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
