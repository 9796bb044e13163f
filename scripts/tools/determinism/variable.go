package main

import (
	"go/ast"
	"go/token"
	"go/types"
)

const whyMemoryOf = "what a peer remembers depends on which transactions it has run"

// packageVariable reports whatever changes a package's variable after its
// declaration, or lets somebody else change it.
func (c *checker) packageVariable(n ast.Node) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for _, to := range n.Lhs {
			c.changed(to)
		}
	case *ast.IncDecStmt:
		c.changed(n.X)
	case *ast.RangeStmt:
		c.changed(n.Key)
		c.changed(n.Value)
	case *ast.UnaryExpr:
		if _, literal := ast.Unparen(n.X).(*ast.CompositeLit); n.Op == token.AND && !literal {
			c.changed(n.X)
		}
	case *ast.CallExpr:
		if c.builtin(n, "delete", "clear", "copy") {
			c.changed(n.Args[0])
		}
	case *ast.SelectorExpr:
		// A method with a pointer receiver, called on a variable, takes its address.
		selection := c.pass.TypesInfo.Selections[n]
		if selection != nil && selection.Kind() == types.MethodVal && takesAddress(selection) {
			c.changed(n.X)
		}
	}
}

func (c *checker) changed(e ast.Expr) {
	if e == nil {
		return
	}
	if variable := c.root(e); variable != nil {
		c.add(e, "package variable "+variable.Name()+" changes", whyMemoryOf)
	}
}

// root is the package's variable of which an expression is a part, or nil.
func (c *checker) root(e ast.Expr) *types.Var {
	for {
		if variable, ok := c.object(e).(*types.Var); ok && ofPackage(variable) {
			return variable
		}
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		default:
			return nil
		}
	}
}

func ofPackage(variable *types.Var) bool {
	return variable.Pkg() != nil && variable.Parent() == variable.Pkg().Scope()
}

func takesAddress(selection *types.Selection) bool {
	_, wanted := selection.Obj().(*types.Func).Signature().Recv().Type().(*types.Pointer)
	_, given := selection.Recv().Underlying().(*types.Pointer)
	return wanted && !given
}
