package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// A file beside an index in SQLite, called the same with .lock at its end, is
// locked by whoever has the index open: shared, so that many may; alone by a
// rebuild when it begins, and while it puts the new file in the old one's place.
// SQLite's own locks are on the old file, and do not say that another one has its
// name now.
const (
	sharedLock    = syscall.LOCK_SH
	exclusiveLock = syscall.LOCK_EX
)

// lockStep is the time after which a lock that another program has is tried again.
const lockStep = 20 * time.Millisecond

// lockFile takes the lock of an index; closing the file gives it back.
func lockFile(ctx context.Context, path string, how int) (*os.File, error) {
	file, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600) // #nosec G304 -- beside the index
	if err != nil {
		return nil, fmt.Errorf("lock the index: %w", err)
	}
	if err := changeLock(ctx, file, path, how); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// changeLock waits for a lock, or for another kind of it, until patience ends; then it is
// INDEX_LOCKED.
func changeLock(ctx context.Context, file *os.File, path string, how int) error {
	for until := time.Now().Add(patience); ; {
		err := syscall.Flock(int(file.Fd()), how|syscall.LOCK_NB)
		if err == nil {
			return nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			return fmt.Errorf("lock the index: %w", err)
		}
		if time.Now().After(until) {
			return newError(Locked, nil, "index", path)
		}
		if err := sleep(ctx, lockStep); err != nil {
			return err
		}
	}
}
