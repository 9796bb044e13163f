package index

import (
	"cmp"
	"context"
	"database/sql"
	"errors"

	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// hosts are the records of hosts that were named, by their keys, as the rules read them.
type hosts map[string][]byte

// Get implements membership.Reader.
func (h hosts) Get(key membership.Key) ([]byte, error) { return h[key.String()], nil }

// of is the host that an MSP is, or its ID where that has no name.
func (h hosts) of(msp string) string {
	host, _ := membership.HostOf(h, msp) // a record that cannot be read names nobody
	return cmp.Or(host, msp)
}

// isHost reports whether a key is one of their records'.
func isHost(key string) bool {
	parsed, ok := membership.ParseKey(key)
	return ok && parsed.Object == membership.HostKey("").Object
}

// HostOf is the host that an MSP is by all blocks so far, or its ID where that has no name.
func (x *Index) HostOf(ctx context.Context, msp string) (string, error) {
	host, err := membership.HostOf(recordReader{x, ctx}, msp)
	var unnamed *refusal.Error
	if errors.As(err, &unnamed) {
		return msp, nil
	}
	return host, err
}

// recordReader reads the registry's records for one question.
type recordReader struct {
	index *Index
	ctx   context.Context //nolint:containedctx // membership.Reader knows none
}

// Get implements membership.Reader.
func (r recordReader) Get(key membership.Key) ([]byte, error) { return r.index.Record(r.ctx, key) }

// hosts reads those that were named in the blocks so far.
func (x *Index) hosts(ctx context.Context, tx *sql.Tx) (hosts, error) {
	prefix := membership.Key{Object: membership.HostKey("").Object}
	found, err := tx.QueryContext(ctx, x.dialect.bind("SELECT key, value FROM version WHERE space=? AND key>=? AND key<? AND gone=0 ORDER BY place"),
		lookupText(space(x.chaincode, "")), lookupKey(prefix.String()), lookupKey(prefix.End()))
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }() // it was only read
	known := hosts{}
	for found.Next() {
		var key, value []byte
		if err := found.Scan(&key, &value); err != nil {
			return nil, err
		}
		known[string(key)] = value
	}
	return known, found.Err()
}
