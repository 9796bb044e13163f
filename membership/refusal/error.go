package refusal

import (
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
)

// Error is a refusal by the rules: a code, and the parameters its text needs.
// It says that the ledger and the network are well, and that the same request
// will be refused again while the state stays as it is.
type Error struct {
	Code   Code              `json:"code"`
	Params map[string]string `json:"params,omitempty"`
}

// mark begins a refusal's text, so that a client finds it inside whatever
// the layers between wrap around it.
const mark = "REFUSED "

// Error returns the form in which a refusal crosses the ledger, which carries
// text only: REFUSED CODE {"parameter":"value"}.
func (e *Error) Error() string {
	params, err := json.Marshal(e.Params)
	if err != nil || e.Params == nil {
		params = []byte("{}")
	}
	return mark + string(e.Code) + " " + string(params)
}

// Is reports whether target is a refusal with the same code, for errors.Is.
func (e *Error) Is(target error) bool {
	var other *Error
	return errors.As(target, &other) && other.Code == e.Code
}

// Parse finds a refusal in a text that may have been wrapped on its way,
// and returns nil if there is none.
func Parse(text string) *Error {
	for {
		_, rest, found := strings.Cut(text, mark)
		if !found {
			return nil
		}
		if refusal := parse(rest); refusal != nil {
			return refusal
		}
		text = rest // the words of another layer: "connection REFUSED by …"
	}
}

// parse reads what follows the mark: a code and its parameters.
func parse(text string) *Error {
	code, rest, found := strings.Cut(text, " ")
	if !found || !isCode(code) {
		return nil
	}
	params := map[string]string{}
	if err := json.NewDecoder(strings.NewReader(rest)).Decode(&params); err != nil {
		return nil
	}
	return &Error{Code: Code(code), Params: params}
}

func isCode(text string) bool {
	for _, letter := range text {
		if (letter < 'A' || letter > 'Z') && letter != '_' {
			return false
		}
	}
	return text != ""
}

// New makes a refusal; params are names and values in turn. The parameters that each
// code has stand beside it.
func New(code Code, params ...string) *Error {
	refusal := &Error{Code: code, Params: map[string]string{}}
	for i := 0; i+1 < len(params); i += 2 {
		refusal.Params[params[i]] = params[i+1]
	}
	return refusal
}

// Unknown makes a refusal with UNKNOWN_RECORD: there is no such record under this id.
func Unknown(record, id string) *Error { return New(UnknownRecord, "record", record, "id", id) }

// Clip shortens a refused value to 80 characters, and replaces what is not UTF-8, so
// that a refusal never carries much of it.
func Clip(text string) string {
	const maxLength = 80
	if utf8.RuneCountInString(text) <= maxLength {
		return strings.ToValidUTF8(text, "�")
	}
	return strings.ToValidUTF8(string([]rune(text)[:maxLength])+"…", "�")
}

// First returns the first refusal of several checks. All of them are made:
// what writes is no check.
func First(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// From returns an error of a check as the refusal that it is. A check that touches no
// ledger returns no other errors; should one, it is MALFORMED with its text.
func From(err error) *Error {
	var refusal *Error
	if !errors.As(err, &refusal) {
		refusal = New(Malformed, "detail", Clip(err.Error()))
	}
	return refusal
}
