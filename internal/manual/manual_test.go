package manual_test

import (
	"bytes"
	"testing"
	"testing/fstest"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/manual"
)

const (
	english = "# tool\n\nA tool\n\nIt works.\n\n### examples\n\n    tool join X\n\n### groups\n\n- all: All:\n\n" +
		"## join THING\n\nJoin a thing\n\nIt joins.\n\n### examples\n\n    tool join X\n\n### flags\n\n- class CLASS: the class\n"
	chinese = "# tool\n\n工具\n\n可用。\n\n### examples\n\n    tool join X\n\n### groups\n\n- all: 全部：\n\n" +
		"## join 事物\n\n加入\n\n可以加入。\n\n### examples\n\n    tool join X\n\n### flags\n\n- class 类别: 所属类别\n"
)

// tool is a program with one command.
func tool() *cobra.Command {
	none := func(*cobra.Command, []string) error { return nil }
	root := &cobra.Command{Use: "tool", SilenceErrors: true, SilenceUsage: true, RunE: none}
	root.AddGroup(&cobra.Group{ID: "all"})
	join := &cobra.Command{Use: "join", GroupID: "all", RunE: none}
	join.Flags().String("class", "", "")
	root.AddCommand(join)
	root.InitDefaultHelpCmd() // of which the shared pages speak
	root.InitDefaultCompletionCmd()
	return root
}

// described is the tool in a language.
func described(t *testing.T, lang string) (*cobra.Command, manual.Manual) {
	t.Helper()
	words, err := catalogue.In(lang, manual.Words)
	require.NoError(t, err)
	m, err := manual.In(lang, fstest.MapFS{"en.md": {Data: []byte(english)}, "zh.md": {Data: []byte(chinese)}})
	require.NoError(t, err)
	root := tool()
	m.Describe(root, words)
	return root, m
}

func TestDescribe(t *testing.T) {
	for lang, want := range map[string]string{
		"en": "Join a thing\n\nIt joins.\n\nUsage:\n  tool join THING [flags]\n\nExamples:\n  tool join X\n\nFlags:\n" +
			"      --class CLASS   the class\n  -h, --help          show this help\n",
		"zh": "加入\n\n可以加入。\n\n用法：\n  tool join 事物 [选项]\n\n示例：\n  tool join X\n\n选项：\n" +
			"      --class 类别   所属类别\n  -h, --help         显示本说明\n",
	} {
		root, m := described(t, lang)
		require.Empty(t, m.Gaps(root))
		var out bytes.Buffer
		root.SetOut(&out)
		root.SetArgs([]string{"join", "--help"})
		require.NoError(t, root.Execute())
		require.Equal(t, want, out.String())
	}
}

func TestGaps(t *testing.T) {
	root, m := described(t, "en")
	root.AddCommand(&cobra.Command{Use: "leave", RunE: func(*cobra.Command, []string) error { return nil }})
	join, _, err := root.Find([]string{"join"})
	require.NoError(t, err)
	join.Flags().Bool("dry-run", false, "")
	require.Equal(t, []string{
		`"join": flag "dry-run" has no text, or not the argument that it takes`,
		`"leave" has no example`, `"leave" has no explanation`, `"leave" has no title`,
	}, m.Gaps(root))
	root.RemoveCommand(join)
	require.Contains(t, m.Gaps(root), `"join" is no command`)
}

func TestIn(t *testing.T) {
	for name, text := range map[string]string{
		"fail/section": "## join\n\nJoin\n\n### hints\n\n- all\n",
		"fail/twice":   "## join A\n\nJoin\n\n## join B\n\nJoin\n",
		"fail/list":    "## join\n\nJoin\n\n### flags\n\n- class the class\n",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := manual.In("en", fstest.MapFS{"en.md": {Data: []byte(text)}})
			require.Error(t, err)
		})
	}
}
