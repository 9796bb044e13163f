package contract_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/chaincode/contract"
	"allianceregistry/membership/schema"
)

// calls are the contract's own methods: what each takes besides the context, and answers.
func calls(t *testing.T) []schema.Call {
	t.Helper()
	var all []schema.Call
	for _, name := range allNames() {
		method, found := reflect.TypeFor[*contract.Contract]().MethodByName(name)
		require.True(t, found, name)
		call := schema.Call{Name: name, Answer: method.Type.Out(0)}
		if method.Type.NumIn() == 3 { // the contract, the context, the argument
			call.Argument = method.Type.In(2)
		}
		all = append(all, call)
	}
	return all
}

// published is where the schemas lie.
var published = filepath.Join("..", "..", "membership", "schema")

// The schemas that programs in other languages read are those of the rules as they are.
// To accept a change: go test ./chaincode/contract -run Schema -update
func TestSchemasAreCurrent(t *testing.T) {
	t.Parallel()
	rules := filepath.Join("..", "..", "membership")
	var folders []fs.FS
	for _, folder := range []string{rules, filepath.Join(rules, "charter"), filepath.Join(rules, "election"), filepath.Join(rules, "form"), filepath.Join(rules, "refusal"), "."} {
		folders = append(folders, os.DirFS(folder))
	}
	source, err := schema.ReadSource(folders...)
	require.NoError(t, err)
	documents, err := schema.Documents(calls(t), source)
	require.NoError(t, err)
	for name, want := range documents {
		if *update {
			require.NoError(t, os.WriteFile(filepath.Join(published, name), want, 0o644))
		}
		got, err := os.ReadFile(filepath.Join(published, name))
		require.NoError(t, err)
		require.Equal(t, string(want), string(got), "to accept: go test ./chaincode/contract -run Schema -update")
	}
	files, err := filepath.Glob(filepath.Join(published, "*.json"))
	require.NoError(t, err)
	require.Len(t, files, len(documents), "a file that no schema is written to")
}

// object is what the contract's metadata and the schemas both say of a type.
type object struct {
	Properties map[string]json.RawMessage `json:"properties"`
	Required   []string                   `json:"required"`
	Closed     *bool                      `json:"additionalProperties"`
}

// The schemas have the fields that the contract's metadata has, and those that can be left
// out are the same; they say more of each. Arguments are closed, answers open.
func TestSchemasHaveTheFieldsOfTheMetadata(t *testing.T) {
	t.Parallel()
	var metadata struct {
		Components struct {
			Schemas map[string]object `json:"schemas"`
		} `json:"components"`
	}
	require.NoError(t, json.Unmarshal(metadataOf(t), &metadata))
	compared := 0
	for name, closed := range map[string]bool{"arguments": true, "answers": false} {
		text, err := schema.Files.ReadFile(name + ".json")
		require.NoError(t, err)
		var document struct {
			Defs map[string]json.RawMessage `json:"$defs"`
		}
		require.NoError(t, json.Unmarshal(text, &document))
		for of, want := range metadata.Components.Schemas {
			raw, there := document.Defs[of]
			if !there {
				continue // an answer among the arguments, or the other way round
			}
			var got object
			require.NoError(t, json.Unmarshal(raw, &got))
			require.Equal(t, keysOf(want.Properties), keysOf(got.Properties), of)
			require.ElementsMatch(t, want.Required, got.Required, of)
			require.Equal(t, closed, got.Closed != nil && !*got.Closed, of)
			compared++
		}
	}
	require.GreaterOrEqual(t, compared, len(metadata.Components.Schemas), "each type is an argument's, an answer's, or both")
}

func keysOf(properties map[string]json.RawMessage) []string {
	var names []string
	for name := range properties {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
