package main

import (
	"go/ast"
	"go/types"
	"slices"
)

// pure are packages of functions that change nothing and look at nothing but
// their arguments.
var pure = []string{"bytes", "cmp", "strconv", "strings", "unicode", "unicode/utf8"}

// purely are such functions of other packages.
var purely = []string{"maps.Clone", "slices.Clone", "slices.Contains", "slices.Equal", "slices.Index"}

// reads notes an expression that a loop evaluates, and refuses one that may
// change something: a call that is not known to be pure, or a function.
func (l *loop) reads(e ast.Expr) bool {
	l.read = append(l.read, e)
	quiet := true
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			quiet = false
		case *ast.CallExpr:
			quiet = quiet && l.pureCall(n)
		}
		return quiet
	})
	return quiet
}

func (l *loop) pureCall(call *ast.CallExpr) bool {
	if l.pass.TypesInfo.Types[call.Fun].IsType() || l.builtin(call, "len", "cap", "min", "max") {
		return true
	}
	function, ok := l.object(call.Fun).(*types.Func)
	if !ok || function.Pkg() == nil || function.Signature().Recv() != nil {
		return false
	}
	path := function.Pkg().Path()
	return slices.Contains(pure, path) || slices.Contains(purely, path+"."+function.Name())
}

func (c *checker) builtin(call *ast.CallExpr, names ...string) bool {
	builtin, ok := c.object(call.Fun).(*types.Builtin)
	return ok && slices.Contains(names, builtin.Name())
}
