package contract_test

import (
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
	creator []byte
	args    []string
	fault   error // of every access to the state, if there is one
	events  []event
}

// event is one call of SetEvent.
type event struct {
	name    string
	payload []byte
}

func (s *stub) GetFunctionAndParameters() (string, []string) { return s.args[0], s.args[1:] }
func (s *stub) GetTxID() string                              { return s.id }
func (s *stub) GetCreator() ([]byte, error)                  { return s.creator, nil }

func (s *stub) GetTxTimestamp() (*timestamppb.Timestamp, error) { return timestamppb.New(s.at), nil }

func (s *stub) GetState(key string) ([]byte, error) {
	if s.fault != nil {
		return nil, s.fault
	}
	parsed, ok := membership.ParseKey(key)
	if !ok {
		panic("not a composite key: " + key)
	}
	return s.tx.Get(parsed)
}

func (s *stub) PutState(key string, value []byte) error {
	parsed, ok := membership.ParseKey(key)
	if !ok {
		panic("not a composite key: " + key)
	}
	return s.tx.Put(parsed, value)
}

// GetStateByPartialCompositeKey gives no more than Fabric's limit, in silence.
func (s *stub) GetStateByPartialCompositeKey(object string, parts []string) (shim.StateQueryIteratorInterface, error) {
	if s.fault != nil {
		return nil, s.fault
	}
	const totalQueryLimit = 10_000
	entries, err := s.tx.Scan(membership.Key{Object: object, Parts: parts}, 1<<30)
	return &iterator{entries: entries[:min(len(entries), totalQueryLimit)]}, err
}

func (s *stub) GetStateByPartialCompositeKeyWithPagination(object string, parts []string, size int32, bookmark string) (shim.StateQueryIteratorInterface, *peer.QueryResponseMetadata, error) {
	if s.fault != nil {
		return nil, nil, s.fault
	}
	entries, next, err := s.tx.Page(membership.Key{Object: object, Parts: parts}, int(size), bookmark)
	return &iterator{entries: entries}, &peer.QueryResponseMetadata{FetchedRecordsCount: int32(len(entries)), Bookmark: next}, err
}

func (s *stub) SetEvent(name string, payload []byte) error {
	s.events = append(s.events, event{name, payload})
	return nil
}

// iterator gives out a range. It must be closed.
type iterator struct {
	entries []membership.Entry
}

func (i *iterator) HasNext() bool { return len(i.entries) > 0 }
func (i *iterator) Close() error  { return nil }

func (i *iterator) Next() (*queryresult.KV, error) {
	entry := i.entries[0]
	i.entries = i.entries[1:]
	return &queryresult.KV{Key: entry.Key.String(), Value: entry.Value}, nil
}
