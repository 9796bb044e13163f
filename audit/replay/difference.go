package replay

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// difference is the first thing that is otherwise: what kind of thing, under which
// key, where in its JSON.
type difference struct{ what, key, path, expected, seen string }

// diff compares two texts, JSON as a rule, and returns nil if they are equal to
// the byte.
func diff(what, key string, want, got []byte) *difference {
	if bytes.Equal(want, got) {
		return nil
	}
	found := &difference{what: what, key: key, expected: display(want), seen: display(got)}
	var expected, seen any
	if decode(want, &expected) && decode(got, &seen) {
		if path, a, b, differs := diffValue(expected, seen, ""); differs {
			found.path, found.expected, found.seen = path, a, b
		}
	}
	return found
}

// fieldsSorted is a record as a peer gives it whose state is in CouchDB: the fields of an
// object in the order of their names (Fabric: statecouchdb). It is the same record. What is no
// object is kept byte for byte.
func fieldsSorted(record []byte) string {
	var object map[string]any
	if !decode(record, &object) || object == nil {
		return string(record)
	}
	return string(encode(object))
}

// decode reads JSON, with numbers as they are written, and reports whether it is JSON.
func decode(text []byte, into any) bool {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return decoder.Decode(into) == nil
}

// diffValue finds the first place at which two JSON values differ: a path of
// names and numbers, members[0].state say.
func diffValue(want, got any, path string) (at, expected, seen string, differs bool) {
	switch a := want.(type) {
	case map[string]any:
		if b, same := got.(map[string]any); same {
			return diffObject(a, b, path)
		}
	case []any:
		if b, same := got.([]any); same {
			return diffList(a, b, path)
		}
	default:
		if want == got {
			return "", "", "", false
		}
	}
	return path, jsonText(want), jsonText(got), true
}

func diffObject(a, b map[string]any, path string) (at, expected, seen string, differs bool) {
	names := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		below := name
		if path != "" {
			below = path + "." + name
		}
		x, inA := a[name]
		y, inB := b[name]
		switch {
		case !inA:
			return below, absent, jsonText(y), true
		case !inB:
			return below, jsonText(x), absent, true
		}
		if at, expected, seen, differs = diffValue(x, y, below); differs {
			return at, expected, seen, true
		}
	}
	return "", "", "", false
}

func diffList(a, b []any, path string) (at, expected, seen string, differs bool) {
	for i := range max(len(a), len(b)) {
		below := path + "[" + strconv.Itoa(i) + "]"
		switch {
		case i >= len(a):
			return below, absent, jsonText(b[i]), true
		case i >= len(b):
			return below, jsonText(a[i]), absent, true
		}
		if at, expected, seen, differs = diffValue(a[i], b[i], below); differs {
			return at, expected, seen, true
		}
	}
	return "", "", "", false
}

// jsonText is a JSON value as text.
func jsonText(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	text, err := json.Marshal(value)
	if err != nil { // it was JSON before
		return fmt.Sprint(value)
	}
	return string(text)
}

// display is a value as a person reads it; nil is nothing.
func display(value []byte) string {
	if value == nil {
		return absent
	}
	return string(value)
}

// encode is plain data as JSON; such data always has a text.
func encode(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Append(nil, err)
	}
	return text
}
