package guide

import (
	"regexp"
	"slices"
	"strings"
)

// shell reads so much of a shell's language as guides are written in: quotes,
// comments, lists and pipes, redirections, and commands within commands.
type shell struct {
	text  []rune
	at    int
	line  int
	words []string
	word  strings.Builder
	begun bool // a word, perhaps an empty one
	skip  bool // the next word is where something is redirected to
	found []Command
}

// split returns the simple commands of a text that begins on the given line.
func split(text string, line int) []Command {
	s := &shell{text: []rune(text), line: line}
	for s.at < len(s.text) {
		s.step()
	}
	s.endCommand()
	return s.found
}

func (s *shell) peek(ahead int) rune {
	if s.at+ahead < len(s.text) {
		return s.text[s.at+ahead]
	}
	return 0
}

func (s *shell) step() {
	r := s.peek(0)
	s.at++
	switch r {
	case '\'':
		s.add(s.until('\''))
	case '"':
		s.quoted()
	case '\\':
		if s.peek(0) == '\n' {
			s.line++
		} else {
			s.add(string(s.peek(0)))
		}
		s.at++
	case '$':
		if s.peek(0) == '(' {
			s.at++
			s.inner()
		} else {
			s.add("$")
		}
	case ' ', '\t':
		s.endWord()
	case '\n':
		s.endCommand()
		s.line++
	case '#':
		if s.begun {
			s.add("#")
			return
		}
		for s.at < len(s.text) && s.peek(0) != '\n' {
			s.at++
		}
	default:
		s.operator(r)
	}
}

// operator takes what has a meaning between words, and any other letter.
func (s *shell) operator(r rune) {
	switch r {
	case '|', '&', ';', '(', ')':
		s.endCommand()
	case '<', '>':
		if s.peek(0) == '(' { // the output of commands, as a file
			s.at++
			s.inner()
			return
		}
		if strings.Trim(s.word.String(), "0123456789") == "" { // 2>
			s.word.Reset()
			s.begun = false
		}
		s.endWord()
		s.skip = true
	default:
		s.add(string(r))
	}
}

func (s *shell) add(text string) {
	s.word.WriteString(text)
	s.begun = true
}

func (s *shell) until(end rune) string {
	from := s.at
	for s.at < len(s.text) && s.text[s.at] != end {
		s.at++
	}
	text := string(s.text[from:s.at])
	s.at++
	s.line += strings.Count(text, "\n")
	return text
}

// quoted reads on to the closing quote.
func (s *shell) quoted() {
	s.add("")
	for s.at < len(s.text) && s.peek(0) != '"' {
		if s.peek(0) == '$' && s.peek(1) == '(' {
			s.at += 2
			s.inner()
			continue
		}
		s.add(string(s.peek(0)))
		s.at++
	}
	s.at++
}

// inner reads the commands up to the closing bracket. What they print is not
// known: it stands as "…" in the word.
func (s *shell) inner() {
	from, depth := s.at, 1
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case '(':
			depth++
		case ')':
			depth--
		}
		s.at++
		if depth == 0 {
			break
		}
	}
	s.found = append(s.found, split(strings.TrimSuffix(string(s.text[from:s.at]), ")"), s.line)...)
	s.add("…")
}

func (s *shell) endWord() {
	if s.begun && !s.skip {
		s.words = append(s.words, s.word.String())
	}
	if s.begun {
		s.skip = false
	}
	s.word.Reset()
	s.begun = false
}

var (
	assignment = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*=`)
	keywords   = []string{"if", "then", "do", "done", "while", "until", "!", "{", "}", "exec", "time"}
)

func (s *shell) endCommand() {
	s.endWord()
	words := s.words
	for len(words) > 0 && (assignment.MatchString(words[0]) || slices.Contains(keywords, words[0])) {
		words = words[1:]
	}
	if len(words) > 0 {
		s.found = append(s.found, Command{Line: s.line, Words: words})
	}
	s.words, s.skip = nil, false
}
