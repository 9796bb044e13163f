package legible_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sayers are the functions whose texts are lines of the program's own, with values in
// them that are lines: they take them from a catalogue, or through Line.
var sayers = []string{
	"Say", "Compose", "Tell", "Line", "Raw", "errorText", "Label", "findingLine", "findingLines", "invalidText", "broken", "lastCheck", "joinNonEmpty", "Seconds", "When", "kept",
	"len", "help",
}

// known are what programs print otherwise, of which none is somebody else's text.
var known = map[string][]string{
	"alliance/apply.go":         {"one.Verb", "said"},                        // a verb; what was said
	"alliance/charter_draft.go": {"Answered()", "left.Says", "left.Section"}, // answers and parts that the program offers
	"alliance/enroll.go":        {"p.Name"},                                  // a name of which the form was checked
	"show/event.go":             {"text"},                                    // cells, each through Line
	"alliance/charter_init.go":  {"one.content"},                             // a template
	"auditor/graph.go":          {"picture"},                                 // package graph sees to its labels
	"alliance/meeting.go":       {"Write()"},                                 // minutes, of which each line is said
	"auditor/witness.go":        {"LogVerifier()", "key.Name", "Verifier()"}, // names of which the form was checked, and keys
	"network/logs.go":           {"process.Name", "line"},                    // lines of a log are what is asked for
	"network/genesis.go":        {"genesis.Hash"},
	"network/register.go":       {"line", "lines"}, // to be typed
	"network/doctor.go":         {"severity", "check"},
	"cli/app.go":                {"name", "err"}, // texts that are not there
	"cli/exit.go":               {"line"},        // each through Line
	"cli/progress.go":           {"b.line"},      // a label that was said, and numbers
}

// Each program prints what a catalogue says or a view lays out. What it prints besides
// is listed here, so that nothing of somebody else's goes round both.
func TestNothingIsPrintedRoundTheCatalogue(t *testing.T) {
	t.Parallel()
	const root = "../.."
	prints := 0
	for _, folder := range []string{"client/cmd/alliance", "client/show", "audit/cmd/auditor", "network/cmd/network", "internal/cli"} {
		files, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
		require.NoError(t, err)
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			name := filepath.Base(folder) + "/" + filepath.Base(file)
			set := token.NewFileSet()
			parsed, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			ast.Inspect(parsed, func(n ast.Node) bool {
				call, is := n.(*ast.CallExpr)
				if !is {
					return true
				}
				for _, arg := range printed(call) {
					prints++
					for _, value := range values(arg) {
						require.Contains(t, known[name], value, "%s prints %s: say it by a catalogue, or put it through legible.Line", set.Position(call.Pos()), value)
					}
				}
				return true
			})
		}
	}
	require.Greater(t, prints, 30)
}

// printed are what a call prints, the format apart.
func printed(call *ast.CallExpr) []ast.Expr {
	function, is := call.Fun.(*ast.SelectorExpr)
	if !is {
		return nil
	}
	of, _ := function.X.(*ast.Ident)
	switch name := function.Sel.Name; {
	case of != nil && of.Name == "fmt" && strings.HasPrefix(name, "Fprint"):
		return call.Args[1:]
	case of != nil && of.Name == "io" && name == "WriteString":
		return call.Args[1:]
	case name == "Write" && len(call.Args) == 1:
		if stream, is := function.X.(*ast.SelectorExpr); is && (stream.Sel.Name == "out" || stream.Sel.Name == "err") {
			return call.Args
		}
	}
	return nil
}

// values are the parts of an argument that are neither a literal nor said.
func values(arg ast.Expr) []string {
	switch e := arg.(type) {
	case *ast.BasicLit:
		return nil
	case *ast.BinaryExpr:
		return append(values(e.X), values(e.Y)...)
	case *ast.CallExpr:
		name := ""
		switch function := e.Fun.(type) {
		case *ast.Ident:
			name = function.Name
		case *ast.SelectorExpr:
			name = function.Sel.Name
			if name == "Pad" { // of a text, to a width
				return values(e.Args[0])
			}
			if name == "String" {
				return values(function.X)
			}
		}
		if slices.Contains(sayers, name) {
			return nil
		}
		return []string{name + "()"}
	case *ast.Ident:
		if e.Name == "i" { // a number
			return nil
		}
		return []string{e.Name}
	case *ast.SelectorExpr:
		if of, is := e.X.(*ast.Ident); is {
			return []string{of.Name + "." + e.Sel.Name}
		}
		return []string{e.Sel.Name}
	}
	return []string{"another expression"}
}
