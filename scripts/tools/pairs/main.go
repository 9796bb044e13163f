// Command pairs reports calls whose parameters do not go in pairs.
//
//	pairs packages
//
// Many functions of this project take the names and values of parameters in turn,
// after what they are parameters of: refuse(code, "field", name, "most", "8"). The
// compiler counts them for nobody, and a value that is forgotten would leave a text
// with a gap, or the last name unsaid. A function is meant if its last parameter is
// variadic, of strings or of any, and named pairs or params. What is handed on as a
// slice is not looked into.
package main

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/singlechecker"
)

func main() { singlechecker.Main(analyzer) }

var analyzer = &analysis.Analyzer{
	Name: "pairs",
	Doc:  "reports calls whose names and values of parameters do not go in pairs",
	Run:  run,
}

func run(pass *analysis.Pass) (any, error) {
	for _, file := range pass.Files {
		ast.Inspect(file, func(node ast.Node) bool {
			if call, is := node.(*ast.CallExpr); is && odd(pass.TypesInfo, call) {
				pass.Reportf(call.Pos(), "names and values do not go in pairs")
			}
			return true
		})
	}
	return nil, nil
}

// odd reports whether a call takes pairs and gives half of one.
func odd(info *types.Info, call *ast.CallExpr) bool {
	signature, is := types.Unalias(info.TypeOf(call.Fun)).(*types.Signature)
	if !is || !signature.Variadic() || call.Ellipsis.IsValid() {
		return false
	}
	fixed := signature.Params().Len() - 1
	switch signature.Params().At(fixed).Name() {
	case "pairs", "params":
		return (len(call.Args)-fixed)%2 != 0
	}
	return false
}
