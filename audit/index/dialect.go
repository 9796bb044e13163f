package index

import (
	"errors"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// dialect is what differs between the two databases. Everything else is written
// once, as SQLite spells it.
type dialect struct {
	postgres bool
	// maxParams is how many parameters one statement may have.
	maxParams int
}

var (
	sqliteDialect   = dialect{maxParams: 400} // could be 32,766; the driver seeks each one among all
	postgresDialect = dialect{postgres: true, maxParams: 65_000}
)

// postgresTypes turns table definitions into PostgreSQL's. Text is compared by its
// bytes there too: other collations depend on the machine.
var postgresTypes = strings.NewReplacer(
	" INTEGER", " BIGINT", " TEXT", ` TEXT COLLATE "C"`, " BLOB", " BYTEA", " WITHOUT ROWID", "",
)

// definition is the text of a migration in this dialect.
func (d dialect) definition(text string) string {
	if d.postgres {
		return postgresTypes.Replace(text)
	}
	return text
}

// bind turns the placeholders ? into $1, $2, …: the only place where questions
// are spelled differently. No statement here has a question mark in a literal.
func (d dialect) bind(text string) string {
	if !d.postgres {
		return text
	}
	var b strings.Builder
	for n := 1; ; n++ {
		before, after, found := strings.Cut(text, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString("$" + strconv.Itoa(n))
		text = after
	}
}

// classify gives an error of the database the code by which somebody can act on it.
func classify(err error, where string) error {
	var already *Error
	if err == nil || errors.As(err, &already) {
		return err
	}
	switch databaseCode(err) {
	case "5", "6", "55P03": // SQLITE_BUSY, SQLITE_LOCKED; lock_not_available
		return newError(Locked, err, "index", where)
	case "10", "11", "26": // SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB
		if isCorrupt(err) {
			return newError(Damaged, err, "index", where)
		}
	case "13", "53100": // SQLITE_FULL; disk_full
		return newError(Full, err, "index", where)
	}
	return err
}

// isCorrupt reports whether the file is not as it was written.
func isCorrupt(err error) bool {
	var lite *sqlite.Error
	if !errors.As(err, &lite) {
		return false
	}
	primary := lite.Code() & 0xff
	return lite.Code() == sqlite3.SQLITE_IOERR_DATA || primary == sqlite3.SQLITE_CORRUPT || primary == sqlite3.SQLITE_NOTADB
}

// databaseCode is the database's own for an error: SQLite's primary result code, or
// PostgreSQL's SQLSTATE.
func databaseCode(err error) string {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		if lite.Code() == sqlite3.SQLITE_IOERR_WRITE { // how some systems tell a full disk
			return "13"
		}
		return strconv.Itoa(lite.Code() & 0xff)
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}
