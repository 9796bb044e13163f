package main

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"
)

// mapRange reports a loop over a map, unless its order cannot be seen.
func (c *checker) mapRange(at inspector.Cursor) {
	loop, ok := at.Node().(*ast.RangeStmt)
	if !ok || !isMap(c.pass.TypesInfo.TypeOf(loop.X)) {
		return
	}
	if c.orderless(at, loop) {
		return
	}
	c.add(loop, "range over a map", whyOrder+"; range over its sorted keys")
}

// isMap reports whether a type is a map, or a type parameter that may be one.
func isMap(t types.Type) bool {
	parameter, ok := t.(*types.TypeParam)
	if !ok {
		_, ok = t.Underlying().(*types.Map)
		return ok
	}
	constraint := parameter.Constraint().Underlying().(*types.Interface)
	for i := range constraint.NumEmbeddeds() {
		switch e := constraint.EmbeddedType(i).(type) {
		case *types.Union:
			for j := range e.Len() {
				if isMap(e.Term(j).Type()) {
					return true
				}
			}
		default:
			if isMap(e) {
				return true
			}
		}
	}
	return false
}

// loop is what the body of one loop over a map does.
type loop struct {
	*checker
	key, over string          // as written
	collected map[string]bool // slices that it appends to
	written   map[string]int  // how often it writes to which variables
	marked    map[string]bool // maps in which it writes one constant under any key
	read      []ast.Expr
}

// orderless reports whether all that a loop does is to collect into slices that
// are sorted next, to write to maps under its own key, to mark other keys with
// a constant, or to delete its own key; and whether it reads nothing of what it writes.
func (c *checker) orderless(at inspector.Cursor, statement *ast.RangeStmt) bool {
	l := &loop{
		checker: c, over: types.ExprString(statement.X),
		collected: map[string]bool{}, written: map[string]int{}, marked: map[string]bool{},
	}
	if statement.Key == nil {
		return true // it sees how many there are, and nothing of them
	}
	l.key = types.ExprString(statement.Key)
	if statement.Tok != token.DEFINE { // the last element stays behind in a variable
		return false
	}
	if !l.block(statement.Body) {
		return false
	}
	for slice := range l.collected {
		if !c.sortedNext(at, slice) {
			return false
		}
	}
	return l.independent()
}

// independent reports whether no step of the loop can see what an earlier one did.
func (l *loop) independent() bool {
	for name := range l.marked {
		if l.written[name] > 1 || name == l.over {
			return false
		}
	}
	for name := range l.written {
		for _, expression := range l.read {
			if mentions(expression, name) {
				return false
			}
		}
	}
	return true
}

func (l *loop) block(block *ast.BlockStmt) bool {
	for _, statement := range block.List {
		if !l.statement(statement) {
			return false
		}
	}
	return true
}

func (l *loop) statement(statement ast.Stmt) bool {
	switch s := statement.(type) {
	case *ast.BlockStmt:
		return l.block(s)
	case *ast.BranchStmt:
		return s.Tok == token.CONTINUE && s.Label == nil
	case *ast.IfStmt:
		return s.Init == nil && l.reads(s.Cond) && l.block(s.Body) && (s.Else == nil || l.statement(s.Else))
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		return ok && l.deletes(call)
	case *ast.AssignStmt:
		return l.assigns(s)
	}
	return false
}

// deletes accepts delete(any map, the loop's key).
func (l *loop) deletes(call *ast.CallExpr) bool {
	if !l.builtin(call, "delete") || types.ExprString(call.Args[1]) != l.key {
		return false
	}
	l.written[types.ExprString(call.Args[0])]++
	return true
}

func (l *loop) assigns(s *ast.AssignStmt) bool {
	if len(s.Lhs) != 1 || len(s.Rhs) != 1 {
		return false
	}
	to, value := s.Lhs[0], s.Rhs[0]
	switch {
	case s.Tok == token.DEFINE: // a name for one step, but not the key's
		return types.ExprString(to) != l.key && l.reads(value)
	case s.Tok != token.ASSIGN:
		return false
	}
	if index, ok := to.(*ast.IndexExpr); ok {
		return isMap(l.pass.TypesInfo.TypeOf(index.X)) && l.writes(index, value)
	}
	return l.appends(to, value)
}

// writes accepts m[key] = value, and m[anything] = constant.
func (l *loop) writes(to *ast.IndexExpr, value ast.Expr) bool {
	name := types.ExprString(to.X)
	l.written[name]++
	if types.ExprString(to.Index) != l.key {
		if !l.constant(value) {
			return false
		}
		l.marked[name] = true
	}
	return l.reads(to.Index) && l.reads(value)
}

// appends accepts s = append(s, values).
func (l *loop) appends(to, value ast.Expr) bool {
	name := types.ExprString(to)
	call, ok := value.(*ast.CallExpr)
	if !ok || !l.builtin(call, "append") || types.ExprString(call.Args[0]) != name {
		return false
	}
	for _, argument := range call.Args[1:] {
		if !l.reads(argument) {
			return false
		}
	}
	l.collected[name] = true
	l.written[name]++
	return true
}

func (l *loop) constant(e ast.Expr) bool {
	if literal, ok := e.(*ast.CompositeLit); ok {
		return len(literal.Elts) == 0 && literal.Type != nil
	}
	return l.pass.TypesInfo.Types[e].Value != nil
}
