package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// change is what is done to one function or type.
type change struct {
	consensus   bool   // it is one of SmartBFT's, not of Fabric's own
	file        string // within the module
	declaration string // "validateTx", "(*Server).Endorse" or "type txDependency"
	sum         string // the digest of the source that the edits were written for
	edits       []edit
}

// in is the module that is changed.
func (c change) in() module {
	if c.consensus {
		return smartBFT
	}
	return fabric
}

// edit is done at the one statement of the function, or field of the type, that
// begins with the text at.
type edit struct {
	at   string
	do   place
	text string
}

// place says where the text of an edit goes.
type place int

const (
	before  place = iota // before the statement
	after                // behind the statement
	instead              // in the place of the text at
)

// splice is a piece of a file that is replaced.
type splice struct {
	begin, end int
	text       string
}

// apply returns the source of a file with the changes made. It fails if a
// function is missing or is not the one that its change was written for.
func apply(source []byte, changes []change) ([]byte, error) {
	files := token.NewFileSet()
	// Comments are left out: they take no part in a function's digest.
	parsed, err := parser.ParseFile(files, "", source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var splices []splice
	for _, change := range changes {
		declared := find(parsed, change.declaration)
		if declared == nil {
			return nil, fmt.Errorf("%s: there is no %s", change.file, change.declaration)
		}
		sum, err := digest(files, declared)
		if err != nil {
			return nil, err
		}
		if sum != change.sum {
			return nil, fmt.Errorf("%s: %s is not what the change was written for: its digest is %s, not %s",
				change.file, change.declaration, sum, change.sum)
		}
		for _, edit := range change.edits {
			piece, err := edit.locate(files, declared, source)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", change.file, change.declaration, err)
			}
			splices = append(splices, piece)
		}
	}
	return format.Source(spliced(source, splices))
}

// find returns the declaration of a function or a type, or nil.
func find(file *ast.File, name string) ast.Node {
	for _, declaration := range file.Decls {
		switch declared := declaration.(type) {
		case *ast.FuncDecl:
			if named(declared) == name {
				return declared
			}
		case *ast.GenDecl:
			for _, spec := range declared.Specs {
				if kind, is := spec.(*ast.TypeSpec); is && "type "+kind.Name.Name == name {
					return kind
				}
			}
		}
	}
	return nil
}

// named is the name of a function or method, as changes name it.
func named(function *ast.FuncDecl) string {
	if function.Recv == nil {
		return function.Name.Name
	}
	receiver := function.Recv.List[0].Type
	if star, is := receiver.(*ast.StarExpr); is {
		return fmt.Sprintf("(*%s).%s", star.X, function.Name)
	}
	return fmt.Sprintf("%s.%s", receiver, function.Name)
}

// digest is the beginning of the SHA-256 of a declaration's source, in hexadecimal.
func digest(files *token.FileSet, declared ast.Node) (string, error) {
	var source bytes.Buffer
	if err := format.Node(&source, files, declared); err != nil {
		return "", err
	}
	sum := sha256.Sum256(source.Bytes())
	return hex.EncodeToString(sum[:8]), nil
}

// locate finds the statement or field and says what is to be replaced in the file.
func (e edit) locate(files *token.FileSet, declared ast.Node, source []byte) (splice, error) {
	offset := func(at token.Pos) int { return files.Position(at).Offset }
	var found []ast.Node
	ast.Inspect(declared, func(node ast.Node) bool {
		if placed(node) && bytes.HasPrefix(source[offset(node.Pos()):], []byte(e.at)) {
			found = append(found, node)
		}
		return true
	})
	if len(found) != 1 {
		return splice{}, fmt.Errorf("%d places begin with %q, not one", len(found), e.at)
	}
	begin, end := offset(found[0].Pos()), offset(found[0].End())
	switch e.do {
	case before:
		return splice{begin, begin, e.text + "\n"}, nil
	case after:
		return splice{end, end, "\n" + e.text}, nil
	default:
		return splice{begin, begin + len(e.at), e.text}, nil
	}
}

// placed reports whether an edit can be done at a node.
func placed(node ast.Node) bool {
	switch node.(type) {
	case *ast.BlockStmt:
		return false
	case ast.Stmt, *ast.Field:
		return true
	default:
		return false
	}
}

// spliced returns the source with the pieces replaced.
func spliced(source []byte, splices []splice) []byte {
	slices.SortStableFunc(splices, func(a, b splice) int { return a.begin - b.begin })
	var out strings.Builder
	from := 0
	for _, piece := range splices {
		out.Write(source[from:piece.begin])
		out.WriteString(piece.text)
		from = piece.end
	}
	out.Write(source[from:])
	return []byte(out.String())
}
