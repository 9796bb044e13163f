package catalogue

import (
	"fmt"
	"strings"

	"allianceregistry/internal/legible"
)

// Message is something to say whose language is not yet known: a key of a
// catalogue, its parameters, and the error that caused it, if it is an error with
// a cause. It crosses the layers as it is; who talks to a person says it.
type Message struct {
	Key    string
	Params map[string]any // an error among them is said like the cause
	Cause  error          // {{.cause}} in the text

	english *Catalogue // for Error, which has no reader
}

// NewMessage makes a message of which Error speaks by the given catalogue, or
// shows the key if that is nil. Names and values of parameters stand in turn; the
// one named cause is the cause.
func NewMessage(english *Catalogue, key string, pairs ...any) *Message {
	m := &Message{Key: key, Params: map[string]any{}, english: english}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, _ := pairs[i].(string)
		m.Params[name] = pairs[i+1]
		if cause, is := pairs[i+1].(error); is && name == "cause" {
			m.Cause = cause
		}
	}
	return m
}

// NewError returns an error that has a text, for who says it by a catalogue: Error shows
// the key. Names and values of parameters are as in NewMessage.
func NewError(key string, pairs ...any) error { return NewMessage(nil, key, pairs...) }

// Error implements error, in English.
func (m *Message) Error() string {
	if m.english == nil {
		return fmt.Sprintf("%s %v", m.Key, m.Params)
	}
	return m.english.Tell(m, nil)
}

// String is the message as Error says it, and so it stands in JSON.
func (m *Message) String() string { return m.Error() }

// MarshalText is String.
func (m *Message) MarshalText() ([]byte, error) { return []byte(m.Error()), nil }

// Unwrap returns the cause.
func (m *Message) Unwrap() error { return m.Cause }

// Known says an error that a catalogue knows nothing of; false if it cannot.
type Known func(error) (said string, ok bool)

// Tell says an error in the language of the catalogue, as far as it can: a
// message by its key, what stands around an error as it is, and the last cause by
// a text with the key "cause.…" if there is one. Others are up to known. What is
// nobody's message comes out as one line, whoever wrote it; errors that were joined
// stand on a line each.
func (c *Catalogue) Tell(err error, known Known) string {
	if known != nil {
		if said, ok := known(err); ok {
			return said
		}
	}
	if m, is := err.(*Message); is { //nolint:errorlint // what is around it is said too
		return c.sayMessage(m, known)
	}
	return eachWrapped(err, func(inner error) string { return c.Tell(inner, known) }, func(last string) string {
		if text := c.raw["cause."+last]; text != "" {
			return text
		}
		return legible.Line(last)
	})
}

// Raw is an error as it says itself, in no language of ours: one line for each of
// those that were joined.
func Raw(err error) string { return eachWrapped(err, Raw, legible.Line) }

// eachWrapped says an error as it says itself, with tell for each that it wraps, or last
// for one that wraps none.
func eachWrapped(err error, tell func(error) string, last func(string) string) string {
	var inner []error
	switch outer := err.(type) { //nolint:errorlint // what it wraps is looked at here
	case interface{ Unwrap() []error }:
		inner = outer.Unwrap()
	case interface{ Unwrap() error }:
		if one := outer.Unwrap(); one != nil {
			inner = []error{one}
		}
	}
	if len(inner) == 0 {
		return last(err.Error())
	}
	var said strings.Builder
	rest := err.Error()
	for _, one := range inner {
		before, after, found := strings.Cut(rest, one.Error())
		if !found {
			continue
		}
		said.WriteString(surrounding(before) + tell(one))
		rest = after
	}
	return said.String() + surrounding(rest)
}

// surrounding returns what stands around an error: the end of a line that joins two, or
// words.
func surrounding(text string) string {
	if text == "\n" {
		return text
	}
	return legible.Line(text)
}

func (c *Catalogue) sayMessage(m *Message, known Known) string {
	params, said := Params{}, Params{}
	for name, value := range m.Params {
		if inner, is := value.(error); is {
			said[name] = c.Tell(inner, known)
		} else {
			params[name] = fmt.Sprint(value)
		}
	}
	return c.Compose(m.Key, params, said)
}
