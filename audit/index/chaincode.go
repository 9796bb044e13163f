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
