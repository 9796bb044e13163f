package charter

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"allianceregistry/membership"
)

// The bounds of a file: whatever it says, it is read in no time.
const (
	maxNodes  = 100_000
	maxNested = 50
	maxFaults = 100
)

// decode reads one document of YAML or JSON into a value, and the line of each of
// its paths. All faults of form are found at once; with any, nothing is read.
func decode(content []byte, into any) (Lines, error) {
	root, err := parse(content)
	if err != nil {
		return nil, err
	}
	r := &reader{lines: Lines{}}
	plain := r.read(root, reflect.TypeOf(into).Elem(), "", 0)
	if len(r.faults) > 0 {
		return r.lines, &Invalid{r.faults}
	}
	text, err := json.Marshal(plain)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil { // no file is known that comes here
		return r.lines, &Invalid{[]Fault{{Fault: membership.Fault{Problem: NotYAML, Params: params("detail", err.Error())}}}}
	}
	return r.lines, nil
}

// parse reads the file's only document.
func parse(content []byte) (*yaml.Node, error) {
	if json.Valid(content) { // tabs between JSON's parts are not YAML
		content = bytes.ReplaceAll(content, []byte("\t"), []byte(" "))
	}
	if len(content) > membership.MaxArgument {
		return nil, fault(1, "", TooLarge, "most", strconv.Itoa(membership.MaxArgument))
	}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	var document, second yaml.Node
	if err := decoder.Decode(&document); err != nil {
		return nil, notYAML(err)
	}
	switch err := decoder.Decode(&second); {
	case err == nil:
		return nil, fault(second.Line, "", NotYAML, "detail", "a second document")
	case !errors.Is(err, io.EOF):
		return nil, notYAML(err)
	}
	return document.Content[0], nil
}

func fault(line int, path string, problem membership.Problem, pairs ...string) error {
	return &Invalid{[]Fault{{membership.Fault{Path: path, Problem: problem, Params: params(pairs...)}, line}}}
}

var atLine = regexp.MustCompile(`line (\d+): `)

// notYAML takes the line out of what the YAML library says.
func notYAML(err error) error {
	detail, line := strings.TrimPrefix(err.Error(), "yaml: "), 1
	if found := atLine.FindStringSubmatch(detail); found != nil {
		line, _ = strconv.Atoi(found[1])
		detail = strings.Replace(detail, found[0], "", 1)
	}
	if errors.Is(err, io.EOF) {
		detail = "nothing in it"
	}
	return fault(line, "", NotYAML, "detail", detail)
}

// reader turns nodes into plain values, as far as they have the form of a type.
type reader struct {
	lines  Lines
	faults []Fault
	nodes  int
}

func (r *reader) fault(at *yaml.Node, path string, problem membership.Problem, pairs ...string) any {
	if len(r.faults) < maxFaults {
		r.faults = append(r.faults, Fault{membership.Fault{Path: path, Problem: problem, Params: params(pairs...)}, at.Line})
	}
	return nil
}

// read returns a node as a plain value.
func (r *reader) read(node *yaml.Node, as reflect.Type, path string, depth int) any {
	if r.nodes++; r.nodes > maxNodes || depth > maxNested {
		if r.nodes <= maxNodes || r.nodes == maxNodes+1 {
			r.fault(node, path, TooLarge, "most", strconv.Itoa(maxNodes))
		}
		return nil
	}
	if _, known := r.lines[path]; !known {
		r.lines[path] = node.Line
	}
	for node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	for as.Kind() == reflect.Pointer {
		as = as.Elem()
	}
	switch as.Kind() {
	case reflect.Struct:
		return r.fields(node, as, path, depth)
	case reflect.Map:
		return r.entries(node, as, path, depth)
	case reflect.Slice:
		return r.list(node, as, path, depth)
	}
	return r.scalar(node, as, path)
}

// fields reads an object whose fields are a struct's.
func (r *reader) fields(node *yaml.Node, as reflect.Type, path string, depth int) any {
	known := map[string]reflect.Type{}
	fieldsOf(as, known)
	return r.object(node, path, depth, func(name string) reflect.Type { return known[name] })
}

// fieldsOf lists the fields of a struct by their names in a file.
func fieldsOf(as reflect.Type, known map[string]reflect.Type) {
	for i := range as.NumField() {
		field := as.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name != "" && name != "-" {
			known[name] = field.Type
		}
	}
}

// entries reads an object whose fields have any names.
func (r *reader) entries(node *yaml.Node, as reflect.Type, path string, depth int) any {
	return r.object(node, path, depth, func(string) reflect.Type { return as.Elem() })
}

func (r *reader) object(node *yaml.Node, path string, depth int, of func(string) reflect.Type) any {
	if node.Kind != yaml.MappingNode {
		return r.fault(node, path, WrongType, "wanted", "fields")
	}
	plain, seen := map[string]any{}, map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			r.fault(key, path, WrongType, "wanted", "fields")
			continue
		}
		at := step(path, key.Value)
		as := of(key.Value)
		switch first, again := seen[key.Value]; {
		case again:
			r.fault(key, at, RepeatedField, "field", key.Value, "line", strconv.Itoa(first))
			continue
		case as == nil:
			r.fault(key, at, UnknownField, "field", key.Value)
			continue
		}
		seen[key.Value], r.lines[at] = key.Line, key.Line
		plain[key.Value] = r.read(value, as, at, depth+1)
	}
	return plain
}

func (r *reader) list(node *yaml.Node, as reflect.Type, path string, depth int) any {
	if node.Kind != yaml.SequenceNode {
		return r.fault(node, path, WrongType, "wanted", "list")
	}
	plain := make([]any, 0, len(node.Content))
	for i, item := range node.Content {
		plain = append(plain, r.read(item, as.Elem(), path+"["+strconv.Itoa(i)+"]", depth+1))
	}
	return plain
}

var amount = reflect.TypeFor[membership.Amount]()

// scalar reads a text, a whole number, or yes or no. A date is a text.
func (r *reader) scalar(node *yaml.Node, as reflect.Type, path string) any {
	wanted, tag := "text", node.ShortTag()
	fits := node.Kind == yaml.ScalarNode
	switch {
	case as == amount:
		wanted, fits = "amount", fits && (tag == "!!str" || tag == "!!int")
	case as.Kind() == reflect.Bool:
		wanted, fits = "yes or no", fits && tag == "!!bool"
	case as.Kind() == reflect.Int:
		wanted, fits = "whole number", fits && tag == "!!int"
	default:
		fits = fits && (tag == "!!str" || tag == "!!timestamp")
	}
	if !fits {
		return r.fault(node, path, WrongType, "wanted", wanted)
	}
	switch wanted {
	case "yes or no":
		return strings.EqualFold(node.Value, "true")
	case "whole number":
		number, err := strconv.Atoi(node.Value)
		if err != nil {
			return r.fault(node, path, WrongType, "wanted", wanted)
		}
		return number
	}
	return node.Value
}
