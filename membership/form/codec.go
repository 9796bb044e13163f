package form

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"allianceregistry/membership/refusal"
)

// MaxArgument is the most bytes that the argument of a transaction or a question may have.
const MaxArgument = 256 << 10

// Schema is the version of every record's form.
const Schema = 1

// Decode reads one JSON object of at most MaxArgument bytes into a pointer to a struct.
// It refuses with TOO_LARGE; with MALFORMED what is not one object in UTF-8, has a
// field twice, in whatever case (RFC 8259 leaves open which one counts), or has
// anything behind it; and with UNKNOWN_FIELD, which lists the fields that there are.
func Decode(text []byte, into any) error {
	if len(text) > MaxArgument {
		return refusal.New(refusal.TooLarge, "size", strconv.Itoa(len(text)), "most", strconv.Itoa(MaxArgument))
	}
	if !utf8.Valid(text) {
		return refusal.New(refusal.Malformed, "detail", "not UTF-8")
	}
	if trimmed := bytes.TrimSpace(text); len(trimmed) == 0 || trimmed[0] != '{' {
		return refusal.New(refusal.Malformed, "detail", "not a JSON object")
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return within(malformed(err), text, into)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return refusal.New(refusal.Malformed, "detail", "something follows the JSON object")
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
				return refusal.New(refusal.Malformed, "detail", "field "+refusal.Clip(name)+" stands twice")
			}
			inner.names[folded], inner.wantName = true, false
		default:
			inner.wantName = true
		}
	}
}

// malformed turns a JSON error into a refusal. The standard library marks an
// unknown field only by the text of its error.
func malformed(err error) *refusal.Error {
	if _, field, found := strings.Cut(err.Error(), "unknown field "); found {
		return refusal.New(refusal.UnknownField, "field", refusal.Clip(strings.Trim(field, `"`)), "fields", "") // filled in where the type is known
	}
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) {
		return refusal.New(refusal.Malformed, "detail", refusal.Clip("field "+wrongType.Field+" cannot be a "+wrongType.Value))
	}
	return refusal.New(refusal.Malformed, "detail", refusal.Clip(strings.TrimPrefix(err.Error(), "json: ")))
}

// Encode writes a record. Structs have a fixed order of fields, and the
// standard library sorts the keys of maps: equal records give equal bytes.
func Encode(record any) ([]byte, error) {
	text, err := json.Marshal(record)
	if err != nil {
		return nil, fmt.Errorf("encode a record: %w", err)
	}
	return text, nil
}

// Digest returns the SHA-256 of a label, the Separator and a record's encoding, in
// lower-case hex. The label keeps digests of different kinds apart.
func Digest(label string, record any) (string, error) {
	text, err := Encode(record)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(append([]byte(label+Separator), text...))
	return hex.EncodeToString(sum[:]), nil
}

// parts are the fields of an object in the order of their names; none of anything else.
func parts(text []byte) (names []string, values []json.RawMessage) {
	var object map[string]json.RawMessage
	if json.Unmarshal(text, &object) != nil {
		return nil, nil
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		names, values = append(names, name), append(values, object[name])
	}
	return names, values
}

// Separator ends each part of a key. No id may hold it.
const Separator = "\x00"
