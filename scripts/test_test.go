package scripts_test

import (
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/guide"
)

// source is a Go file of the project.
type source struct {
	folder string // "./client/sdk"
	test   bool
	live   bool // built with the tag live only
	*ast.File
}

// sources are all Go files of the project's own module.
func sources(t *testing.T) []source {
	t.Helper()
	root := project(t)
	var found []source
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			name := entry.Name()
			_, nested := os.Stat(filepath.Join(path, "go.mod"))
			if path != root && (nested == nil || name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")) {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		folder, err := filepath.Rel(root, filepath.Dir(path))
		found = append(found, source{"./" + folder, strings.HasSuffix(path, "_test.go"), isLive(file), file})
		return err
	}))
	require.NotEmpty(t, found)
	return found
}

// isLive reports whether a file is built only with the tag live.
func isLive(file *ast.File) bool {
	for _, group := range file.Comments {
		for _, comment := range group.List {
			if expression, err := constraint.Parse(comment.Text); err == nil {
				return expression.Eval(func(string) bool { return true }) && !expression.Eval(func(tag string) bool { return tag != "live" })
			}
		}
	}
	return false
}

var (
	testName = regexp.MustCompile(`^(Test|Fuzz|Example)`)
	liveName = regexp.MustCompile(`^TestLive[A-Z]`) // not TestLives, which draws lives at random
)

// The script runs TestLive… on networks and all others without: so each test has the
// name that goes with its file, else it would run twice or never.
func TestNamesOfLiveTests(t *testing.T) {
	t.Parallel()
	for _, file := range sources(t) {
		for _, declared := range file.Decls {
			function, ok := declared.(*ast.FuncDecl)
			if !ok || !file.test || function.Recv != nil || !testName.MatchString(function.Name.Name) {
				continue
			}
			if name := function.Name.Name; name != "TestMain" {
				require.Equal(t, file.live, liveName.MatchString(name), "%s in %s", name, file.folder)
			}
		}
	}
}

// Each package with tests on networks is among those that the script runs.
func TestNetworkedPackagesAreComplete(t *testing.T) {
	t.Parallel()
	live := map[string]bool{}
	for _, file := range sources(t) {
		if file.test && file.live {
			live[file.folder] = true
		}
	}
	require.ElementsMatch(t, slices.Collect(maps.Keys(live)), listed(t, "networked"))
}

// Each package whose own code starts goroutines, or guards memory that they share, is
// tested under the race detector, as a whole or where it does.
func TestConcurrentPackagesAreComplete(t *testing.T) {
	t.Parallel()
	raced := append(listed(t, "concurrent"), listed(t, "serving")...)
	for _, file := range sources(t) {
		if file.test || !concurrent(file.File) {
			continue
		}
		require.True(t, slices.ContainsFunc(raced, func(pattern string) bool { return covers(pattern, file.folder) }), "%s is not listed", file.folder)
	}
}

// A test that is left out of the race detector runs without it, in the one package of its name.
func TestWhatIsNotRacedRunsAlone(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile("test.sh")
	require.NoError(t, err)
	folders := map[string][]string{} // of the packages under the detector, by the names of their tests
	for _, file := range sources(t) {
		if !file.test || !slices.ContainsFunc(listed(t, "concurrent"), func(pattern string) bool { return covers(pattern, file.folder) }) {
			continue
		}
		for _, declared := range file.Decls {
			if function, ok := declared.(*ast.FuncDecl); ok && function.Recv == nil {
				folders[function.Name.Name] = append(folders[function.Name.Name], file.folder)
			}
		}
	}
	for variable, folder := range map[string]string{"sequential": "./audit/index", "spawning": "./network"} {
		require.Contains(t, string(script), "\ttests -run \"$"+variable+"\" "+folder+"\n")
		names := regexp.MustCompile(`(?m)^` + variable + `='\^Test\((.*)\)\$'$`).FindSubmatch(script)
		require.NotNil(t, names, variable)
		for name := range strings.SplitSeq(string(names[1]), "|") {
			require.Equal(t, []string{folder}, folders["Test"+name], name)
		}
	}
}

// covers reports whether a pattern of packages, PATH or PATH/..., has one.
func covers(pattern, folder string) bool {
	below, all := strings.CutSuffix(pattern, "/...")
	return folder == below || all && strings.HasPrefix(folder, below+"/")
}

// concurrent reports whether a file has a go statement, or calls Go as a group of
// goroutines has it, or uses a mutex or an atomic value.
func concurrent(file *ast.File) (found bool) {
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.GoStmt:
			found = true
		case *ast.SelectorExpr:
			from, _ := node.X.(*ast.Ident)
			switch {
			case node.Sel.Name == "Go":
				found = true
			case from != nil && from.Name == "atomic":
				found = true
			case from != nil && from.Name == "sync" && !strings.HasPrefix(node.Sel.Name, "Once"):
				found = true
			}
		}
		return !found
	})
	return found
}

// listed are the lines of an array of scripts/test.sh.
func listed(t *testing.T, array string) []string {
	t.Helper()
	script, err := os.ReadFile("test.sh")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(script), "\n"+array+"=(\n")
	require.True(t, found, array)
	lines, _, found := strings.Cut(rest, "\n)")
	require.True(t, found, array)
	return strings.Fields(lines)
}

// The guides at the top are named in package guide: here somebody notices a new one.
func TestPagesAtTheTop(t *testing.T) {
	t.Parallel()
	found, err := filepath.Glob(filepath.Join("..", "*.md"))
	require.NoError(t, err)
	for i := range found {
		found[i] = filepath.Base(found[i])
	}
	require.ElementsMatch(t, guide.Top(), found)
}
