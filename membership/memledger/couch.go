package memledger

import (
	"encoding/json"
	"fmt"
	"strings"
)

// NewCouchDB returns an empty ledger whose state is kept as a peer keeps it in CouchDB:
// what is read of an object in JSON is the same, and not the same bytes. Two such peers
// and others may be on one channel, so the rules have to write the same on both.
func NewCouchDB() *Ledger {
	l := New()
	l.kept = couchValue
	return l
}

// couchValue is a value as it is read again (Fabric: statecouchdb). An object has its
// fields in the order of their names, without spaces; anything else is kept as it is.
func couchValue(value []byte) ([]byte, error) {
	var object map[string]any // with the precision that numbers have there
	if json.Unmarshal(value, &object) != nil || object == nil {
		return value, nil
	}
	for name := range object {
		if name == "~version" || strings.HasPrefix(name, "_") {
			return nil, fmt.Errorf("field %q is CouchDB's own", name)
		}
	}
	return json.Marshal(object)
}
