package main

import "go/ast"

// explained are methods of the standard library's interfaces.
var explained = map[string]bool{
	"Error": true, "Is": true, "Unwrap": true,
	"GoString": true, "String": true,
	"Len": true, "Less": true, "Swap": true,
	"MarshalJSON": true, "UnmarshalJSON": true, "MarshalText": true, "UnmarshalText": true,
}

// undocumented returns the file's exported names that have no comment.
func undocumented(file *ast.File) []*ast.Ident {
	var missing []*ast.Ident
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && !said(d.Doc) && reachable(d) {
				missing = append(missing, d.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				missing = append(missing, undocumentedIn(d, spec)...)
			}
		}
	}
	return missing
}

// reachable reports whether other packages see a function, and whether its name needs words.
func reachable(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return true
	}
	return !explained[f.Name.Name] && ast.IsExported(receiver(f.Recv.List[0].Type))
}

// receiver is the name of a method's type: T of T, *T, T[K].
func receiver(expression ast.Expr) string {
	switch e := expression.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	}
	return ""
}

func undocumentedIn(group *ast.GenDecl, spec ast.Spec) []*ast.Ident {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		// A comment on a group of types explains none of them.
		if s.Name.IsExported() && !said(s.Doc) && (group.Lparen.IsValid() || !said(group.Doc)) {
			return []*ast.Ident{s.Name}
		}
	case *ast.ValueSpec:
		if said(group.Doc) || said(s.Doc) || said(s.Comment) {
			return nil
		}
		for _, name := range s.Names {
			if name.IsExported() {
				return []*ast.Ident{name}
			}
		}
	}
	return nil
}

// said reports whether a comment has words: directives such as //go:embed have none.
func said(comment *ast.CommentGroup) bool {
	return comment != nil && comment.Text() != ""
}
