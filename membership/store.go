package membership

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Store is what the rules need of a ledger, within one transaction.
//
// A transaction sees what was committed before it, never its own writes. What
// it reads is checked again when it commits: a record changed in between, or a
// record that appeared in a scanned range, makes the ledger refuse it.
type Store interface {
	Reader
	// Put writes a value under a key.
	Put(key Key, value []byte) error
	// Scan returns the records below a prefix in the order of their keys, up to
	// limit of them, and whether these are all. It is for transactions that write:
	// what it read of the range is checked at commit.
	Scan(prefix Key, limit int) (entries []Entry, all bool, err error)
	// ScanFrom is Scan of the records from a key on: those before it are not read, and
	// may change.
	ScanFrom(prefix, from Key, limit int) (entries []Entry, all bool, err error)
	// Page returns up to size records below a prefix, from a bookmark on (empty:
	// from the first), and the bookmark of the next page (empty: there is none).
	// It is for questions only; the range is not checked at commit.
	Page(prefix Key, size int, bookmark string) (entries []Entry, next string, err error)
	// Emit records what the transaction did. A transaction emits once.
	Emit(event Event) error
}

// Reader is a Store of which single records are read.
type Reader interface {
	// Get returns the value under a key, nil if there is none.
	Get(key Key) ([]byte, error)
}

// scanAll reads a whole range, or refuses with TOO_MANY: never a short answer.
func scanAll[R any](s Store, prefix Key, limit int) ([]R, error) {
	entries, all, err := s.Scan(prefix, limit)
	if err == nil && !all {
		err = refusal.New(refusal.TooMany, "what", prefix.Object, "most", strconv.Itoa(limit))
	}
	if err != nil {
		return nil, err
	}
	return decodeAll[R](entries)
}

// Entry is one record of a range.
type Entry struct {
	Key   Key
	Value []byte
}

// Tx is the transaction that asks: its id, the time its sender wrote into it,
// and its sender.
type Tx struct {
	ID     string
	Time   time.Time
	Caller Caller
	// Engine is the version of the rules by which it runs: the present one, save
	// where an auditor runs again what was recorded under an older one.
	Engine string
}

// Caller is what the sender's certificate says, and whose host that is.
type Caller struct {
	// MSP is the ID of the MSP (Fabric's name for a host) whose certificate authority
	// vouches for the key.
	MSP string
	// Host is the id of that host. It is the ledger's to say, see HostOf, and whatever
	// stands here before is not looked at.
	Host string
	// Key is the SHA-256 of the public key (DER, SubjectPublicKeyInfo), in lower-case hex.
	Key string
	// Party is the certificate's attribute PartyAttribute: the id it was enrolled for, or empty.
	Party string
	// Operator says that the certificate has the attribute OperatorAttribute: its
	// key acts for the host itself.
	Operator bool
}

// sender is the party that the caller's certificate names; for what only a host
// may ask it is the host, written so that no party can have that id.
func (c Caller) sender(need Role) string {
	if need == operator {
		return "host:" + c.Host
	}
	return c.Party
}

// PartyAttribute is the certificate attribute that names the party an identity
// was enrolled for, OperatorAttribute the one that lets a key act for its host.
const (
	PartyAttribute    = "registry.party"
	OperatorAttribute = "registry.operator"
)

// Stamp says which transaction wrote something, and when: the transaction's
// own time, which its sender wrote.
type Stamp struct {
	Tx   string    `json:"tx"`
	Time time.Time `json:"time"`
}

// NewTx returns a transaction with its time in UTC and whole milliseconds: the
// form in which times are recorded. It refuses a time that no calendar holds.
func NewTx(id string, at time.Time, caller Caller) (Tx, error) {
	at = at.UTC().Truncate(time.Millisecond)
	if year := at.Year(); year < 2000 || year > 9999 {
		return Tx{}, refusal.New(refusal.BadTime, "time", at.Format(time.RFC3339))
	}
	return Tx{ID: id, Time: at, Caller: caller, Engine: charter.Engine}, nil
}

func (tx Tx) stamp() Stamp { return Stamp{Tx: tx.ID, Time: tx.Time} }

// after refuses a transaction whose time lies before that of what it changes:
// within a record, time never runs backwards.
func (tx Tx) after(earlier Stamp) error {
	if tx.Time.Before(earlier.Time) {
		return refusal.New(refusal.TimeReversed,
			"time", tx.Time.Format(time.RFC3339Nano), "recorded", earlier.Time.Format(time.RFC3339Nano))
	}
	return nil
}

// get reads a record into one of type R and reports whether it is there.
func get[R any](s Reader, key Key) (record R, found bool, err error) {
	text, err := s.Get(key)
	if err != nil || text == nil {
		return record, false, err
	}
	if err := json.Unmarshal(text, &record); err != nil {
		return record, false, fmt.Errorf("read %s record: %w", key.Object, err)
	}
	return record, true, nil
}

// load reads a record and refuses with UNKNOWN_RECORD if it is not there.
func load[R any](s Store, key Key) (R, error) {
	record, found, err := get[R](s, key)
	if err == nil && !found {
		err = refusal.Unknown(key.Object, strings.Join(key.Parts, " "))
	}
	return record, err
}

// put writes a record under a key. It is held until the transaction ends, and what is
// wrong with it is told then; see writes.
func (a txn) put(key Key, record any) {
	text, err := form.Encode(record)
	if a.writes.err == nil {
		a.writes.err = err
	}
	a.writes.entries = append(a.writes.entries, Entry{Key: key, Value: text})
}

// decodeAll reads the values of a range.
func decodeAll[R any](entries []Entry) ([]R, error) {
	records := make([]R, 0, len(entries))
	for _, entry := range entries {
		var record R
		if err := json.Unmarshal(entry.Value, &record); err != nil {
			return nil, fmt.Errorf("read %s record: %w", entry.Key.Object, err)
		}
		records = append(records, record)
	}
	return records, nil
}

// writes are what a transaction writes, held until it is known that nothing refuses
// it: what is refused halfway leaves nothing behind. A transaction sees one state,
// never its own writes, so nobody reads what is held.
type writes struct {
	entries []Entry
	err     error // of the first record that could not be encoded
}

// add takes over what others hold.
func (w *writes) add(others writes) {
	w.entries = append(w.entries, others.entries...)
	if w.err == nil {
		w.err = others.err
	}
}

// flush writes what is held to a ledger, in the order in which it came.
func (w *writes) flush(s Store) error {
	if w.err != nil {
		return w.err
	}
	for _, write := range w.entries {
		if err := s.Put(write.Key, write.Value); err != nil {
			return err
		}
	}
	return nil
}
