package form

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"allianceregistry/membership/refusal"
)

// within adds to the refusal of an unknown field those that there are in its place.
func within(denied *refusal.Error, text []byte, into any) *refusal.Error {
	if denied.Code == refusal.UnknownField {
		fields := place{denied.Params["field"], deepest}.in(text, reflect.TypeOf(into))
		denied.Params["fields"] = strings.Join(fields, ", ")
	}
	return denied
}

// deepest is how far down a field is looked for: each level reads all below it again.
const deepest = 16

// place looks for an unknown field, so many levels down.
type place struct {
	field string
	deep  int
}

// in are the fields that there are in the object that has one too many; nil if it is
// not found, because what stands there is no JSON of its type, or too deep.
func (p place) in(text []byte, of reflect.Type) []string {
	if p.deep == 0 {
		return nil
	}
	p.deep--
	switch of.Kind() {
	case reflect.Pointer:
		return p.in(text, of.Elem())
	case reflect.Slice, reflect.Array:
		var list []json.RawMessage
		if json.Unmarshal(text, &list) != nil {
			return nil
		}
		return p.first(list, func(int) reflect.Type { return of.Elem() })
	case reflect.Map:
		_, values := parts(text)
		return p.first(values, func(int) reflect.Type { return of.Elem() })
	case reflect.Struct:
		return p.inStruct(text, of)
	default:
		return nil
	}
}

func (p place) inStruct(text []byte, of reflect.Type) []string {
	known, order := map[string]reflect.Type{}, []string{}
	for _, one := range reflect.VisibleFields(of) {
		name, _, _ := strings.Cut(one.Tag.Get("json"), ",")
		if one.Anonymous || name == "-" || !one.IsExported() {
			continue
		}
		if name == "" {
			name = one.Name
		}
		known[strings.ToLower(name)] = one.Type // the standard library does not look at case
		order = append(order, name)
	}
	names, values := parts(text)
	if slices.ContainsFunc(names, func(name string) bool { return refusal.Clip(name) == p.field && known[strings.ToLower(name)] == nil }) {
		return order
	}
	return p.first(values, func(i int) reflect.Type { return known[strings.ToLower(names[i])] })
}

// first looks into values in their order, each of its type, if that is known.
func (p place) first(values []json.RawMessage, of func(int) reflect.Type) []string {
	for i, value := range values {
		if of(i) == nil {
			continue
		}
		if found := p.in(value, of(i)); found != nil {
			return found
		}
	}
	return nil
}
