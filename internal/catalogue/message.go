package catalogue

import (
	"errors"
	"fmt"
	"strings"
)

// Message is something to say whose language is not yet known: a key of a
// catalogue, its parameters, and the error that caused it, if it is an error with
// a cause. It crosses the layers as it is; who talks to a person says it.
type Message struct {
	Key    string
	Params map[string]any // an error among them is told like the cause
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
// a text with the key "cause.…" if there is one. Others are up to known.
func (c *Catalogue) Tell(err error, known Known) string {
	if known != nil {
		if said, ok := known(err); ok {
			return said
		}
	}
	if m, is := err.(*Message); is { //nolint:errorlint // what is around it is told too
		return c.say(m, known)
	}
	switch outer := err.(type) { //nolint:errorlint // it is taken apart here
	case interface{ Unwrap() []error }:
		said := err.Error()
		for _, inner := range outer.Unwrap() {
			said = strings.Replace(said, inner.Error(), c.Tell(inner, known), 1)
		}
		return said
	case interface{ Unwrap() error }:
		if inner := errors.Unwrap(err); inner != nil {
			return strings.Replace(err.Error(), inner.Error(), c.Tell(inner, known), 1)
		}
	}
	if text := c.raw["cause."+err.Error()]; text != "" {
		return text
	}
	return err.Error()
}

func (c *Catalogue) say(m *Message, known Known) string {
	params := Params{}
	for name, value := range m.Params {
		if inner, is := value.(error); is {
			params[name] = c.Tell(inner, known)
		} else {
			params[name] = fmt.Sprint(value)
		}
	}
	return c.Say(m.Key, params)
}
