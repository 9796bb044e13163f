package manual_test

import (
	"bytes"
	"errors"
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
	root := &cobra.Command{
		Use: "tool", SilenceErrors: true, SilenceUsage: true, Args: cobra.ArbitraryArgs, RunE: manual.Group,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return manual.Required(cmd) },
	}
	root.AddGroup(&cobra.Group{ID: "all"})
	join := &cobra.Command{Use: "join", GroupID: "all", Args: manual.Arguments(1, 1), RunE: func(*cobra.Command, []string) error { return nil }}
	join.Flags().String("class", "", "")
	root.AddCommand(join)
	return root
}

// dressed is the tool in a language, and what says its errors.
func dressed(t *testing.T, lang string) (*cobra.Command, manual.Manual, *catalogue.Catalogue) {
	t.Helper()
	words, err := catalogue.In(lang, manual.Words)
	require.NoError(t, err)
	m, err := manual.In(lang, fstest.MapFS{"en.md": {Data: []byte(english)}, "zh.md": {Data: []byte(chinese)}})
	require.NoError(t, err)
	root := tool()
	m.Dress(root, words)
	return root, m, words
}

func TestDress(t *testing.T) {
	for lang, want := range map[string]string{
		"en": "Join a thing\n\nIt joins.\n\nUsage:\n  tool join THING [flags]\n\nExamples:\n  tool join X\n\nFlags:\n" +
			"      --class CLASS   the class\n  -h, --help          show this help\n",
		"zh": "加入\n\n可以加入。\n\n用法：\n  tool join 事物 [选项]\n\n示例：\n  tool join X\n\n选项：\n" +
			"      --class 类别   所属类别\n  -h, --help         显示本说明\n",
	} {
		root, m, _ := dressed(t, lang)
		require.Empty(t, m.Gaps(root))
		var out bytes.Buffer
		root.SetOut(&out)
		root.SetArgs([]string{"join", "--help"})
		require.NoError(t, root.Execute())
		require.Equal(t, want, out.String())
	}
}

func TestMisuse(t *testing.T) {
	for name, row := range map[string]struct {
		args   []string
		en, zh string
	}{
		"fail/command": {
			[]string{"jion"},
			`tool has no command "jion". Did you mean join?`, "tool 没有命令“jion”。是否想用 join？",
		},
		"fail/argument": {
			[]string{"join"},
			"tool join takes THING; given: 0. See tool join --help", "tool join 的参数应写作“事物”，实际给出 0 个。见 tool join --help",
		},
		"fail/flag":      {[]string{"join", "--colour"}, "there is no flag --colour", "没有选项 --colour"},
		"fail/shorthand": {[]string{"join", "-xy"}, "there is no flag -x", "没有选项 -x"},
		"fail/value":     {[]string{"join", "--class"}, "--class needs a value", "选项 --class 需要一个值"},
	} {
		t.Run(name, func(t *testing.T) {
			for lang, want := range map[string]string{"en": row.en, "zh": row.zh} {
				root, _, words := dressed(t, lang)
				root.SetArgs(row.args)
				err := root.Execute()
				var misuse *manual.Misuse
				require.True(t, errors.As(err, &misuse), "%v", err)
				require.Equal(t, want, words.Tell(err, nil))
			}
		})
	}
}

func TestGaps(t *testing.T) {
	root, m, _ := dressed(t, "en")
	root.AddCommand(&cobra.Command{Use: "leave", RunE: manual.Group})
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
