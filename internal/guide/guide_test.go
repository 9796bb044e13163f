package guide

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

const root = "../.."

func TestRead(t *testing.T) {
	const page = "Ask `alliance roster --at` or `x`.\n" + // 1
		"```sh\n" + // 2
		"A=1 alliance join x@y --statement 'a \"b\" # c' # why\n" + // 3
		"tx=$(alliance list -o csv | tail -n 1) && diff <(alliance a \"$(network b)\") c 2>/dev/null >d\n" + // 4
		"for i in 1 2; do\n  exec alliance \\\n    c; done\n" + // 5 to 7
		"```\n\n```\n$ alliance d\nalliance answers\n```\n    $ network e\n"
	var got []string
	commands, err := Read(page)
	require.NoError(t, err)
	for _, c := range commands {
		text := strings.Join(c.Words, "|")
		if c.Whole {
			text += " whole"
		}
		got = append(got, text)
	}
	require.Equal(t, []string{
		"alliance|roster|--at", "x",
		`alliance|join|x@y|--statement|a "b" # c whole`,
		"alliance|list|-o|csv whole", "tail|-n|1 whole", "network|b whole", "alliance|a|… whole", "diff|…|c whole",
		"alliance|c whole",
		"alliance|d whole", "network|e whole",
	}, got)
	require.Equal(t, 3, commands[2].Line)
	require.Equal(t, 6, commands[8].Line)
	_, err = Read("```sh\nalliance list | (\n```\n")
	require.ErrorContains(t, err, "line 2", "a block that no shell runs")
}

func TestCheck(t *testing.T) {
	for name, test := range map[string]struct {
		words string
		named bool
		want  string
	}{
		"ok/whole":               {words: "p get x --form y"},
		"ok/global flag before":  {words: "p --lang zh get x"},
		"ok/help of a group":     {words: "p group --help"},
		"ok/named":               {words: "p get --form", named: true},
		"ok/placeholder":         {words: "p COMMAND --help", named: true},
		"ok/placeholder zh":      {words: "p 命令 --help", named: true},
		"fail/command":           {words: "p git x", want: `no command "git"`},
		"fail/below a group":     {words: "p group none", want: `no command "none"`},
		"fail/named command":     {words: "p git", named: true, want: `no command "git"`},
		"fail/flag":              {words: "p get x --from y", want: "unknown flag: --from"},
		"fail/named flag":        {words: "p get --from", named: true, want: "no flag --from"},
		"fail/named short flag":  {words: "p get -z", named: true, want: "no flag -z"},
		"fail/flag without":      {words: "p get x --form", want: "needs an argument"},
		"fail/too few":           {words: "p get", want: "accepts 1 arg"},
		"fail/too many":          {words: "p get x y", want: "accepts 1 arg"},
		"fail/value of the flag": {words: "p get x --lines many", want: "invalid argument"},
	} {
		t.Run(name, func(t *testing.T) {
			none := func(*cobra.Command, []string) {}
			program := &cobra.Command{Use: "p", Args: cobra.ArbitraryArgs, Run: none}
			program.PersistentFlags().String("lang", "", "")
			get := &cobra.Command{Use: "get", Args: cobra.ExactArgs(1), Run: none}
			get.Flags().String("form", "", "")
			get.Flags().Int("lines", 0, "")
			group := &cobra.Command{Use: "group", Run: none}
			group.AddCommand(&cobra.Command{Use: "one", Run: none})
			program.AddCommand(get, group)
			err := Check(program, Command{Words: strings.Fields(test.words), Whole: !test.named})
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.want)
		})
	}
}

// The scripts that the guides name are there, and take the options they show.
func TestScripts(t *testing.T) {
	scripts, err := filepath.Glob(filepath.Join(root, "scripts", "*.sh"))
	require.NoError(t, err)
	texts := map[string]string{}
	for _, script := range scripts {
		texts["scripts/"+filepath.Base(script)] = read(t, script)
	}
	for _, page := range pages(t) {
		for _, c := range commandsOf(t, page) {
			if !strings.HasPrefix(c.Words[0], "scripts/") || !strings.HasSuffix(c.Words[0], ".sh") {
				continue
			}
			text, found := texts[c.Words[0]]
			require.Truef(t, found, "%s:%d: %s does not exist", page, c.Line, c.Words[0])
			if c.Words[0] == "scripts/network.sh" {
				continue // the program's own test looks at it
			}
			for _, word := range c.Words[1:] {
				if strings.HasPrefix(word, "-") {
					require.Containsf(t, text, word, "%s:%d: %s", page, c.Line, c)
				}
			}
		}
	}
}

// A page and its Chinese twin have the reader type the same, in the same order.
func TestTwins(t *testing.T) {
	for _, page := range pages(t) {
		if strings.HasSuffix(page, ".zh-CN.md") {
			continue
		}
		twin := strings.TrimSuffix(page, ".md") + ".zh-CN.md"
		if _, err := os.Stat(twin); err != nil {
			continue // scripts/check.sh says which pages need one
		}
		t.Run(filepath.Base(page), func(t *testing.T) {
			require.Equal(t, typed(t, page), typed(t, twin))
		})
	}
}

