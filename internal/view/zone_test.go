package view_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/view"
)

func TestInZone(t *testing.T) {
	t.Parallel()
	beijing := time.FixedZone("", 8*3600)
	end := time.Date(2028, time.January, 1, 0, 0, 0, 0, time.UTC)
	for name, row := range map[string]struct{ text, want string }{
		"ok/a time":             {view.When(time.Date(2026, time.November, 29, 20, 3, 41, 0, time.UTC)), "2026-11-30 04:03:41+08:00"},
		"ok/the end of a day":   {view.End(end), "2028-01-01 08:00:00+08:00"},
		"ok/within a text":      {"cisco@industry  " + view.When(end) + "  tx", "cisco@industry  2028-01-01 08:00:00+08:00  tx"},
		"ok/no time":            {"2026-11-29", "2026-11-29"},
		"ok/none that there is": {"2026-13-29 00:00:00Z", "2026-13-29 00:00:00Z"},
		"ok/empty":              {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.want, view.InZone(row.text, beijing))
		})
	}
	v := view.View{Columns: []string{"time"}, Rows: [][]string{{view.When(end)}}}
	var out bytes.Buffer
	require.NoError(t, v.In(beijing).Print(&out, "table", func(key string) string { return key }))
	require.Contains(t, out.String(), "2028-01-01 08:00:00+08:00")
	require.Equal(t, view.When(end), v.Rows[0][0], "the answer itself stays as it is")
}
