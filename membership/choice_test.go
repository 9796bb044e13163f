package membership_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// What may be chosen instead is named in no language, and without a gap where
// nothing may be said too.
func TestChoicesAreNamed(t *testing.T) {
	for name, test := range map[string]struct {
		argument, transaction, choices string
	}{
		"scope":    {`{"request":"r","slug":"a","names":{"en":"A"},"scope":"town","source":"s"}`, "DescribeAlliance", "global, national, regional"},
		"recovery": {`{"request":"r","kind":"enterprise","names":{"en":"A"},"recovery":"soon"}`, "RegisterParty", "PT10S … P366D"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			parsed, err := membership.ParseTransaction(test.transaction, []byte(test.argument))
			require.NoError(t, err)
			_, err = w.apply(as("acme@industry"), parsed)
			var denied *refusal.Error
			require.True(t, errors.As(err, &denied), "%v", err)
			require.Equal(t, test.choices, denied.Params["choices"])
		})
	}
}
