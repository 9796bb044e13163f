package contract

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"

	"allianceregistry/membership"
)

// store is the peer's stub as the rules see it.
type store struct{ stub shim.ChaincodeStubInterface }

// Get implements membership.Store.
func (s store) Get(key membership.Key) ([]byte, error) {
	value, err := s.stub.GetState(key.String())
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key.Object, err)
	}
	return value, nil
}

// Put implements membership.Store.
func (s store) Put(key membership.Key, value []byte) error {
	if err := s.stub.PutState(key.String(), value); err != nil {
		return fmt.Errorf("write %s: %w", key.Object, err)
	}
	return nil
}

// Scan implements membership.Store.
func (s store) Scan(prefix membership.Key, most int) ([]membership.Entry, error) {
	found, err := s.stub.GetStateByPartialCompositeKey(prefix.Object, prefix.Parts)
	if err != nil {
		return nil, fmt.Errorf("scan %s: %w", prefix.Object, err)
	}
	entries, err := collect(found)
	if err == nil && len(entries) > most {
		err = &membership.Error{
			Code:   membership.TooMany,
			Params: map[string]string{"what": prefix.Object, "most": strconv.Itoa(most)},
		}
	}
	return entries, err
}

// Page implements membership.Store.
func (s store) Page(prefix membership.Key, size int, bookmark string) ([]membership.Entry, string, error) {
	found, page, err := s.stub.GetStateByPartialCompositeKeyWithPagination(prefix.Object, prefix.Parts, int32(size), bookmark)
	if err != nil {
		return nil, "", fmt.Errorf("page %s: %w", prefix.Object, err)
	}
	entries, err := collect(found)
	if err != nil {
		return nil, "", err
	}
	return entries, page.GetBookmark(), nil
}

func collect(found shim.StateQueryIteratorInterface) (entries []membership.Entry, err error) {
	defer func() {
		if closed := found.Close(); err == nil && closed != nil {
			err = fmt.Errorf("close a range: %w", closed)
		}
	}()
	for found.HasNext() {
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
