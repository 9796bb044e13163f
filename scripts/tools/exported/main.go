// Command exported checks that each package says what it is, and that each
// exported name says what it means.
//
//	exported FILE.go...
//
// It wants a comment on every package, and on every exported function, type,
// constant and variable, and on every exported method of an exported type. For
// constants and variables one comment on their group, or one behind the value,
// is enough. Names that the standard library has already explained (String,
// Error and the like) need none; nor do test files, and nor do the exported
// names of programs, which nobody can import.
//
// Each finding is one line, and makes the exit code 1; a fault is exit code 2.
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(paths []string, out, talk io.Writer) int {
	files := token.NewFileSet()
	var parsed []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			fmt.Fprintln(talk, "exported:", err)
			return 2
		}
		parsed = append(parsed, file)
	}
	found := check(files, parsed)
	for _, line := range found {
		fmt.Fprintln(out, line)
	}
	if len(found) > 0 {
		return 1
	}
	return 0
}

// check returns the findings of all files, as sorted lines.
func check(files *token.FileSet, parsed []*ast.File) []string {
	var found []string
	for directory, name := range silentPackages(files, parsed) {
		found = append(found, fmt.Sprintf("%s: package %s has no comment", directory, name))
	}
	for _, file := range parsed {
		if file.Name.Name == "main" || ast.IsGenerated(file) {
			continue
		}
		for _, missing := range undocumented(file) {
			at := files.Position(missing.Pos())
			found = append(found, fmt.Sprintf("%s:%d: exported %s has no comment", at.Filename, at.Line, missing.Name))
		}
	}
	slices.Sort(found)
	return found
}

// silentPackages maps the directory to the name of each package of which no file has a package comment.
func silentPackages(files *token.FileSet, parsed []*ast.File) map[string]string {
	silent := map[string]string{}
	for _, file := range parsed {
		silent[filepath.Dir(files.Position(file.Pos()).Filename)] = file.Name.Name
	}
	for _, file := range parsed {
		if said(file.Doc) {
			delete(silent, filepath.Dir(files.Position(file.Pos()).Filename))
		}
	}
	return silent
}
