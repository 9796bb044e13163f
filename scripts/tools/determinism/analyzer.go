package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
)

// newAnalyzer returns the check; -exclude leaves out packages by the end of their path.
func newAnalyzer() *analysis.Analyzer {
	a := &analysis.Analyzer{Name: "determinism", Doc: "report what could make two peers disagree"}
	exclude := a.Flags.String("exclude", "", "leave out packages whose path ends in this `element`")
	a.Run = func(pass *analysis.Pass) (any, error) {
		path := pass.Pkg.Path()
		generated := strings.HasSuffix(path, ".test") // the go command's main of a test
		if generated || (*exclude != "" && strings.HasSuffix("/"+path, "/"+*exclude)) {
			return nil, nil
		}
		for _, file := range pass.Files {
			if !strings.HasSuffix(pass.Fset.Position(file.Pos()).Filename, "_test.go") {
				if err := checkFile(pass, file); err != nil {
					return nil, err
				}
			}
		}
		return nil, nil
	}
	return a
}

// finding is one thing that differs between peers, and why it does.
type finding struct {
	pos       token.Pos
	what, why string
}

// checker gathers the findings of one file.
type checker struct {
	pass  *analysis.Pass
	found []finding
}

func checkFile(pass *analysis.Pass, file *ast.File) error {
	escapes, err := findEscapes(pass, file)
	if err != nil {
		return err
	}
	c := &checker{pass: pass}
	for at := range inspector.New([]*ast.File{file}).Root().Preorder() {
		c.forbiddenName(at)
		c.concurrency(at.Node())
		c.floatingPoint(at.Node())
		c.mapRange(at)
		c.packageVariable(at.Node())
	}
	c.report(escapes)
	return nil
}

func (c *checker) add(at ast.Node, what, why string) {
	c.found = append(c.found, finding{at.Pos(), what, why})
}

// report gives out what no escape excuses, each thing once a line.
func (c *checker) report(escapes escapes) {
	type place struct {
		line int
		what string
	}
	said := map[place]bool{}
	for _, f := range c.found {
		here := place{c.pass.Fset.Position(f.pos).Line, f.what}
		if escapes.excuse(here.line) || said[here] {
			continue
		}
		said[here] = true
		c.pass.Reportf(f.pos, "%s: %s", f.what, f.why)
	}
	escapes.reportFaults(c.pass)
}

// object is what a name or a selected name stands for.
func (c *checker) object(e ast.Expr) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return c.pass.TypesInfo.ObjectOf(e)
	case *ast.SelectorExpr:
		return c.pass.TypesInfo.ObjectOf(e.Sel)
	case *ast.IndexExpr: // an instance of a generic function
		return c.object(e.X)
	}
	return nil
}
