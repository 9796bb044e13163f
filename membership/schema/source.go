package schema

import (
	"fmt"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"io/fs"
	"strconv"
	"strings"
)

// Source is what the text of the rules says, and no type does: comments, and the words
// that a type of words has.
type Source struct {
	types  map[string]string            // comments by type
	fields map[string]map[string]string // comments by type and field, in Go's names
	words  map[string][]word            // by type, in the order in which they are declared
}

// word is one constant of a type of words.
type word struct{ value, comment string }

// ReadSource reads the Go files of folders, not those of tests. Types in different folders
// that are called alike are taken for one.
func ReadSource(folders ...fs.FS) (*Source, error) {
	s := &Source{types: map[string]string{}, fields: map[string]map[string]string{}, words: map[string][]word{}}
	for _, folder := range folders {
		names, err := fs.Glob(folder, "*.go")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			if err := s.readFile(folder, name); err != nil {
				return nil, fmt.Errorf("read %s: %w", name, err)
			}
		}
	}
	return s, nil
}

func (s *Source) readFile(folder fs.FS, name string) error {
	text, err := fs.ReadFile(folder, name)
	if err != nil {
		return err
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments)
	if err != nil {
		return err
	}
	for _, declared := range file.Decls {
		general, ok := declared.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range general.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				s.addType(spec, general.Doc)
			case *ast.ValueSpec:
				s.addWord(spec)
			}
		}
	}
	return nil
}

// addType takes the comments of a type that others can name, and of its fields.
func (s *Source) addType(spec *ast.TypeSpec, above *ast.CommentGroup) {
	if !spec.Name.IsExported() {
		return
	}
	s.types[spec.Name.Name] = prose(above, spec.Doc)
	fields := map[string]string{}
	if of, ok := spec.Type.(*ast.StructType); ok {
		for _, field := range of.Fields.List {
			for _, name := range field.Names {
				fields[name.Name] = prose(field.Doc, field.Comment)
			}
		}
	}
	s.fields[spec.Name.Name] = fields
}

// addWord takes a constant of a type of its own package. What another package adds to a
// type of words, such as the positions on a claim, is for some fields only.
func (s *Source) addWord(spec *ast.ValueSpec) {
	of, ok := spec.Type.(*ast.Ident)
	if !ok || len(spec.Values) != 1 || !spec.Names[0].IsExported() {
		return
	}
	literal, ok := spec.Values[0].(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return
	}
	if value, err := strconv.Unquote(literal.Value); err == nil {
		s.words[of.Name] = append(s.words[of.Name], word{value, prose(spec.Comment)})
	}
}

// values are the words of a type.
func (s *Source) values(of string) []string {
	var values []string
	for _, one := range s.words[of] {
		values = append(values, one.value)
	}
	return values
}

// prose is what comments say, a paragraph a line.
func prose(groups ...*ast.CommentGroup) string {
	var paragraphs []string
	for _, group := range groups {
		if group == nil {
			continue
		}
		printer := comment.Printer{TextWidth: -1}
		text := printer.Text((&comment.Parser{}).Parse(group.Text()))
		paragraphs = append(paragraphs, strings.TrimSpace(string(text)))
	}
	return strings.Join(paragraphs, "\n\n")
}
