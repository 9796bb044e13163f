package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// client is the class without its operations.
//
//go:embed client.py.txt
var client string

// module is a module of Python that is being written.
type module struct {
	document
	text strings.Builder
	err  error
}

// write is the module of a document.
func write(d document) (string, error) {
	m := &module{document: d}
	head := d.Info.Title + ": a client.\n\n" + d.Info.Description + "\n\n" +
		"Written by scripts/tools/pyclient; what is changed here is lost. Nothing but the standard library of Python 3.11 or newer is needed."
	m.text.WriteString(docstring(head, ""))
	m.text.WriteString("\nfrom __future__ import annotations\n\nimport json\nimport urllib.error\nimport urllib.parse\nimport urllib.request\n" +
		"from typing import Any, Literal, NotRequired, TypedDict, Union\n\n")
	for _, name := range slices.Sorted(maps.Keys(d.Components.Schemas)) {
		m.define(name, d.Components.Schemas[name])
	}
	operations := m.operations()
	m.text.WriteString("\n" + client)
	m.text.WriteString(operations)
	return m.text.String(), m.err
}

// define writes a type: a TypedDict, or another name for what there is.
func (m *module) define(name string, of *schema) {
	m.comment(of.Description, "")
	if len(of.Properties) == 0 {
		fmt.Fprintf(&m.text, "%s = %s\n\n", name, m.kind(of))
		return
	}
	fmt.Fprintf(&m.text, "%s = TypedDict(%s, {\n", name, quoted(name))
	for _, field := range slices.Sorted(maps.Keys(of.Properties)) {
		property := of.Properties[field]
		kind := m.kind(property)
		if !slices.Contains(of.Required, field) {
			kind = "NotRequired[" + kind + "]"
		}
		m.comment(property.Description, "    ")
		fmt.Fprintf(&m.text, "    %s: %s,\n", quoted(field), kind)
	}
	m.text.WriteString("})\n\n")
}

// kind is a schema as a type of Python.
func (m *module) kind(of *schema) string { return union(m.kinds(of)) }

// kinds are the types of Python of which a schema takes any.
func (m *module) kinds(of *schema) []string {
	switch {
	case of.Ref != "":
		return []string{quoted(of.Ref[strings.LastIndex(of.Ref, "/")+1:])}
	case of.Const != nil:
		return []string{literal([]any{of.Const})}
	case len(of.Enum) > 0:
		return []string{literal(of.Enum)}
	}
	var kinds []string
	for _, one := range append(of.AnyOf, of.OneOf...) {
		kinds = append(kinds, m.kinds(one)...)
	}
	if len(kinds) == 0 {
		for _, name := range names(of.Type) {
			kinds = append(kinds, m.named(name, of))
		}
	}
	return kinds
}

// named is a schema of a type by its name in JSON Schema.
func (m *module) named(name string, of *schema) string {
	switch name {
	case "string":
		return "str"
	case "integer":
		return "int"
	case "number":
		return "float"
	case "boolean":
		return "bool"
	case "null":
		return "None"
	case "array":
		return "list[" + m.kind(of.Items) + "]"
	case "object", "":
		values, is := of.Additional.(map[string]any)
		if !is {
			return "dict[str, Any]"
		}
		var value schema
		text, err := json.Marshal(values)
		if err == nil {
			err = json.Unmarshal(text, &value)
		}
		m.fail(err)
		return "dict[str, " + m.kind(&value) + "]"
	}
	m.fail(fmt.Errorf("no type of Python for %s", name))
	return ""
}

func (m *module) fail(err error) {
	if m.err == nil {
		m.err = err
	}
}

// operations are the methods, in the order of the paths. It defines their answers.
func (m *module) operations() string {
	var methods strings.Builder
	for _, path := range slices.Sorted(maps.Keys(m.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(m.Paths[path])) {
			methods.WriteString(m.method(path, strings.ToUpper(method), m.Paths[path][method]))
		}
	}
	return methods.String()
}

// said by the client itself: the language, and nothing is kept.
var own = []string{"Accept-Language", "If-None-Match", "X-Request-ID", "lang"}

