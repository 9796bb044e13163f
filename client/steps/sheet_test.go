package steps_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/client/steps"
	"allianceregistry/internal/sheet"
	"allianceregistry/membership"
)

func heads() map[string]string {
	all := map[string]string{}
	for _, column := range steps.SheetColumns() {
		all[column] = column
	}
	return all
}

// rowsOf is a sheet with these rows below the head.
func rowsOf(head []string, rows ...[]string) []sheet.Row {
	all := []sheet.Row{{Number: 1, Cells: head}}
	for i, row := range rows {
		all = append(all, sheet.Row{Number: i + 2, Cells: row})
	}
	return all
}

var usualHead = []string{"Party", " ALLIANCE", "", "class", "weights"}

func TestReadSheet(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		rows     []sheet.Row
		problems []string // row and column
		joins    int
	}{
		"ok/two":                {rowsOf(usualHead, []string{"a@x", "t@x", "a note"}, []string{"Ｂ@x", "t@x", "", "正式会员", "p=1；q=2"}), nil, 2},
		"fail/no head":          {nil, []string{"1 "}, 0},
		"fail/no rows":          {rowsOf(usualHead), []string{"1 "}, 0},
		"fail/unknown column":   {rowsOf([]string{"party", "alliance", "=1"}, []string{"a@x", "t@x"}), []string{"1 C =1"}, 1},
		"fail/column twice":     {rowsOf([]string{"party", "alliance", "party"}, []string{"a@x", "t@x"}), []string{"1 C party"}, 1},
		"fail/column missing":   {rowsOf([]string{"party"}, []string{"a@x"}, []string{"!"}), []string{"1 "}, 0},
		"fail/all of them":      {rowsOf(usualHead, []string{"a", "t", "", "", "p=-1"}, []string{"", "t@x"}), []string{"2 A Party", "2 B  ALLIANCE", "2 E weights", "3 A Party"}, 0},
		"fail/the same again":   {rowsOf(usualHead, []string{"a@x", "t@x"}, []string{"A@X", "t@x", "", "member"}), []string{"3 "}, 1},
		"fail/a number of them": {rowsOf(usualHead, []string{"46355", "t@x"}), []string{"2 A Party"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			joins, problems := steps.ReadSheet(row.rows, heads())
			var said []string
			for _, one := range problems {
				require.Error(t, one.Err)
				said = append(said, string(rune('0'+one.Row))+" "+one.Column)
			}
			require.Equal(t, row.problems, said)
			require.Len(t, joins, row.joins)
		})
	}
}

// A row's request follows from what it asks for, wherever it stands.
func TestSheetRequests(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		parties := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{1,8}`), 1, 20, rapid.ID[string]).Draw(t, "parties")
		requests := func(order []string) map[string]string {
			var rows [][]string
			for _, party := range order {
				rows = append(rows, []string{party + "@x", "t@x", "", "member"})
			}
			joins, problems := steps.ReadSheet(rowsOf(usualHead, rows...), heads())
			require.Empty(t, problems)
			found := map[string]string{}
			for _, one := range joins {
				found[one.As] = one.Transaction.(membership.Join).Request
			}
			return found
		}
		first := requests(parties)
		require.Equal(t, first, requests(rapid.Permutation(parties).Draw(t, "another order")))
		different := map[string]bool{}
		for _, request := range first {
			different[request] = true
		}
		require.Len(t, different, len(parties))
	})
}
