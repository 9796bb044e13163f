package catalogue_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"allianceregistry/internal/catalogue"
)

// root is the repository's.
const root = "../.."

// texts are the keys of catalogues, each with the parameters that it names.
type texts map[string][]string

// alone is the package whose catalogue is not joined to the others'.
const alone = "plain"

// sorted are the parameters of a text, each once.
func sorted(text string) []string {
	names := catalogue.Named(text)
	slices.Sort(names)
	return slices.Compact(names)
}

func read(t *testing.T, file string) map[string]string {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	said := map[string]string{}
	require.NoError(t, json.Unmarshal(content, &said), file)
	return said
}

// files calls do with each file of the repository with that ending.
func files(t *testing.T, ending string, do func(path string)) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && path != root && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata") {
			return filepath.SkipDir
		}
		if err == nil && strings.HasSuffix(path, ending) {
			do(path)
		}
		return err
	}))
}

// all reads the catalogues, and demands that both languages have the same keys with
// the same parameters. That of the package alone stands under its name, the others
// under none.
func all(t *testing.T) map[string]texts {
	t.Helper()
	catalogues := map[string]texts{alone: {}, "": {}}
	files(t, "/en.json", func(file string) {
		en, zh := read(t, file), read(t, strings.TrimSuffix(file, "en.json")+"zh.json")
		require.Len(t, zh, len(en), file)
		found := catalogues[""]
		if filepath.Base(filepath.Dir(file)) == alone {
			found = catalogues[alone]
		}
		for key, text := range en {
			require.Contains(t, zh, key, file)
			require.Equal(t, sorted(text), sorted(zh[key]), "%s: %s", file, key)
			found[key] = slices.Compact(slices.Sorted(slices.Values(append(found[key], sorted(text)...))))
		}
	})
	return catalogues
}

// source is all code but the tests', and its constants by package and name.
type source struct {
	set       *token.FileSet
	files     []*ast.File
	constants map[string]string
}

func parsed(t *testing.T) source {
	t.Helper()
	s := source{set: token.NewFileSet(), constants: map[string]string{}}
	files(t, ".go", func(path string) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		file, err := parser.ParseFile(s.set, path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		s.files = append(s.files, file)
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, is := n.(*ast.ValueSpec); is && len(spec.Names) == len(spec.Values) {
				for i, name := range spec.Names {
					if value, literal := text(spec.Values[i]); literal {
						s.constants[file.Name.Name+"."+name.Name] = value
					}
				}
			}
			return true
		})
	})
	return s
}

// text is what a literal says.
func text(e ast.Expr) (string, bool) {
	literal, is := e.(*ast.BasicLit)
	if !is || literal.Kind != token.STRING {
		return "", false
	}
	value, err := strconv.Unquote(literal.Value)
	return value, err == nil
}

// value is what an expression says that is a literal or a constant.
func (s source) value(file *ast.File, e ast.Expr) (string, bool) {
	name := ""
	switch e := e.(type) {
	case *ast.Ident:
		name = file.Name.Name + "." + e.Name
	case *ast.SelectorExpr:
		if x, is := e.X.(*ast.Ident); is {
			name = x.Name + "." + e.Sel.Name
		}
	default:
		return text(e)
	}
	value, known := s.constants[name]
	return value, known
}

// saying are the functions that take the key of a text and its parameters, each with
// the parameters that it adds to those of its callers.
var saying = map[string][]string{
	"Say": nil, "Compose": nil, "say": nil, "tell": nil, "NewMessage": nil, "NewError": nil, "NewUsageError": nil, "refuse": nil, "New": nil,
	"fault": nil, "fileError": nil, "warning": nil, "find": {"host"}, "add": nil, "problem": nil,
	"NewValueError": {"column"}, // which its place adds
}

// prefixes are what a package puts before a code to find its text; others put none.
var prefixes = map[string]string{"replay": "finding.", "chain": "finding.", "report": "report.", "charter": "problem.", "input": "problem."}

// keyed is the key that a function of a package looks up for a code.
func keyed(pkg, function, code string) string {
	if pkg == "charter" && function != "New" {
		return "problem." + code
	}
	return prefixes[pkg] + code
}

// given are the parameters that follow a key in a call: names and values in turn, or
// a map; false if they cannot be seen here.
func given(call *ast.CallExpr, after int) ([]string, bool) {
	var names []string
	rest := call.Args[after+1:]
	if call.Ellipsis != token.NoPos || len(rest) == 0 {
		return nil, false
	}
	for i := 0; i < len(rest); i++ {
		if literal, is := rest[i].(*ast.CompositeLit); is && len(literal.Elts) > 0 {
			if pair, is := literal.Elts[0].(*ast.KeyValueExpr); is {
				if _, is := text(pair.Key); is {
					names = append(names, keys(literal)...)
					continue
				}
			}
		}
		if name, literal := text(rest[i]); literal {
			names = append(names, name)
			i++ // its value
		}
	}
	last, is := rest[len(rest)-1].(*ast.Ident)
	return names, len(names) > 0 || is && last.Name == "nil"
}

func keys(literal *ast.CompositeLit) (names []string) {
	for _, element := range literal.Elts {
		if pair, is := element.(*ast.KeyValueExpr); is {
			if name, literal := text(pair.Key); literal {
				names = append(names, name)
			}
		}
	}
	return names
}

// TestEveryCallerGivesTheParameters looks at each call that names a text and its
// parameters, in all the code: a text that is rarely said must not wait for a reader
// to find out what it lacks.
func TestEveryCallerGivesTheParameters(t *testing.T) {
	catalogues, code := all(t), parsed(t)
	calls := 0
	for _, file := range code.files {
		known := catalogues[""]
		if file.Name.Name == alone {
			known = catalogues[alone]
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, is := n.(*ast.CallExpr)
			if !is {
				return true
			}
			added, says := saying[called(call)]
			for i, arg := range call.Args {
				said, is := code.value(file, arg)
				if !says || !is {
					continue
				}
				key := keyed(file.Name.Name, called(call), said)
				names, seen := given(call, i)
				if needed := known[key]; seen && len(needed) > 0 {
					calls++
					assert.Subset(t, append(names, added...), needed, "%s: %s", code.set.Position(call.Pos()), key)
				}
				break
			}
			return true
		})
	}
	require.Greater(t, calls, 300, "the check has lost sight of the callers")
}

// called is the name of what is called.
func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}
