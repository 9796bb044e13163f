package contract

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"

	"allianceregistry/membership"
)

// store is the peer's stub as the rules see it. Each question to the peer is a
// message there and one back, which costs more than the answer: so what will be
// read is asked for at once, what was read is not asked for again (a transaction
// sees one state, never its own writes), and what is written goes together at the end.
type store struct {
	stub  shim.ChaincodeStubInterface
	known map[string][]byte // what was read: nil where there is no record
}

func newStore(stub shim.ChaincodeStubInterface) store {
	return store{stub: stub, known: map[string][]byte{}}
}

// fetch reads records that will be asked for.
func (s store) fetch(keys []membership.Key) error {
	if len(keys) == 0 {
		return nil
	}
	texts := make([]string, len(keys))
	for i, key := range keys {
		texts[i] = key.String()
	}
	values, err := s.stub.GetMultipleStates(texts...)
	if err == nil && len(values) != len(keys) {
		err = fmt.Errorf("%d values for %d keys", len(values), len(keys))
	}
	if err != nil {
		return fmt.Errorf("read %s and others: %w", keys[0].Object, err)
	}
	for i, text := range texts {
		s.known[text] = nonEmpty(values[i])
	}
	return nil
}

// nonEmpty is nil where there is no record, for which a peer may give an empty value.
func nonEmpty(value []byte) []byte {
	if len(value) == 0 {
		return nil
	}
	return value
}

// Get implements membership.Store.
func (s store) Get(key membership.Key) ([]byte, error) {
	text := key.String()
	if value, read := s.known[text]; read {
		return value, nil
	}
	value, err := s.stub.GetState(text)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key.Object, err)
	}
	s.known[text] = nonEmpty(value)
	return s.known[text], nil
}

// Put implements membership.Store.
func (s store) Put(key membership.Key, value []byte) error {
	if err := s.stub.PutState(key.String(), value); err != nil {
		return fmt.Errorf("write %s: %w", key.Object, err)
	}
	return nil
}

// Scan implements membership.Store. A peer ends a range in silence where its own
// limit is reached (ledger.state.totalQueryLimit), so the range is taken up again
// behind the last key until nothing follows.
func (s store) Scan(prefix membership.Key, limit int) ([]membership.Entry, bool, error) {
	return s.ScanFrom(prefix, prefix, limit)
}

// ScanFrom implements membership.Store.
func (s store) ScanFrom(prefix, first membership.Key, limit int) (entries []membership.Entry, all bool, err error) {
	for from := first.String(); ; {
		found, err := s.stub.GetStateByRange(from, prefix.End())
		if err != nil {
			return nil, false, fmt.Errorf("scan %s: %w", prefix.Object, err)
		}
		part, err := collect(found, limit+1-len(entries))
		if err != nil {
			return nil, false, err
		}
		entries = append(entries, part...)
		if len(entries) > limit {
			return entries[:limit], false, nil
		}
		if len(part) == 0 {
			return entries, true, nil
		}
		from = part[len(part)-1].Key.String() + "\x00"
	}
}

// Page implements membership.Store. Where nothing follows, a peer on LevelDB gives no
// bookmark, and one on CouchDB the end of the range, in CouchDB's own writing: no
// bookmark leads out of the range.
func (s store) Page(prefix membership.Key, size int, bookmark string) ([]membership.Entry, string, error) {
	found, page, err := s.stub.GetStateByRangeWithPagination(prefix.String(), prefix.End(), int32(size), bookmark)
	if err != nil {
		return nil, "", fmt.Errorf("page %s: %w", prefix.Object, err)
	}
	entries, err := collect(found, size)
	if err != nil {
		return nil, "", err
	}
	next := page.GetBookmark()
	if !strings.HasPrefix(next, prefix.String()) {
		next = ""
	}
	return entries, next, nil
}

// collect reads up to limit records of a range.
func collect(found shim.StateQueryIteratorInterface, limit int) (entries []membership.Entry, err error) {
	defer func() {
		if closed := found.Close(); err == nil && closed != nil {
			err = fmt.Errorf("close a range: %w", closed)
		}
	}()
	for len(entries) < limit && found.HasNext() {
		record, err := found.Next()
		if err != nil {
			return nil, fmt.Errorf("read a range: %w", err)
		}
		key, ok := membership.ParseKey(record.GetKey())
		if !ok {
			return nil, fmt.Errorf("not a key of the registry: %q", record.GetKey())
		}
		entries = append(entries, membership.Entry{Key: key, Value: record.GetValue()})
	}
	return entries, nil
}

// Emit implements membership.Store.
func (s store) Emit(event membership.Event) error {
	payload, err := json.Marshal(event)
	if err != nil {
		return fmt.Errorf("encode an event: %w", err)
	}
	return s.stub.SetEvent(event.Type, payload)
}
