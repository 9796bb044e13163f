package main

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
)

// sorters sort their first argument.
var sorters = map[string][]string{
	"slices": {"Sort", "SortFunc", "SortStableFunc"},
	"sort":   {"Ints", "Slice", "SliceStable", "Sort", "Stable", "Strings"},
}

// sortedNext reports whether the slice is sorted by the first statement after
// this one, in the same block, that mentions it.
func (c *checker) sortedNext(statement inspector.Cursor, slice string) bool {
	if _, ok := statement.Parent().Node().(*ast.LabeledStmt); ok {
		statement = statement.Parent()
	}
	for next, ok := statement.NextSibling(); ok; next, ok = next.NextSibling() {
		if mentions(next.Node(), slice) {
			return c.sorts(next.Node(), slice)
		}
	}
	return false
}

func (c *checker) sorts(statement ast.Node, slice string) bool {
	expression, ok := statement.(*ast.ExprStmt)
	if !ok {
		return false
	}
	call, ok := expression.X.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 || !mentions(call.Args[0], slice) {
		return false
	}
	function := c.object(call.Fun)
	return function != nil && function.Pkg() != nil && slices.Contains(sorters[function.Pkg().Path()], function.Name())
}

// mentions reports whether an expression, as written, occurs in a node.
func mentions(in ast.Node, expression string) bool {
	found := false
	ast.Inspect(in, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok && types.ExprString(e) == expression {
			found = true
		}
		return !found
	})
	return found
}
