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

// Wrong is the error of one thing that was written.
type Wrong struct {
	Problem Problem
	Params  map[string]string
	// at is how many characters into the text it is wrong; below 0, the whole is.
	at int
}

// NewWrong makes a Wrong; names and values of its parameters stand in turn.
func NewWrong(problem Problem, pairs ...string) *Wrong {
	return &Wrong{problem, params(pairs...), -1}
}

// Error is the problem in plain form, for programmers.
func (w *Wrong) Error() string { return fmt.Sprintf("%s %v", w.Problem, w.Params) }

// Message is the problem as a catalogue with Words says it.
func (w *Wrong) Message() *catalogue.Message {
	pairs := make([]any, 0, 2*len(w.Params))
	for name, value := range w.Params {
		pairs = append(pairs, name, word(name, value))
	}
	return catalogue.NewMessage(english, Key(w.Problem, w.Params), pairs...)
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

// Fault is one thing that is wrong in a file.
type Fault struct {
	Path    string            `json:"path"`
	Problem Problem           `json:"problem"`
	Params  map[string]string `json:"params,omitempty"`
	// Line counts from 1.
	Line int `json:"line"`
}

// Message is the fault as a catalogue with Words says it.
func (f Fault) Message() *catalogue.Message {
	key := "fault.line"
	if f.Path == "" {
		key = "fault.file"
	}
	said := (&Wrong{Problem: f.Problem, Params: f.Params}).Message()
	return catalogue.NewMessage(english, key, "line", f.Line, "path", f.Path, "problem", said)
}

// Invalid is the error of a file that has faults.
type Invalid struct{ Faults []Fault }

// Error lists the faults in plain form, for programmers.
func (e *Invalid) Error() string {
	lines := make([]string, 0, len(e.Faults))
	for _, f := range e.Faults {
		lines = append(lines, fmt.Sprintf("line %d: %s: %s %v", f.Line, f.Path, f.Problem, f.Params))
	}
	return strings.Join(lines, "; ")
}

// Unwrap returns the faults as messages, by which any program tells them.
func (e *Invalid) Unwrap() []error {
	said := make([]error, 0, len(e.Faults))
	for _, f := range e.Faults {
		said = append(said, f.Message())
	}
	return said
}

// Only reports whether all faults are of one problem.
func (e *Invalid) Only(problem Problem) bool {
	for _, f := range e.Faults {
		if f.Problem != problem {
			return false
		}
	}
	return len(e.Faults) > 0
}

// In lists the faults in the language of a catalogue, each of several on a line of
// its own.
func (e *Invalid) In(words *catalogue.Catalogue) string {
	if len(e.Faults) == 1 {
		return words.Tell(e.Faults[0].Message(), nil)
	}
	var list strings.Builder
	for _, f := range e.Faults {
		list.WriteString("\n  " + words.Tell(f.Message(), nil))
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

// fault is the error of one fault of the whole file.
func fault(line int, problem Problem, pairs ...string) *Invalid {
	return &Invalid{[]Fault{{"", problem, params(pairs...), line}}}
}

// asFault places a Wrong in a file; column is that of the text, from 1.
func (w *Wrong) asFault(path string, line, column int) Fault {
	if w.Problem == WrongCharacter && w.at >= 0 && column > 0 {
		w.Params["column"] = strconv.Itoa(column + w.at)
	}
	return Fault{path, w.Problem, w.Params, line}
}
