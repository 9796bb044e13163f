package schema

import (
	"bytes"
	"encoding/json"
)

// dialect is the version of JSON Schema in which the documents are written.
const dialect = "https://json-schema.org/draft/2020-12/schema"

// node is one schema: the keywords that are used here, in the order in which they are
// written.
type node struct {
	Dialect              string   `json:"$schema,omitempty"`
	ID                   string   `json:"$id,omitempty"`
	Ref                  string   `json:"$ref,omitempty"`
	Title                string   `json:"title,omitempty"`
	Description          string   `json:"description,omitempty"`
	Type                 any      `json:"type,omitempty"` // a name, or a list of names
	Const                *string  `json:"const,omitempty"`
	Enum                 []string `json:"enum,omitempty"`
	Format               string   `json:"format,omitempty"`
	Pattern              string   `json:"pattern,omitempty"`
	MinLength            int      `json:"minLength,omitempty"`
	MaxLength            int      `json:"maxLength,omitempty"`
	Minimum              *int     `json:"minimum,omitempty"`
	Maximum              *int     `json:"maximum,omitempty"`
	Items                *node    `json:"items,omitempty"`
	MinItems             int      `json:"minItems,omitempty"`
	MaxItems             int      `json:"maxItems,omitempty"`
	Properties           named    `json:"properties,omitempty"`
	PropertyNames        *node    `json:"propertyNames,omitempty"`
	AdditionalProperties any      `json:"additionalProperties,omitempty"` // a *node, or false
	MinProperties        int      `json:"minProperties,omitempty"`
	MaxProperties        int      `json:"maxProperties,omitempty"`
	Required             []string `json:"required,omitempty"`
	AnyOf                []*node  `json:"anyOf,omitempty"`
	OneOf                []*node  `json:"oneOf,omitempty"`
	Defs                 named    `json:"$defs,omitempty"`
}

// named are schemas by their names, in the order in which they are written.
type named []member

type member struct {
	name string
	of   *node
}

// MarshalJSON implements json.Marshaler.
func (n named) MarshalJSON() ([]byte, error) {
	var text bytes.Buffer
	text.WriteByte('{')
	for i, m := range n {
		if i > 0 {
			text.WriteByte(',')
		}
		for _, part := range []any{m.name, m.of} {
			if err := encoderTo(&text).Encode(part); err != nil {
				return nil, err
			}
			if part == any(m.name) {
				text.WriteByte(':')
			}
		}
	}
	text.WriteByte('}')
	return text.Bytes(), nil
}

// encoderTo writes texts as they are: no reader of these files is a browser.
func encoderTo(text *bytes.Buffer) *json.Encoder {
	encoder := json.NewEncoder(text)
	encoder.SetEscapeHTML(false)
	return encoder
}

// file is a schema as the text of a file.
func (n *node) file() ([]byte, error) {
	var text bytes.Buffer
	encoder := encoderTo(&text)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(n)
	return text.Bytes(), err
}

func refTo(name string) *node { return &node{Ref: "#/$defs/" + name} }

// orEmpty also takes an empty text: for the rules that is a field that was left out.
func (n *node) orEmpty() *node {
	empty := ""
	return &node{AnyOf: []*node{{Type: stringType, Const: &empty}, n}}
}
