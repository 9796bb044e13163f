package input

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"allianceregistry/internal/catalogue"
)

//go:embed en.json zh.json
var texts embed.FS

// Words are the sentences of the problems, which a program adds to its catalogue.
var Words fs.FS = texts //nolint:gochecknoglobals // fixed

// english says problems to who has no language, as JSON does.
var english, _ = catalogue.In("en", Words) //nolint:gochecknoglobals // fixed; a test reads the files

// Problem is what is wrong with something that was written.
type Problem string

// The problems, with their parameters.
const (
	NotYAML         Problem = "NOT_YAML"         // detail: a word of Words, "detail.…"
	WrongEncoding   Problem = "WRONG_ENCODING"   // encoding
	WrongCharacter  Problem = "WRONG_CHARACTER"  // character, code, called, instead; column, in a file
	LooseComma      Problem = "LOOSE_COMMA"      // value
	WrongType       Problem = "WRONG_TYPE"       // wanted: text, whole number, yes or no, list, fields
	EmptyValue      Problem = "EMPTY_VALUE"      // wanted
	AmbiguousNumber Problem = "AMBIGUOUS_NUMBER" // value, instead
	NotADay         Problem = "NOT_A_DAY"        // value, instead
	NoSuchDay       Problem = "NO_SUCH_DAY"      // value
	NoTimeZone      Problem = "NO_TIME_ZONE"     // value, instead
	UnknownField    Problem = "UNKNOWN_FIELD"    // field, fields; like, if one is
	RepeatedField   Problem = "REPEATED_FIELD"   // field, line: of the first
	TooLarge        Problem = "TOO_LARGE"        // most
)

// ValueError is what is wrong with one thing that was written.
type ValueError struct {
	Problem Problem
	Params  map[string]string
	// at is how many characters into the text it is wrong; below 0, the whole is.
	at int
}

// NewValueError returns a ValueError; names and values of its parameters stand in turn.
func NewValueError(problem Problem, pairs ...string) *ValueError {
	return &ValueError{problem, params(pairs...), -1}
}

// Error is the problem in plain form, for programmers.
func (e *ValueError) Error() string { return fmt.Sprintf("%s %v", e.Problem, e.Params) }

// Message is the problem as a catalogue with Words says it.
func (e *ValueError) Message() *catalogue.Message {
	pairs := make([]any, 0, 2*len(e.Params))
	for name, value := range e.Params {
		pairs = append(pairs, name, word(name, value))
	}
	return catalogue.NewMessage(english, Key(e.Problem, e.Params), pairs...)
}

// word is a parameter's value, to be said if it is a word of the catalogue.
func word(name, value string) any {
	switch name {
	case "instead":
		if value != "space" && value != "spaces" && value != "nothing" {
			return value
		}
	case "detail", "called", "wanted":
	default:
		return value
	}
	return catalogue.NewMessage(english, name+"."+value)
}

// Key is the key of a problem's sentence, which depends on what is known of it.
func Key(problem Problem, params map[string]string) string {
	key := "problem." + string(problem)
	switch {
	case problem == UnknownField && params["like"] != "":
		return key + ".like"
	case problem == WrongCharacter && params["column"] == "":
		return key + ".alone"
	}
	return key
}

// Defect is one thing that is wrong in a file.
type Defect struct {
	Path    string            `json:"path"`
	Problem Problem           `json:"problem"`
	Params  map[string]string `json:"params,omitempty"`
	// Line counts from 1.
	Line int `json:"line"`
}

// Message is the defect as a catalogue with Words says it.
func (d Defect) Message() *catalogue.Message {
	key := "fault.line"
	if d.Path == "" {
		key = "fault.file"
	}
	said := (&ValueError{Problem: d.Problem, Params: d.Params}).Message()
	return catalogue.NewMessage(english, key, "line", d.Line, "path", d.Path, "problem", said)
}

// Invalid is the error of a file that has defects.
type Invalid struct{ Defects []Defect }

// Error lists the defects in plain form, for programmers.
func (e *Invalid) Error() string {
	lines := make([]string, 0, len(e.Defects))
	for _, d := range e.Defects {
		lines = append(lines, fmt.Sprintf("line %d: %s: %s %v", d.Line, d.Path, d.Problem, d.Params))
	}
	return strings.Join(lines, "; ")
}

// Unwrap returns the defects as messages, by which any program says them.
func (e *Invalid) Unwrap() []error {
	said := make([]error, 0, len(e.Defects))
	for _, d := range e.Defects {
		said = append(said, d.Message())
	}
	return said
}

// Only reports whether all defects are of one problem.
func (e *Invalid) Only(problem Problem) bool {
	for _, d := range e.Defects {
		if d.Problem != problem {
			return false
		}
	}
	return len(e.Defects) > 0
}

// In lists the defects in the language of a catalogue, each of several on a line of
// its own.
func (e *Invalid) In(words *catalogue.Catalogue) string {
	if len(e.Defects) == 1 {
		return words.Tell(e.Defects[0].Message(), nil)
	}
	var list strings.Builder
	for _, d := range e.Defects {
		list.WriteString("\n  " + words.Tell(d.Message(), nil))
	}
	return list.String()
}

func params(pairs ...string) map[string]string {
	all := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		all[pairs[i]] = pairs[i+1]
	}
	return all
}

// fileError is the error of one defect of the whole file.
func fileError(line int, problem Problem, pairs ...string) *Invalid {
	return &Invalid{[]Defect{{"", problem, params(pairs...), line}}}
}

// asDefect places a ValueError in a file; column is that of the text, from 1.
func (e *ValueError) asDefect(path string, line, column int) Defect {
	if e.Problem == WrongCharacter && e.at >= 0 && column > 0 {
		e.Params["column"] = strconv.Itoa(column + e.at)
	}
	return Defect{path, e.Problem, e.Params, line}
}
