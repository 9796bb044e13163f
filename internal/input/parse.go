package input

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// parse reads a clean file's only document.
func parse(content []byte) (*yaml.Node, error) {
	if signs(content) > maxSigns {
		return nil, fileError(1, TooLarge, "most", strconv.Itoa(maxSigns))
	}
	if json.Valid(content) {
		return parseJSON(content)
	}
	if line := tooDeep(content); line > 0 { // the library would take minutes
		return nil, fileError(line, NotYAML, "detail", "deep")
	}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	var document, second yaml.Node
	if err := decoder.Decode(&document); err != nil {
		return nil, notYAML(content, err)
	}
	switch err := decoder.Decode(&second); {
	case err == nil:
		return nil, fileError(second.Line, NotYAML, "detail", "second")
	case !errors.Is(err, io.EOF):
		return nil, notYAML(content, err)
	}
	return document.Content[0], nil
}

// tooDeep is the line on which so many braces and brackets are open as no file has;
// 0 if none is.
func tooDeep(content []byte) int {
	const maxOpen = 1000
	open, begun := 0, 0 // braces and brackets; items of lists that begin on one line
	for at, letter := range content {
		switch letter {
		case '{', '[':
			open++
		case '}', ']':
			open--
		}
		switch letter {
		case '-', '?':
			begun++
		case ' ':
		default:
			begun = 0
		}
		if open > maxOpen || begun > maxOpen {
			return lineAt(content, at)
		}
	}
	return 0
}

var atLine = regexp.MustCompile(`line (\d+): `)

// notYAML says in our words what the YAML library finds wrong: the character that is
// in the way, if one is seen, or else what is missing.
func notYAML(content []byte, err error) error {
	if errors.Is(err, io.EOF) {
		return fileError(1, NotYAML, "detail", "nothing")
	}
	lines := strings.Split(string(content), "\n")
	named := 1
	if found := atLine.FindStringSubmatch(err.Error()); found != nil {
		named, _ = strconv.Atoi(found[1])
	}
	line := min(firstBad(lines, named), len(lines))
	for _, at := range []int{line, line + 1, line - 1} {
		if at < 1 || at > len(lines) {
			continue
		}
		if wrong := structural(lines[at-1]); wrong != nil {
			return &Invalid{[]Defect{wrong.asDefect("", at, 1)}}
		}
	}
	for at, text := range lines[:line] { // the library goes on long after an indentation that is none to it
		if indent := text[:len(text)-len(strings.TrimLeftFunc(text, unicode.IsSpace))]; strings.Trim(indent, " ") != "" {
			if wrong := structural(text); wrong != nil {
				return &Invalid{[]Defect{wrong.asDefect("", at+1, 1)}}
			}
		}
	}
	return fileError(line, NotYAML, "detail", detailOf(err.Error(), lines[line-1]))
}

// maxSought bounds the files in which the line of an error is sought, and ahead is
// how many lines a quoted text or a list in brackets may well run over.
const (
	maxSought = 128 << 10
	ahead     = 20
)

// firstBad finds the first line that is bad: up to the one before, the file can be
// read. The library often names the beginning of what is around it.
func firstBad(lines []string, named int) int {
	ends, size := make([]int, len(lines)), 0
	for i, line := range lines {
		size += len(line) + 1
		ends[i] = size
	}
	if size > maxSought {
		return named
	}
	whole := []byte(strings.Join(lines, "\n") + "\n")
	readable := func(count int) bool {
		return count == 0 || yaml.Unmarshal(whole[:ends[count-1]], new(yaml.Node)) == nil
	}
	good := 0
	for next := len(lines) - 1; next > good; {
		good += sort.Search(next-good, func(i int) bool { return !readable(good + i + 1) })
		next = 0
		for end := min(good+ahead, len(lines)-1); end > good; end-- {
			if readable(end) { // it was in the middle of something
				good, next = end, len(lines)-1
				break
			}
		}
	}
	for good+1 < len(lines) && strings.TrimSpace(lines[good]) == "" {
		good++
	}
	return good + 1
}

// details are the library's errors by what they mean to a person.
var details = []struct{ part, detail string }{ //nolint:gochecknoglobals // fixed
	{"mapping values are not allowed", "colon"},
	{"expected ',' or '}'", "braces"},
	{"expected ',' or ']'", "brackets"},
	{"could not find expected ':'", "noColon"},
	{"unexpected end of stream", "quotes"},
	{"cannot start any token", "sign"},
	{"unknown anchor", "anchor"},
	{"anchor", "anchor"},
	{"alias", "anchor"},
	{"escape", "escape"},
	{"tag", "tag"},
	{"'!'", "tag"},
	{"max depth", "deep"},
	{"expected key", "indentation"},
	{"'-' indicator", "indentation"},
	{"sequence entries are not allowed", "indentation"},
	{"node content", "content"},
	{"directive", "percent"},
	{"document start", "indentation"},
}

func detailOf(said, line string) string {
	for _, one := range details {
		if !strings.Contains(said, one.part) {
			continue
		}
		if one.detail == "indentation" && afterQuotes.MatchString(line) {
			return "afterQuotes"
		}
		return one.detail
	}
	return "other"
}

var afterQuotes = regexp.MustCompile(`(["'])[^"']*["'] *[^ ,}\]#:"']`)

// structural finds a character that stands where a sign of YAML is meant: outside of
// quotation marks and comments, at a place where it is hardly part of a text.
func structural(line string) *ValueError {
	s := scan{}
	for i, r := range line {
		before := line[:i]
		switch {
		case s.quoted(r, before):
		case r == '#' && (before == "" || strings.HasSuffix(before, " ")):
			return nil
		case s.means(r, before):
			wrong := strayRune(r)
			wrong.at = utf8.RuneCountInString(before)
			return wrong
		default:
			s.pass(r)
		}
	}
	return nil
}

// scan is how far a line has been read.
type scan struct {
	quote  rune // 0 outside of quotation marks
	open   int  // braces and brackets
	valued bool // a field's colon has come
}

// quoted reports whether a character belongs to a text in quotation marks.
func (s *scan) quoted(r rune, before string) bool {
	switch {
	case s.quote != 0 && r == s.quote:
		s.quote = 0
	case s.quote != 0:
	case (r == '"' || r == '\'') && (before == "" || strings.ContainsRune(" :,[{-", rune(before[len(before)-1]))):
		s.quote = r
	default:
		return false
	}
	return true
}

// pass takes note of one of YAML's own signs.
func (s *scan) pass(r rune) {
	switch r {
	case '{', '[':
		s.open++
	case '}', ']':
		s.open--
	case ':':
		s.valued = true
	case ',':
		s.valued = s.valued && s.open == 0
	}
}

// means reports whether a character at this place is meant as a sign.
func (s *scan) means(r rune, before string) bool {
	one, known := strayOf(r)
	if !known {
		return false
	}
	starts := strings.TrimLeft(before, " \t-") == "" || startsValue.MatchString(before)
	switch one.called {
	case "colon":
		return !s.valued && endsKey.MatchString(before)
	case "comma", "enumerationComma", "semicolon":
		return s.open > 0
	case "brace", "bracket":
		return starts || s.open > 0
	case "quotes", "dash", "bullet", "sign":
		return starts
	case "tab", "space", "invisible", "control":
		return starts || endsKey.MatchString(before) && !s.valued
	}
	return false
}

var (
	startsValue = regexp.MustCompile(`[:,\[{]\s*$`)
	endsKey     = regexp.MustCompile(`(^|[\s,{，])["'“”]?[A-Za-z][\w@.-]*["'“”]?\s*$`)
)
