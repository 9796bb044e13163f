package view_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/view"
)

func TestSafe(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"": "", "Cisco": "Cisco", "思科": "思科", "a=1": "a=1", "'=1": "'=1", "2026-01-01": "2026-01-01", " ": " ",
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\nx": "'\nx",
		"＝1+1": "'＝1+1", "＋1": "'＋1", "－1": "'－1", "＠SUM": "'＠SUM", "  =1": "'  =1", "\u3000＝1": "'\u3000＝1",
	} {
		require.Equal(t, [][]string{{"x", want}}, view.Safe([][]string{{"x", cell}}), "%q", cell)
	}
}
