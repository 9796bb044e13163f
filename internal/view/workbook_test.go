package view_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"allianceregistry/internal/view"
)

// opened writes a workbook and opens it as somebody else's program would.
func opened(t require.TestingT, v view.View) *excelize.File {
	var out bytes.Buffer
	require.NoError(t, v.Print(&out, view.Workbook, func(key string) string { return "列" + key }))
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	require.NoError(t, err)
	return f
}

func TestWorkbook(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 29, 20, 3, 41, 0, time.UTC)
	rows := [][]string{
		{"cisco@industry", "=HYPERLINK(\"http://x\")", view.When(at), "12", "000123", "913100007109254811"},
		{"中国信通院@association", "+1 -1 @x _x0041_", view.End(time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)), "", "1", "1"},
		{"\tx", "-2", "", "3", "2026-11-29", ""},
	}
	f := opened(t, view.View{Columns: []string{"a", "b", "c", "d", "e", "f"}, Rows: rows})
	sheet := f.GetSheetName(0)
	shown, err := f.GetRows(sheet)
	require.NoError(t, err)
	require.Equal(t, []string{"列a", "列b", "列c", "列d", "列e", "列f"}, shown[0])
	require.Equal(t, rows[0], shown[1])
	require.Equal(t, rows[1], shown[2])
	require.Equal(t, []string{`\u0009x`, "-2", "", "3", "2026-11-29"}, shown[3])
	for cell, want := range map[string]excelize.CellType{
		"B2": excelize.CellTypeSharedString, "E2": excelize.CellTypeSharedString, "F2": excelize.CellTypeSharedString, "B4": excelize.CellTypeSharedString,
		"C2": excelize.CellTypeUnset, "D2": excelize.CellTypeUnset, "E4": excelize.CellTypeSharedString,
	} {
		got, err := f.GetCellType(sheet, cell)
		require.NoError(t, err)
		require.Equal(t, want, got, cell)
	}
	raw, err := f.GetCellValue(sheet, "C2", excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(raw, "46355.83"), raw) // days since 1899-12-30
	panes, err := f.GetPanes(sheet)
	require.NoError(t, err)
	require.True(t, panes.Freeze)
	wide, err := f.GetColWidth(sheet, "A")
	require.NoError(t, err)
	require.InDelta(t, len("中国信通院")/3*2+len("@association")+1, wide, 0.5)
	local := opened(t, view.View{Columns: []string{"a"}, Rows: [][]string{{view.When(at)}}}.In(time.FixedZone("", 8*3600)))
	said, err := local.GetCellValue(sheet, "A2")
	require.NoError(t, err)
	require.Equal(t, "2026-11-30 04:03:41+08:00", said)
	require.ErrorIs(t, view.View{Columns: []string{"a"}, Rows: [][]string{{strings.Repeat("长", 40_000)}}}.Print(new(bytes.Buffer), view.Workbook, strings.ToUpper), view.ErrCellTooLong)
}

// Whatever a cell has, it stands there as it is, and is no formula.
func TestWorkbookIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.OneOf(rapid.String(), rapid.StringMatching(`[=+@\t-][ -~]{0,20}`), rapid.StringMatching(`\d{1,20}`), rapid.StringMatching(`(_x00[0-9A-F]{2}){1,3}_`)).Draw(t, "cell")
		want := view.Lines([][]string{{cell}})[0][0]
		f := opened(t, view.View{Columns: []string{"a"}, Rows: [][]string{{cell}}})
		got, err := f.GetCellValue(f.GetSheetName(0), "A2")
		require.NoError(t, err)
		require.Equal(t, want, got)
		formula, err := f.GetCellFormula(f.GetSheetName(0), "A2")
		require.NoError(t, err)
		require.Empty(t, formula)
	})
}
