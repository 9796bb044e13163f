package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strings"
	"time"

	"github.com/gofrs/flock"
	_ "github.com/jackc/pgx/v5/stdlib" // registers pgx
)

// patience is how long a writer waits for another one.
const patience = 5 * time.Second

// Index is an open read model. It may be used from several goroutines. It
// implements chain.State, as of its last block.
type Index struct {
	// where names it in errors, without a password.
	where   string
	dialect dialect
	// write has one connection, so that adding waits its turn here already.
	write *sql.DB
	read  *sql.DB
	state *state
	// checksums says that each page is checked against its checksum when it is read: see pages.go.
	checksums bool
	// chaincode is the registry's name on the channel.
	chaincode string
	// lock says to a rebuild that the file is open; there is none in PostgreSQL.
	lock *flock.Flock
}

// Open opens the index at where, and makes it if it is not there: the path of a
// file for SQLite, or postgres://… for PostgreSQL. An index of a later program is
// refused with INDEX_OTHER_SCHEMA, one of another chaincode than is asked for with
// INDEX_OTHER_CHAINCODE, and one that a rebuild replaces and does not let go with
// INDEX_LOCKED.
func Open(ctx context.Context, where string, options ...Option) (*Index, error) {
	if isPostgres(where) {
		return open(ctx, where, options...)
	}
	lock := newLock(where)
	if err := share(ctx, lock, where); err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	x, err := open(ctx, where, options...)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	x.lock = lock
	return x, nil
}

// open is Open by one who has the lock.
func open(ctx context.Context, where string, options ...Option) (*Index, error) {
	x, err := connect(where)
	if err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	for _, option := range options {
		option(x)
	}
	err = x.migrate(ctx)
	if err == nil {
		err = x.resolveChaincode(ctx)
	}
	if err != nil {
		return nil, errors.Join(classify(fmt.Errorf("open the index %s: %w", x.where, err), x.where), x.Close())
	}
	x.state = newState(x)
	return x, nil
}

func connect(where string) (*Index, error) {
	if isPostgres(where) {
		return connectPostgres(where)
	}
	sums, err := prepareFile(where)
	if err == nil {
		err = registerChecked()
	}
	if err != nil {
		return nil, err
	}
	source := url.URL{Scheme: "file", Opaque: (&url.URL{Path: where}).EscapedPath()}
	common := []string{fmt.Sprintf("busy_timeout(%d)", patience.Milliseconds()), "journal_mode(WAL)", "synchronous(FULL)"}
	values := url.Values{"_pragma": common, "_txlock": {"immediate"}}
	if sums {
		values.Set("vfs", checkedVFS)
	}
	source.RawQuery = values.Encode()
	write, err := sql.Open("sqlite", source.String())
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	values.Del("_txlock")
	readers := maxReaders()
	values["_pragma"] = append(common, "query_only(1)", fmt.Sprintf("cache_size(-%d)", readCache/readers))
	source.RawQuery = values.Encode()
	read, err := sql.Open("sqlite", source.String())
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(readers)
	return &Index{where: where, dialect: sqliteDialect, write: write, read: read, checksums: sums}, nil
}

// readCache is how much of the file all connections that read keep in memory, in KiB.
const readCache = 48 << 10

// maxReaders is how many questions SQLite answers at once: each works on one processor and
// has a cache of its own. More wait for their turn. No question is asked within another, or
// these would wait for each other.
func maxReaders() int { return max(3, runtime.GOMAXPROCS(0)) }

func isPostgres(where string) bool {
	return strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://")
}

func connectPostgres(where string) (*Index, error) {
	if _, err := url.Parse(where); err != nil {
		return nil, errors.New("the address of the PostgreSQL server cannot be read")
	}
	db, err := sql.Open("pgx", where)
	if err != nil {
		return nil, err
	}
	return &Index{where: Redacted(where), dialect: postgresDialect, write: db, read: db}, nil
}

// Close closes the database.
func (x *Index) Close() error {
	if x.read == x.write {
		return x.write.Close()
	}
	err := errors.Join(x.read.Close(), x.write.Close())
	if x.lock != nil {
		err = errors.Join(err, x.lock.Close())
		x.lock = nil
	}
	return err
}

// HasChecksums reports whether what the index reads from the disk is checked against sums that
// were written with it: of each page, in a file that this program made. PostgreSQL may
// do so itself.
func (x *Index) HasChecksums() bool { return x.checksums }