// typed returns what a page has the reader type, without what depends on the language.
func typed(t *testing.T, page string) []string {
	var lines []string
	for _, c := range commandsOf(t, page) {
		if !c.Whole || c.Words[0] == "export" || c.Words[0] == "echo" {
			continue
		}
		words := make([]string, 0, len(c.Words))
		for _, word := range c.Words {
			foreign := strings.IndexFunc(word, func(r rune) bool { return r > unicode.MaxASCII }) >= 0
			if placeholder(word) || foreign || strings.Contains(word, " ") {
				word = "…"
			}
			words = append(words, word)
		}
		lines = append(lines, strings.Join(words, " "))
	}
	return lines
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// A link within the project leads to a file, and to a heading in it.
func TestLinks(t *testing.T) {
	for _, page := range pages(t) {
		for _, match := range link.FindAllStringSubmatch(read(t, page), -1) {
			if strings.Contains(match[1], "://") {
				continue
			}
			path, anchor, _ := strings.Cut(match[1], "#")
			target := page
			if path != "" {
				target = filepath.Join(filepath.Dir(page), path)
			}
			_, err := os.Stat(target)
			require.NoErrorf(t, err, "%s: %s", page, match[1])
			if anchor != "" && strings.HasSuffix(target, ".md") {
				require.Containsf(t, anchors(read(t, target)), anchor, "%s: %s", page, match[1])
			}
		}
	}
}

// Each decision stands in the list of decisions, by its number and title.
func TestDecisionsAreListed(t *testing.T) {
	folder := filepath.Join(root, "docs", "adr")
	list := read(t, filepath.Join(folder, "README.md"))
	decisions, err := filepath.Glob(filepath.Join(folder, "[0-9]*.md"))
	require.NoError(t, err)
	require.NotEmpty(t, decisions)
	for _, decision := range decisions {
		heading, _, _ := strings.Cut(read(t, decision), "\n")
		number, title, _ := strings.Cut(strings.TrimPrefix(heading, "# "), ". ")
		require.Contains(t, list, "| "+number+" | ["+title+"]("+filepath.Base(decision)+") | ")
	}
}

var (
	step   = regexp.MustCompile("(?m)^\\| `([a-z/_]+\\.go)` \\| ([^|]+) \\|")
	quoted = regexp.MustCompile("`([^`]+)`")
)

// The walks through the code name functions that are there, in both languages the same.
func TestWalks(t *testing.T) {
	var walks [][]string
	for _, page := range []string{"architecture.md", "architecture.zh-CN.md"} {
		var walk []string
		for _, row := range step.FindAllStringSubmatch(read(t, filepath.Join(root, "docs", page)), -1) {
			declared := declarations(t, filepath.Join(root, filepath.FromSlash(row[1])))
			for _, named := range quoted.FindAllStringSubmatch(row[2], -1) {
				require.Contains(t, declared, named[1], "%s: %s", page, row[1])
				walk = append(walk, row[1]+" "+named[1])
			}
		}
		walks = append(walks, walk)
	}
	require.Greater(t, len(walks[0]), 40)
	require.Equal(t, walks[0], walks[1])
}

// declarations are the functions, methods and types of a file; a method also with its type.
func declarations(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	var names []string
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.FuncDecl:
			names = append(names, node.Name.Name)
			if node.Recv != nil {
				names = append(names, receiver(node)+"."+node.Name.Name)
			}
		case *ast.TypeSpec:
			names = append(names, node.Name.Name)
		}
		return true
	})
	return names
}

func receiver(method *ast.FuncDecl) string {
	of := method.Recv.List[0].Type
	if pointer, is := of.(*ast.StarExpr); is {
		of = pointer.X
	}
	return fmt.Sprint(of)
}

// anchors are the names by which a page's headings are linked.
func anchors(page string) []string {
	var names []string
	for _, line := range strings.Split(page, "\n") {
		if title := strings.TrimLeft(line, "#"); title != line {
			name := strings.Map(func(r rune) rune {
				switch {
				case r == ' ':
					return '-'
				case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
					return unicode.ToLower(r)
				}
				return -1
			}, strings.TrimSpace(title))
			names = append(names, name)
		}
	}
	return names
}

// commandsOf are the commands of a page.
func commandsOf(t *testing.T, page string) []Command {
	t.Helper()
	commands, err := Read(read(t, page))
	require.NoErrorf(t, err, "%s", page)
	return commands
}

func pages(t *testing.T) []string {
	found, err := Pages(root)
	require.NoError(t, err)
	require.NotEmpty(t, found)
	return found
}

func read(t *testing.T, path string) string {
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(content)
}
