package input

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// parseJSON makes the nodes of a JSON text that is valid. YAML reads most of JSON,
// but neither its tabs, nor its longer keys, nor its \ud83d\ude00.
func parseJSON(content []byte) (*yaml.Node, error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	return (&tokens{content, decoder, 0}).node(0)
}

type tokens struct {
	content []byte
	decoder *json.Decoder
	end     int // of the token before
}

// node reads one value.
func (t *tokens) node(depth int) (*yaml.Node, error) {
	start := t.end + len(t.content[t.end:]) - len(bytes.TrimLeft(t.content[t.end:], " \t\r\n,:"))
	token, err := t.decoder.Token()
	if err != nil || depth > maxNested {
		return nil, fault(lineAt(t.content, start), TooLarge, "most", most(maxNested))
	}
	t.end = int(t.decoder.InputOffset())
	before := t.content[:start]
	node := &yaml.Node{
		Kind: yaml.ScalarNode, Line: lineAt(t.content, start),
		Column: 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]),
	}
	switch value := token.(type) {
	case json.Delim:
		return node, t.inside(node, value, depth)
	case string:
		node.Value, node.Tag, node.Style = value, "!!str", yaml.DoubleQuotedStyle
	case json.Number:
		node.Value, node.Tag = value.String(), "!!float"
	case bool:
		node.Value, node.Tag = string(t.content[start:t.end]), "!!bool"
	default:
		node.Value, node.Tag = "null", "!!null"
	}
	return node, nil
}

// inside reads what stands in an object or a list.
func (t *tokens) inside(node *yaml.Node, opened json.Delim, depth int) error {
	node.Kind, node.Style = yaml.SequenceNode, yaml.FlowStyle
	if opened == '{' {
		node.Kind = yaml.MappingNode
	}
	for t.decoder.More() {
		inner, err := t.node(depth + 1)
		if err != nil {
			return err
		}
		node.Content = append(node.Content, inner)
	}
	_, err := t.decoder.Token() // its end; the text is valid
	t.end = int(t.decoder.InputOffset())
	return err
}
