package index

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"allianceregistry/membership"
)

// DefaultChaincode is the registry's name on a channel unless somebody chose
// another one.
const DefaultChaincode = "registry"

// chaincodeName is the name under which meta has the chaincode's.
const chaincodeName = "chaincode"

// Option says how to open an index.
type Option func(*Index)

// WithChaincode says under which name the registry stands on the channel. Without
// it, or with an empty one, it is the one that the index was made with, and for a
// new index DefaultChaincode.
func WithChaincode(name string) Option { return func(x *Index) { x.chaincode = name } }

// Chaincode is the name under which the registry stands on the channel.
func (x *Index) Chaincode() string { return x.chaincode }

// Record is the value of one of the registry's records as it is now, nil if it is
// not there.
func (x *Index) Record(ctx context.Context, key membership.Key) ([]byte, error) {
	return x.Value(ctx, x.chaincode, key.String())
}

// RecordAt is the value that one of the registry's records had at a time, by what its
// transactions say of theirs, and the transaction that wrote it; nil if it was not there.
func (x *Index) RecordAt(ctx context.Context, key membership.Key, at time.Time) ([]byte, Origin, error) {
	var value []byte
	var gone int
	scan := func(rows *sql.Rows) (Origin, error) {
		var l originColumns
		err := rows.Scan(l.targets(&value, &gone)...)
		return l.origin(), err
	}
	found, err := queryRows(ctx, x, scan, "SELECT "+selectOrigin+", v.value, v.gone FROM version v JOIN tx t ON t.place = v.place"+
		" WHERE v.space = ? AND v.key = ? AND t.time <= ? ORDER BY v.place DESC LIMIT 1",
		lookupText(space(x.chaincode, "")), lookupKey(key.String()), at.UnixMilli())
	if err != nil || len(found) == 0 || gone == 1 {
		return nil, Origin{}, err
	}
	return value, found[0], nil
}

// Past is the registry as it was at a moment, for the rules' questions about single records:
// it implements membership.Store, and fails where a question reads more.
type Past struct {
	ctx   context.Context //nolint:containedctx // membership.Store knows none
	index *Index
	at    time.Time
}

// Past is the registry as its transactions say that it was at a moment.
func (x *Index) Past(ctx context.Context, at time.Time) Past { return Past{ctx, x, at} }

// errOnlyRecords is what a question fails with that reads more than single records.
var errOnlyRecords = errors.New("the past can only be asked for single records")

// Get implements membership.Store.
func (p Past) Get(key membership.Key) ([]byte, error) {
	value, _, err := p.index.RecordAt(p.ctx, key, p.at)
	return value, err
}

// Put implements membership.Store: nothing is written here.
func (Past) Put(membership.Key, []byte) error { return errOnlyRecords }

// Scan implements membership.Store.
func (Past) Scan(membership.Key, int) ([]membership.Entry, bool, error) {
	return nil, false, errOnlyRecords
}

// ScanFrom implements membership.Store.
func (Past) ScanFrom(_, _ membership.Key, _ int) ([]membership.Entry, bool, error) {
	return nil, false, errOnlyRecords
}

// Page implements membership.Store.
func (Past) Page(membership.Key, int, string) ([]membership.Entry, string, error) {
	return nil, "", errOnlyRecords
}

// Emit implements membership.Store.
func (Past) Emit(membership.Event) error { return errOnlyRecords }

// PastRecord reads a record of the past, with the transaction that wrote it; found is false
// if it was not there.
func PastRecord[R any](p Past, key membership.Key) (kept R, origin Origin, found bool, err error) {
	value, origin, err := p.index.RecordAt(p.ctx, key, p.at)
	if err != nil || value == nil {
		return kept, origin, false, err
	}
	kept, err = decode[R](value)
	return kept, origin, true, err
}

// resolveChaincode settles the chaincode's name when the index is opened.
func (x *Index) resolveChaincode(ctx context.Context) error {
	if x.chaincode != "" {
		return x.sameChaincode(ctx, x.read)
	}
	kept, err := x.storedChaincode(ctx, x.read)
	if kept == "" {
		kept = DefaultChaincode
	}
	x.chaincode = kept
	return err
}

// sameChaincode refuses an index that was made with another name.
func (x *Index) sameChaincode(ctx context.Context, db querier) error {
	kept, err := x.storedChaincode(ctx, db)
	if err != nil || kept == "" || kept == x.chaincode {
		return err
	}
	return newError(OtherChaincode, nil, "expected", x.chaincode, "seen", kept)
}

// storedChaincode is the name that the index was made with, empty if nothing was
// added yet.
func (x *Index) storedChaincode(ctx context.Context, db querier) (string, error) {
	var name string
	err := db.QueryRowContext(ctx, x.dialect.bind("SELECT value FROM meta WHERE name = ?"), chaincodeName).Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return name, err
}
