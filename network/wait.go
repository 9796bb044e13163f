package network

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// waitUntil asks again and again until the answer is no error, or the time is
// up, or a process has ended that cannot answer any more.
func waitUntil(ctx context.Context, limit time.Duration, what string, ask func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		err := ask(ctx)
		if err == nil || errors.Is(err, errEnded) {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s within %s: %w", what, limit, err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
