package form_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// argument is one as transactions have them: plain fields, an object, lists and maps.
type argument struct {
	Request  string    `json:"request"`
	Alliance string    `json:"alliance,omitempty"`
	Document *document `json:"document"`
}

type document struct {
	Schema  int              `json:"schema"`
	Classes []class          `json:"classes"`
	Rules   map[string]*rule `json:"rules"`
}

type class struct {
	ID    string     `json:"id"`
	Names form.Names `json:"names"`
}

type rule struct {
	Voting form.Duration `json:"voting"`
	Pass   string        `json:"pass"`
}

// An unknown field is refused with those that there are in its place.
func TestUnknownFieldListsTheFields(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		argument, fields string
	}{
		"of the argument":            {`{"alliance":"zgc@industry","klass":"a"}`, "request, alliance, document"},
		"in an object":               {`{"document":{"votting":"P7D"}}`, "schema, classes, rules"},
		"in a map's object":          {`{"document":{"rules":{"admit":{"quorum":1}}}}`, "voting, pass"},
		"in a list":                  {`{"document":{"classes":[{"id":"a","wieght":1}]}}`, "id, names"},
		"beside another unknown one": {`{"document":{"classes":[{"wieght":1}]},"aaa":1}`, "id, names"},
		"behind what has no fields":  {`{"alliance":"a","document":{"classes":[{"wieght":1}]}}`, "id, names"},
		"behind what is no list":     {`{"document":{"rules":{"admit":{"quorum":1}},"classes":5}}`, "voting, pass"},
		"behind what is no object":   {`{"document":{"rules":{"admit":{"quorum":1}},"classes":[{"names":5}]}}`, "voting, pass"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var denied *refusal.Error
			require.True(t, errors.As(form.Decode([]byte(row.argument), &argument{}), &denied))
			require.Equal(t, refusal.UnknownField, denied.Code)
			require.Equal(t, row.fields, denied.Params["fields"])
		})
	}
}

// One field is listed too, and what that stands in no known place lists nothing.
func TestUnknownFieldInNoKnownPlace(t *testing.T) {
	t.Parallel()
	var denied *refusal.Error
	require.True(t, errors.As(form.Decode([]byte(`{"name":"cisco"}`), &class{}), &denied))
	require.Equal(t, "id, names", denied.Params["fields"])
	require.True(t, errors.As(form.Decode([]byte(`{"id":`), &class{}), &denied))
	require.Equal(t, refusal.Malformed, denied.Code)
	require.NotContains(t, denied.Params, "fields")
}

// nest has a field of its own kind, one without a name in JSON, and two that JSON does
// not know.
type nest struct {
	Plain  string
	Hidden string `json:"-"`
	inner  string
	Nest   *nest `json:"nest"`
}

// Fields are named as JSON knows them, and looked for at a bounded depth.
func TestUnknownFieldDeep(t *testing.T) {
	t.Parallel()
	for depth, fields := range map[int]string{0: "Plain, nest", 7: "Plain, nest", 8: ""} {
		text := strings.Repeat(`{"nest":`, depth) + `{"plain":"","x":1}` + strings.Repeat("}", depth)
		denied := requireCode(t, refusal.UnknownField, form.Decode([]byte(text), &nest{inner: "kept"}))
		require.Equal(t, map[string]string{"field": "x", "fields": fields}, denied.Params, "%d deep", depth)
	}
}
