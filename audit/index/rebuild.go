package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"allianceregistry/audit/chain"
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

// Rebuilt is what a rebuild came to.
type Rebuilt struct {
	// Height is up to where the rebuilt index goes; it is compared up to the
	// smaller of both heights.
	Height uint64 `json:"height"`
	Have   string `json:"have"`
	Want   string `json:"want"`
	// Differences are the first, by table; none if Have equals Want and the
	// checkpoints are the same.
	Differences []Difference `json:"differences"`
	// Damaged says that the old index's file was changed on the disk so that it could
	// not be read: what else differs is not known.
	Damaged bool `json:"damaged,omitempty"`
	// Replaced says that the new index is in the old one's place. One in PostgreSQL
	// is not replaced: if it differs, empty its database and follow from block 0.
	Replaced bool `json:"replaced"`
}

// maxDifferences is how many differences of each table are named.
const maxDifferences = 5

// Rebuild builds an index from block 0 beside the one at where, with a fresh
// verifier, compares the two, and puts the new one in its place. It goes as far as
// the old index went, or if there is none as far as the sources go. While another
// program, or this one, has the index open at the beginning or at the end, it is
// refused with INDEX_LOCKED.
//
// The new one is called the same with .new at its end; one that was left by a
// rebuild which was stopped is begun anew. Whenever it is stopped, the old one or
// the new one is in its place, whole. What is in PostgreSQL is compared with an
// index in a file beside, and stays.
func Rebuild(ctx context.Context, where string, verifier Verifier, sources []chain.Source, progress func(Progress), options ...Option) (Rebuilt, error) {
	if isPostgres(where) {
		return rebuildPostgres(ctx, where, verifier, sources, progress, options)
	}
	lock := newLock(where)
	if err := exclude(ctx, lock, where); err != nil {
		return Rebuilt{}, fmt.Errorf("rebuild the index: %w", err)
	}
	defer lock.Close()
	if err := share(ctx, lock, where); err != nil { // questions are answered meanwhile
		return Rebuilt{}, fmt.Errorf("rebuild the index: %w", err)
	}
	beside := where + ".new"
	last := func() error { return exclude(ctx, lock, where) }
	rebuilt, err := rebuildBeside(ctx, where, beside, last, verifier, sources, progress, options)
	if err != nil {
		return rebuilt, err
	}
	if err := replaceDatabase(where, beside); err != nil {
		return rebuilt, err
	}
	rebuilt.Replaced = true
	return rebuilt, nil
}

func rebuildPostgres(ctx context.Context, where string, verifier Verifier, sources []chain.Source, progress func(Progress), options []Option) (Rebuilt, error) {
	dir, err := os.MkdirTemp("", "rebuild")
	if err != nil {
		return Rebuilt{}, fmt.Errorf("rebuild the index: %w", err)
	}
	defer os.RemoveAll(dir)
	return rebuildBeside(ctx, where, filepath.Join(dir, "index"), func() error { return nil }, verifier, sources, progress, options)
}

// rebuildBeside builds the index beside, and compares; last is called before the old one
// is closed. Both are closed behind it, and have nothing left in files beside them.
func rebuildBeside(ctx context.Context, where, beside string, last func() error, verifier Verifier, sources []chain.Source, progress func(Progress), options []Option) (Rebuilt, error) {
	if err := removeDatabase(beside); err != nil {
		return Rebuilt{}, err
	}
	old, err := open(ctx, where, options...)
	if isDamaged(err) {
		return replaceDamaged(ctx, beside, last, verifier, sources, progress, options)
	}
	if err != nil {
		return Rebuilt{}, err
	}
	fresh, err := open(ctx, beside, WithChaincode(old.chaincode))
	if err != nil {
		return Rebuilt{}, errors.Join(err, old.Close())
	}
	rebuilt, err := rebuild(ctx, old, fresh, verifier, sources, progress)
	if isDamaged(err) {
		err = errors.Join(old.Close(), fresh.Close())
		if err != nil {
			return Rebuilt{}, err
		}
		return replaceDamaged(ctx, beside, last, verifier, sources, progress, options)
	}
	if err == nil {
		_, err = fresh.CheckAll(ctx, time.Now())
	}
	if err == nil {
		err = last()
	}
	if err == nil {
		err = errors.Join(old.checkpointWAL(ctx), fresh.checkpointWAL(ctx))
	}
	return rebuilt, errors.Join(err, old.Close(), fresh.Close())
}

