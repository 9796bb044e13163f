package cli_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/private"
)

// manuals are those of the program that is tried here.
var manuals = fstest.MapFS{ //nolint:gochecknoglobals // fixed
	"manual/en.md": {Data: []byte("# tool\n\nA tool\n\n## join THING\n\nJoin a thing\n\n## group\n\nA group\n\n## group one\n\nOne\n")},
	"manual/zh.md": {Data: []byte("# tool\n\n工具\n\n## join 事物\n\n加入\n\n## group\n\n组\n\n## group one\n\n一\n")},
}

// lines are the texts that a program brings.
var lines = fstest.MapFS{ //nolint:gochecknoglobals // fixed
	"en.json": {Data: []byte(`{"line.error": "tool: {{.what}}", "line.refused": "refused: {{.what}}", "word.level": "Level"}`)},
	"zh.json": {Data: []byte(`{"line.error": "tool：{{.what}}", "line.refused": "被拒绝：{{.what}}", "word.level": "级别"}`)},
}

// skeleton is one in a language, with the texts of the tool.
func skeleton(t *testing.T, lang string, s cli.Streams) *cli.App {
	t.Helper()
	a := cli.New("tool", []string{"--lang", lang}, s)
	require.NoError(t, speak(a))
	return a
}

func speak(a *cli.App) error {
	words, err := catalogue.In(a.Language(), append(cli.Words(), lines, input.Words, private.Words)...)
	if err != nil {
		return err
	}
	return a.Speak(words, manuals)
}

// errRefused is an error of which only the tool knows what it means.
var errRefused = errors.New("against the rules")

const exitRefused = 3

// tool is a program with one command, and a group with another.
type tool struct {
	*cli.App
	do func() error
}

func (p *tool) Root() *cobra.Command {
	root := p.NewRoot()
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return p.CheckFlags(cmd, "table", "json") }
	p.OutputFlag(root.PersistentFlags())
	join := &cobra.Command{Use: "join", Args: cli.Args(1, 1), RunE: func(*cobra.Command, []string) error { return p.do() }}
	join.Flags().String("class", "", "")
	one := &cobra.Command{Use: "one", Args: cli.Args(0, -1), RunE: func(*cobra.Command, []string) error { return p.do() }}
	one.Flags().String("file", "", "")
	_ = one.MarkFlagRequired("file") // the flag exists
	group := &cobra.Command{Use: "group", RunE: cli.Group}
	group.AddCommand(one)
	root.AddCommand(join, group)
	p.Describe(root)
	return root
}

func (p *tool) Exit(err error) cli.Exit {
	exit := cli.NewExit(err, p.Words.Tell(err, nil))
	if errors.Is(err, errRefused) {
		exit.Code, exit.Line, exit.Below = exitRefused, "line.refused", []string{"  missing  1"}
	}
	return exit
}

// typed runs the tool.
func typed(t *testing.T, do func(*tool) error, out io.Writer, args ...string) (code int, talk string) {
	t.Helper()
	var said bytes.Buffer
	code = cli.Run(context.Background(), "tool", args, cli.Streams{In: new(bytes.Buffer), Out: out, Err: &said}, func(a *cli.App) (cli.Program, error) {
		p := &tool{App: a}
		p.do = func() error { return do(p) }
		return p, speak(a)
	})
	return code, said.String()
}

func TestRun(t *testing.T) {
	for name, row := range map[string]struct {
		args []string
		err  error
		code int
		talk string
	}{
		"ok":               {[]string{"join", "x"}, nil, cli.ExitOK, ""},
		"fail/error":       {[]string{"join", "x"}, errors.New("no\x1b[2J room"), cli.ExitError, "tool: no\\u001b[2J room\n"},
		"fail/its own":     {[]string{"join", "x"}, errRefused, exitRefused, "refused: against the rules\n  missing  1\n"},
		"fail/in JSON":     {[]string{"join", "x", "-o", "json"}, errRefused, exitRefused, `{"code":"ERROR","message":"against the rules","parameters":{}}` + "\n"},
		"fail/usage":       {[]string{"join", "x", "--lang", "zh"}, cli.NewUsageError("usage.other", "problem", "太多"), cli.ExitUsage, "tool：太多\n"},
		"fail/output":      {[]string{"join", "x", "-o", "xml"}, nil, cli.ExitUsage, "tool: --output must be one of table, json, not \"xml\"\n"},
		"fail/language":    {[]string{"join", "x", "--lang", "fr"}, nil, cli.ExitUsage, "tool: --lang must be one of en, zh, not \"fr\"\n"},
		"fail/flag needed": {[]string{"group", "one"}, nil, cli.ExitUsage, "tool: tool group one needs --file. See tool group one --help\n"},
		"fail/command":     {[]string{"group", "two", "-o=json"}, nil, cli.ExitUsage, `{"code":"USAGE_NO_COMMAND","message":"tool group has no command \"two\". See tool group --help","parameters":{"command":"tool group","name":"two"}}` + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("ALLIANCE_LANG", "en")
			code, talk := typed(t, func(*tool) error { return row.err }, io.Discard, row.args...)
			require.Equal(t, row.code, code, talk)
			require.Equal(t, row.talk, talk)
		})
	}
}

