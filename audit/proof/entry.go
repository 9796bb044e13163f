package proof

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"

	"allianceregistry/membership/merkle"
)

// The kinds of entries of a log.
const (
	BlockKind  = "block"
	RecordKind = "record"
)

// BlockEntry ends what a log has of a block. Its fields stand in the order of their names.
type BlockEntry struct {
	Block uint64 `json:"block"`
	// Hash is the SHA-256 of the block's header, as the next block has it.
	Hash string `json:"hash"`
	Kind string `json:"kind"`
}

// RecordEntry is a version of one of the registry's records that took effect. Its fields stand
// in the order of their names.
type RecordEntry struct {
	Block uint64 `json:"block"`
	// Index is the transaction's in its block.
	Index int `json:"index"`
	// Key is what the record is, and then the ids by which it is found.
	Key  []string `json:"key"`
	Kind string   `json:"kind"`
	Tx   string   `json:"tx"`
	// Value is the SHA-256 of the record's bytes; none where it was removed.
	Value string `json:"value,omitempty"`
}

// Encode writes an entry, or another value whose fields stand in the order of their names and hold texts and
// whole numbers alone, in the canonical JSON of RFC 8785.
func Encode(entry any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(entry); err != nil {
		return nil, err
	}
	return unescape(bytes.TrimSuffix(text.Bytes(), []byte("\n"))), nil
}

// unescape writes the two letters that the standard library escapes, and RFC 8785 does not.
func unescape(text []byte) []byte {
	var plain []byte
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] != '\\':
			plain = append(plain, text[i])
		case bytes.HasPrefix(text[i:], []byte(`\u2028`)), bytes.HasPrefix(text[i:], []byte(`\u2029`)):
			plain = append(plain, "\xe2\x80"...)
			plain = append(plain, 0xa0+text[i+5]-'0')
			i += 5
		default:
			plain = append(plain, text[i], text[i+1])
			i++
		}
	}
	return plain
}

// Digest is the SHA-256 of a record's bytes, as a log entry has it.
func Digest(record []byte) string { return merkle.Of(record).String() }

// ReadBlockEntry reads an entry, if it is one of a block.
func ReadBlockEntry(text []byte) (entry BlockEntry, is bool) {
	if decodeCanonical(text, &entry) != nil || entry.Kind != BlockKind {
		return BlockEntry{}, false
	}
	hash, err := hex.DecodeString(entry.Hash)
	return entry, err == nil && len(hash) == 32
}

// readRecordEntry reads an entry of a record.
func readRecordEntry(text []byte) (entry RecordEntry, err error) {
	if err = decodeCanonical(text, &entry); err == nil && entry.Kind != RecordKind {
		err = errors.New("the log entry is none of a record")
	}
	return entry, err
}

var errNotCanonical = errors.New("the JSON is not canonical, or has what is not known here")

// decodeCanonical reads what Encode wrote, and nothing else.
func decodeCanonical[R any](text []byte, into *R) error {
	if err := decodeStrict(text, into); err != nil {
		return err
	}
	again, err := Encode(*into)
	if err == nil && !bytes.Equal(again, text) {
		err = errNotCanonical
	}
	return err
}

// decodeStrict reads one JSON value without fields that are not known: what is not understood is not
// proved.
func decodeStrict(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if decoder.More() {
		return errNotCanonical
	}
	return nil
}
