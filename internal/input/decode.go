package input

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// The bounds of a file: whatever it says, it is read in no time and little memory. An
// alias costs as if all that it stands for stood there: of maxNodes more than the file
// has by itself, and of maxPaths bytes and eight times the file's for all paths and
// values together, of which the longest key is a part in every path below it.
const (
	maxNodes   = 100_000
	maxPaths   = 32 << 20
	maxKey     = 1000
	maxSigns   = 2_000_000
	maxNested  = 50
	maxDefects = 100
)

// Read reads a scalar's text into a value of the type that it was found for.
type Read func(text string) (any, *ValueError)

// Format is a form of file.
type Format struct {
	// MaxSize bounds its bytes.
	MaxSize int
	// Reader finds how a scalar is read, by the name of the field that it stands in,
	// or of the field whose list or map it stands in, and by its type; and what is
	// wanted there, a word of a catalogue, "wanted.…". It is nil where nothing is
	// special. A map's keys have the field "".
	Reader func(field string, of reflect.Type) (read Read, wanted string)
}

// Document is what was read besides the value.
type Document struct {
	Lines Lines
	// Plain is the whole document as maps, lists, texts, numbers and truths, in the
	// form in which they were understood: equal meanings are equal.
	Plain any
}

// Decode reads a file of YAML or JSON into a value, over what is there. Fields have
// their names from tags of json, or else of yaml. It refuses with *Invalid, which
// lists every defect of form at once, and names what no field has, what stands
// twice, and what has no value.
func (f Format) Decode(content []byte, into any) (Document, error) {
	if len(content) > f.MaxSize {
		return Document{}, fileError(1, TooLarge, "most", strconv.Itoa(f.MaxSize))
	}
	content, err := Clean(content)
	if err != nil {
		return Document{}, err
	}
	root, err := parse(content)
	if err != nil {
		return Document{}, err
	}
	r := &reader{format: f, lines: Lines{}, left: maxNodes + nodes(root), room: maxPaths + 8*len(content)}
	plain := r.read(root, reflect.ValueOf(into).Elem(), place{})
	if len(r.defects) > 0 {
		return Document{Lines: r.lines}, &Invalid{r.defects}
	}
	return Document{r.lines, plain}, nil
}

// signs is at least as many as there are nodes in a file: each ends with one.
func signs(content []byte) int {
	count := 0
	for _, letter := range content {
		switch letter {
		case ',', ':', '\n', '[', '{', '-', '?':
			count++
		}
	}
	return count
}

// nodes counts what stands in a file itself.
func nodes(node *yaml.Node) int {
	count := 1
	for _, inner := range node.Content {
		count += nodes(inner)
	}
	return count
}

// place is where a node stands: its path, the field around it, how deep, and
// whether in braces or brackets.
type place struct {
	path, field string
	depth       int
	flow        bool
}

// reader turns nodes into values, as far as they have the form of a type.
type reader struct {
	format  Format
	lines   Lines
	defects []Defect
	left    int // nodes
	room    int // bytes of paths and values
}

// over reports whether what a file may cost is spent.
func (r *reader) over() bool { return r.left < 0 || r.room < 0 }

func (r *reader) add(at *yaml.Node, path string, wrong *ValueError) any {
	if len(r.defects) < maxDefects {
		column := at.Column
		if at.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
			column++
		}
		if at.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
			column = 0 // its text begins on another line
		}
		r.defects = append(r.defects, wrong.asDefect(path, at.Line, column))
	}
	return nil
}

// read reads a node into a value, and returns it as plain data.
func (r *reader) read(node *yaml.Node, into reflect.Value, at place) any {
	if r.over() {
		return nil
	}
	r.left--
	r.room -= len(at.path)
	if r.over() || at.depth > maxNested {
		return r.add(node, at.path, NewValueError(TooLarge, "most", strconv.Itoa(maxNodes)))
	}
	if _, known := r.lines[at.path]; !known {
		r.lines[at.path] = node.Line
	}
	for node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	for into.Kind() == reflect.Pointer {
		if into.IsNil() {
			into.Set(reflect.New(into.Type().Elem()))
		}
		into = into.Elem()
	}
	if node.Style&yaml.TaggedStyle != 0 {
		return r.add(node, at.path, NewValueError(NotYAML, "detail", "tag"))
	}
	if read, wanted := r.special(at.field, into.Type()); read != nil {
		return r.scalar(node, into, at, read, wanted)
	}
	switch into.Kind() {
	case reflect.Struct:
		return r.fields(node, into, at)
	case reflect.Map:
		return r.entries(node, into, at)
	case reflect.Slice:
		return r.list(node, into, at)
	}
	return r.scalar(node, into, at, usual(into.Type()), wantedOf(into.Type()))
}

