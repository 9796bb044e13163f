package text_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/text"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// TestPeriods: who writes no period learns what is allowed instead.
func TestPeriods(t *testing.T) {
	said, err := text.In("en")
	require.NoError(t, err)
	for value, want := range map[string]string{
		"P6M": "write days, such as P30D", "P1Y": "write days, such as P30D", "6个月": "type P6M", "2 years": "type P2Y",
		"P2W": "type P14D", "7 days": "type P7D", "p7d": "type P7D", "30天": "type P30D", "soon": "write whole days as P30D", "P1M2D": "has no fixed length",
	} {
		require.Contains(t, said.Problem(charter.Defect{Problem: charter.NotDuration, Params: map[string]string{"value": value}}), want, value)
	}
	require.Equal(t, "P0D is not from PT10S to P366D", said.Problem(charter.Defect{
		Problem: charter.OutOfRange, Params: map[string]string{"value": "P0D", "least": "10s", "most": "8784h0m0s"},
	}))
	require.Equal(t, "400 is not from 0 to 200", said.Problem(charter.Defect{
		Problem: charter.OutOfRange, Params: map[string]string{"value": "400", "least": "0", "most": "200"},
	}))
}

// TestBadIDNamesWhatWasExpected: a request's id is no party's.
func TestBadIDNamesWhatWasExpected(t *testing.T) {
	for _, lang := range text.Languages {
		said, err := text.In(lang)
		require.NoError(t, err)
		for field, whole := range map[string]bool{"request": false, "proposal": false, "class": false, "host": false, "party": true, "alliance": true, "founders": true} {
			denied := &refusal.Error{Code: refusal.BadID, Params: map[string]string{"field": field, "value": "a b"}}
			if whole {
				require.Contains(t, said.Refusal(denied), "slug@host", field)
			} else {
				require.NotContains(t, said.Refusal(denied), "slug@host", field)
			}
		}
	}
}
