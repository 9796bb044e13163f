package contract_test

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/queryresult"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/types/known/timestamppb"

	"allianceregistry/membership"
	"allianceregistry/membership/memledger"
)

// stub is a peer's stub over the ledger in memory. What it does not implement
// the contract may not call: the embedded interface is nil, and would panic.
type stub struct {
	shim.ChaincodeStubInterface
	tx      *memledger.Tx
	id      string
	at      time.Time
	odd     *timestamppb.Timestamp // in its place, if there is one
	creator []byte
	args    []string
	fault   error // of every access to the state, if there is one
	broken  error // of every range that is read, if there is one
	limit   int   // the most records of a range
	events  []event
	// together and single count the records that were read at once and one by one;
	// gathers says that writes are sent together.
	together, single int
	gathers          bool
	puts             []membership.Entry
	// couch says that the peer's state is in CouchDB; twin is the same call at such a peer.
	couch bool
	twin  *stub
}

// event is one call of SetEvent.
type event struct {
	name    string
	payload []byte
}

func (s *stub) GetFunctionAndParameters() (string, []string) {
	if len(s.args) == 0 {
		return "", nil
	}
	return s.args[0], s.args[1:]
}

func (s *stub) GetTxID() string             { return s.id }
func (s *stub) GetCreator() ([]byte, error) { return s.creator, nil }

func (s *stub) GetTxTimestamp() (*timestamppb.Timestamp, error) {
	if s.odd != nil {
		return s.odd, nil
	}
	return timestamppb.New(s.at), nil
}

func (s *stub) read(key string) ([]byte, error) {
	if s.fault != nil {
		return nil, s.fault
	}
	parsed, ok := membership.ParseKey(key)
	if !ok {
		panic("not a key of the registry: " + key)
	}
	return s.tx.Get(parsed)
}

func (s *stub) GetMultipleStates(keys ...string) ([][]byte, error) {
	s.together += len(keys)
	values := make([][]byte, len(keys))
	for i, key := range keys {
		value, err := s.read(key)
		if err != nil {
			return nil, err
		}
		values[i] = value
	}
	return values, nil
}

func (s *stub) GetState(key string) ([]byte, error) {
	s.single++
	return s.read(key)
}

func (s *stub) StartWriteBatch()        { s.gathers = true }
func (s *stub) FinishWriteBatch() error { s.gathers = false; return s.fault }

func (s *stub) PutState(key string, value []byte) error {
	if !s.gathers {
		panic("a write is sent by itself: " + key)
	}
	parsed, ok := membership.ParseKey(key)
	if !ok {
		panic("not a key of the registry: " + key)
	}
	s.puts = append(s.puts, membership.Entry{Key: parsed, Value: slices.Clone(value)})
	return s.tx.Put(parsed, value)
}

// between returns the records from one key on and before another.
func (s *stub) between(from, until string) ([]membership.Entry, error) {
	object, _, _ := strings.Cut(from, "\x00")
	entries, _, err := s.tx.Scan(membership.Key{Object: object}, 1<<30)
	return slices.DeleteFunc(entries, func(e membership.Entry) bool { return e.Key.String() < from || e.Key.String() >= until }), err
}

// GetStateByRange gives no more than the peer's limit, and stops without a word.
func (s *stub) GetStateByRange(from, until string) (shim.StateQueryIteratorInterface, error) {
	if s.fault != nil {
		return nil, s.fault
	}
	entries, err := s.between(from, until)
	return &iterator{entries: entries[:min(len(entries), s.limit)], fault: s.broken}, err
}

// GetStateByRangeWithPagination gives no more than the peer's limit either, and
// a bookmark where more follows.
func (s *stub) GetStateByRangeWithPagination(from, until string, size int32, bookmark string) (shim.StateQueryIteratorInterface, *peer.QueryResponseMetadata, error) {
	if s.fault != nil {
		return nil, nil, s.fault
	}
	entries, next, err := s.tx.Page(prefixOf(from), min(int(size), s.limit), bookmark)
	if next == "" && s.couch {
		next = couchText(until)
	}
	return &iterator{entries: entries, fault: s.broken}, &peer.QueryResponseMetadata{FetchedRecordsCount: int32(len(entries)), Bookmark: next}, err
}

// couchText is the end of a range as a peer on CouchDB gives it for a bookmark: as it
// stood in its question to CouchDB (Fabric: statecouchdb, readDocRange).
func couchText(end string) string {
	text, err := json.Marshal(end)
	if err != nil {
		panic(err)
	}
	return string(text[1 : len(text)-1])
}

// prefixOf is the key whose text begins a range; it may have no part.
func prefixOf(text string) membership.Key {
	parts := strings.Split(strings.TrimSuffix(text, "\x00"), "\x00")
	return membership.Key{Object: parts[0], Parts: parts[1:]}
}

func (s *stub) SetEvent(name string, payload []byte) error {
	s.events = append(s.events, event{name, payload})
	return nil
}

// iterator gives out a range. It must be closed.
type iterator struct {
	entries []membership.Entry
	fault   error
}

func (i *iterator) HasNext() bool { return len(i.entries) > 0 }
func (i *iterator) Close() error  { return nil }

func (i *iterator) Next() (*queryresult.KV, error) {
	if i.fault != nil {
		return nil, i.fault
	}
	entry := i.entries[0]
	i.entries = i.entries[1:]
	return &queryresult.KV{Key: entry.Key.String(), Value: entry.Value}, nil
}