func (r *reader) special(field string, of reflect.Type) (Read, string) {
	if r.format.Reader == nil {
		return nil, ""
	}
	return r.format.Reader(field, of)
}

// usual is how a scalar is read of which nothing is special.
func usual(wanted reflect.Type) Read {
	switch wanted.Kind() {
	case reflect.Bool:
		return func(text string) (any, *ValueError) { return result(Truth(text)) }
	case reflect.Int:
		return func(text string) (any, *ValueError) { return result(Number(text)) }
	}
	return func(text string) (any, *ValueError) { return text, nil }
}

func result[T any](value T, wrong *ValueError) (any, *ValueError) { return value, wrong }

// scalar reads a text, a number, or what else the type is.
func (r *reader) scalar(node *yaml.Node, into reflect.Value, at place, read Read, wanted string) any {
	if node.Kind != yaml.ScalarNode {
		return r.add(node, at.path, NewValueError(WrongType, "wanted", wanted))
	}
	if isNull(node) {
		return r.add(node, at.path, NewValueError(EmptyValue, "wanted", wanted))
	}
	if wrong := listed(node, at, into); wrong != nil {
		return r.add(node, at.path, wrong)
	}
	if r.room -= len(node.Value); r.over() {
		return r.add(node, at.path, NewValueError(TooLarge, "most", strconv.Itoa(maxNodes)))
	}
	value, wrong := read(node.Value)
	if wrong != nil {
		return r.add(node, at.path, wrong)
	}
	into.Set(reflect.ValueOf(value).Convert(into.Type()))
	return bare(node, into)
}

// bare is a scalar's plain form.
func bare(node *yaml.Node, into reflect.Value) any {
	switch into.Kind() {
	case reflect.String:
		text := into.String()
		if node.Style == 0 && plain.MatchString(text) && text == node.Value && into.Type() != reflect.TypeFor[string]() {
			return json.Number(text)
		}
		return text
	default:
		return into.Interface()
	}
}

// listed finds a comma of another keyboard between the texts of a list in brackets.
func listed(node *yaml.Node, at place, into reflect.Value) *ValueError {
	if !at.flow || node.Style != 0 || into.Kind() != reflect.String {
		return nil
	}
	if found := strings.IndexAny(node.Value, "，、；"); found >= 0 {
		wrong := Stray(node.Value[found:])
		wrong.at += len([]rune(node.Value[:found]))
		return wrong
	}
	return nil
}

func isNull(node *yaml.Node) bool { return node.Style == 0 && node.ShortTag() == "!!null" }

func wantedOf(wanted reflect.Type) string {
	switch wanted.Kind() {
	case reflect.Struct, reflect.Map:
		return "fields"
	case reflect.Slice:
		return "list"
	case reflect.Bool:
		return "yes or no"
	case reflect.Int:
		return "whole number"
	}
	return "text"
}

// wrongKind says that a node is no object, or no list.
func (r *reader) wrongKind(node *yaml.Node, into reflect.Value, at place) any {
	if node.Kind == yaml.ScalarNode {
		if isNull(node) {
			return r.add(node, at.path, NewValueError(EmptyValue, "wanted", wantedOf(into.Type())))
		}
		if wrong := sign(node.Value); wrong != nil {
			return r.add(node, at.path, wrong)
		}
		if noSpace.MatchString(node.Value) {
			return r.add(node, at.path, NewValueError(NotYAML, "detail", "noColon"))
		}
	}
	return r.add(node, at.path, NewValueError(WrongType, "wanted", wantedOf(into.Type())))
}

// noSpace is a field whose colon has no space behind it, so that all is one text.
var noSpace = regexp.MustCompile(`^[A-Za-z]\w*:\S`)

// sign finds in a text that should be fields or a list what its writer took for
// their signs.
func sign(text string) *ValueError {
	wrong := structural(text)
	if wrong == nil && strings.ContainsAny(text[:min(len(text), 3)], "｛［【") {
		wrong = Stray(text)
	}
	return wrong
}

// list reads a list.
func (r *reader) list(node *yaml.Node, into reflect.Value, at place) any {
	if node.Kind != yaml.SequenceNode {
		return r.wrongKind(node, into, at)
	}
	whole := make([]any, 0, len(node.Content))
	into.Set(reflect.MakeSlice(into.Type(), 0, len(node.Content)))
	for i, item := range node.Content {
		if r.over() {
			break
		}
		one := reflect.New(into.Type().Elem()).Elem()
		flow := node.Style&yaml.FlowStyle != 0
		whole = append(whole, r.read(item, one, place{at.path + "[" + strconv.Itoa(i) + "]", at.field, at.depth + 1, flow}))
		into.Set(reflect.Append(into, one))
	}
	return whole
}
