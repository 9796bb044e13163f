// Package schematest says in tests whether the published schemas take what the rules take,
// answer and say. It asks a validator of others, which reads the documents as a program in
// another language does: unedited, and by the dialect that they name.
//
// It decides nothing, and no program has it in it.
package schematest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"allianceregistry/membership/schema"
)

// compiled are the documents, each named as its file without .json, as schemas by the path
// within them. Compiling checks each against the dialect's own schema.
var compiled = sync.OnceValues(compile) //nolint:gochecknoglobals // read only

type documents struct {
	mutex    sync.Mutex
	compiler *jsonschema.Compiler
}

func compile() (*documents, error) {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	for _, name := range []string{"arguments", "answers", "events", "refusals"} {
		text, err := schema.Files.ReadFile(name + ".json")
		if err != nil {
			return nil, err
		}
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			return nil, err
		}
		if err := compiler.AddResource(name, document); err != nil {
			return nil, err
		}
		if _, err := compiler.Compile(name); err != nil {
			return nil, err
		}
	}
	return &documents{compiler: compiler}, nil
}

// schema is that of a part. The compiler remembers what it has compiled, and is one test's at
// a time; what it gives is read only.
func (d *documents) schema(part string) (*jsonschema.Schema, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.compiler.Compile(part)
}

// check says what a part of a document refuses in a text of JSON; nil if it takes it.
func check(part string, text []byte) error {
	all, err := compiled()
	if err != nil {
		return err
	}
	against, err := all.schema(part)
	if err != nil {
		return err
	}
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	if err := against.Validate(instance); err != nil {
		return fmt.Errorf("%s refuses %s: %w", part, text, err)
	}
	return nil
}

// Argument checks what a transaction or question is sent with, as text of JSON.
func Argument(name string, text []byte) error { return check("arguments#/properties/"+name, text) }

// Answer checks what a transaction or question answers, by its name.
func Answer(name string, answer any) error { return checkValue("answers#/properties/"+name, answer) }

// Event checks the event of a transaction.
func Event(event any) error { return checkValue("events", event) }

// Refusal checks a refusal.
func Refusal(denied any) error { return checkValue("refusals", denied) }

func checkValue(part string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return check(part, text)
}
