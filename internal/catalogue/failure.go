package catalogue

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// Failure is an error as another program reads it: under -o json it stands on
// standard error, as the last line.
type Failure struct {
	// Code is stable; what Message says, in the user's language, is not.
	Code       string         `json:"code"`
	Message    string         `json:"message"`
	Parameters map[string]any `json:"parameters"`
}

// NewFailure returns an error of which nothing else is known: that of a message has
// its key for a code, usage.noCommand being USAGE_NO_COMMAND, and its parameters; any
// other is ERROR.
func NewFailure(err error, said string) Failure {
	failure := Failure{Code: "ERROR", Message: said, Parameters: map[string]any{}}
	var message *Message
	if !errors.As(err, &message) {
		return failure
	}
	failure.Code = codeOf(message.Key)
	for name, value := range message.Params {
		failure.Parameters[name] = fmt.Sprint(value)
	}
	return failure
}

// Print writes the failure in one line.
func (f Failure) Print(out io.Writer) error {
	for _, colon := range []string{": ", "："} { // the code stands by itself
		f.Message = strings.TrimPrefix(f.Message, f.Code+colon)
	}
	if f.Parameters == nil {
		f.Parameters = map[string]any{}
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(f)
}

func codeOf(key string) string {
	var code strings.Builder
	for _, r := range key {
		switch {
		case r == '.' || r == '-':
			r = '_'
		case unicode.IsUpper(r):
			code.WriteByte('_')
		}
		code.WriteRune(unicode.ToUpper(r))
	}
	return code.String()
}

// JSONAsked reports whether -o json is among the arguments. It looks before the flags
// are parsed: errors in them are JSON too.
func JSONAsked(args []string) bool {
	asked := false
	for i, arg := range args {
		if arg == "--" {
			break
		}
		value, found := "", false
		switch {
		case (arg == "-o" || arg == "--output") && i+1 < len(args):
			value, found = args[i+1], true
		case strings.HasPrefix(arg, "--output="):
			value, found = strings.TrimPrefix(arg, "--output="), true
		case strings.HasPrefix(arg, "-o"):
			value, found = strings.TrimPrefix(strings.TrimPrefix(arg, "-o"), "="), true
		}
		if found {
			asked = value == "json"
		}
	}
	return asked
}

// Parameters are those of a refusal as they stand in a failure.
func Parameters(params map[string]string) map[string]any {
	all := make(map[string]any, len(params))
	for name, value := range params {
		all[name] = value
	}
	return all
}
