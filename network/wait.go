package network

import (
	"context"
	"errors"
	"time"

	"allianceregistry/network/words"
)

// waitUntil retries until there is no error, or the time is up, or a process has exited
// that cannot answer any more.
func waitUntil(ctx context.Context, limit time.Duration, late *words.Message, try func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		err := try(ctx)
		if err == nil || errors.Is(err, errExited) {
			return err
		}
		select {
		case <-ctx.Done():
			return words.Of("late", "what", late, "limit", limit, "cause", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
