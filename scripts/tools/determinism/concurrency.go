package main

import (
	"go/ast"
	"go/token"
	"go/types"
)

const whyScheduler = "the scheduler decides who comes first"

// concurrency reports goroutines and whatever touches a channel.
func (c *checker) concurrency(n ast.Node) {
	switch n := n.(type) {
	case *ast.GoStmt:
		c.add(n, "go statement", whyScheduler)
	case *ast.SelectStmt:
		c.add(n, "select", whyScheduler)
	case *ast.ChanType, *ast.SendStmt:
		c.add(n, "channel", whyScheduler)
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			c.add(n, "channel", whyScheduler)
		}
	case *ast.RangeStmt:
		if c.isChannel(n.X) {
			c.add(n, "channel", whyScheduler)
		}
	case *ast.CallExpr:
		if c.builtin(n, "close") {
			c.add(n, "channel", whyScheduler)
		}
	}
}

func (c *checker) isChannel(e ast.Expr) bool {
	t := c.pass.TypesInfo.TypeOf(e)
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Chan)
	return ok
}
