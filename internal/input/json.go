package input

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// parseJSON makes the nodes of a JSON text that is valid. YAML reads most of JSON,
// but neither its tabs, nor its longer keys, nor its \ud83d\ude00.
func parseJSON(content []byte) (*yaml.Node, error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	return (&tokens{content: content, decoder: decoder, line: 1, column: 1}).node(0)
}

type tokens struct {
	content []byte
	decoder *json.Decoder
	end     int // of the token before
	// at is a place in the content, line and column are where that is. They go on from
	// token to token: a file may be one line.
	at, line, column int
}

// advance goes on to a place.
func (t *tokens) advance(to int) {
	for ; t.at < to; t.at++ {
		switch letter := t.content[t.at]; {
		case letter == '\n':
			t.line, t.column = t.line+1, 1
		case utf8.RuneStart(letter):
			t.column++
		}
	}
}

// node reads one value.
func (t *tokens) node(depth int) (*yaml.Node, error) {
	start := t.end + len(t.content[t.end:]) - len(bytes.TrimLeft(t.content[t.end:], " \t\r\n,:"))
	t.advance(start)
	token, err := t.decoder.Token()
	if err != nil || depth > maxNested {
		return nil, fileError(lineAt(t.content, start), TooLarge, "most", strconv.Itoa(maxNested))
	}
	t.end = int(t.decoder.InputOffset())
	node := &yaml.Node{Kind: yaml.ScalarNode, Line: t.line, Column: t.column}
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