func isDamaged(err error) bool { return errors.Is(err, &Error{Code: Damaged}) }

// replaceDamaged builds the index beside one that cannot be read, as far as the
// sources go.
func replaceDamaged(ctx context.Context, beside string, last func() error, verifier Verifier, sources []chain.Source, progress func(Progress), options []Option) (Rebuilt, error) {
	fresh, err := open(ctx, beside, options...)
	if err != nil {
		return Rebuilt{}, err
	}
	rebuilt := Rebuilt{Damaged: true}
	at, err := fresh.Checkpoint(ctx)
	if err == nil && at.Next == 0 {
		err = Follow(ctx, fresh, verifier, sources, Options{OnProgress: progress})
	}
	var checked FullCheck
	if err == nil {
		checked, err = fresh.CheckAll(ctx, time.Now())
	}
	rebuilt.Want = checked.Hash
	if rebuilt.Height = verifier.Checkpoint().Next; err == nil {
		err = last()
	}
	if err == nil {
		err = fresh.checkpointWAL(ctx)
	}
	return rebuilt, errors.Join(err, fresh.Close())
}

// checkpointWAL brings all that SQLite keeps in the -wal file beside into the file
// itself, and on the disk.
func (x *Index) checkpointWAL(ctx context.Context) error {
	if x.dialect.postgres {
		return nil
	}
	var busy, frames, moved int
	err := x.write.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved)
	if err == nil && busy != 0 {
		err = newError(Locked, nil, "index", x.where)
	}
	return classify(err, x.where)
}

// rebuild follows from block 0 to where the old index stands, and compares.
func rebuild(ctx context.Context, old, fresh *Index, verifier Verifier, sources []chain.Source, progress func(Progress)) (Rebuilt, error) {
	at, err := old.Checkpoint(ctx)
	if err != nil {
		return Rebuilt{}, err
	}
	until, err := old.rebuildHeight(ctx, sources)
	if err != nil {
		return Rebuilt{}, err
	}
	if err := Follow(ctx, fresh, verifier, sources, Options{Until: until, OnProgress: progress}); err != nil {
		return Rebuilt{}, err
	}
	rebuilt, err := Compare(ctx, old, fresh)
	rebuilt.Height = verifier.Checkpoint().Next
	if err != nil {
		return rebuilt, err
	}
	to, err := fresh.Checkpoint(ctx)
	rebuilt.Differences = append(rebuilt.Differences, diffCheckpoints(at, to)...)
	return rebuilt, err
}

// Compare reports whether two indexes have the same content, and if not names the
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
		found, err := diffTables(ctx, have, want, t)
		if err != nil {
			return r, classify(err, have.where)
		}
		r.Differences = append(r.Differences, found...)
	}
	return r, nil
}

// sidecars are the ends of the files that SQLite keeps next to a database.
var sidecars = []string{"-wal", "-shm"}

// removeDatabase throws a database of SQLite away, its own file first: without it the
// others mean nothing.
func removeDatabase(path string) error {
	for _, end := range append([]string{""}, sidecars...) {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove the index: %w", err)
		}
	}
	return nil
}

// replaceDatabase puts one database in the place of another, at once: whoever opens it
// finds the old or the new one. What lies beside the old one has nothing in it any
// more, and has to go first: SQLite would take it for the new one's.
func replaceDatabase(path, by string) error {
	for _, end := range sidecars {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("put the new index in its place: %w", err)
		}
	}
	if err := os.Rename(by, path); err != nil {
		return fmt.Errorf("put the new index in its place: %w", err)
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("keep the new index in its place: %w", err)
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		return fmt.Errorf("keep the new index in its place: %w", err)
	}
	return nil
}
