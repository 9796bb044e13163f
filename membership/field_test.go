package membership_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

// An unknown field is refused with those that there are in its place.
func TestUnknownFieldListsTheFields(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		argument string
		into     any
		fields   string
	}{
		"of the argument":   {`{"alliance":"zgc@industry","klass":"a"}`, &membership.Join{}, "request, as, alliance, class, group, weights, statement, evidence"},
		"in an object":      {`{"charter":{"votting":"P7D"}}`, &membership.FoundAlliance{}, "schema, classes, founders"},
		"in a map's object": {`{"charter":{"rules":{"admit":{"quorum":1}}}}`, &membership.FoundAlliance{}, "pass"},
		"in a list":         {`{"charter":{"classes":[{"id":"a","wieght":1}]}}`, &membership.FoundAlliance{}, "id"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var refusal *membership.Error
			require.True(t, errors.As(membership.Decode([]byte(row.argument), row.into), &refusal))
			require.Equal(t, membership.UnknownField, refusal.Code)
			require.Contains(t, refusal.Params["fields"], row.fields)
		})
	}
}

// A query's field is listed too, and one that stands in no known place lists nothing.
func TestUnknownFieldInNoKnownPlace(t *testing.T) {
	t.Parallel()
	var refusal *membership.Error
	require.True(t, errors.As(membership.Decode([]byte(`{"name":"cisco"}`), &membership.GetParty{}), &refusal))
	require.Equal(t, "id", refusal.Params["fields"])
	require.True(t, errors.As(membership.Decode([]byte(`{"id":`), &membership.GetParty{}), &refusal))
	require.Equal(t, membership.Malformed, refusal.Code)
	require.NotContains(t, refusal.Params, "fields")
}
