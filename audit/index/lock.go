package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// lockStep is the time after which a lock that another program has is tried again.
const lockStep = 20 * time.Millisecond

// newLock is the lock of an index in SQLite: a file beside it, called the same with .lock
// at its end. Whoever has the index open holds it, shared, so that many may; a rebuild
// holds it alone when it begins, and while it puts the new file in the old one's place.
// SQLite's own locks are on the old file, and do not say that another one has its name now.
func newLock(path string) *flock.Flock {
	return flock.New(path+".lock", flock.SetFlag(os.O_CREATE|os.O_RDWR))
}

// share takes the lock of the index at path together with others, exclude alone, both in
// place of what lock held. After the patience of a writer they fail with INDEX_LOCKED.
func share(ctx context.Context, lock *flock.Flock, path string) error {
	return takeLock(ctx, lock, path, lock.TryRLockContext)
}

func exclude(ctx context.Context, lock *flock.Flock, path string) error {
	return takeLock(ctx, lock, path, lock.TryLockContext)
}

func takeLock(ctx context.Context, lock *flock.Flock, path string, try func(context.Context, time.Duration) (bool, error)) error {
	patient, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := lock.Unlock()
	if err == nil {
		_, err = try(patient, lockStep)
	}
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return newError(Locked, nil, "index", path)
	}
	return fmt.Errorf("lock the index: %w", err)
}
