package view_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/view"
)

func TestSafe(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"": "", "Cisco": "Cisco", "思科": "思科", "a=1": "a=1", "'=1": "''=1", "'": "''", "2026-01-01": "2026-01-01", " ": " ",
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\nx": "'\nx",
		"＝1+1": "'＝1+1", "＋1": "'＋1", "－1": "'－1", "＠SUM": "'＠SUM", "  =1": "'  =1", "\u3000＝1": "'\u3000＝1",
	} {
		require.Equal(t, [][]string{{"x", want}}, view.Safe([][]string{{"x", cell}}), "%q", cell)
		require.Equal(t, cell, view.Exact(want))
	}
}

// TestEnd: what holds until a day and all of it is said by that day.
func TestEnd(t *testing.T) {
	require.Equal(t, "2030-12-31 24:00:00Z", view.End(time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)))
	require.Equal(t, "2030-12-31 24:00:00Z", view.End(time.Date(2031, 1, 1, 8, 0, 0, 0, time.FixedZone("", 8*3600))))
	require.Equal(t, "2031-01-01 00:00:01Z", view.End(time.Date(2031, 1, 1, 0, 0, 1, 0, time.UTC)))
	require.Empty(t, view.End(time.Time{}))
}
