package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"allianceregistry/client/chain"
)

// Difference is a value that is not what the chain says.
type Difference struct {
	Table string `json:"table"`
	// Key is the row's, column by column.
	Key string `json:"key"`
	// Column is empty where the row is there on one side only.
	Column string `json:"column,omitempty"`
	// Have is what the index has, Want what it was rebuilt to; empty if there is none.
	Have string `json:"have"`
	Want string `json:"want"`
}

// Rebuilt tells what a rebuild came to.
type Rebuilt struct {
	// Height is up to where the rebuilt index goes; it is compared up to the
	// smaller of both heights.
	Height uint64 `json:"height"`
	Have   string `json:"have"`
	Want   string `json:"want"`
	// Differences are the first, by table; none if Have equals Want and the
	// checkpoints are the same.
	Differences []Difference `json:"differences"`
	// Replaced says that the new index is in the old one's place. One in PostgreSQL
	// is not replaced: if it differs, empty its database and follow from block 0.
	Replaced bool `json:"replaced"`
}

// mostDifferences is how many differences of each table are named.
const mostDifferences = 5

// Rebuild builds an index from block 0 beside the one at where, with a fresh
// verifier, compares the two, and puts the new one in its place. The index at
// where must not be open. It goes as far as the old index went, or if there is
// none as far as the sources go.
//
// An index in a file that another program has open is refused with INDEX_LOCKED.
//
// The new one is called the same with .new at its end; one that was left by a
// rebuild which was stopped is thrown away. What is in PostgreSQL is compared with
// an index in a file beside, and stays.
func Rebuild(ctx context.Context, where string, verifier Verifier, sources []chain.Source, progress func(Progress)) (Rebuilt, error) {
	beside, postgres := where+".new", isPostgres(where)
	if postgres {
		dir, err := os.MkdirTemp("", "rebuild")
		if err != nil {
			return Rebuilt{}, fmt.Errorf("rebuild the index: %w", err)
		}
		defer os.RemoveAll(dir)
		beside = filepath.Join(dir, "index")
	}
	if err := errors.Join(unused(ctx, where), remove(beside)); err != nil {
		return Rebuilt{}, err
	}
	old, err := Open(ctx, where)
	if err != nil {
		return Rebuilt{}, err
	}
	fresh, err := Open(ctx, beside)
	if err != nil {
		return Rebuilt{}, errors.Join(err, old.Close())
	}
	rebuilt, err := rebuild(ctx, old, fresh, verifier, sources, progress)
	if err := errors.Join(err, old.Close(), fresh.Close()); err != nil {
		return rebuilt, err
	}
	if postgres {
		return rebuilt, nil
	}
	if err := unused(ctx, where); err != nil {
		return rebuilt, err
	}
	rebuilt.Replaced = true
	return rebuilt, replace(where, beside)
}

// unused refuses a database of SQLite that somebody else has open: its file must not
// be replaced under a writer. SQLite leaves the write-ahead log for the last user only.
func unused(ctx context.Context, where string) error {
	if isPostgres(where) {
		return nil
	}
	x, err := connect(where)
	if err != nil {
		return fmt.Errorf("rebuild the index: %w", err)
	}
	_, err = x.write.ExecContext(ctx, "PRAGMA journal_mode=DELETE")
	if err := errors.Join(err, x.Close()); err != nil {
		return explain(fmt.Errorf("rebuild the index %s: %w", where, err), where)
	}
	return nil
}

// rebuild follows from block 0 to where the old index stands, and compares.
func rebuild(ctx context.Context, old, fresh *Index, verifier Verifier, sources []chain.Source, progress func(Progress)) (Rebuilt, error) {
	at, err := old.Checkpoint(ctx)
	if err != nil {
		return Rebuilt{}, err
	}
	if err := Follow(ctx, fresh, verifier, sources, Options{Until: at.Next, Progress: progress}); err != nil {
		return Rebuilt{}, err
	}
	rebuilt, err := Compare(ctx, old, fresh)
	rebuilt.Height = verifier.Checkpoint().Next
	if err != nil {
		return rebuilt, err
	}
	to, err := fresh.Checkpoint(ctx)
	rebuilt.Differences = append(rebuilt.Differences, standing(at, to)...)
	return rebuilt, err
}

// Compare tells whether two indexes have the same content, and if not names the
// first rows of each table that differ.
func Compare(ctx context.Context, have, want *Index) (Rebuilt, error) {
	var r Rebuilt
	var err error
	at, err := want.Checkpoint(ctx)
	if err != nil {
		return r, err
	}
	r.Height = at.Next
	if r.Have, err = have.Hash(ctx); err != nil {
		return r, err
	}
	if r.Want, err = want.Hash(ctx); err != nil || r.Have == r.Want {
		return r, err
	}
	for _, t := range tables {
		found, err := differ(ctx, have, want, t)
		if err != nil {
			return r, err
		}
		r.Differences = append(r.Differences, found...)
	}
	return r, nil
}

// remove throws a database of SQLite away.
func remove(path string) error {
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove the index: %w", err)
		}
	}
	return nil
}

// replace puts one database in the place of another. Both are closed, so that
// neither has anything left in files beside it.
func replace(path, by string) error {
	if err := remove(path); err != nil {
		return err
	}
	if err := os.Rename(by, path); err != nil {
		return fmt.Errorf("put the new index in its place: %w", err)
	}
	return nil
}
