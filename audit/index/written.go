package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"allianceregistry/membership"
)

// Written is a version of one of the registry's records that took effect.
type Written struct {
	Origin
	Key membership.Key
	// Value is the record's bytes; nil where it was removed.
	Value []byte
}

// BlockHash is the hash of a block's header, nil if the index has not that block.
func (x *Index) BlockHash(ctx context.Context, number uint64) ([]byte, error) {
	var hash []byte
	err := x.read.QueryRowContext(ctx, x.dialect.bind("SELECT hash FROM block WHERE number = ?"), int64(number)).Scan(&hash) // #nosec G115 -- see placeOf
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return hash, classify(err, x.where)
}

// Written lists what a block wrote to the registry, in the order of its transactions, and of the keys in
// each. What has no key of the registry's is left out.
func (x *Index) Written(ctx context.Context, number uint64) ([]Written, error) {
	first, err := placeOf(number, 0)
	if err != nil {
		return nil, err
	}
	scan := func(rows *sql.Rows) (w Written, err error) {
		var l originColumns
		var key, whole, value []byte
		var gone int
		if err := rows.Scan(l.targets(&key, &whole, &value, &gone)...); err != nil {
			return w, err
		}
		if len(whole) > 0 {
			key = whole
		}
		w.Origin = l.origin()
		w.Key, _ = membership.ParseKey(string(key)) // of another key nothing is left, and then the row is
		if gone == 0 {
			w.Value = value
		}
		return w, nil
	}
	all, err := queryRows(ctx, x, scan, "SELECT "+selectOrigin+", v.key, v.whole, v.value, v.gone FROM version v JOIN tx t ON t.place = v.place"+
		" WHERE v.place >= ? AND v.place <= ? AND v.space = ? ORDER BY v.place, v.key", first, lastPlaceOf(number), lookupText(space(x.chaincode, "")))
	if err != nil {
		return nil, fmt.Errorf("ask what a block wrote: %w", err)
	}
	known := all[:0]
	for _, w := range all {
		if w.Key.Object != "" {
			known = append(known, w)
		}
	}
	return known, nil
}

// Seal is the record of an alliance's seal of an epoch, as the bytes that the ledger has, and where it is; nil if there is
// none. A negative epoch asks for the last one.
func (x *Index) Seal(ctx context.Context, alliance string, epoch int) ([]byte, Origin, error) {
	var record []byte
	scan := func(rows *sql.Rows) (Origin, error) {
		var l originColumns
		err := rows.Scan(l.targets(&record)...)
		return l.origin(), err
	}
	var q conditions
	q.add("s.alliance = ?", lookupText(alliance))
	if epoch >= 0 {
		q.add("s.epoch = ?", epoch)
	}
	found, err := queryRows(ctx, x, scan, "SELECT "+selectOrigin+", s.record FROM seal s JOIN tx t ON t.place = s.place"+q.text()+" ORDER BY s.epoch DESC LIMIT 1", q.args...)
	if err != nil || len(found) == 0 {
		return nil, Origin{}, err
	}
	return record, found[0], nil
}
