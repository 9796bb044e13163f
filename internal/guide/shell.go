package guide

import (
	"regexp"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// split returns the simple commands of a text of shell that begins on the given line:
// those within others first, as the shell runs them.
func split(text string, line int) ([]Command, error) {
	file, err := syntax.NewParser().Parse(strings.NewReader(text), "")
	if err != nil {
		return nil, err
	}
	var found []Command
	var open []syntax.Node
	syntax.Walk(file, func(node syntax.Node) bool {
		if node != nil {
			open = append(open, node)
			return true
		}
		last := open[len(open)-1]
		open = open[:len(open)-1]
		if call, is := last.(*syntax.CallExpr); is {
			if words := wordsOf(call); len(words) > 0 {
				found = append(found, Command{Line: line - 1 + int(call.Pos().Line()), Words: words})
			}
		}
		return true
	})
	return found, nil
}

// wordsOf are the words of a command, without the assignments before it.
func wordsOf(call *syntax.CallExpr) []string {
	words := make([]string, 0, len(call.Args))
	for _, arg := range call.Args {
		words = append(words, textOf(arg.Parts))
	}
	if len(words) > 0 && words[0] == "exec" {
		words = words[1:]
	}
	return words
}

// escaped is a character behind a backslash, which stands for itself.
var escaped = regexp.MustCompile(`\\(?s:(.))`)

// textOf is a word without its quotation marks. What commands in it print is not known,
// and stands as "…"; a variable stands by its name.
func textOf(parts []syntax.WordPart) string {
	var text strings.Builder
	for _, part := range parts {
		switch part := part.(type) {
		case *syntax.Lit:
			text.WriteString(escaped.ReplaceAllString(part.Value, "$1"))
		case *syntax.SglQuoted:
			text.WriteString(part.Value)
		case *syntax.DblQuoted:
			text.WriteString(textOf(part.Parts))
		case *syntax.CmdSubst, *syntax.ProcSubst:
			text.WriteString("…")
		default:
			_ = syntax.NewPrinter().Print(&text, part) // a builder takes all
		}
	}
	return text.String()
}
