package catalogue_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/catalogue"
)

// TestSayWithoutAParameter: no reader ever sees "<no value>".
func TestSayWithoutAParameter(t *testing.T) {
	texts := folder(`{"greet": "Hello, {{.name}}", "if": "{{if .have}}{{.have}}{{else}}none, {{.want}}{{end}}", "bye": "Bye"}`,
		`{"greet": "{{.name}}，你好", "if": "{{.have}}", "bye": "再见"}`)
	said, err := catalogue.In("en", texts)
	require.NoError(t, err)
	require.Panics(t, func() { said.Say("greet", nil) })
	require.Panics(t, func() { said.Say("greet", catalogue.Params{"nam": "Li"}) })
	require.Panics(t, func() { said.Say("if", catalogue.Params{"have": "this"}) })
	require.Panics(t, func() { said.Tell(catalogue.NewMessage(nil, "greet"), nil) })
	require.Equal(t, "Hello, ", said.Say("greet", catalogue.Params{"name": ""}))
	require.Equal(t, "none, that", said.Say("if", catalogue.Params{"have": "", "want": "that"}))
	require.Equal(t, "Bye", said.Say("bye", nil))
}

func TestNamed(t *testing.T) {
	require.Equal(t, []string{"a", "b", "b"}, catalogue.Named("1.5 {{.a}} e.g. {{if .b}}x.y {{.b}}{{end}}"))
	require.Empty(t, catalogue.Named("1.5 e.g. none"))
}
