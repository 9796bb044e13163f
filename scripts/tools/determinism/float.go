package main

import (
	"go/ast"
	"go/token"
	"go/types"
)

const whyFloat = "processors may round and fuse operations differently"

// floatingPoint reports whatever has, returns or spells a floating-point or complex number.
func (c *checker) floatingPoint(n ast.Node) {
	switch n := n.(type) {
	case *ast.BasicLit:
		if n.Kind == token.FLOAT || n.Kind == token.IMAG {
			c.add(n, "floating point", whyFloat)
		}
	case *ast.Ident:
		if object := c.pass.TypesInfo.ObjectOf(n); object != nil && isFloat(object.Type()) {
			c.add(n, "floating point", whyFloat)
		}
	case ast.Expr:
		if isFloat(c.pass.TypesInfo.TypeOf(n)) {
			c.add(n, "floating point", whyFloat)
		}
	}
}

func isFloat(t types.Type) bool {
	if t == nil {
		return false
	}
	if results, ok := t.(*types.Tuple); ok {
		for one := range results.Variables() {
			if isFloat(one.Type()) {
				return true
			}
		}
		return false
	}
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&(types.IsFloat|types.IsComplex) != 0
}
