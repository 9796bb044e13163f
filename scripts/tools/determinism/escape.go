package main

import (
	"bytes"
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
)

const directive = "//determinism:ok"

// escape is one comment that excuses a line.
type escape struct {
	pos    token.Pos
	reason string
	used   bool
}

// escapes maps a line to the escape that covers it.
type escapes map[int]*escape

// findEscapes returns the file's escapes. One behind code covers its own line,
// one on a line of its own covers the next.
func findEscapes(pass *analysis.Pass, file *ast.File) (escapes, error) {
	found := escapes{}
	for _, group := range file.Comments {
		for _, comment := range group.List {
			reason, ok := strings.CutPrefix(comment.Text, directive)
			if !ok || (reason != "" && reason[0] != ' ' && reason[0] != '\t') {
				continue
			}
			alone, err := alone(pass, comment)
			if err != nil {
				return nil, err
			}
			line := pass.Fset.Position(comment.Pos()).Line
			if alone {
				line++
			}
			// A comment within the comment is not a reason.
			reason, _, _ = strings.Cut(reason, "//")
			found[line] = &escape{pos: comment.Pos(), reason: strings.TrimSpace(reason)}
		}
	}
	return found, nil
}

// alone reports whether nothing but space stands before a comment on its line.
func alone(pass *analysis.Pass, comment *ast.Comment) (bool, error) {
	at := pass.Fset.Position(comment.Pos())
	content, err := pass.ReadFile(at.Filename)
	if err != nil {
		return false, err
	}
	return len(bytes.TrimSpace(content[at.Offset-at.Column+1:at.Offset])) == 0, nil
}

// excuse reports whether a finding on the line is excused, and notes that the escape is needed.
func (e escapes) excuse(line int) bool {
	here := e[line]
	if here == nil {
		return false
	}
	here.used = true
	return here.reason != ""
}

func (e escapes) reportFaults(pass *analysis.Pass) {
	for _, one := range e {
		switch {
		case one.reason == "":
			pass.Reportf(one.pos, "%s: it needs a reason", directive)
		case !one.used:
			pass.Reportf(one.pos, "%s: it excuses nothing here", directive)
		}
	}
}
