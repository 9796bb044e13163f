package membership

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxArgument is the most bytes that a transaction's argument may have.
const MaxArgument = 256 << 10

// schema is the version of every record's form.
const schema = 1

// Decode reads a transaction's argument: one JSON object, in UTF-8, without
// unknown fields, without a field that stands twice, and without anything after it.
func Decode(text []byte, into any) error {
	if len(text) > MaxArgument {
		return refuse(TooLarge, "size", strconv.Itoa(len(text)), "most", strconv.Itoa(MaxArgument))
	}
	if !utf8.Valid(text) {
		return refuse(Malformed, "detail", "not UTF-8")
	}
	if trimmed := bytes.TrimSpace(text); len(trimmed) == 0 || trimmed[0] != '{' {
		return refuse(Malformed, "detail", "not a JSON object")
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return within(malformed(err), text, into)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return refuse(Malformed, "detail", "something follows the JSON object")
	}
	return checkOnce(text)
}

// object is a JSON object or list that is being read; a list has no names.
type object struct {
	names    map[string]bool
	wantName bool
}

// checkOnce refuses a field that stands twice in its object. The standard
// library takes the last one, and does not look at the case of its letters;
// another reader of the same signed bytes may take the first.
func checkOnce(text []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	around := []object{{}}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return malformed(err)
		}
		inner := &around[len(around)-1]
		switch name, isText := token.(string); {
		case token == json.Delim('{'):
			around = append(around, object{names: map[string]bool{}, wantName: true})
		case token == json.Delim('['):
			around = append(around, object{})
		case token == json.Delim('}'), token == json.Delim(']'):
			around = around[:len(around)-1]
			around[len(around)-1].wantName = true
		case isText && inner.wantName && inner.names != nil:
			folded := strings.ToLower(strings.ToUpper(name))
			if inner.names[folded] {
				return refuse(Malformed, "detail", "field "+clip(name)+" stands twice")
			}
			inner.names[folded], inner.wantName = true, false
		default:
			inner.wantName = true
		}
	}
}

// malformed turns a JSON error into a refusal. The standard library tells an
// unknown field only by the text of its error.
func malformed(err error) *Error {
	if _, field, found := strings.Cut(err.Error(), "unknown field "); found {
		return refuse(UnknownField, "field", clip(strings.Trim(field, `"`)), "fields", "") // told where it is known of what
	}
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) {
		return refuse(Malformed, "detail", clip("field "+wrongType.Field+" cannot be a "+wrongType.Value))
	}
	return refuse(Malformed, "detail", clip(strings.TrimPrefix(err.Error(), "json: ")))
}

// encode writes a record. Structs have a fixed order of fields, and the
// standard library sorts the keys of maps: equal records give equal bytes.
func encode(record any) ([]byte, error) {
	text, err := json.Marshal(record)
	if err != nil {
		return nil, fmt.Errorf("encode a record: %w", err)
	}
	return text, nil
}

// digest returns the SHA-256 of a record's encoding, in lower-case hex.
func digest(label string, record any) (string, error) {
	text, err := encode(record)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(append([]byte(label+keySeparator), text...))
	return hex.EncodeToString(sum[:]), nil
}

// get reads a record into one of type R and tells whether it is there.
func get[R any](s Store, key Key) (record R, found bool, err error) {
	text, err := s.Get(key)
	if err != nil || text == nil {
		return record, false, err
	}
	if err := json.Unmarshal(text, &record); err != nil {
		return record, false, fmt.Errorf("read %s record: %w", key.Object, err)
	}
	return record, true, nil
}

// must reads a record and refuses with UNKNOWN_RECORD if it is not there.
func must[R any](s Store, key Key) (R, error) {
	record, found, err := get[R](s, key)
	if err == nil && !found {
		err = unknown(key.Object, strings.Join(key.Parts, " "))
	}
	return record, err
}

func put(s Store, key Key, record any) error {
	text, err := encode(record)
	if err != nil {
		return err
	}
	return s.Put(key, text)
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
