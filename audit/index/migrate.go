package index

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"strconv"

	"github.com/pressly/goose/v3"
)

var (
	//go:embed migrations/0001.sql
	firstTables string
	//go:embed migrations/0003.sql
	countingIndex string
	//go:embed migrations/0004.sql
	writtenIndex string
)

// migrate brings the tables to this program's form.
func (x *Index) migrate(ctx context.Context) error {
	if err := x.readable(ctx); err != nil {
		return err
	}
	views, err := x.dialect.viewDefinitions()
	if err != nil {
		return err
	}
	proposals, err := x.dialect.viewDefinition(proposalView)
	if err != nil {
		return err
	}
	migrations := []*goose.Migration{
		migration(1, x.dialect.definition(firstTables)),
		migration(2, views),
		migration(3, x.dialect.definition(countingIndex)),
		migration(4, x.dialect.definition(writtenIndex)),
		migration(5, proposals),
	}
	kind := goose.DialectSQLite3
	if x.dialect.postgres {
		kind = goose.DialectPostgres
	}
	provider, err := goose.NewProvider(kind, x.write, nil, goose.WithGoMigrations(migrations...), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	want := int64(len(migrations))
	have, err := provider.GetDBVersion(ctx)
	if err != nil || have == want {
		return err
	}
	if have > want {
		return newError(OtherSchema, nil, "index", x.where, "have", strconv.FormatInt(have, 10), "want", strconv.FormatInt(want, 10))
	}
	_, err = provider.Up(ctx)
	return ignoreConcurrent(ctx, provider, want, err)
}

// migration runs statements, once.
func migration(version int64, statements string) *goose.Migration {
	return goose.NewGoMigration(version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statements)
		return err
	}}, nil)
}

// readable reads what goose will read: it takes a table that cannot be read for one that
// is not there.
func (x *Index) readable(ctx context.Context) error {
	if x.dialect.postgres {
		return nil
	}
	var tables, versions int
	err := x.write.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'").Scan(&tables)
	if err == nil && tables > 0 {
		err = x.write.QueryRowContext(ctx, "SELECT count(id) FROM (SELECT id, version_id, is_applied, tstamp FROM goose_db_version)").Scan(&versions)
	}
	return err
}

// ignoreConcurrent ignores an error where another program has made the tables meanwhile.
func ignoreConcurrent(ctx context.Context, provider *goose.Provider, want int64, err error) error {
	if err == nil {
		return nil
	}
	have, again := provider.GetDBVersion(ctx)
	if again == nil && have == want {
		return nil
	}
	return errors.Join(err, again)
}
