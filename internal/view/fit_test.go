package view

import (
	"bytes"
	"strings"
	"testing"

	jtext "github.com/jedib0t/go-pretty/v6/text"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"allianceregistry/internal/terminal"
)

const (
	tx       = "4512859739a5f1829ed83c20c4235e7fe1e28039c08368df82717a2c926acd35"
	proposal = "e81cafe30becad3450628902"
)

func onScreen(t *testing.T, v View, most int) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, v.table(&out, most, func(key string) string { return key }))
	return out.String()
}

// TestATableFitsTheScreen: no line is longer than the screen's, and nothing is lost
// but the ends of hashes; what is piped is whole, a row a line.
func TestATableFitsTheScreen(t *testing.T) {
	terminal.FixWidths()
	names := View{Columns: []string{"party", "name", "tx"}, Rows: [][]string{{"cic@association", "中国通信学会", tx}}}
	roster := View{
		Columns: []string{"party", "name", "kind", "class", "state", "since", "expires", "proposal", "block", "tx"},
		Rows: [][]string{
			{"bupt@academia", "Beijing University of Posts and Telecommunications", "academic", "member", "active", "2026-11-21 07:42:05Z", "2027-11-21 07:42:05Z", proposal, "18", tx},
			{"a-party-with-a-long-name@association", "中关村区块链产业联盟中关村区块链产业联盟中关村区块链产业联盟中关村区块链产业联盟", "association", "council", "suspended", "2026-11-21 07:42:05Z", "", "", "20", tx},
		},
	}
	reasons := View{Columns: []string{"party", "reason"}, Rows: [][]string{{"bupt@academia", strings.Repeat("known to us, ", 20) + "\nand 多年合作"}}}
	for name, v := range map[string]View{"names": names, "roster": roster, "reasons": reasons} {
		for _, most := range []int{40, 80, 120} {
			for line := range strings.Lines(onScreen(t, v, most)) {
				require.LessOrEqual(t, jtext.StringWidthWithoutEscSequences(strings.TrimRight(line, "\n")), most, "%s %d: %s", name, most, line)
			}
		}
		require.Contains(t, onScreen(t, v, 0), strings.TrimSuffix(v.Rows[0][1], ", \nand 多年合作"), name)
	}
	require.Contains(t, onScreen(t, names, 80), "45128597…")
	require.NotContains(t, onScreen(t, names, 80), tx)
	require.Contains(t, onScreen(t, names, 0), tx)
	require.Contains(t, onScreen(t, names, 120), tx, "there is room")
	require.Equal(t, 3, strings.Count(onScreen(t, roster, 0), "\n"))
	require.Contains(t, onScreen(t, roster, 80), "PARTY     bupt@academia\n")
	require.Contains(t, onScreen(t, roster, 80), "\n\nPARTY ")
}

// TestSheet: whatever a cell has, no spreadsheet reads it as a formula, and Exact has
// it back.
func TestSheet(t *testing.T) {
	var out bytes.Buffer
	rows := [][]string{{"=1+1", "'=1", "''", "'", "", "a", "\t-1", "思科, \"x\""}}
	v := View{Columns: []string{"a", "b", "c", "d", "e", "f", "g", "h"}, Rows: rows}
	require.NoError(t, v.Print(&out, Spreadsheet, func(key string) string { return "名" + key }))
	require.True(t, strings.HasPrefix(out.String(), Mark+"名a,名b,"), out.String())
	for _, cell := range Safe(rows)[0] {
		require.False(t, isFormula(cell), cell)
	}
	for i, cell := range Safe(rows)[0] {
		require.Equal(t, rows[0][i], Exact(cell))
	}
	out.Reset()
	require.NoError(t, v.Print(&out, CSV, func(string) string { panic("keys are said in no language") }))
	require.Equal(t, "a,b,c,d,e,f,g,h\n=1+1,'=1,'',',,a,\\u0009-1,\"思科, \"\"x\"\"\"\n", out.String())
}

// Whatever a cell has, it is one line of a table and of each other form of lines; YAML
// has it back as it was.
func TestCellsAreLines(t *testing.T) {
	const lie = "a name\nall holds\r\x1b[2J\u0085\u009b31m\u202e\u2028=1"
	v := View{Data: map[string]any{"name": lie, lie: []any{lie, 3, 18446744073709551615.0, true}}, Columns: []string{"name", "state"}, Rows: [][]string{{lie, "active"}}}
	for _, form := range []string{Table, CSV, Spreadsheet} {
		var out bytes.Buffer
		require.NoError(t, v.Print(&out, form, func(key string) string { return key }))
		require.Equal(t, 2, strings.Count(out.String(), "\n"), "%s: %q", form, out.String())
		require.Contains(t, out.String(), `\u001b[2J`, form)
	}
	var out bytes.Buffer
	require.NoError(t, v.Print(terminal.NewPlain(&out), "yaml", nil))
	require.NotContains(t, out.String(), "\nall holds")
	var read map[string]any
	require.NoError(t, yaml.Unmarshal(out.Bytes(), &read), out.String())
	require.Equal(t, lie, read["name"])
	require.Contains(t, read, lie)
}
