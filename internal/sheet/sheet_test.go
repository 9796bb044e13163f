package sheet_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"allianceregistry/internal/sheet"
	"allianceregistry/internal/view"
)

func workbook(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	_, err := f.NewSheet("second")
	require.NoError(t, err)
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+2)
		require.NoError(t, err)
		require.NoError(t, f.SetSheetRow("second", cell, &row))
	}
	var out bytes.Buffer
	require.NoError(t, f.Write(&out))
	return out.Bytes()
}

func TestRead(t *testing.T) {
	t.Parallel()
	want := []sheet.Row{{2, []string{"主体", "weight"}}, {4, []string{"a@x", "4000000"}}}
	text := []sheet.Row{{1, []string{"主体", "weight"}}, {3, []string{"a@x", "4000000"}}}
	for name, row := range map[string]struct {
		content []byte
		want    []sheet.Row
	}{
		"ok/workbook":   {workbook(t, []any{" 主体\u00a0", "weight"}, []any{}, []any{"\u3000a@x ", 4000000}), want},
		"ok/commas":     {[]byte("\ufeff主体, weight\r\n\r\na@x,4000000\r\n"), nil},
		"ok/tabs":       {[]byte("主体\tweight\n\t\na@x\t 4000000\n"), text},
		"ok/semicolons": {[]byte("主体;weight\n;\na@x;\"4000000\"\n"), text},
		"ok/empty":      {nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, err := sheet.Read(row.content)
			require.NoError(t, err)
			if row.want == nil && len(row.content) > 0 { // the csv reader passes over empty lines
				require.Equal(t, []sheet.Row{{1, []string{"主体", "weight"}}, {2, []string{"a@x", "4000000"}}}, rows)
				return
			}
			require.Equal(t, row.want, rows)
		})
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	var bomb bytes.Buffer
	packed := zip.NewWriter(&bomb)
	part, err := packed.Create("xl/worksheets/sheet1.xml")
	require.NoError(t, err)
	for range 100 {
		_, err = part.Write(bytes.Repeat([]byte("a"), 1<<20))
		require.NoError(t, err)
	}
	require.NoError(t, packed.Close())
	for name, row := range map[string]struct {
		content []byte
		says    string
	}{
		"fail/old":           {[]byte("\xd0\xcf\x11\xe0\xa1\xb1"), "sheet.old"},
		"fail/half":          {workbook(t, []any{"a"})[:500], "sheet.unread"},
		"fail/bomb":          {bomb.Bytes(), "sheet.unread"},
		"fail/far too long":  {[]byte(strings.Repeat("a,b\n", sheet.MaxRows+2)), "sheet.large"},
		"fail/far too broad": {[]byte(strings.Repeat("a,", sheet.MaxColumns+1)), "sheet.large"},
		"fail/not UTF-8":     {[]byte("\xd6\xd0\xb9\xfa,a\n"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := sheet.Read(row.content)
			require.ErrorContains(t, err, row.says)
		})
	}
}

// What is written as a workbook is read back.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	rows := [][]string{{"=1", "中关村 联盟"}, {"007", "x"}}
	require.NoError(t, view.View{Columns: []string{"a", "b"}, Rows: rows}.Print(&out, view.Workbook, strings.ToUpper))
	read, err := sheet.Read(out.Bytes())
	require.NoError(t, err)
	require.Equal(t, []sheet.Row{{1, []string{"A", "B"}}, {2, rows[0]}, {3, rows[1]}}, read)
}

// long is a workbook of so many rows of a cell, the first of which is at a row of the sheet.
func long(t *testing.T, first, rows int) []byte {
	t.Helper()
	f := excelize.NewFile()
	lines, err := f.NewStreamWriter("Sheet1")
	require.NoError(t, err)
	for i := range rows {
		require.NoError(t, lines.SetRow(cellAt(t, 1, first+i), []any{"a"}))
	}
	require.NoError(t, lines.Flush())
	var out bytes.Buffer
	require.NoError(t, f.Write(&out))
	return out.Bytes()
}

func cellAt(t *testing.T, column, row int) string {
	t.Helper()
	cell, err := excelize.CoordinatesToCellName(column, row)
	require.NoError(t, err)
	return cell
}

// padded is a workbook with a part besides that unpacks to so many bytes.
func padded(t *testing.T, size int64) []byte {
	t.Helper()
	content := workbook(t, []any{"a"})
	from, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	require.NoError(t, err)
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for _, part := range from.File {
		require.NoError(t, to.Copy(part))
	}
	part, err := to.Create("xl/media/image1.png")
	require.NoError(t, err)
	_, err = io.CopyN(part, zeros{}, size)
	require.NoError(t, err)
	require.NoError(t, to.Close())
	return out.Bytes()
}

type zeros struct{}

func (zeros) Read(into []byte) (int, error) { clear(into); return len(into), nil }

// The bounds hold for workbooks as for text: a head and MaxRows rows, MaxColumns columns, few
// rows that are empty, and so many bytes as a workbook may unpack to, whatever it is packed to.
func TestBounds(t *testing.T) {
	t.Parallel()
	broad := func(columns int) []any {
		cells := make([]any, columns)
		for i := range cells {
			cells[i] = "a"
		}
		return cells
	}
	for name, row := range map[string]struct {
		content []byte
		rows    int
		says    string
	}{
		"ok/rows of a workbook":         {long(t, 1, sheet.MaxRows+1), sheet.MaxRows + 1, ""},
		"fail/rows of a workbook":       {long(t, 1, sheet.MaxRows+2), 0, "sheet.large"},
		"ok/rows of a text":             {[]byte(strings.Repeat("a,b\n", sheet.MaxRows+1)), sheet.MaxRows + 1, ""},
		"fail/rows of a text":           {[]byte(strings.Repeat("a,b\n", sheet.MaxRows+2)), 0, "sheet.large"},
		"ok/columns of a workbook":      {workbook(t, broad(sheet.MaxColumns)), 1, ""},
		"fail/columns of a workbook":    {workbook(t, broad(sheet.MaxColumns+1)), 0, "sheet.large"},
		"ok/columns of a text":          {[]byte(strings.Repeat("a,", sheet.MaxColumns-1) + "a"), 1, ""},
		"fail/columns of a text":        {[]byte(strings.Repeat("a,", sheet.MaxColumns) + "a"), 0, "sheet.large"},
		"ok/empty rows of a workbook":   {long(t, 10*sheet.MaxRows, 1), 1, ""},
		"fail/empty rows of a workbook": {long(t, 10*sheet.MaxRows+1, 1), 0, "sheet.large"},
		"ok/empty rows of a text":       {[]byte(strings.Repeat(",\n", 10*sheet.MaxRows-1) + "a,b"), 1, ""},
		"fail/empty rows of a text":     {[]byte(strings.Repeat(",\n", 10*sheet.MaxRows) + "a,b"), 0, "sheet.large"},
		"ok/unpacks to much":            {padded(t, 63<<20), 1, ""},
		"fail/unpacks to too much":      {padded(t, 64<<20), 0, "unzip size exceeds"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, err := sheet.Read(row.content)
			if row.says != "" {
				require.ErrorContains(t, err, row.says)
				return
			}
			require.NoError(t, err)
			require.Len(t, rows, row.rows)
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("a,b\n1,2"))
	f.Add(workbook(f, []any{"a", 1}))
	f.Fuzz(func(t *testing.T, content []byte) {
		rows, err := sheet.Read(content)
		if err != nil {
			return
		}
		for _, row := range rows {
			require.LessOrEqual(t, len(row.Cells), sheet.MaxColumns)
		}
	})
}
