package schema

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"allianceregistry/membership"
)

// Call is a transaction or a question of the contract: its name, and the types of its
// argument, nil if it takes none, and of its answer.
type Call struct {
	Name             string
	Argument, Answer reflect.Type
}

// Documents returns the documents of a contract with these calls, by the names of their
// files.
func Documents(calls []Call, source *Source) (map[string][]byte, error) {
	calls = slices.SortedFunc(slices.Values(calls), func(a, b Call) int { return strings.Compare(a.Name, b.Name) })
	documents := map[string][]byte{}
	for _, of := range []struct {
		name string
		make func() (*node, error)
	}{
		{"arguments", func() (*node, error) {
			return document(source, calls, true, func(c Call) reflect.Type { return c.Argument })
		}},
		{"answers", func() (*node, error) {
			return document(source, calls, false, func(c Call) reflect.Type { return c.Answer })
		}},
		{"events", func() (*node, error) { return events(source) }},
		{"refusals", func() (*node, error) { return refusals(source) }},
	} {
		root, err := of.make()
		if err != nil {
			return nil, fmt.Errorf("the schema of %s: %w", of.name, err)
		}
		root.Dialect, root.ID = dialect, "urn:alliance-registry:schema:"+of.name
		if documents[of.name+".json"], err = root.file(); err != nil {
			return nil, err
		}
	}
	return documents, nil
}

// document has a property for each call, which is what it takes or what it answers.
func document(source *Source, calls []Call, closed bool, part func(Call) reflect.Type) (*node, error) {
	b := newBuilder(source, closed)
	root := &node{
		Title: "Answers", Type: "object", Properties: named{},
		Description: "What each transaction and question of the contract answers, by its name. A transaction answers with its event.",
	}
	if closed {
		root.Title, root.AdditionalProperties = "Arguments", false
		root.Description = "What each transaction and question of the contract is sent with, by its name: its one argument."
	}
	for _, call := range calls {
		of := part(call)
		if of == nil {
			continue
		}
		schema, err := b.ofType(of)
		if err != nil {
			return nil, err
		}
		root.Properties = append(root.Properties, member{call.Name, schema})
	}
	root.Defs = b.definitions()
	return root, nil
}

// definitions are in the order of their names.
func (b *builder) definitions() named {
	var defs named
	for _, name := range slices.Sorted(maps.Keys(b.defs)) {
		defs = append(defs, member{name, b.defs[name]})
	}
	return defs
}

func events(source *Source) (*node, error) {
	b := newBuilder(source, false)
	schema, err := b.ofType(reflect.TypeFor[membership.Event]())
	if err != nil {
		return nil, err
	}
	schema.Title, schema.Defs = "Event", b.definitions()
	return schema, nil
}

// refusals has an object for each code, with the parameters that stand beside the code in
// the rules. It fails for a code without any word on them.
func refusals(source *Source) (*node, error) {
	root := &node{
		Title: "Refusal", Description: "How the rules say no. It crosses the ledger as the text REFUSED, a space, the code, a space, and params as JSON; " +
			"other layers may stand before and behind it. Parameters are texts. A text of JSON in faults is a list of what is wrong with a charter: path, problem, params.",
	}
	for _, code := range source.words["Code"] {
		parameters := parametersIn(code.comment)
		if code.comment == "" {
			return nil, fmt.Errorf("%s is declared without its parameters behind it", code.value)
		}
		params := &node{Type: "object", Properties: named{}, AdditionalProperties: &node{Type: stringType}, Required: parameters}
		for _, name := range parameters {
			params.Properties = append(params.Properties, member{name, &node{Type: stringType}})
		}
		root.OneOf = append(root.OneOf, refusalOf(code.value, params))
	}
	return root, nil
}

// refusalOf is a refusal with a code; one without parameters leaves them out.
func refusalOf(code string, params *node) *node {
	required := []string{"code"}
	if len(params.Required) > 0 {
		required = append(required, "params")
	}
	return &node{
		Title: code, Type: "object", Required: required,
		Properties: named{{"code", &node{Type: stringType, Const: &code}}, {"params", params}},
	}
}

// parametersIn are the names in a comment such as "field, length, most: characters".
func parametersIn(comment string) []string {
	list, _, _ := strings.Cut(comment, ":")
	list, _, _ = strings.Cut(list, "(")
	var names []string
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.TrimSpace(name); name != "none" {
			names = append(names, name)
		}
	}
	return names
}
