package trqp

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"allianceregistry/audit/index"
	"allianceregistry/membership"
)

// past is the registry as it was at a moment, for the rules' questions about single records.
// It implements membership.Store.
type past struct {
	ctx   context.Context //nolint:containedctx // membership.Store knows none
	index *index.Index
	at    time.Time
}

// errOnlyRecords is what a question fails with that reads more than single records.
var errOnlyRecords = errors.New("the past can only be asked for single records")

// Get implements membership.Store.
func (p past) Get(key membership.Key) ([]byte, error) {
	value, _, err := p.index.RecordAt(p.ctx, key, p.at)
	return value, err
}

// Put implements membership.Store: nothing is written here.
func (past) Put(membership.Key, []byte) error { return errOnlyRecords }

// Scan implements membership.Store.
func (past) Scan(membership.Key, int) ([]membership.Entry, bool, error) {
	return nil, false, errOnlyRecords
}

// Page implements membership.Store.
func (past) Page(membership.Key, int, string) ([]membership.Entry, string, error) {
	return nil, "", errOnlyRecords
}

// Emit implements membership.Store.
func (past) Emit(membership.Event) error { return errOnlyRecords }

// record reads a record of the past; found is false if it was not there.
func record[R any](p past, key membership.Key) (kept R, origin index.Origin, found bool, err error) {
	value, origin, err := p.index.RecordAt(p.ctx, key, p.at)
	if err != nil || value == nil {
		return kept, origin, false, err
	}
	return kept, origin, true, json.Unmarshal(value, &kept)
}