// An answer that nobody can read is no answer; why it is lost stands beside what else
// went wrong.
func TestRunLosesTheAnswer(t *testing.T) {
	t.Setenv("ALLIANCE_LANG", "en")
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full to write to: ", err)
	}
	defer full.Close()
	answer := func(err error) func(*tool) error {
		return func(p *tool) error {
			_, _ = io.WriteString(p.Out, "the answer\n") // as a print that nobody looks at
			return err
		}
	}
	code, talk := typed(t, answer(nil), full, "join", "x")
	require.Equal(t, cli.ExitError, code)
	require.Contains(t, talk, "the answer could not be printed")
	code, talk = typed(t, answer(errRefused), full, "join", "x")
	require.Equal(t, exitRefused, code)
	require.Contains(t, talk, "against the rules\nthe answer could not be printed")
	code, talk = typed(t, answer(nil), full, "--help")
	require.Equal(t, cli.ExitError, code, talk)
}

func TestUsage(t *testing.T) {
	for name, row := range map[string]struct {
		args   []string
		en, zh string
	}{
		"fail/command": {
			[]string{"jion"},
			`tool has no command "jion". Did you mean join?`, "tool 没有命令“jion”。是否想用 join？",
		},
		"fail/help of a command": {
			[]string{"help", "nobody"},
			`tool has no command "nobody". See tool --help`, "tool 没有命令“nobody”。见 tool --help",
		},
		"fail/argument": {
			[]string{"join"},
			"tool join takes THING; given: 0. See tool join --help", "tool join 的参数应写作“事物”，实际给出 0 个。见 tool join --help",
		},
		"fail/completion": {
			[]string{"completion", "bash", "x"},
			"tool completion bash takes no arguments. See tool completion bash --help", "tool completion bash 不带参数。见 tool completion bash --help",
		},
		"fail/flag":      {[]string{"join", "--colour"}, "there is no flag --colour", "没有选项 --colour"},
		"fail/shorthand": {[]string{"join", "-xy"}, "there is no flag -x", "没有选项 -x"},
		"fail/value":     {[]string{"join", "--class"}, "--class needs a value", "选项 --class 需要一个值"},
	} {
		t.Run(name, func(t *testing.T) {
			for lang, want := range map[string]string{"en": row.en, "zh": row.zh} {
				p := &tool{App: skeleton(t, lang, cli.Streams{Out: io.Discard, Err: io.Discard}), do: func() error { return nil }}
				root := p.Root()
				root.SetArgs(row.args)
				err := root.Execute()
				var usage *cli.UsageError
				require.ErrorAs(t, err, &usage)
				require.Equal(t, want, p.Words.Tell(err, nil))
			}
		})
	}
}

// Where lines are not written over there is one, at the end.
func TestBar(t *testing.T) {
	var talk bytes.Buffer
	a := skeleton(t, "en", cli.Streams{Out: io.Discard, Err: &talk})
	bar := a.NewBar()
	bar.End()
	require.Empty(t, talk.String())
	for _, row := range []struct {
		done, total uint64
		want        string
	}{
		{0, 4, "blocks 0 / 4 [" + strings.Repeat(".", 30) + "]\n"},
		{1, 4, "blocks 1 / 4 [" + strings.Repeat("#", 7) + strings.Repeat(".", 23) + "]\n"},
		{4, 4, "blocks 4 / 4 [" + strings.Repeat("#", 30) + "]\n"},
		{7, 0, "blocks 7\n"},
	} {
		talk.Reset()
		bar.Show("blocks", row.done, row.total)
		require.Empty(t, talk.String())
		bar.End()
		require.Equal(t, row.want, talk.String())
	}
}

// A label is a word to people and a code to programs; a field without a value is left
// out.
func TestFields(t *testing.T) {
	a := skeleton(t, "en", cli.Streams{Out: io.Discard, Err: io.Discard})
	require.Equal(t, [][]string{{"level", "x"}}, a.Fields("word.level", "x", "word.none", ""))
	a.Output = "csv"
	require.Equal(t, "level", a.Label("word.level"))
	a.Output = "spreadsheet"
	require.Equal(t, "level", a.Label("word.level"))
	a = skeleton(t, "zh", cli.Streams{Out: io.Discard, Err: io.Discard})
	require.Equal(t, "级别", a.Label("word.level"))
}
