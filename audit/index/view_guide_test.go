package index_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
)

// The pages about SQL have each view, each of its columns in their order, and questions
// that both databases answer, in both languages.
func TestGuideHasTheViews(t *testing.T) {
	t.Parallel()
	source, genesis := recorded(t, "raft")
	on(t, func(t *testing.T, where string) {
		x := open(t, where)
		require.NoError(t, index.Follow(t.Context(), x, verifier(genesis), []chain.Source{source}, index.Options{}))
		for _, name := range []string{"sql.md", "sql.zh-CN.md"} {
			text, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
			require.NoError(t, err)
			page := string(text)
			for _, view := range index.Views() {
				columns, err := x.ViewColumns(t.Context(), view)
				require.NoError(t, err)
				require.Equal(t, columns, columnsOf(page, view), "%s: %s", name, view)
			}
			require.Equal(t, len(index.Views()), strings.Count(page, "\n### "), name)
			require.ElementsMatch(t, index.Views(), strings.Split(grant.FindStringSubmatch(page)[1], ", "), name)
			questions := questionsOf(page)
			require.GreaterOrEqual(t, len(questions), 5, name)
			for _, question := range questions {
				viewed(t, x, question)
			}
		}
	})
}

// grant is where a page lets somebody read the views.
var grant = regexp.MustCompile("(?m)^GRANT SELECT ON (.*) TO reader;$")

var columnRow = regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\|")

// columnsOf are the columns that a page lists under a view's heading.
func columnsOf(page, view string) []string {
	_, section, _ := strings.Cut(page, "### "+view+"\n")
	section, _, _ = strings.Cut(section, "\n### ")
	var columns []string
	for _, row := range columnRow.FindAllStringSubmatch(section, -1) {
		columns = append(columns, row[1])
	}
	return columns
}

// questionsOf are the statements of a page's examples in SQL.
func questionsOf(page string) []string {
	_, block, _ := strings.Cut(page, "```sql\n")
	block, _, _ = strings.Cut(block, "```")
	var statements []string
	for statement := range strings.SplitSeq(block, ";\n") {
		if strings.TrimSpace(statement) != "" {
			statements = append(statements, statement)
		}
	}
	return statements
}
