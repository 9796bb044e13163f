package form_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

func TestDecode(t *testing.T) {
	t.Parallel()
	var read argument
	require.NoError(t, form.Decode([]byte(` {"request":"r","document":{"schema":1,"classes":[{"id":"a","names":{"en":"A"}}],"rules":{"admit":null}}} `), &read))
	require.Equal(t, argument{Request: "r", Document: &document{
		Schema: 1, Classes: []class{{ID: "a", Names: form.Names{"en": "A"}}}, Rules: map[string]*rule{"admit": nil},
	}}, read)
	for name, row := range map[string]struct {
		text   string
		code   refusal.Code
		params map[string]string
	}{
		"fail/too large":    {`{"request":"` + strings.Repeat("a", form.MaxArgument) + `"}`, refusal.TooLarge, map[string]string{"size": "262158", "most": "262144"}},
		"fail/not UTF-8":    {"{\"request\":\"\xff\"}", refusal.Malformed, map[string]string{"detail": "not UTF-8"}},
		"fail/nothing":      {" \n", refusal.Malformed, map[string]string{"detail": "not a JSON object"}},
		"fail/a list":       {`[]`, refusal.Malformed, map[string]string{"detail": "not a JSON object"}},
		"fail/null":         {`null`, refusal.Malformed, map[string]string{"detail": "not a JSON object"}},
		"fail/two objects":  {`{} {}`, refusal.Malformed, map[string]string{"detail": "something follows the JSON object"}},
		"fail/junk behind":  {`{}x`, refusal.Malformed, map[string]string{"detail": "something follows the JSON object"}},
		"fail/cut off":      {`{"request":"r"`, refusal.Malformed, map[string]string{"detail": "unexpected EOF"}},
		"fail/a wrong type": {`{"request":7}`, refusal.Malformed, map[string]string{"detail": "field request cannot be a number"}},
		"fail/unknown":      {`{"admin":true}`, refusal.UnknownField, map[string]string{"field": "admin", "fields": "request, alliance, document"}},
		"fail/twice":        {`{"request":"r","request":"r"}`, refusal.Malformed, map[string]string{"detail": "field request stands twice"}},
		"fail/twice, another case": {
			`{"request":"r","Request":"r"}`, refusal.Malformed, map[string]string{"detail": "field Request stands twice"},
		},
		"fail/twice, by a letter that folds": {
			"{\"request\":\"r\",\"reque\u017ft\":\"r\"}", refusal.Malformed, map[string]string{"detail": "field reque\u017ft stands twice"},
		},
		"fail/twice within a list": {
			`{"document":{"classes":[{"id":"a"},{"id":"b","id":"c"}]}}`, refusal.Malformed, map[string]string{"detail": "field id stands twice"},
		},
		"fail/twice after a list": {
			`{"document":{"classes":[],"schema":1,"classes":[]}}`, refusal.Malformed, map[string]string{"detail": "field classes stands twice"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := form.Decode([]byte(row.text), &argument{})
			require.Equal(t, row.params, requireCode(t, row.code, err).Params)
		})
	}
}

// Equal records give equal bytes and one digest, in which the label has its part.
func TestEncode(t *testing.T) {
	t.Parallel()
	text, err := form.Encode(class{ID: "a", Names: form.Names{"zh": "甲", "en": "<A>"}})
	require.NoError(t, err)
	require.Equal(t, `{"id":"a","names":{"en":"\u003cA\u003e","zh":"甲"}}`, string(text))

	digest, err := form.Digest("class", class{ID: "a"})
	require.NoError(t, err)
	require.Equal(t, "5db50d2b4b73cffe4a168e61406ff8211e660993606089cc53a4e73b021ce605", digest)
	other, err := form.Digest("rule", class{ID: "a"})
	require.NoError(t, err)
	require.NotEqual(t, digest, other)

	_, err = form.Encode(math.NaN())
	require.ErrorContains(t, err, "encode a record")
	_, err = form.Digest("class", math.NaN())
	require.ErrorContains(t, err, "encode a record")
}
