package input

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// entries reads an object whose fields have any names.
func (r *reader) entries(node *yaml.Node, into reflect.Value, at place) any {
	if into.IsNil() {
		into.Set(reflect.MakeMap(into.Type()))
	}
	key := into.Type().Key()
	name, _ := r.special("", key)
	return r.object(node, into, at, func(written *yaml.Node) (string, *ValueError) {
		if name == nil {
			return written.Value, Stray(written.Value)
		}
		read, wrong := name(written.Value)
		if wrong != nil {
			return "", wrong
		}
		return reflect.ValueOf(read).Convert(reflect.TypeFor[string]()).String(), nil
	}, func(name string, value *yaml.Node, below place) any {
		one := reflect.New(into.Type().Elem()).Elem()
		below.field = at.field
		said := r.read(value, one, below)
		into.SetMapIndex(reflect.ValueOf(name).Convert(key), one)
		return said
	})
}

// fields reads an object whose fields are a struct's.
func (r *reader) fields(node *yaml.Node, into reflect.Value, at place) any {
	known, names := fieldsOf(into.Type())
	return r.object(node, into, at, func(written *yaml.Node) (string, *ValueError) {
		if _, found := known[written.Value]; found {
			return written.Value, nil
		}
		return "", unknown(written.Value, names)
	}, func(name string, value *yaml.Node, below place) any {
		below.field = name
		return r.read(value, into.FieldByIndex(known[name]), below)
	})
}

// unknown says that there is no such field, or which character is wrong in it.
func unknown(name string, names []string) *ValueError {
	if wrong := Stray(name); wrong != nil {
		return wrong
	}
	if like := Nearest(name, names); like != "" {
		return NewValueError(UnknownField, "field", name, "fields", strings.Join(names, ", "), "like", like)
	}
	return NewValueError(UnknownField, "field", name, "fields", strings.Join(names, ", "))
}

// object reads an object: name tells what a field is called, value reads what it has.
func (r *reader) object(
	node *yaml.Node, into reflect.Value, at place,
	name func(*yaml.Node) (string, *ValueError), value func(string, *yaml.Node, place) any,
) any {
	if node.Kind != yaml.MappingNode {
		return r.wrongKind(node, into, at)
	}
	whole, seen := map[string]any{}, map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, below := node.Content[i], node.Content[i+1]
		if r.over() {
			break
		}
		if len(key.Value) > maxKey {
			r.add(key, at.path, NewValueError(TooLarge, "most", strconv.Itoa(maxKey)))
			continue
		}
		if key.Kind != yaml.ScalarNode {
			r.add(key, at.path, NewValueError(WrongType, "wanted", "fields"))
			continue
		}
		path := Step(at.path, key.Value)
		called, wrong := name(key)
		if i > 0 && loose(node, key, below) && (wrong != nil || into.Kind() == reflect.Map) {
			wrong = NewValueError(LooseComma, "value", key.Value)
		}
		if wrong != nil {
			r.add(key, path, wrong)
			continue
		}
		path = Step(at.path, called)
		if first, again := seen[called]; again {
			r.add(key, path, NewValueError(RepeatedField, "field", key.Value, "line", strconv.Itoa(first)))
			continue
		}
		seen[called], r.lines[path] = key.Line, key.Line
		whole[called] = value(called, below, place{path: path, depth: at.depth + 1})
	}
	return whole
}

// loose reports whether a field in braces may be what follows a comma of the text
// before it: it has no value.
func loose(node, key, below *yaml.Node) bool {
	return node.Style&yaml.FlowStyle != 0 && isNull(below) && below.Value == "" && !strings.ContainsAny(key.Value, "：＝=")
}

// fieldsOf lists the fields of a struct, and of those that are embedded in it, by
// their names in a file.
func fieldsOf(of reflect.Type) (known map[string][]int, names []string) {
	known = map[string][]int{}
	for _, field := range reflect.VisibleFields(of) {
		tag, found := field.Tag.Lookup("json")
		if !found {
			tag = field.Tag.Get("yaml")
		}
		name, _, _ := strings.Cut(tag, ",")
		if name != "" && name != "-" && field.IsExported() {
			known[name] = field.Index
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return known, slices.Compact(names)
}
