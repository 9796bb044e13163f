package console

import (
	"errors"

	"allianceregistry/membership"
)

// ledger is the index's last state as the rules read it, so that their own questions are
// answered from it.
type ledger struct{ q *reader }

// ask asks the rules a question, as of now.
func ask[R any](q *reader, question membership.Query[R]) (R, error) {
	return membership.Ask(ledger{q}, q.now, question)
}

var errReadOnly = errors.New("the index is only read")

// Get implements membership.Store.
func (l ledger) Get(key membership.Key) ([]byte, error) { return l.q.index.Record(l.q.ctx, key) }

// Put implements membership.Store.
func (ledger) Put(membership.Key, []byte) error { return errReadOnly }

// Emit implements membership.Store.
func (ledger) Emit(membership.Event) error { return errReadOnly }

// Scan implements membership.Store.
func (l ledger) Scan(prefix membership.Key, limit int) ([]membership.Entry, bool, error) {
	return l.ScanFrom(prefix, prefix, limit)
}

// ScanFrom implements membership.Store.
func (l ledger) ScanFrom(prefix, from membership.Key, limit int) ([]membership.Entry, bool, error) {
	entries, next, err := l.Page(prefix, limit, from.String())
	return entries, next == "", err
}

// Page implements membership.Store.
func (l ledger) Page(prefix membership.Key, size int, bookmark string) ([]membership.Entry, string, error) {
	from := prefix.String()
	if bookmark != "" {
		from = bookmark
	}
	found, err := l.q.index.Range(l.q.ctx, l.q.index.Chaincode(), from, prefix.End())
	if err != nil {
		return nil, "", err
	}
	var entries []membership.Entry
	for _, read := range found {
		if len(entries) == size {
			return entries, read.Key, nil
		}
		value, err := l.q.index.Value(l.q.ctx, l.q.index.Chaincode(), read.Key)
		if err != nil {
			return nil, "", err
		}
		if key, is := membership.ParseKey(read.Key); is && value != nil {
			entries = append(entries, membership.Entry{Key: key, Value: value})
		}
	}
	return entries, "", nil
}