func (m *module) method(path, method string, op operation) string {
	positional, keywords := []string{"self"}, []string{}
	groups := map[string][]string{"path": nil, "query": nil, "header": nil}
	about := []string{op.Summary + ".", "", op.Description}
	for _, p := range op.Parameters {
		if slices.Contains(own, p.Name) {
			continue
		}
		name := snake(p.Name)
		about = append(about, "", name+": "+p.Description)
		groups[p.In] = append(groups[p.In], quoted(p.Name)+": "+name)
		if p.Required {
			positional = append(positional, name+": "+m.kind(p.Schema))
		} else {
			keywords = append(keywords, name+": "+m.kind(p.Schema)+" | None = None")
		}
	}
	body := "None"
	if op.RequestBody != nil {
		body = "body"
		positional = append(positional, "body: "+m.kind(op.RequestBody.json()))
	}
	if len(keywords) > 0 {
		keywords = append([]string{"*"}, keywords...)
	}
	var answers []string
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		if response := op.Responses[status]; strings.HasPrefix(status, "2") && len(response.Content) > 0 {
			answers = append(answers, m.answers(op.ID, response)...)
		}
	}
	return fmt.Sprintf("\n    def %s(\n        %s,\n    ) -> %s:\n%s        answer: %s = self._call(\n            %s, %s, {%s}, {%s}, {%s}, %s,\n        )\n        return answer\n",
		snake(op.ID), strings.Join(append(positional, keywords...), ",\n        "), union(answers), docstring(strings.Join(about, "\n"), "        "), union(answers),
		quoted(method), quoted(path), strings.Join(groups["path"], ", "), strings.Join(groups["query"], ", "), strings.Join(groups["header"], ", "), body)
}

// answers are the types of an answer; one without a name gets that of its operation.
func (m *module) answers(id string, of content) []string {
	schema := of.json()
	if len(schema.Properties) == 0 {
		return m.kinds(schema)
	}
	name := strings.ToUpper(id[:1]) + id[1:] + "Answer"
	m.define(name, schema)
	return []string{quoted(name)}
}

// names are those in a type, which is one or several.
func names(of any) []string {
	switch of := of.(type) {
	case string:
		return []string{of}
	case []any:
		var list []string
		for _, one := range of {
			list = append(list, fmt.Sprint(one))
		}
		return list
	}
	return []string{""}
}

func union(kinds []string) string {
	var different []string
	for _, kind := range kinds {
		if !slices.Contains(different, kind) {
			different = append(different, kind)
		}
	}
	if len(different) == 1 {
		return different[0]
	}
	return "Union[" + strings.Join(different, ", ") + "]"
}

func literal(values []any) string {
	said := make([]string, len(values))
	for i, value := range values {
		switch value {
		case true:
			said[i] = "True"
		case false:
			said[i] = "False"
		default:
			said[i] = quoted(fmt.Sprint(value))
		}
	}
	return "Literal[" + strings.Join(said, ", ") + "]"
}

// quoted is a text as Python reads it, which reads JSON's.
func quoted(text string) string {
	said, _ := json.Marshal(text) // a text can be written
	return string(said)
}

// snake is a name as Python's are: dryRun and known-at become dry_run and known_at.
func snake(name string) string {
	var said strings.Builder
	for i, r := range name {
		switch {
		case r == '-':
			said.WriteByte('_')
		case unicode.IsUpper(r):
			if i > 0 && !strings.HasSuffix(said.String(), "_") {
				said.WriteByte('_')
			}
			said.WriteRune(unicode.ToLower(r))
		default:
			said.WriteRune(r)
		}
	}
	if slices.Contains(reserved, said.String()) {
		said.WriteByte('_')
	}
	return said.String()
}

// reserved are words of Python that these documents have as names.
var reserved = []string{"class", "from", "as", "for", "in", "is", "not", "and", "or", "with", "global", "return"}

const width = 110

// wrapped is a text in lines, each indented.
func wrapped(text, indent string) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		line := indent
		for word := range strings.FieldsSeq(paragraph) {
			if len(line)+len(word) >= width && strings.TrimSpace(line) != strings.TrimSpace(indent) {
				lines, line = append(lines, strings.TrimRight(line, " ")), indent
			}
			line += word + " "
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

func (m *module) comment(text, indent string) {
	if text != "" {
		m.text.WriteString(strings.Join(wrapped(text, indent+"# "), "\n") + "\n")
	}
}

// docstring is a text as Python keeps it with what it describes.
func docstring(text, indent string) string {
	text = strings.NewReplacer(`\`, `\\`, `"""`, `'''`).Replace(strings.TrimSpace(text))
	lines := wrapped(text, indent)
	lines[0] = indent + `"""` + strings.TrimSpace(lines[0])
	return strings.Join(lines, "\n") + "\n" + indent + `"""` + "\n"
}
